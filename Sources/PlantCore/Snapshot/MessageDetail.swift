/// One member of a message's payload.
public struct MessageField: Sendable, Hashable {
  /// What the engine takes a member for.
  public enum Meaning: Sendable, Hashable {
    case device, sensorType, value, time, unit

    init?(key: String) {
      switch key {
      case "deviceId": self = .device
      case "sensorType": self = .sensorType
      case "value": self = .value
      case "timestamp": self = .time
      case "unit": self = .unit
      default: return nil
      }
    }
  }
  /// Its key; of a member of an inner object the whole path, such as `meta.line`.
  public var name: String
  /// Its value as written, a text without quotes and escapes; at most 200 bytes of it.
  public var text: String
  /// Nil for what no judgement looks at.
  public var meaning: Meaning?

  public init(name: String, text: String, meaning: Meaning?) {
    (self.name, self.text, self.meaning) = (name, text, meaning)
  }
}

/// One message in full: its members, and what it was judged by.
public struct MessageDetail: Sendable {
  public var message: Message
  /// Its members in their order, at most 64.
  public var fields: [MessageField]
  /// The byte at which the payload, as far as it is held, stops being JSON; nil when all of it is.
  public var brokenAt: Int?
  /// The time that it gives itself; unknown without one.
  public var measured = Stamp.unknown
  /// The device it was counted for; empty when it was for none.
  public var deviceName = ""
  /// The sensor it is a reading of, as it stands now; nil for what is no reading.
  public var sensor: SensorReadout?
  /// The value it was judged by; nil for what was not judged.
  public var value: Double?

  public init(message: Message, fields: [MessageField], brokenAt: Int? = nil) {
    (self.message, self.fields, self.brokenAt) = (message, fields, brokenAt)
  }
}
