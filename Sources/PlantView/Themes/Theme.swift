/// A theme as its file says it: for every role a look at each depth.
public struct Theme: Sendable {
  public var name: String
  /// Light or dark: what ground the colours are chosen for.
  public var isLight: Bool
  /// The least contrast its text claims to have, 1 to 21.
  public var contrast: Double
  /// The kinds of colour vision it claims to be safe for: `deutan`, `protan`, `tritan`, `mono`.
  public var safe: [String]
  /// The ground assumed where a role leaves the user's own, `0xRRGGBB`; only for computing contrast.
  public var ground: UInt32
  var roles: [Role: RoleLook]

  /// How a role looks at each depth. Where a depth is not given, the next richer one is translated.
  struct RoleLook: Sendable, Hashable {
    var full = Style()
    var indexed256: Style?
    var indexed16: Style?
    var mono: Attributes?
  }

  /// How `role` looks at `depth`.
  public func style(of role: Role, at depth: ColorDepth) -> Style {
    let look = roles[role] ?? RoleLook()
    switch depth {
    case .true24: return look.full
    case .indexed256: return look.indexed256 ?? Self.reduced(look.full)
    case .indexed16: return look.indexed16 ?? Style(attributes: look.full.attributes)
    case .indexed8: return Self.dimmedToEight(style(of: role, at: .indexed16))
    case .mono: return Style(attributes: look.mono ?? look.full.attributes)
    }
  }

  /// The ground a light theme paints, and what is written on it where a role leaves that open.
  func paper(at depth: ColorDepth) -> (ground: Color, ink: Color) {
    switch depth {
    case .true24: (.rgb(ground), .rgb(0x101010))
    case .indexed256: (Self.nearest(.rgb(ground)), .indexed(16))
    case .indexed16: (.indexed(15), .indexed(0))
    case .indexed8: (.indexed(7), .indexed(0))
    case .mono: (.standard, .standard)
    }
  }

  /// The eight-colour form: bright foregrounds become bold, bright backgrounds their plain colour. Bright black
  /// would be bold black, which many terminals show as black on black: it becomes the default.
  private static func dimmedToEight(_ style: Style) -> Style {
    var result = style
    if case .indexed(let index) = style.foreground, index >= 8 {
      result.foreground = index == 8 ? .standard : .indexed(index - 8)
      if index != 8 { result.attributes.insert(.bold) }
    }
    if case .indexed(let index) = style.background, index >= 8 {
      result.background = index == 8 ? .standard : .indexed(index - 8)
    }
    return result
  }

  private static func reduced(_ style: Style) -> Style {
    Style(
      foreground: nearest(style.foreground), background: nearest(style.background), attributes: style.attributes)
  }

  /// The nearest of the 256 palette's fixed colours; a fallback for a file that names none.
  private static func nearest(_ color: Color) -> Color {
    guard case .rgb(let rgb) = color else { return color }
    let steps: [Int] = [0, 95, 135, 175, 215, 255]
    let wanted = [Int(rgb >> 16 & 255), Int(rgb >> 8 & 255), Int(rgb & 255)]
    var best = (index: 16, distance: Int.max)
    for index in 16...255 {
      let found: [Int]
      if index < 232 {
        let cube = index - 16
        found = [steps[cube / 36], steps[cube / 6 % 6], steps[cube % 6]]
      } else {
        found = Array(repeating: 8 + (index - 232) * 10, count: 3)
      }
      let distance = zip(wanted, found).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if distance < best.distance { best = (index, distance) }
    }
    return .indexed(UInt8(best.index))
  }
}

/// What is wrong with a theme file, where, and what would likely be right.
public struct ThemeError: Error, Sendable, Hashable, CustomStringConvertible {
  public var file: String
  /// From 1; 0 where the fault has no line.
  public var line: Int
  public var what: String
  /// The likely fix; empty when none is known.
  public var fix: String

  public var description: String {
    let place = line > 0 ? "\(file):\(line)" : file
    return "\(place): \(what)" + (fix.isEmpty ? "" : "; \(fix)")
  }
}
