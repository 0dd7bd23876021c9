import PlantCore

/// The handover sheet of a shift: what stands, what is put aside, what was not watched, what was noted.
struct HandoverOverlay {
  var sheet: Handover
  /// Only lines with this text, in either case; the heads stay.
  var filter = ""
  var look: Look

  private struct Line {
    var text: String
    var isHead: Bool
  }

  private func lines(width: Int) -> [Line] {
    var result: [Line] = []
    for table in sheet.tables(clock: { look.clock($0) }) {
      if !result.isEmpty { result.append(Line(text: "", isHead: false)) }
      result.append(Line(text: table.title, isHead: true))
      for line in table.lines where filter.isEmpty || line.lowercased().contains(filter.lowercased()) {
        result += Self.folded(line, width: width).map { Line(text: $0, isHead: false) }
      }
    }
    return result
  }

  /// A line in as many rows as it takes; what goes over is indented.
  private static func folded(_ line: String, width: Int) -> [String] {
    var rows: [String] = []
    var rest = Substring(line)
    while rest.count > width, width > 12 {
      let cut = rest.prefix(width).lastIndex(of: " ").flatMap { rest.distance(from: rest.startIndex, to: $0) } ?? width
      let end = rest.index(rest.startIndex, offsetBy: cut > 8 ? cut : width)
      rows.append(String(rest[..<end]))
      rest = "      " + rest[end...].drop { $0 == " " }
    }
    return rows + [String(rest)]
  }

  /// How many rows the sheet takes at a width, its head included.
  func lineCount(width: Int) -> Int { lines(width: width - 2).count + 1 }

  func draw(into canvas: inout Canvas, area: Rect, firstLine: Int) {
    guard !area.isEmpty else { return }
    canvas.fill(area)
    PaneTitle(
      text: "Handover",
      notes: filter.isEmpty ? [":handover NAME takes over", ":export writes it down"] : ["only \"\(filter)\""],
      isFocused: true,
      glyphs: look.glyphs
    ).draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    let lines = lines(width: area.width - 2).dropFirst(firstLine).prefix(content.height)
    for (row, line) in lines.enumerated() {
      canvas.write(
        line.text, x: area.x + 1, y: content.y + row, limit: area.width - 2, role: line.isHead ? .title : .text,
        attributes: line.isHead ? .bold : [])
    }
  }
}
