/// The one-line head of a pane: a rule with the title on it. The pane with the focus has its title in bold.
struct PaneTitle {
  var text: String
  /// Said after the title, such as an order or a filter.
  var notes: [String]
  /// A badge that must not be missed, such as `paused · 12 new`.
  var badge = ""
  var isFocused: Bool
  var glyphs: Glyphs

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    canvas.fill(Rect(x: area.x, y: area.y, width: area.width, height: 1), with: glyphs.rule, role: .frame)
    var x = area.x + 1
    func add(_ text: String, _ role: Role, _ attributes: Attributes = []) {
      let columns = CleanText.width(of: text, isASCII: canvas.isASCII)
      guard columns > 0, x + columns + 1 <= area.maxX else { return }
      canvas.fill(Rect(x: x - 1, y: area.y, width: columns + 2, height: 1))
      canvas.write(text, x: x, y: area.y, role: role, attributes: attributes)
      x += columns + 1
    }
    add(text, isFocused ? .title : .muted, isFocused ? .bold : [])
    if !badge.isEmpty { add(" \(badge) ", .title, .reverse) }
    for note in notes where !note.isEmpty { add(note, .muted) }
  }
}
