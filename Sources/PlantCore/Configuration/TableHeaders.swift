/// Looks for table headers in TOML that name nothing, such as `[[[` or `[.a]`: the TOML library takes them for its own
/// mistake and ends the program, where a person only has not finished writing.
public enum TableHeaders {
  /// The line, from 1, of the first header without a name; nil when there is none.
  ///
  /// Nested arrays over several lines look alike and are refused, too: no file of ours has any.
  public static func nameless(in text: String) -> Int? {
    var open: String?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if open == nil, isNameless(line) { return index + 1 }
      var rest = line
      while true {
        if let quotes = open {
          guard let end = rest.firstRange(of: quotes) else { break }
          (rest, open) = (rest[end.upperBound...], nil)
        } else {
          let marks = ["\"\"\"", "'''", "#"].compactMap { mark in rest.firstRange(of: mark).map { ($0, mark) } }
          guard let (place, mark) = marks.min(by: { $0.0.lowerBound < $1.0.lowerBound }), mark != "#" else { break }
          (rest, open) = (rest[place.upperBound...], mark)
        }
      }
    }
    return nil
  }

  private static func isNameless(_ line: Substring) -> Bool {
    func unindented(_ text: Substring) -> Substring { text.drop { $0 == " " || $0 == "\t" } }
    var rest = unindented(line)
    guard rest.first == "[" else { return false }
    rest = rest.dropFirst()
    if rest.first == "[" { rest = rest.dropFirst() } else if unindented(rest).first == "[" { return false }
    guard let first = unindented(rest).first else { return true }
    return !(first.isASCII && (first.isLetter || first.isNumber) || "_-\"'".contains(first) || first == "]")
  }
}
