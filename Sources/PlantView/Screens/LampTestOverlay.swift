import PlantCore

/// Every look that means something, side by side: whoever sees two of them alike has the wrong theme or terminal.
struct LampTestOverlay {
  var glyphs: Glyphs

  private var lamps: [(role: Role, mark: String, word: String)] {
    [
      (.alarm1, "\(glyphs.alarm(1))1", "HIGH-HIGH and LOW-LOW: act at once"),
      (.alarm2, "\(glyphs.alarm(2))2", "HIGH and LOW"),
      (.alarm3, "\(glyphs.alarm(3))3", "silent, or of low priority"),
      (.advisory, "A ", "unusual, by what was learned"),
      (.stale, "? ", "no data: the value may be old"),
      (.shelved, "S ", "put aside by an operator"),
      (.unacked, "  ", "UNACK: nobody has seen it yet"),
      (.normal, "  ", "all is well"),
      (.muted, "  ", "beside the point"),
    ]
  }

  /// How many rows it takes, its head included.
  var lineCount: Int { lamps.count + 1 }

  func draw(into canvas: inout Canvas, area: Rect, firstLine: Int) {
    guard !area.isEmpty else { return }
    canvas.fill(area)
    PaneTitle(
      text: "Lamp test", notes: ["nothing has happened", "the bell is tried, and what [notify] names"], isFocused: true,
      glyphs: glyphs
    ).draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    for (row, lamp) in lamps.dropFirst(firstLine).prefix(content.height).enumerated() {
      canvas.write(
        "\(lamp.mark) \(lamp.word)", x: area.x + 1, y: content.y + row, limit: area.width - 2, role: lamp.role)
    }
  }
}
