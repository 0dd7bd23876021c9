/// A limit tried out on a recording: what would have happened had it been set.
public struct LimitTrial: Sendable, Hashable {
  /// Only this device's; nil is the type's, for every device without limits of its own.
  public var device: String?
  /// The sensor type's name, in any case.
  public var sensor: String
  /// One of `EpisodeKind.limits`.
  public var kind: EpisodeKind
  /// In the sensor's unit; nil takes the limit away.
  public var value: Double?

  public init(device: String? = nil, sensor: String, kind: EpisodeKind, value: Double?) {
    self.device = device
    self.sensor = sensor
    self.kind = kind
    self.value = value
  }

  /// The trial in words, such as `press-07 temperature high 85`.
  public var text: String {
    "\(device.map { $0 + " " } ?? "")\(sensor) \(kind.text) \(value.map(numberText) ?? "none")"
  }

  /// Whether `other` is about the same limit.
  public func isAboutSame(as other: LimitTrial) -> Bool {
    device == other.device && sensor.lowercased() == other.sensor.lowercased() && kind == other.kind
  }

  /// Puts limits into a configuration, those of types before those of devices: these start from their type's.
  ///
  /// - Returns: Why the limits that come of it cannot be meant, in words; nil when they can.
  public static func apply(_ trials: [LimitTrial], to configuration: inout EngineConfiguration) -> String? {
    let ordered = trials.filter { $0.device == nil } + trials.filter { $0.device != nil }
    for trial in ordered { trial.change(&configuration) { $0[trial.kind] = trial.value } }
    for trial in ordered {
      var problem: LimitSet.Problem?
      trial.change(&configuration) { problem = $0.problem }
      if let problem {
        return "\(trial.text): \(problem.key == trial.kind.text ? "" : "\(problem.key) ")\(problem.text)"
      }
    }
    return nil
  }

  /// Changes the limits this is about; a device gets limits of its own, a type that nobody configured becomes one.
  private func change(_ configuration: inout EngineConfiguration, _ body: (inout LimitSet) -> Void) {
    let name = sensor.lowercased()
    let known = configuration.types.firstIndex { $0.name.lowercased() == name }
    guard let device else {
      guard let known else {
        var type = SensorTypeConfiguration(name: sensor, unit: "", scale: nil, limits: LimitSet())
        type.isOnTrial = true
        body(&type.limits)
        return configuration.types.append(type)
      }
      return body(&configuration.types[known].limits)
    }
    let place = configuration.devices.firstIndex { $0.id == device } ?? configuration.devices.count
    if place == configuration.devices.count {
      configuration.devices.append(DeviceConfiguration(id: device))
      configuration.devices[place].isOnTrial = true
    }
    guard let own = configuration.devices[place].limits.firstIndex(where: { $0.name.lowercased() == name }) else {
      var type =
        known.map { configuration.types[$0] }
        ?? SensorTypeConfiguration(name: sensor, unit: "", scale: nil, limits: LimitSet())
      body(&type.limits)
      return configuration.devices[place].limits.append(type)
    }
    body(&configuration.devices[place].limits[own].limits)
  }
}
