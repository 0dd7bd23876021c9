import PlantCore

/// The newest lines of the shift's journal; older ones are dropped and stay countable by their numbers.
struct JournalLog: Sendable {
  /// At most this many lines are held: some weeks of a quiet plant, the whole of a bad night.
  static let limit = 5000
  private(set) var entries: [JournalEntry] = []
  private(set) var next: UInt64 = 0

  mutating func take(_ events: [Event]) { take(events.compactMap(\.journalEntry)) }

  mutating func take(_ new: [JournalEntry]) {
    for var entry in new {
      entry.number = next
      next += 1
      entries.append(entry)
    }
    // Dropping some at a time costs less than one with every line.
    if entries.count > Self.limit + Self.limit / 4 { entries.removeFirst(entries.count - Self.limit) }
  }

  /// Puts a line where its time belongs; those after it are numbered anew.
  mutating func insert(_ entry: JournalEntry) {
    let place = entries.lastIndex { $0.seen <= entry.seen }.map { $0 + 1 } ?? 0
    var entry = entry
    entry.number = place < entries.count ? entries[place].number : next
    for later in place..<entries.count { entries[later].number += 1 }
    entries.insert(entry, at: place)
    next += 1
  }

  mutating func removeAll() { entries.removeAll() }

  /// The page that `query` asks for, of what was seen up to `moment`.
  func page(_ query: JournalQuery, upTo moment: Stamp = Stamp(nanoseconds: .max)) -> JournalList {
    var list = JournalList()
    guard query.count > 0 else { return list }
    // Stream time may have gone back: what lies behind the last line that was seen is not known yet.
    let known = entries.prefix(upTo: entries.lastIndex { $0.seen <= moment }.map { $0 + 1 } ?? entries.startIndex)
    list.held = (known.first?.number ?? 0)..<(known.last.map { $0.number + 1 } ?? 0)
    let filter = FilterExpression(query.filter)
    var page: [JournalEntry] = []
    for entry in known.reversed() where entry.number <= query.last ?? .max {
      guard page.count < query.count else { break }
      if entry.passes(filter) { page.append(entry) } else { list.hidden += 1 }
    }
    list.entries = page.reversed()
    return list
  }
}
