/// Where keys stand in a TOML file, so that a complaint can name the line.
///
/// TOMLKit tells the line of a syntax error only; this follows table headers and `key =` lines, which is all a
/// configuration file of ours is made of. A key it does not find is reported without a line.
struct LineIndex {
  private var lines: [String: Int] = [:]

  init(_ text: String) {
    var table: [String] = []
    var counts: [String: Int] = [:]
    for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let trimmed = line.drop { $0 == " " || $0 == "\t" }
      if trimmed.hasPrefix("[[") {
        let name = Self.path(trimmed.dropFirst(2).prefix { $0 != "]" })
        let key = name.joined(separator: "\u{1}")
        table = name + ["#\(counts[key, default: 0])"]
        counts[key, default: 0] += 1
        remember(name, offset + 1)
        remember(table, offset + 1)
      } else if trimmed.hasPrefix("[") {
        table = Self.path(trimmed.dropFirst().prefix { $0 != "]" })
        for length in 1...max(1, table.count) { remember(Array(table.prefix(length)), offset + 1) }
      } else if let equals = trimmed.firstIndex(of: "="), !trimmed.hasPrefix("#") {
        remember(table + Self.path(trimmed[..<equals]), offset + 1)
      }
    }
  }

  /// The line (from 1) of the key at `path`, or nil.
  func line(_ path: [String]) -> Int? { lines[path.joined(separator: "\u{1}")] }

  private mutating func remember(_ path: [String], _ line: Int) {
    let key = path.joined(separator: "\u{1}")
    if lines[key] == nil { lines[key] = line }
  }

  /// Splits `device."press-7".limits` at the dots outside quotes.
  private static func path(_ text: some StringProtocol) -> [String] {
    var parts: [String] = []
    var part = ""
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { part.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "." {
        parts.append(part)
        part = ""
      } else if character != " ", character != "\t" {
        part.append(character)
      }
    }
    return parts + [part]
  }
}
