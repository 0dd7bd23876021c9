/// An answer too long for the last row: for as long as it stands it takes rows from what is above.
struct TallLine {
  var text: String
  var role: Role

  private static let most = 4

  /// Draws it upwards from the last row; false, and nothing is drawn, where that one row is enough.
  func draw(into canvas: inout Canvas, above area: Rect) -> Bool {
    let width = area.width - 2
    guard width >= 8, CleanText.width(of: text, isASCII: canvas.isASCII) > width, area.y >= 2 * Self.most else {
      return false
    }
    let rows = CleanText.wrapped(text, width: width, isASCII: canvas.isASCII).prefix(Self.most)
    for (index, row) in rows.enumerated() {
      let y = area.maxY - rows.count + index
      canvas.fill(Rect(x: area.x, y: y, width: area.width, height: 1))
      canvas.write(row, x: area.x + 1, y: y, limit: width, role: role)
    }
    return true
  }
}
