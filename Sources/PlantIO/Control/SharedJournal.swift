import PlantCore

/// Lines of a collector's journal on their way to a dashboard that begins.
enum SharedJournal {
  /// So many lines go together, so that no `ControlLine` grows too long.
  static let together = 200

  static func json(_ entries: [JournalEntry]) -> String {
    "[\(entries.map(\.json).joined(separator: ","))]"
  }

  /// Reads `json` back, to the millisecond; nil when it is none.
  static func entries(_ json: [UInt8]) -> [JournalEntry]? {
    guard case .list(let list)? = SmallJSON.parse(json) else { return nil }
    var entries: [JournalEntry] = []
    for case .object(let members) in list {
      var entry = JournalEntry(at: .unknown, seen: .unknown, word: "", priority: nil, device: "", text: "")
      for (key, value) in members {
        switch (key, value) {
        case ("at", .text(let text)): entry.at = TimeArgument.iso8601(text, defaultOffset: nil) ?? .unknown
        case ("seen", .text(let text)): entry.seen = TimeArgument.iso8601(text, defaultOffset: nil) ?? .unknown
        case ("word", .text(let text)): entry.word = text
        case ("priority", .number(let number)): entry.priority = (1...3).first { Double($0) == number }
        case ("device", .text(let text)): entry.device = text
        case ("sensor", .text(let text)): entry.sensor = text
        case ("text", .text(let text)): entry.text = text
        default: break
        }
      }
      if entry.seen.isKnown { entries.append(entry) }
    }
    return entries
  }
}
