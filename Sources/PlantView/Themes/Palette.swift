/// A colour as a terminal can be told it.
public enum Color: Sendable, Hashable {
  /// The user's own foreground or background.
  case standard
  /// An index of the terminal's palette, 0 to 255.
  case indexed(UInt8)
  /// 24 bits, `0xRRGGBB`.
  case rgb(UInt32)
}

/// How many colours there are to work with.
public enum ColorDepth: Sendable, Hashable, CaseIterable {
  case true24, indexed256, indexed16, indexed8, mono

  /// The depth to use: `NO_COLOR` (when not empty) beats everything, else what the terminal's description says.
  ///
  /// - Parameters:
  ///   - colours: How many colours the terminal's description promises.
  ///   - hasDirectColour: Whether it takes 24-bit colours.
  ///   - noColor: The value of `NO_COLOR`; nil when it is not set.
  public static func detect(colours: Int, hasDirectColour: Bool, noColor: String?) -> ColorDepth {
    if let noColor, !noColor.isEmpty { return .mono }
    if hasDirectColour { return .true24 }
    switch colours {
    case 256...: return .indexed256
    case 16...: return .indexed16
    case 8...: return .indexed8
    default: return .mono
    }
  }
}

/// How a role looks at one depth.
public struct Style: Sendable, Hashable {
  public var foreground: Color
  public var background: Color
  public var attributes: Attributes

  public init(foreground: Color = .standard, background: Color = .standard, attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}

/// A theme at one depth: a concrete look for every role.
public struct Palette: Sendable, Hashable {
  /// What the looks were chosen for.
  public let depth: ColorDepth
  private var styles: [Style]
  /// What cells that leave the ground to the theme stand on.
  private let ground: Color

  public init(_ theme: Theme, depth: ColorDepth) {
    self.depth = depth
    styles = Role.allCases.map { theme.style(of: $0, at: depth) }
    guard theme.isLight, depth != .mono else {
      ground = .standard
      return
    }
    // Most terminals are dark: a light theme brings its own paper and ink.
    let (paper, ink) = theme.paper(at: depth)
    ground = paper
    for index in styles.indices {
      if styles[index].background == .standard { styles[index].background = paper }
      if styles[index].foreground == .standard { styles[index].foreground = ink }
    }
  }

  /// The look of a role.
  public subscript(role: Role) -> Style { styles[Int(role.rawValue)] }

  /// The look of a cell: its role, its own attributes, and the selection's ground under it.
  public func style(of cell: Cell) -> Style {
    var style = styles[Int(cell.role.rawValue)]
    style.attributes.formUnion(cell.attributes.subtracting(.selected))
    if cell.attributes.contains(.selected) {
      let selection = self[.selection]
      if style.background == ground && !style.attributes.contains(.reverse) {
        style.background = selection.background
        if cell.role == .background || cell.role == .text { style.foreground = selection.foreground }
        style.attributes.formUnion(selection.attributes)
      }
    }
    return style
  }
}
