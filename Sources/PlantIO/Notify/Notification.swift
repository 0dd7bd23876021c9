import PlantCore

/// Something that somebody who does not look at the screen must hear of.
struct Notification: Sendable, Hashable {
  enum Kind: String, Sendable {
    /// A limit was broken, or has become worse.
    case alarm
    /// A pipeline alarm went to ALARM.
    case pipeline
    /// A priority 1 that nobody has acknowledged in time.
    case overdue
    /// What is still out of service, once a day.
    case reminder
    /// So many that they were not told one by one.
    case summary
    /// Nothing has happened: somebody tries whether this arrives.
    case test
  }

  var kind: Kind
  /// 1 to 3.
  var priority: Int
  var at: Stamp
  /// Empty where none is meant.
  var device = ""
  var sensor = ""
  /// The alarm, such as `high` or `anomaly-count`.
  var alarm = ""
  /// One sentence.
  var text: String
  /// NaN where there is none.
  var value = Double.nan
  var limit = Double.nan

  init(_ kind: Kind, priority: Int, at: Stamp, text: String) {
    (self.kind, self.priority, self.at, self.text) = (kind, priority, at, text)
  }

  /// What an event calls for; nil when nobody is called.
  init?(_ event: Event) {
    switch event {
    case .anomaly(let event) where event.isOpening && !event.isEasing && event.announcement.isCall:
      let episode = event.episode
      self.init(.alarm, priority: episode.priority, at: event.seen, text: event.why)
      (device, sensor, alarm) = (episode.deviceName, episode.sensorName, episode.kind.text)
      (value, limit) = (episode.value, episode.limit)
    case .alarm(let event) where event.to == .alarm:
      self.init(.pipeline, priority: event.priority, at: event.seen, text: event.why)
      (alarm, value, limit) = (event.name.text, event.value, event.threshold)
    case .operation(let event) where event.kind == .overdue || event.kind == .reminder:
      self.init(
        event.kind == .overdue ? .overdue : .reminder, priority: event.priority, at: event.seen, text: event.text)
      (device, sensor, alarm) = (event.device, event.sensor, event.level?.text ?? event.subject)
      (value, limit) = (event.value, event.limit)
    default: return nil
    }
  }

  /// As one JSON object.
  func json(plant: String) -> String {
    var object = JSONObject()
    object.add("kind", kind.rawValue)
    object.add("priority", raw: String(priority))
    object.add("at", stamp: at)
    object.add("plant", plant)
    object.add("device", device)
    object.add("sensor", sensor)
    object.add("alarm", alarm)
    object.add("text", text)
    if value.isFinite { object.add("value", number: value) }
    if limit.isFinite { object.add("limit", number: limit) }
    return object.text
  }

  /// The same for a program's environment: clean text, and nothing else of ours.
  func environment(plant: String) -> [String: String] {
    var variables = [
      "PLANTWATCH_KIND": kind.rawValue, "PLANTWATCH_PRIORITY": String(priority), "PLANTWATCH_AT": at.iso8601,
      "PLANTWATCH_PLANT": plant, "PLANTWATCH_DEVICE": device, "PLANTWATCH_SENSOR": sensor, "PLANTWATCH_ALARM": alarm,
      "PLANTWATCH_TEXT": text,
    ]
    if value.isFinite { variables["PLANTWATCH_VALUE"] = numberText(value) }
    if limit.isFinite { variables["PLANTWATCH_LIMIT"] = numberText(limit) }
    return variables.mapValues { text in
      String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
    }
  }
}
