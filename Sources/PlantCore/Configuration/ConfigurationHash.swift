/// A fingerprint of what the engine judges by, so that a replay can warn when it judges by something else.
public enum ConfigurationHash {
  /// 16 lowercase hex digits over everything but the plant's name.
  public static func of(_ configuration: EngineConfiguration) -> String {
    var text = configuration.topics.joined(separator: "\n") + "\n\(configuration.identity.rawValue)\n"
    for type in configuration.types { add(type, to: &text) }
    for device in configuration.devices {
      text += "device \(device.id) \(device.expect.map(String.init) ?? "-")\n"
      for type in device.limits { add(type, to: &text) }
      if let rules = device.detect { text += "detect \(rules.rawValue)\n" }
      for (name, rules) in device.detectBySensor.sorted(by: { $0.key < $1.key }) {
        text += "detect \(name) \(rules.rawValue)\n"
      }
      if device.isRetired { text += "retired\n" }
      if !device.gateway.isEmpty { text += "gateway \(device.gateway)\n" }
      if let rule = device.state {
        let gates = rule.gates.map(\.text).sorted().joined(separator: " ")
        text += "state \(rule.sensorType) \(rule.comparison.rawValue) \(rule.threshold) \(gates)\n"
      }
    }
    for alarm in configuration.alarms {
      let whose = [alarm.device, alarm.sensor].map { $0 ?? "-" }.joined(separator: " ")
      text += "alarm \(alarm.name) \(alarm.metric.rawValue) \(whose) \(alarm.statistic) \(alarm.period)"
      text += " \(alarm.datapointsToAlarm)/\(alarm.evaluationPeriods) \(alarm.comparison.rawValue) \(alarm.threshold)"
      text += " \(alarm.missing.rawValue) \(alarm.priority)\n"
    }
    if configuration.detect != DetectConfiguration() {
      text += "detect \(configuration.detect.rules.rawValue) \(configuration.detect.perHour)\n"
    }
    text += "\(configuration.escalateAfter)"
    text += " \(configuration.sensorCapacity)"
    var fingerprint = Fingerprint()
    fingerprint.add(text)
    return fingerprint.text
  }

  /// A sum over all of a configuration that an engine's image hangs on: everything but the limits themselves.
  ///
  /// Types with their units, devices with their own, alarms with what they look at, and the detectors, in their order.
  static func structure(of configuration: EngineConfiguration) -> UInt64 {
    var digest = Digest()
    func fold(_ words: Any?...) { digest.fold(words.map { $0.map { "\($0)" } ?? "-" }.joined(separator: "\u{1f}")) }
    for type in configuration.types where !type.isOnTrial { fold(type.name, type.unit, type.payloadUnit) }
    for device in configuration.devices where !device.isOnTrial {
      fold("device", device.id, device.isRetired, device.gateway, device.detect?.rawValue)
      for type in device.limits {
        let usual = configuration.types.first { $0.name.lowercased() == type.name.lowercased() }
        if type.unit != usual?.unit ?? "" || type.payloadUnit != usual?.payloadUnit ?? "" {
          fold(type.name, type.unit, type.payloadUnit)
        }
      }
      for (name, rules) in device.detectBySensor.sorted(by: { $0.key < $1.key }) { fold(name, rules.rawValue) }
      if let rule = device.state {
        fold(rule.sensorType, rule.comparison.rawValue, rule.threshold, rule.gates.map(\.text).sorted())
      }
    }
    for alarm in configuration.alarms {
      fold(
        "alarm", alarm.name, alarm.metric.rawValue, alarm.device, alarm.sensor, alarm.statistic, alarm.period,
        alarm.evaluationPeriods)
    }
    fold("detect", configuration.detect.rules.rawValue, configuration.sensorCapacity)
    return digest.state
  }

  /// `number` as 16 lowercase hex digits, as digests are written.
  public static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func add(_ type: SensorTypeConfiguration, to text: inout String) {
    let limits = type.limits
    let numbers = [limits.highHigh, limits.high, limits.low, limits.lowLow, limits.deadband]
    text += "type \(type.name) \(numbers.map { $0.map { "\($0)" } ?? "-" }.joined(separator: " ")) \(limits.offDelay)\n"
    // What a file need not say is added only where it differs from the usual: recordings keep their fingerprint.
    if limits.isLatching { text += "latch\n" }
    if limits.onDelay != 0 { text += "onDelay \(limits.onDelay)\n" }
    for kind in EpisodeKind.limits where type.advice.priority(kind) != kind.usualPriority {
      text += "priority \(kind.text) \(type.advice.priority(kind))\n"
    }
    let usual = SensorTypeConfiguration.standard.first { $0.name == type.name }
    if !type.payloadUnit.isEmpty || type.unit != usual?.unit ?? "" { text += "unit \(type.unit) \(type.payloadUnit)\n" }
    if let span = type.span, span != usual?.span { text += "span \(span.lowerBound) \(span.upperBound)\n" }
  }
}

/// A sum over texts and bytes (FNV-1a, 64 bits): equal things have equal ones, and damage shows.
public struct Fingerprint: Sendable {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  public init() {}

  public mutating func add(_ text: String) { for byte in text.utf8 { add(byte) } }

  @inline(__always) public mutating func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// 16 lowercase hex digits.
  public var text: String { ConfigurationHash.hexadecimal(hash) }
}
