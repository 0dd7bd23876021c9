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

  /// Puts the limit into a configuration.
  ///
  /// - Returns: Why it cannot be meant, in words; nil when it was done.
  public func apply(to configuration: inout EngineConfiguration) -> String? {
    let name = sensor.lowercased()
    let known = configuration.types.firstIndex { $0.name.lowercased() == name }
    var type =
      known.map { configuration.types[$0] }
      ?? SensorTypeConfiguration(name: sensor, unit: "", scale: nil, limits: LimitSet())
    guard let device else {
      type.limits[kind] = value
      if let known { configuration.types[known] = type } else { configuration.types.append(type) }
      return type.limits.problem?.text
    }
    let place = configuration.devices.firstIndex { $0.id == device } ?? configuration.devices.count
    if place == configuration.devices.count { configuration.devices.append(DeviceConfiguration(id: device)) }
    let own = configuration.devices[place].limits.firstIndex { $0.name.lowercased() == name }
    if let own { type = configuration.devices[place].limits[own] }
    type.limits[kind] = value
    if let own {
      configuration.devices[place].limits[own] = type
    } else {
      configuration.devices[place].limits.append(type)
    }
    return type.limits.problem?.text
  }
}
