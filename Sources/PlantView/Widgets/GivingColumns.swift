/// Columns of one row that give way from the least telling on; what is left is never cut in the middle of a number.
struct GivingColumns {
  struct Column {
    var text: String
    var width: Int
    var role: Role
    /// Columns with a smaller number give way first; from 90 on they stay.
    var keep: Int
    var attributes: Attributes = []
    /// What is said instead where there is less room, the longest first.
    var shorter: [String] = []
  }

  /// The column that is shortened when nothing can give way any more: the name.
  static let flexible = 95

  var columns: [Column]
  /// What follows the columns where there is room; cut with a mark.
  var tail = ""

  func draw(into canvas: inout Canvas, area: Rect) {
    var columns = columns
    func width() -> Int { columns.reduce(0) { $0 + $1.width + 1 } - 1 }
    while width() > area.width, let least = columns.indices.min(by: { columns[$0].keep < columns[$1].keep }),
      columns[least].keep < 90
    {
      columns.remove(at: least)
    }
    if width() > area.width, let name = columns.firstIndex(where: { $0.keep == Self.flexible }) {
      columns[name].width = max(6, columns[name].width - (width() - area.width))
    }
    var x = area.x
    for column in columns {
      let room = max(0, min(column.width, area.maxX - x))
      let fitting = ([column.text] + column.shorter).first { CleanText.width(of: $0, isASCII: canvas.isASCII) <= room }
      let text = fitting ?? CleanText.shortened(column.text, to: room, isASCII: canvas.isASCII)
      canvas.write(text, x: x, y: area.y, limit: area.maxX - x, role: column.role, attributes: column.attributes)
      x += column.width + 1
    }
    let rest = area.maxX - x
    if !tail.isEmpty, rest >= 12 {
      // A sentence is read from its beginning: it is cut at its end, not in its middle.
      let isCut = CleanText.width(of: tail, isASCII: canvas.isASCII) > rest
      let written = canvas.write(tail, x: x, y: area.y, limit: isCut ? rest - 1 : rest, role: .text)
      if isCut { canvas.write("~", x: x + written, y: area.y, role: .muted) }
    }
  }
}
