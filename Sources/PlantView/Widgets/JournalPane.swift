import PlantCore

/// The shift as one chronological list: alarms and their returns, actions, connects, gaps, clock steps.
struct JournalPane {
  var list: JournalList
  var state: JournalState
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    var notes: [String] = []
    if !state.filter.isEmpty { notes.append("only \"\(state.filter)\", \(list.hidden) hidden") }
    if list.held.lowerBound > 0 { notes.append("\(list.held.lowerBound) older lines are no longer held") }
    let title = state.last == nil ? "Journal\(look.glyphs.separator)following" : "Journal"
    PaneTitle(text: title, notes: notes, isFocused: true, glyphs: look.glyphs)
      .draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    if list.entries.isEmpty, content.height > 0 {
      let text = state.filter.isEmpty ? "nothing has happened yet" : "no line passes the filter"
      canvas.write(text, x: area.x + 2, y: content.y, limit: area.width - 2, role: .muted)
    }
    for (index, entry) in list.entries.suffix(max(0, content.height)).enumerated() {
      draw(entry, into: &canvas, area: content.row(index))
    }
  }

  private func draw(_ entry: JournalEntry, into canvas: inout Canvas, area: Rect) {
    let isAlarm = entry.word == "ALARM"
    let role: Role = isAlarm ? .alarm(entry.priority ?? 2) : .text
    let mark = isAlarm ? entry.priority.map { "\(look.glyphs.alarm($0))\($0)" } ?? "" : ""
    var columns: [GivingColumns.Column] = [
      .init(text: look.clock(entry.seen), width: 8, role: .logTime, keep: 99),
      .init(text: mark, width: 2, role: role, keep: 60),
      .init(text: entry.word, width: area.width >= 100 ? 15 : 10, role: isAlarm ? role : .title, keep: 98),
    ]
    var tail = entry.text
    if area.width >= 60 {
      columns.append(.init(text: entry.device, width: 14, role: .title, keep: 70))
    } else if !entry.device.isEmpty {
      // A column of its own would leave no room for what happened.
      tail = "\(entry.device) \(tail)"
    }
    GivingColumns(columns: columns, tail: tail)
      .draw(into: &canvas, area: Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: 1))
  }
}
