/// A key as the operator meant it, whatever bytes the terminal sent.
public enum Key: Sendable, Hashable {
  case character(Character)
  /// Ctrl with a lower-case letter.
  case control(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, shiftUp, shiftDown, shiftLeft, shiftRight
  case pageUp, pageDown, home, end
  case function(Int)
  /// One character out of a bracketed paste: text for a prompt, nothing anywhere else.
  case pasted(Character)

  private static let named: [Key] =
    [
      .character(" "), .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .shiftUp,
      .shiftDown, .shiftLeft, .shiftRight, .pageUp, .pageDown, .home, .end,
    ] + (1...12).map { .function($0) }

  /// The key that help and hints would call `name`, such as `n`, `Ctrl-N`, `PgDn`, `F5`; nil when there is none.
  public init?(named name: String) {
    if name.hasPrefix("Ctrl-"), name.count == 6, let letter = name.last, letter.isASCII, letter.isLetter {
      self = .control(Character(letter.lowercased()))
    } else if let known = Self.named.first(where: { $0.name == name }) {
      self = known
    } else if name.count == 1, let character = name.first, character != " " {
      self = .character(character)
    } else {
      return nil
    }
  }

  /// The key as help and hints name it.
  public var name: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let letter): "Ctrl-\(letter.uppercased())"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .shiftUp: "Shift-Up"
    case .shiftDown: "Shift-Down"
    case .shiftLeft: "Shift-Left"
    case .shiftRight: "Shift-Right"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .function(let number): "F\(number)"
    case .pasted: "paste"
    }
  }
}
