/// A grid of cells that widgets write and a screen shows.
///
/// Every text is cleaned on its way in (`CleanText`): nothing that came over the wire can move the cursor, turn
/// the writing direction or hide itself. Writing outside the grid is cut, a wide character at the edge is
/// replaced by a space: never half of it.
public struct Canvas: Sendable {
  /// The size in cells.
  public private(set) var size: Size
  /// All cells, row after row.
  public private(set) var cells: [Cell]
  /// Whether only ASCII may be shown (the locale is not UTF-8).
  public var isASCII: Bool

  public init(size: Size, isASCII: Bool = false) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    self.isASCII = isASCII
    cells = Array(repeating: Cell(), count: self.size.columns * self.size.rows)
  }

  /// The whole canvas as a rectangle.
  public var bounds: Rect { Rect(x: 0, y: 0, width: size.columns, height: size.rows) }

  /// Makes every cell empty and adopts a size.
  public mutating func clear(size newSize: Size) {
    let count = max(0, newSize.columns) * max(0, newSize.rows)
    size = Size(columns: max(0, newSize.columns), rows: max(0, newSize.rows))
    if count == cells.count {
      for index in cells.indices { cells[index] = Cell() }
    } else {
      cells = Array(repeating: Cell(), count: count)
    }
  }

  /// The cell at column `x` of row `y`.
  public subscript(x: Int, y: Int) -> Cell { cells[y * size.columns + x] }

  /// Writes text from (`x`, `y`) to the right, at most `limit` columns of it, and says how many it took.
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, x: Int, y: Int, limit: Int = .max, role: Role = .text, attributes: Attributes = []
  ) -> Int {
    guard y >= 0, y < size.rows, limit > 0 else { return 0 }
    let edge = limit >= size.columns - x ? size.columns : x + limit
    var column = x
    var last = -1
    for scalar in text.unicodeScalars {
      let piece = CleanText.piece(for: scalar, isASCII: isASCII)
      switch piece {
      case .mark(let mark):
        if last >= 0 { addMark(mark, at: last) }
      case .character(let scalar, let width):
        guard column + width <= edge else { return column - x }
        if column >= 0 {
          last = put(Cell(scalar, role: role, attributes: attributes, width: UInt8(width)), x: column, y: y)
        }
        column += width
      }
    }
    return column - x
  }

  /// Fills a rectangle with one character of width one.
  public mutating func fill(
    _ area: Rect, with scalar: Unicode.Scalar = " ", role: Role = .background, attributes: Attributes = []
  ) {
    for y in max(0, area.y)..<max(0, area.y, min(size.rows, area.maxY)) {
      for x in max(0, area.x)..<max(0, area.x, min(size.columns, area.maxX)) {
        put(Cell(scalar, role: role, attributes: attributes), x: x, y: y)
      }
    }
  }

  /// Adds attributes to what stands in a rectangle, and where it is empty gives it `role`.
  public mutating func mark(_ area: Rect, _ attributes: Attributes, role: Role? = nil) {
    for y in max(0, area.y)..<max(0, area.y, min(size.rows, area.maxY)) {
      for x in max(0, area.x)..<max(0, area.x, min(size.columns, area.maxX)) {
        cells[y * size.columns + x].attributes.formUnion(attributes)
        if let role { cells[y * size.columns + x].role = role }
      }
    }
  }

  /// Puts a cell and mends what it cuts: the other half of a wide character becomes a space.
  @discardableResult
  private mutating func put(_ cell: Cell, x: Int, y: Int) -> Int {
    let index = y * size.columns + x
    mend(index, column: x)
    cells[index] = cell
    if cell.width == 2 {
      mend(index + 1, column: x + 1)
      cells[index + 1] = Cell(" ", role: cell.role, attributes: cell.attributes, width: 0)
    }
    return index
  }

  private mutating func mend(_ index: Int, column: Int) {
    if cells[index].width == 0, column > 0 {
      cells[index - 1].base = 32
      cells[index - 1].firstMark = 0
      cells[index - 1].secondMark = 0
      cells[index - 1].width = 1
    } else if cells[index].width == 2, column + 1 < size.columns {
      cells[index + 1].width = 1
    }
  }

  private mutating func addMark(_ mark: Unicode.Scalar, at index: Int) {
    if cells[index].firstMark == 0 {
      cells[index].firstMark = mark.value
    } else if cells[index].secondMark == 0 {
      cells[index].secondMark = mark.value
    }
  }
}
