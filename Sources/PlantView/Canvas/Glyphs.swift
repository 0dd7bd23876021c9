import PlantCore

/// The characters that widgets draw with: one set for UTF-8 locales, one for all others.
///
/// Only ASCII, Latin-1, box lines, blocks and a few shapes that every terminal font gives one cell.
public struct Glyphs: Sendable, Hashable {
  /// Whether this is the set without anything beyond ASCII.
  public let isASCII: Bool
  /// Whether the terminal can draw faintly; where it cannot, the shading is thinner.
  public let hasFaintLook: Bool
  /// Whether trends are drawn in dots, four steps a cell instead of two: for fonts that have them.
  public var hasBraille = false

  /// For UTF-8 locales.
  public static let unicode = Glyphs(isASCII: false)
  /// For all others.
  public static let ascii = Glyphs(isASCII: true)

  public init(isASCII: Bool, hasFaintLook: Bool = true) {
    self.isASCII = isASCII
    self.hasFaintLook = hasFaintLook
  }

  private func pick(_ unicode: Unicode.Scalar, _ ascii: Unicode.Scalar) -> Unicode.Scalar {
    isASCII ? ascii : unicode
  }

  var rule: Unicode.Scalar { pick("─", "-") }
  var pointer: Unicode.Scalar { pick("▶", ">") }
  var railStart: Unicode.Scalar { pick("├", "<") }
  var railEnd: Unicode.Scalar { pick("┤", ">") }
  var rail: Unicode.Scalar { pick("─", "-") }
  var band: Unicode.Scalar { pick(hasFaintLook ? "▒" : "░", ".") }
  var marker: Unicode.Scalar { pick("●", "o") }
  var staleMarker: Unicode.Scalar { pick("·", "?") }
  var beyondLow: Unicode.Scalar { pick("◄", "<") }
  var beyondHigh: Unicode.Scalar { pick("►", ">") }
  var extremeTick: Unicode.Scalar { pick("┼", "+") }
  var chartBand: Unicode.Scalar { pick("░", ".") }
  var limitLine: Unicode.Scalar { pick("╌", "-") }
  var expected: Unicode.Scalar { pick("▐", "|") }
  var note: Unicode.Scalar { pick("¶", "n") }
  var here: Unicode.Scalar { pick("┃", "|") }
  var advisory: String { isASCII ? "*" : "◆" }
  var times: String { isASCII ? "x" : "×" }
  var dot: Unicode.Scalar { pick("·", ".") }
  var separator: String { isASCII ? " - " : " · " }
  /// The cursor of a prompt.
  var caret: Unicode.Scalar { pick("█", "_") }

  /// Heights from lowest to highest. The lowest is a mark too: zero is not nothing.
  var heights: [Unicode.Scalar] {
    if hasBraille, !isASCII { return ["⣀", "⣤", "⣶", "⣿"] }
    return isASCII ? ["_", ".", "-", "=", "*", "#"] : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  }

  /// Steps of a large trend in one cell.
  var trendSteps: Int { hasBraille && !isASCII ? 4 : 2 }

  /// The cell of a large trend whose steps from `first` to `last` are drawn, counted from below.
  func trendCell(_ first: Int, _ last: Int) -> Unicode.Scalar {
    if isASCII { return "*" }
    guard hasBraille else { return first > 0 ? "▀" : last > 0 ? "█" : "▄" }
    // Both dots of each row, from below.
    let rows: [UInt32] = [0xC0, 0x24, 0x12, 0x09]
    let dots = rows[first...last].reduce(0, |)
    return Unicode.Scalar(0x2800 + dots) ?? "*"
  }

  func direction(_ direction: Direction?) -> Unicode.Scalar {
    switch direction {
    case .rising: pick("↑", "/")
    case .falling: pick("↓", "\\")
    case .steady: pick("→", "-")
    case nil: " "
    }
  }

  /// The shape of an alarm priority; with its digit it says the same as its colour.
  func alarm(_ priority: Int) -> Unicode.Scalar {
    switch priority {
    case 1: pick("■", "#")
    case 2: pick("▲", "^")
    default: pick("●", "o")
    }
  }

  /// A unit as this set can write it: `°C` becomes `C`, `m³` becomes `m3`.
  func unit(_ unit: String) -> String {
    guard isASCII else { return unit }
    var result = ""
    for scalar in unit.unicodeScalars {
      switch scalar {
      case "°": continue
      case "²": result += "2"
      case "³": result += "3"
      case "µ", "μ": result += "u"
      case "Ω": result += "Ohm"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
