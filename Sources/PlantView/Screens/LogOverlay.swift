import PlantCore

/// The program's own log, as far as this run has written it; the newest lines first.
struct LogOverlay {
  var lines: [String]
  var glyphs: Glyphs

  private func rows(width: Int) -> [String] {
    lines.reversed().flatMap { CleanText.wrapped($0, width: max(8, width)) }
  }

  /// How many rows it takes at a width, its head included.
  func lineCount(width: Int) -> Int { rows(width: width - 2).count + 1 }

  func draw(into canvas: inout Canvas, area: Rect, firstLine: Int) {
    guard !area.isEmpty else { return }
    canvas.fill(area)
    PaneTitle(
      text: "Log", notes: [lines.isEmpty ? "this run keeps none" : "newest first"], isFocused: true, glyphs: glyphs
    ).draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    for (row, line) in rows(width: area.width - 2).dropFirst(firstLine).prefix(content.height).enumerated() {
      canvas.write(
        line, x: area.x + 1, y: content.y + row, limit: area.width - 2,
        role: line.contains(" level=warning ") ? .advisory : .text)
    }
  }
}
