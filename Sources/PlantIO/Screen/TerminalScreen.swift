import CSystem
import CTerminal
import Glibc
import PlantView

/// Why the terminal cannot be taken.
public struct ScreenError: Error, Sendable, CustomStringConvertible {
  /// One sentence with the likely fix.
  public var description: String
}

/// The real screen: canvases go out, keys come in. The terminal is given back when it goes out of life.
///
/// One thread owns it, always the same one; ncurses knows no other. A terminal that stops reading blocks that
/// thread and nothing else.
public struct TerminalScreen: ~Copyable {
  private var row: [terminal_cell] = []
  private var shown: [Cell] = []
  private var shownSize = Size(columns: 0, rows: 0)
  private var palette: Palette?

  /// Takes the terminal.
  ///
  /// Install signal handlers after it, not before: curses brings its own, and they are put back here.
  ///
  /// - Parameter wantsTrueColour: Whether the environment (`COLORTERM`) promises 24-bit colours.
  public init(wantsTrueColour: Bool) throws(ScreenError) {
    if let why = unsafe terminal_start(wantsTrueColour) {
      throw ScreenError(description: unsafe String(cString: why))
    }
    var length = 0
    let restore = unsafe terminal_restore_bytes(&length)
    unsafe plant_terminal_remember(terminal_descriptor(), terminal_saved_modes(), restore, length)
  }

  deinit {
    plant_terminal_remember(-1, nil, nil, 0)
    terminal_stop()
  }

  /// The size in cells, as the kernel says it now.
  public var size: Size {
    _ = terminal_resize()
    var columns: Int32 = 0
    var rows: Int32 = 0
    unsafe terminal_size(&columns, &rows)
    return Size(columns: Int(columns), rows: Int(rows))
  }

  /// The number of colours the terminal's description promises.
  public var colours: Int { Int(terminal_colours()) }
  /// Whether it takes 24-bit colours.
  public var hasDirectColour: Bool { terminal_has_direct_colour() }
  /// Whether the locale can show more than ASCII.
  public var isUTF8: Bool { terminal_is_utf8() }
  /// Bytes that leave a sane screen behind, for `write(2)` in a crash handler: paste, mouse and synchronised output
  /// off, cursor on, plain ink, back from the alternate screen. They stay valid until the process ends.
  public var restoreBytes: UnsafeRawBufferPointer {
    var length = 0
    let bytes = unsafe terminal_restore_bytes(&length)
    return unsafe UnsafeRawBufferPointer(start: bytes, count: length)
  }
  /// The tty's modes before it was taken, for `tcsetattr` in a crash handler; valid until the process ends.
  public var savedModes: UnsafePointer<termios>? { unsafe terminal_saved_modes() }
  /// What to poll for keys.
  public var descriptor: Int32 { terminal_descriptor() }

  /// Shows a canvas; only rows that changed are handed on, and curses sends only cells that did.
  public mutating func show(_ canvas: Canvas, _ palette: Palette) {
    let columns = canvas.size.columns
    let isNew = canvas.size != shownSize || palette != self.palette
    for y in 0..<canvas.size.rows {
      let range = (y * columns)..<((y + 1) * columns)
      if !isNew && canvas.cells[range] == shown[range] { continue }
      row.removeAll(keepingCapacity: true)
      var last = Style()
      for cell in canvas.cells[range] {
        var style = palette.style(of: cell)
        // A space looks the same in any ink: in its neighbour's it costs no change of colour on the wire.
        if cell.base == 32 && style.looksAsSpace(like: last) { style = last }
        row.append(Self.cell(cell, style))
        last = style
      }
      unsafe row.withUnsafeBufferPointer { cells in
        unsafe terminal_put_row(Int32(y), cells.baseAddress, Int32(columns))
      }
    }
    shown = canvas.cells
    shownSize = canvas.size
    self.palette = palette
    terminal_flush()
  }

  private static func cell(_ cell: Cell, _ style: Style) -> terminal_cell {
    var result = terminal_cell()
    result.text.0 = cell.base
    result.text.1 = cell.firstMark
    result.text.2 = cell.secondMark
    result.foreground = number(style.foreground)
    result.background = number(style.background)
    var attributes = 0
    if style.attributes.contains(.bold) { attributes |= TERMINAL_BOLD }
    if style.attributes.contains(.dim) { attributes |= TERMINAL_DIM }
    if style.attributes.contains(.underline) { attributes |= TERMINAL_UNDERLINE }
    if style.attributes.contains(.reverse) { attributes |= TERMINAL_REVERSE }
    result.attributes = UInt16(attributes)
    result.width = UInt16(cell.width)
    return result
  }

  private static func number(_ color: Color) -> Int32 {
    switch color {
    case .standard: Int32(TERMINAL_DEFAULT_COLOUR)
    case .indexed(let index): Int32(index)
    case .rgb(let rgb): Int32(TERMINAL_RGB) | Int32(rgb & 0xFF_FFFF)
    }
  }

  /// Whether clicks and the wheel are told; the terminal's own selection then takes Shift.
  public func listenToMouse(_ isOn: Bool) { terminal_mouse(isOn) }

  /// Calls for the operator's ear.
  public func bell() { terminal_bell() }

  /// Paints everything anew with the next canvas, whatever the terminal shows.
  public mutating func repaint() {
    shownSize = Size(columns: 0, rows: 0)
    terminal_repaint()
  }

  /// Stops the process as Ctrl-Z does; comes back when it is continued.
  public mutating func suspend() {
    terminal_suspend()
    repaint()
  }
}

extension Style {
  /// Whether a space in this style looks as it would in another.
  fileprivate func looksAsSpace(like other: Style) -> Bool {
    background == other.background
      && attributes.union(other.attributes).isDisjoint(with: [.reverse, .underline])
  }
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
      case TERMINAL_KEY_CLICK: return .click(x: Int(raw.code & 0xFFFF), y: Int(raw.code >> 16))
      case TERMINAL_KEY_WHEEL_UP: return .wheel(-1, x: Int(raw.code & 0xFFFF), y: Int(raw.code >> 16))
      case TERMINAL_KEY_WHEEL_DOWN: return .wheel(1, x: Int(raw.code & 0xFFFF), y: Int(raw.code >> 16))
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
