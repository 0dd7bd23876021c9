import PlantCore

/// The shift as one chronological list: alarms and their returns, actions, connects, gaps, clock steps.
struct JournalPane {
  var list: JournalList
  var state: JournalState
  /// Whether the present goes on behind it.
  var isPaused: Bool
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    var notes: [String] = []
    if !state.filter.isEmpty { notes.append("only \"\(state.filter)\", \(list.hidden) hidden") }
    if list.held.lowerBound > 0 { notes.append("\(list.held.lowerBound) older lines are no longer held") }
    let title = state.last == nil && !isPaused ? "Journal\(look.glyphs.separator)following" : "Journal"
    PaneTitle(text: title, notes: notes, isFocused: true, glyphs: look.glyphs)
      .draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    if list.entries.isEmpty, content.height > 0 {
      let text = state.filter.isEmpty ? "nothing has happened yet" : "no line passes the filter"
      canvas.write(text, x: area.x + 2, y: content.y, limit: area.width - 2, role: .muted)
    }
    guard content.height > 0 else { return }
    // From the newest line up, each with the rows that it needs.
    var lines: [(entry: JournalEntry, rows: [String])] = []
    var height = 0
    for entry in list.entries.reversed() {
      let rows = rows(of: entry, width: content.width, isASCII: canvas.isASCII)
      height += rows.count
      guard height <= content.height || lines.isEmpty else { break }
      lines.append((entry, rows))
    }
    var y = content.y
    for line in lines.reversed() {
      draw(line.entry, line.rows[0], into: &canvas, area: Rect(x: content.x, y: y, width: content.width, height: 1))
      if line.rows.count > 1, y + 1 < content.maxY {
        canvas.write(
          line.rows[1], x: content.x + Self.indent, y: y + 1, limit: content.width - Self.indent, role: .text)
      }
      y += line.rows.count
    }
  }

  /// Where the second row of a long line begins: below its word.
  private static let indent = 13

  private func wordWidth(_ width: Int) -> Int { width >= 100 ? 15 : width >= 60 ? 14 : 10 }

  /// What happened, in one row or two: who did it, and until when, stands at the end of a sentence.
  private func rows(of entry: JournalEntry, width: Int, isASCII: Bool) -> [String] {
    let hasDevice = width >= 60
    let text = hasDevice || entry.device.isEmpty ? entry.text : "\(entry.device) \(entry.text)"
    let room = width - 2 - 12 - wordWidth(width) - 1 - (hasDevice ? 15 : 0)
    let rows = CleanText.wrapped(text, width: max(12, room), isASCII: isASCII)
    guard rows.count > 1 else { return [text] }
    let rest = rows.dropFirst().joined(separator: " ")
    return [rows[0], CleanText.shortened(rest, to: width - Self.indent - 1, isASCII: isASCII)]
  }

  private func draw(_ entry: JournalEntry, _ text: String, into canvas: inout Canvas, area: Rect) {
    let isAlarm = entry.word == "ALARM"
    let role: Role = isAlarm ? .alarm(entry.priority ?? 2) : .text
    let mark = isAlarm ? entry.priority.map { "\(look.glyphs.alarm($0))\($0)" } ?? "" : ""
    var columns: [GivingColumns.Column] = [
      .init(text: look.clock(entry.seen), width: 8, role: .logTime, keep: 99),
      .init(text: mark, width: 2, role: role, keep: 60),
      .init(text: entry.word, width: wordWidth(area.width), role: isAlarm ? role : .title, keep: 98),
    ]
    // A column of its own would leave no room for what happened.
    if area.width >= 60 { columns.append(.init(text: entry.device, width: 14, role: .title, keep: 70)) }
    GivingColumns(columns: columns, tail: text)
      .draw(into: &canvas, area: Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: 1))
  }
}
