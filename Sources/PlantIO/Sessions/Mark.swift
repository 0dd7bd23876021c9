import PlantCore

/// A place in time that somebody left a note about.
struct Mark: Sendable {
  var at: Stamp
  var note: String
  var by: String

  init(at: Stamp, note: String, by: String) { (self.at, self.note, self.by) = (at, note, by) }

  /// Of a note that is a record of the stream.
  init(_ event: OperationEvent) { (at, note, by) = (event.at, event.why, event.by) }

  /// Note and author with its moment, for whoever arrives there.
  var said: String { "note of \(at.timeOfDay(offsetSeconds: LocalZone.at(at).offsetSeconds)): \(text)" }

  /// Note and author.
  var text: String { by.isEmpty ? note : "\(note) (\(by))" }
}

extension [Mark] {
  /// Puts a mark where its time belongs.
  mutating func insertInOrder(_ mark: Mark) {
    insert(mark, at: lastIndex { $0.at <= mark.at }.map { $0 + 1 } ?? 0)
  }

  /// The next or previous one, seen from `time`.
  func neighbour(forward: Bool, of time: Stamp) -> Mark? {
    forward ? first { $0.at > time } : last { $0.at < time }
  }
}
