/// Text from outside, made safe and measured before it reaches a cell.
///
/// What can move the cursor, turn the writing direction, hide or join is shown as `·` (`?` in ASCII), so that
/// two different texts never look the same by hiding something.
public enum CleanText {
  /// What one scalar becomes on the canvas.
  enum Piece {
    case character(Unicode.Scalar, width: Int)
    /// A mark on the character before it.
    case mark(Unicode.Scalar)
  }

  static func piece(for scalar: Unicode.Scalar, isASCII: Bool) -> Piece {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return .character(scalar, width: 1) }
    if isASCII || scalar.value < 0xA0 { return .character(isASCII ? "?" : "·", width: 1) }
    if isPlainGraphic(scalar.value) { return .character(scalar, width: 1) }
    switch scalar.properties.generalCategory {
    case .nonspacingMark:
      // Variation selectors (they change a width) and the invisible joiners of the mark class are not drawn.
      if isInvisibleMark(scalar.value) { return .character("·", width: 1) }
      return .mark(scalar)
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .enclosingMark, .spacingMark:
      return .character("·", width: 1)
    case .spaceSeparator:
      return .character(scalar.value == 0x3000 ? "·" : " ", width: 1)
    default:
      if isInvisibleLetter(scalar.value) { return .character("·", width: 1) }
      return .character(scalar, width: isWide(scalar) ? 2 : 1)
    }
  }

  /// How many columns `text` takes.
  public static func width(of text: some StringProtocol, isASCII: Bool = false) -> Int {
    var width = 0
    for scalar in text.unicodeScalars {
      if case .character(_, let columns) = piece(for: scalar, isASCII: isASCII) { width += columns }
    }
    return width
  }

  /// `text` in rows of at most `width` columns, broken between words where that is possible.
  static func wrapped(_ text: String, width: Int, isASCII: Bool = false) -> [String] {
    let width = max(1, width)
    var rows: [String] = []
    var used = 0
    for word in text.split(separator: " ").map(String.init) {
      let columns = Self.width(of: word, isASCII: isASCII)
      if !rows.isEmpty, used + 1 + columns <= width {
        rows[rows.count - 1] += " " + word
        used += 1 + columns
        continue
      }
      var rest = word
      while Self.width(of: rest, isASCII: isASCII) > width {
        let head = prefix(rest, width, isASCII)
        // A character wider than the row has no place in it.
        guard !head.isEmpty else { break }
        rows.append(head)
        rest = String(rest.unicodeScalars.dropFirst(head.unicodeScalars.count))
      }
      rows.append(rest)
      used = Self.width(of: rest, isASCII: isASCII)
    }
    return rows
  }

  /// `text` in at most `width` columns; where it is longer, its middle gives way to `~`, for ids differ at
  /// their ends.
  public static func shortened(_ text: String, to width: Int, isASCII: Bool = false) -> String {
    guard width > 0 else { return "" }
    guard Self.width(of: text, isASCII: isASCII) > width else { return text }
    guard width > 4 else { return prefix(text, width, isASCII) }
    let tail = (width - 1) * 2 / 3
    return prefix(text, width - 1 - tail, isASCII) + "~" + suffix(text, tail, isASCII)
  }

  private static func prefix(_ text: String, _ width: Int, _ isASCII: Bool) -> String {
    var result = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars {
      if case .character(_, let columns) = piece(for: scalar, isASCII: isASCII) {
        guard used + columns <= width else { break }
        used += columns
      }
      result.append(scalar)
    }
    return String(result)
  }

  private static func suffix(_ text: String, _ width: Int, _ isASCII: Bool) -> String {
    var result: [Unicode.Scalar] = []
    var used = 0
    for scalar in text.unicodeScalars.reversed() {
      if case .character(_, let columns) = piece(for: scalar, isASCII: isASCII) {
        guard used + columns <= width else { break }
        used += columns
      }
      result.append(scalar)
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: result.reversed())
    return String(view)
  }

  /// Latin, Greek and Cyrillic letters, box lines, blocks and the few shapes that plantwatch draws: one column.
  private static func isPlainGraphic(_ value: UInt32) -> Bool {
    switch value {
    case 0xA1...0xAC, 0xAE...0x02FF, 0x2500...0x25FC: true
    case 0x2190...0x2193: true
    default: false
    }
  }

  private static func isInvisibleMark(_ value: UInt32) -> Bool {
    switch value {
    case 0x034F, 0x17B4...0x17B5, 0x180B...0x180F, 0xFE00...0xFE0F, 0xE0100...0xE01EF: true
    default: false
    }
  }

  /// Letters by name that show nothing: Hangul fillers, the Braille blank.
  private static func isInvisibleLetter(_ value: UInt32) -> Bool {
    switch value {
    case 0x115F, 0x1160...0x11FF, 0x2800, 0x3164, 0xFFA0, 0xD7B0...0xD7FB: true
    default: false
    }
  }

  /// Whether a terminal gives the scalar two columns (East Asian Wide and Fullwidth, and emoji).
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115E, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
      0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
      true
    case 0x1F1E6...0x1F1FF: false
    default: scalar.properties.isEmojiPresentation
    }
  }
}
