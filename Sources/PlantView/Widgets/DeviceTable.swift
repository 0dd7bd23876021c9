import PlantCore

/// One row per device: state, and for every sensor type a number, its gauge, its direction and its trend.
struct DeviceTable {
  var list: DeviceList
  var plan: TablePlan
  var selected: DeviceID?
  var isFocused: Bool
  var look: Look
  /// The filter, where there is one, and the order.
  var notes: [String]

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    drawHead(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    let rows = Self.visibleRows(of: list, selected: selected, height: content.height)
    // Rows that are on their way need no words.
    if list.order.isEmpty, content.height > 0 {
      let text = list.hidden > 0 ? "no device passes the filter" : look.waiting
      canvas.write(text, x: area.x + 2, y: content.y, limit: content.width - 2, role: .muted)
    }
    for (index, row) in rows.enumerated() {
      DeviceTableRow(row: row, plan: plan, isSelected: row.id == cursor, isFocused: isFocused, look: look)
        .draw(into: &canvas, area: content.row(index))
    }
  }

  /// The device under the cursor: the first row as long as nobody moved it.
  private var cursor: DeviceID? { selected ?? list.order.first }

  /// The rows that fit, with the cursor's among them.
  static func visibleRows(of list: DeviceList, selected: DeviceID?, height: Int) -> ArraySlice<DeviceRow> {
    guard list.rows.count > height, height > 0 else { return list.rows.prefix(max(0, height)) }
    let cursor = selected ?? list.order.first
    let index = list.rows.firstIndex { $0.id == cursor } ?? 0
    let first = scrolled(0, toShow: index, count: list.rows.count, page: height)
    return list.rows[first..<(first + height)]
  }

  private func drawHead(into canvas: inout Canvas, area: Rect) {
    let hidden = plan.hiddenTypes > 0 ? ["+\(plan.hiddenTypes) types"] : []
    // A filter pushes the first column's head aside as far as that still stands over its column; then it is shortened.
    let isFiltered = notes.count > 1
    let wanted = CleanText.width(
      of: "Devices \(list.order.count) of \(list.order.count + list.hidden)  \(notes.first ?? "")")
    let spare = plan.blocks.first.map { $0.width - 2 - CleanText.width(of: head(of: $0, in: $0.width - 2)) } ?? 0
    let headRoom = headRoom(area) + (isFiltered ? max(0, min(spare, wanted + 4 - headRoom(area))) : 0)
    let title = title(isFiltered ? headRoom - min(10, CleanText.width(of: notes.first ?? "")) : headRoom)
    let room = headRoom - CleanText.width(of: title, isASCII: look.glyphs.isASCII) - 3
    // An order that is another than usual is said, shortened, too.
    let isTold = isFiltered || notes != [DevicesState.usualOrder]
    let notes = notes.map { isTold && room >= 6 ? CleanText.shortened($0, to: room) : $0 }
    canvas.fill(area, with: look.glyphs.rule, role: .frame)
    PaneTitle(
      text: title, notes: notes + hidden, isFocused: isFocused, glyphs: look.glyphs
    ).draw(into: &canvas, area: Rect(x: area.x, y: area.y, width: headRoom, height: 1))
    for block in plan.blocks {
      let x = max(block.x, headRoom + 1)
      let room = block.x + block.width - 2 - x
      guard room >= 3 else { continue }
      let shown = head(of: block, in: room)
      canvas.fill(Rect(x: area.x + x, y: area.y, width: CleanText.width(of: shown) + 1, height: 1))
      canvas.write(shown, x: area.x + x, y: area.y, limit: room, role: .muted)
    }
  }

  /// What a column is of and its unit, as far as there is room.
  private func head(of block: TablePlan.Block, in room: Int) -> String {
    let unit = look.glyphs.unit(block.type.unit)
    let full = unit.isEmpty ? block.type.name : "\(block.type.name) \(unit)"
    return [full, block.type.name].first { CleanText.width(of: $0) <= room } ?? String(block.type.name.prefix(room))
  }

  /// What a filter hides is said in any width.
  private func title(_ width: Int) -> String {
    let count = list.order.count
    let all = count + list.hidden
    let forms = list.hidden > 0 ? ["Devices \(count) of \(all)", "\(count) of \(all)"] : ["Devices \(count)"]
    return forms.first { $0.count + 2 <= width } ?? "\(count)/\(all)"
  }

  private func headRoom(_ area: Rect) -> Int {
    guard let first = plan.blocks.first, first.width > 4 else { return area.width }
    return min(area.width, first.x - 1)
  }
}
