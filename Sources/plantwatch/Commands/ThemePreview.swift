import Glibc
import PlantView

/// A few lines of a sample screen in every theme.
enum ThemePreview {
  private static let sample: [(Role, String)] = [
    (.muted, "  mixer-01 "), (.value, "48.9 "), (.frame, "├─"), (.band, "[▒▒"), (.value, "●"), (.band, "▒▒▒▒▒]"),
    (.frame, "───┤ "), (.trend, "▄▄▅▄   "), (.alarm1, "■1 HIGH-HIGH 95.2 > 90"), (.text, "  "),
    (.alarm2, "▲2 HIGH 85.1 > 80"), (.text, "  "), (.stale, "55.0? STALE 42s"), (.text, "  "), (.advisory, "◆ notice"),
  ]

  /// The listing; with colours only where standard output is a terminal and NO_COLOR is not set.
  ///
  /// - Parameter broken: Takes the complaint about each theme that cannot be read.
  static func lines(_ library: ThemeLibrary, broken: (ThemeError) -> Void) -> [String] {
    let environment = Environment.all
    let isColoured = isatty(1) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    var lines: [String] = []
    for name in library.names {
      let theme: Theme
      do throws(ThemeError) { theme = try library.theme(name) } catch {
        broken(error)
        continue
      }
      let safe = theme.safe.isEmpty ? "" : ", safe for \(theme.safe.joined(separator: " "))"
      lines.append("\(name): \(theme.isLight ? "light" : "dark"), contrast \(theme.contrast)\(safe)")
      let palette = Palette(theme, depth: .indexed256)
      lines.append(sample.map { role, text in isColoured ? styled(text, palette[role]) : text }.joined())
      lines.append("")
    }
    return lines
  }

  private static func styled(_ text: String, _ style: Style) -> String {
    var codes = ["0"]
    if style.attributes.contains(.bold) { codes.append("1") }
    if style.attributes.contains(.dim) { codes.append("2") }
    if style.attributes.contains(.underline) { codes.append("4") }
    if style.attributes.contains(.reverse) { codes.append("7") }
    if case .indexed(let index) = style.foreground { codes.append("38;5;\(index)") }
    if case .indexed(let index) = style.background { codes.append("48;5;\(index)") }
    return "\u{1B}[\(codes.joined(separator: ";"))m\(text)\u{1B}[0m"
  }
}
