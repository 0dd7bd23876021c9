/// Looks that hold beside a role's own.
public struct Attributes: OptionSet, Sendable, Hashable, BitwiseCopyable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Thick or bright letters.
  public static let bold = Attributes(rawValue: 1)
  /// Faint letters, where the terminal can.
  public static let dim = Attributes(rawValue: 2)
  /// A line under the letters.
  public static let underline = Attributes(rawValue: 4)
  /// Foreground and background exchanged.
  public static let reverse = Attributes(rawValue: 8)
  /// The cell lies in the selected row: it takes the selection's background.
  public static let selected = Attributes(rawValue: 16)
}

/// One cell of a canvas: a character with at most two combining marks, what it means, and how wide it is.
///
/// Plain bytes without references, so that a frame of thousands of cells costs no counting.
public struct Cell: Sendable, Hashable, BitwiseCopyable {
  /// The base character; a space in an empty cell.
  public var base: UInt32
  /// Combining marks on the base; 0 where there is none.
  public var firstMark: UInt32 = 0
  public var secondMark: UInt32 = 0
  public var role: Role
  public var attributes: Attributes
  /// 1 or 2 columns; 0 for the second half of a wide character.
  public var width: UInt8

  init(_ scalar: Unicode.Scalar = " ", role: Role = .background, attributes: Attributes = [], width: UInt8 = 1) {
    base = scalar.value
    self.role = role
    self.attributes = attributes
    self.width = width
  }

  /// The cell's text; empty for the second half of a wide character.
  public var text: String {
    guard width > 0 else { return "" }
    var result = String.UnicodeScalarView()
    for value in [base, firstMark, secondMark] where value != 0 {
      if let scalar = Unicode.Scalar(value) { result.append(scalar) }
    }
    return String(result)
  }
}
