import CTerminal
import PlantView

/// What the terminal has to say.
enum ScreenInput {
  case key(Key)
  case resized
  /// Somebody else asked the process to stop (SIGTSTP).
  case stopAsked
  /// The process was stopped and continued from outside.
  case continued
}

extension TerminalScreen {
  /// The next key or notice without waiting; nil when there is none.
  func nextInput() -> ScreenInput? {
    while true {
      let raw = terminal_read_key()
      switch raw.kind {
      case TERMINAL_KEY_NONE: return nil
      case TERMINAL_KEY_RESIZE: return .resized
      case TERMINAL_KEY_STOP: return .stopAsked
      case TERMINAL_KEY_CONTINUED: return .continued
      default: if let key = Self.key(raw) { return .key(key) }
      }
    }
  }

  private static func key(_ raw: terminal_key) -> Key? {
    switch raw.kind {
    case TERMINAL_KEY_CHARACTER: character(raw.code)
    case TERMINAL_KEY_PASTED:
      raw.code >= 32 ? Unicode.Scalar(raw.code).map { .pasted(Character($0)) } : nil
    case TERMINAL_KEY_FUNCTION: .function(Int(raw.code))
    case TERMINAL_KEY_ESCAPE: .escape
    case TERMINAL_KEY_ENTER: .enter
    case TERMINAL_KEY_TAB: .tab
    case TERMINAL_KEY_BACKTAB: .backTab
    case TERMINAL_KEY_BACKSPACE: .backspace
    case TERMINAL_KEY_DELETE: .delete
    case TERMINAL_KEY_UP: .up
    case TERMINAL_KEY_DOWN: .down
    case TERMINAL_KEY_LEFT: .left
    case TERMINAL_KEY_RIGHT: .right
    case TERMINAL_KEY_SHIFT_UP: .shiftUp
    case TERMINAL_KEY_SHIFT_DOWN: .shiftDown
    case TERMINAL_KEY_SHIFT_LEFT: .shiftLeft
    case TERMINAL_KEY_SHIFT_RIGHT: .shiftRight
    case TERMINAL_KEY_PAGE_UP: .pageUp
    case TERMINAL_KEY_PAGE_DOWN: .pageDown
    case TERMINAL_KEY_HOME: .home
    case TERMINAL_KEY_END: .end
    default: nil
    }
  }

  private static func character(_ code: UInt32) -> Key? {
    if (1...26).contains(code), let letter = Unicode.Scalar(code + 96) { return .control(Character(letter)) }
    guard code >= 32, let scalar = Unicode.Scalar(code) else { return nil }
    return .character(Character(scalar))
  }
}
