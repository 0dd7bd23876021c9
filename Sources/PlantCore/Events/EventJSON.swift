extension Event {
  /// The event as one JSON object on one line, without a newline: the format of `--events`.
  public var jsonLine: String {
    var object = JSONObject()
    switch self {
    case .anomaly(let event):
      let episode = event.episode
      object.add("at", stamp: event.at)
      object.add("seen", stamp: event.seen)
      object.add("type", "anomaly")
      object.add("state", event.isOpening ? "open" : "close")
      object.add("class", episode.episodeClass.text)
      object.add("kind", episode.kind.text)
      object.add("device", episode.deviceName)
      if episode.sensor == nil { object.addNull("sensor") } else { object.add("sensor", episode.sensorName) }
      if episode.episodeClass == .limit {
        object.add("value", number: episode.value)
        object.add("limit", number: episode.limit)
      }
      if episode.episodeClass.isAdvisory {
        object.add("value", number: event.isOpening ? episode.value : episode.extreme)
        object.add("expectedLow", number: episode.expectedLow)
        object.add("expectedHigh", number: episode.expectedHigh)
        object.add("since", stamp: episode.opened)
        object.add("grouped", raw: episode.isGrouped ? "true" : "false")
      }
      object.add("priority", raw: String(episode.priority))
      object.add("episode", raw: String(episode.number))
      object.add("count", raw: String(episode.count))
      if event.isEasing { object.add("eased", raw: "true") }
      if event.announcement == .suppressed { object.add("suppressed", raw: "true") }
      if event.announcement == .released { object.add("released", raw: "true") }
      object.add("why", event.why)
    case .alarm(let event):
      object.add("at", stamp: event.at)
      object.add("seen", stamp: event.seen)
      object.add("type", "alarm")
      object.add("name", event.name.text)
      object.add("from", event.from.text)
      object.add("to", event.to.text)
      object.add("value", number: event.value)
      object.add("threshold", number: event.threshold)
      object.add("why", event.why)
    case .operation(let event):
      object.add("at", stamp: event.at)
      object.add("seen", stamp: event.seen)
      object.add("type", "action")
      object.add("do", event.kind.word)
      object.add("alarm", event.subject)
      if !event.device.isEmpty {
        object.add("device", event.device)
        object.add("sensor", event.sensor)
      }
      if !event.by.isEmpty { object.add("by", event.by) }
      if event.until.isKnown { object.add("until", stamp: event.until) }
      if event.refusal != .none { object.add("refused", event.refusal.text) }
      object.add("why", event.why)
    case .notice(let event):
      object.add("at", stamp: event.at)
      object.add("seen", stamp: event.seen)
      object.add("type", "notice")
      object.add("kind", event.kind.word.lowercased())
      object.add("why", event.text)
    }
    return object.text
  }
}

/// One JSON object, written member by member.
public struct JSONObject: Sendable {
  private var members = ""

  public init() {}

  /// The object as text.
  public var text: String { "{\(members)}" }

  public mutating func add(_ key: String, _ value: String) { add(key, raw: Self.quoted(value)) }

  /// A finite number; anything else becomes null.
  public mutating func add(_ key: String, number: Double) {
    add(key, raw: number.isFinite ? numberText(number) : "null")
  }

  /// ISO 8601 in UTC, or null when the moment is not known.
  public mutating func add(_ key: String, stamp: Stamp) {
    add(key, raw: stamp.isKnown ? "\"\(stamp.iso8601)\"" : "null")
  }

  public mutating func addNull(_ key: String) { add(key, raw: "null") }

  /// A value that is JSON already.
  public mutating func add(_ key: String, raw: String) {
    if !members.isEmpty { members += "," }
    members += Self.quoted(key) + ":" + raw
  }

  /// `text` as a JSON string with its quotes; control characters are escaped.
  public static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      default:
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
          let digits = String(scalar.value, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}
