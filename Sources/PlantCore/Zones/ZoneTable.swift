/// How good a machine's vibration is, in the letters of its class.
public enum Zone: UInt8, Sendable, CaseIterable {
  /// As new; fit for long-term running; for a limited time only; damage is being done.
  case a, b, c, d

  /// The letter on screen.
  public var letter: String {
    switch self {
    case .a: "A"
    case .b: "B"
    case .c: "C"
    case .d: "D"
    }
  }

  /// What the letter means.
  public var meaning: String {
    switch self {
    case .a: "as new"
    case .b: "long-term"
    case .c: "limited time"
    case .d: "damage"
    }
  }
}

/// The zones of one machine class, as the plant's own standard has them: published tables contradict each other, so
/// the configuration names its own. A zone is shown and never judged.
public struct ZoneTable: Sendable, Hashable {
  /// The machine class, as devices and types name it.
  public var name: String
  public var unit: String
  /// The upper ends of A, B and C: a value at an end is still of the better zone.
  public var ab: Double
  public var bc: Double
  public var cd: Double

  public init(name: String, unit: String, ab: Double, bc: Double, cd: Double) {
    self.name = name
    self.unit = unit
    self.ab = ab
    self.bc = bc
    self.cd = cd
  }

  /// The zone of a value given in `unit`; nil when the units cannot be compared.
  public func zone(of value: Double, unit given: String) -> Zone? {
    var converted = value
    if given.lowercased() != unit.lowercased() {
      guard let from = PhysicalUnit(given), let to = PhysicalUnit(unit), from.isConvertible(to: to) else { return nil }
      converted = from.convert(value, to: to)
    }
    guard converted.isFinite else { return nil }
    return converted <= ab ? .a : converted <= bc ? .b : converted <= cd ? .c : .d
  }
}

extension Engine {
  /// The zone of a sensor's latest value: its own class goes before its device's, and that before its type's.
  func zone(_ number: Int) -> Zone? {
    let sensor = sensors[number]
    guard sensor.readings > 0 else { return nil }
    let own = configuredLimits(sensor.device, sensor.type)
    let configured = devices[Int(sensor.device)].configured
    let type = types[Int(sensor.type)].configuration
    var name = own.machineClass
    if configured >= 0, name.isEmpty || name == type.machineClass {
      let device = configuration.devices[Int(configured)].machineClass
      if !device.isEmpty { name = device }
    }
    guard !name.isEmpty, let table = configuration.zones.first(where: { $0.name == name }) else { return nil }
    return table.zone(of: sensor.value, unit: own.unit)
  }
}
