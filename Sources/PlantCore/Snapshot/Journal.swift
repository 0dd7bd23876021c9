/// One line of the shift's journal: what happened, in the order in which it was noticed.
public struct JournalEntry: Sendable, Hashable {
  /// Number in order, from 0.
  public var number: UInt64 = 0
  /// When it happened by its own time.
  public var at: Stamp
  /// Stream time.
  public var seen: Stamp
  /// One word for what it is: ALARM, RETURN, ADVISORY, DEAD, ACK, SHELVE, CONNECTION, CLOCK …
  public var word: String
  /// 1 to 3 for what is or was an alarm, else nil.
  public var priority: Int?
  /// Empty where no device is meant.
  public var device: String
  /// Empty where no sensor is meant, or all of a device's.
  public var sensor = ""
  public var text: String

  public init(at: Stamp, seen: Stamp, word: String, priority: Int?, device: String, text: String) {
    self.at = at
    self.seen = seen
    self.word = word
    self.priority = priority
    self.device = device
    self.text = text
  }
}

extension JournalEntry {
  /// The entry as a JSON object.
  public var json: String {
    var object = JSONObject()
    object.add("at", stamp: at)
    object.add("seen", stamp: seen)
    object.add("word", word)
    if let priority { object.add("priority", raw: String(priority)) }
    object.add("device", device)
    object.add("sensor", sensor)
    object.add("text", text)
    return object.text
  }
}

/// A page of the journal.
public struct JournalList: Sendable {
  /// Oldest first.
  public var entries: [JournalEntry] = []
  /// How many lines the filter hides between the oldest and the newest of the page, and after it.
  public var hidden = 0
  /// Numbers of the entries that are held and lie at or before the present moment.
  public var held: Range<UInt64> = 0..<0

  public init() {}
}

/// Which page of the journal is wanted.
public struct JournalQuery: Sendable, Hashable {
  /// The last entry of the page; nil follows the newest.
  public var last: UInt64?
  /// 0 while the journal is not shown.
  public var count = 0
  /// Only entries that pass this `FilterExpression`.
  public var filter = ""
  /// Whether it goes to the present, wherever the screen stands.
  public var isOfNow = false

  public init() {}
}

extension Event {
  /// The event as a line of the journal; nil for what is no news of a shift.
  public var journalEntry: JournalEntry? {
    switch self {
    case .anomaly(let event):
      let episode = event.episode
      guard let word = Self.word(event) else { return nil }
      let sensor = episode.sensorName.isEmpty ? "" : "\(episode.sensorName) "
      let kind = episode.episodeClass == .limit ? "\(episode.kind.text): " : ""
      var entry = JournalEntry(
        at: event.at, seen: event.seen, word: word, priority: episode.episodeClass == .limit ? episode.priority : nil,
        device: episode.deviceName, text: sensor + kind + event.why)
      entry.sensor = episode.sensorName
      return entry
    case .alarm(let event):
      guard event.to == .alarm || event.from == .alarm else { return nil }
      return JournalEntry(
        at: event.at, seen: event.seen, word: event.to == .alarm ? "ALARM" : "RETURN", priority: event.priority,
        device: "",
        text: "\(event.name.text): \(event.why)")
    case .operation(let event):
      let priority = event.priority > 0 ? event.priority : nil
      return JournalEntry(
        at: event.at, seen: event.seen, word: event.kind.word.uppercased(), priority: priority, device: event.device,
        text: event.text)
    case .notice(let event):
      return JournalEntry(
        at: event.at, seen: event.seen, word: event.kind == .session ? "SESSION" : event.kind.word, priority: nil,
        device: "", text: event.text)
    }
  }

  private static func word(_ event: AnomalyEvent) -> String? {
    switch event.episode.episodeClass {
    case .limit:
      guard event.isOpening else { return "RETURN" }
      if event.isEasing { return "EASED" }
      switch event.announcement {
      case .suppressed: return "SUPPRESSED"
      case .aside: return "ASIDE"
      case .none, .called, .released, .waiting: return "ALARM"
      }
    case .learned, .quality:
      // The journal holds what the screen showed one by one.
      return event.episode.isGrouped ? nil : event.isOpening ? "ADVISORY" : "OVER"
    case .freshness:
      // A sensor that is late for a while is no news of a shift; one that is gone is, and so is its return.
      guard event.episode.kind == .dead else { return nil }
      return event.isOpening ? "DEAD" : "ALIVE"
    }
  }
}
