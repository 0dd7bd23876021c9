import PlantCore

/// One line of the audit journal: what was done, by whom, and the sums that chain it to the line before.
///
/// The sum is the SHA-256 of the line as it stands without its `sum` member; `previous` is the sum of the line before.
public struct AuditEntry: Sendable, Hashable {
  /// Counted from 1, over all files.
  public var number: Int
  public var at: Stamp
  /// One lower-case word: start, stop, ack, shelve, connection, lost, clock, session …
  public var what: String
  public var text: String
  /// The sum of the entry before; 64 zeros for the first.
  public var previous: String

  static let beginning = String(repeating: "0", count: 64)

  private var members: JSONObject {
    var object = JSONObject()
    object.add("n", raw: String(number))
    object.add("at", stamp: at)
    object.add("what", what)
    object.add("text", text)
    object.add("previous", previous)
    return object
  }

  /// 64 hexadecimal digits.
  var sum: String { WholeFile.checksum(of: members.text) }

  /// As it is written, without its newline.
  var line: String {
    var object = members
    object.add("sum", sum)
    return object.text
  }

  /// Reads a line; nil when it is none, or its sum does not fit it.
  init?(line: [UInt8]) {
    guard case .object(let members)? = SmallJSON.parse(line) else { return nil }
    var texts: [String: String] = [:]
    (number, at) = (0, .unknown)
    for (key, value) in members {
      switch (key, value) {
      case ("n", .number(let value)) where value >= 1 && value < 9e15: number = Int(value)
      case ("at", .text(let text)): at = TimeArgument.iso8601(text, defaultOffset: nil) ?? .unknown
      case (_, .text(let text)): texts[key] = text
      default: return nil
      }
    }
    guard let what = texts["what"], let text = texts["text"], let previous = texts["previous"], number > 0 else {
      return nil
    }
    (self.what, self.text, self.previous) = (what, text, previous)
    // Whatever was changed, spaces included, shows here.
    guard Array(self.line.utf8) == line else { return nil }
  }

  init(number: Int, at: Stamp, what: String, text: String, previous: String) {
    (self.number, self.at, self.what, self.text, self.previous) = (number, at, what, text, previous)
    // What is read back is what was written: milliseconds, as the text says them.
    self.at = TimeArgument.iso8601(at.iso8601, defaultOffset: nil) ?? at
  }

}
