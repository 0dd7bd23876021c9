import PlantCore

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
    }
    text += "\(configuration.errorThreshold) \(configuration.anomalyThreshold) \(configuration.lagThreshold)"
    text += " \(configuration.sensorCapacity) \(configuration.detect.rules.rawValue) \(configuration.detect.perHour)"
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hexadecimal(hash)
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
  }
}
