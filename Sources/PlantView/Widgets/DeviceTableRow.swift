import PlantCore

/// One device in one row of the table.
struct DeviceTableRow {
  var row: DeviceRow
  var plan: TablePlan
  var isSelected: Bool
  var isFocused: Bool
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    let state = DeviceState(row, look: look)
    let y = area.y
    if isSelected && isFocused {
      canvas.fill(Rect(x: area.x, y: y, width: 1, height: 1), with: look.glyphs.pointer, role: .title)
    }
    if let mark = state.mark { canvas.write(mark, x: area.x + 1, y: y, limit: 2, role: state.role) }
    let name = CleanText.shortened(row.name, to: plan.nameWidth, isASCII: look.glyphs.isASCII)
    canvas.write(
      name, x: area.x + plan.nameX, y: y, limit: plan.nameWidth, role: state.isAbnormal ? .title : .text,
      attributes: row.priority != nil ? .bold : [])
    if plan.stateWidth > 0 {
      let words =
        [state.longest, state.long, state.word].first { !$0.isEmpty && CleanText.width(of: $0) <= plan.stateWidth }
        ?? ""
      canvas.write(words, x: area.x + plan.stateX, y: y, limit: plan.stateWidth, role: state.wordRole)
    }
    for block in plan.blocks {
      if let readout = row.readouts.first(where: { $0.type == block.type.id }) {
        draw(readout, block, into: &canvas, x: area.x + block.x, y: y)
      }
    }
    if isSelected { canvas.mark(area, .selected) }
  }

  private func draw(_ readout: SensorReadout, _ block: TablePlan.Block, into canvas: inout Canvas, x: Int, y: Int) {
    let face = ReadoutFace(readout, places: block.places, scale: readout.scale ?? block.type.scale, look: look)
    guard block.numberWidth > 0 else {
      canvas.write(face.glyph, x: x, y: y, limit: 1, role: face.role)
      return
    }
    let number = face.number(width: block.numberWidth)
    canvas.write(
      number, x: x + block.numberWidth - number.count, y: y, role: face.role, attributes: face.isBreach ? .bold : [])
    var column = x + block.numberWidth
    if face.isOld, readout.value != nil { canvas.write("?", x: column, y: y, role: face.role) }
    column += 1
    if block.gaugeWidth > 0 {
      BandGauge(
        value: readout.value, scale: readout.scale ?? block.type.scale, limits: readout.limits, role: face.role,
        isOld: face.isOld, glyphs: look.glyphs
      ).draw(into: &canvas, area: Rect(x: column, y: y, width: block.gaugeWidth, height: 1))
      column += block.gaugeWidth + 1
    }
    if block.hasDirection {
      if !face.isOld, readout.value != nil {
        let role: Role = readout.direction == .steady ? .frame : face.isBreach ? face.role : .muted
        canvas.write(String(look.glyphs.direction(readout.direction)), x: column, y: y, role: role)
      }
      column += 1
    }
    guard block.trendWidth > 0 else { return }
    let trendArea = Rect(x: column + 1, y: y, width: block.trendWidth, height: 1)
    Sparkline(trend: readout.trend, scale: readout.scale ?? block.type.scale, role: .trend, glyphs: look.glyphs)
      .draw(into: &canvas, area: trendArea)
    // The age stands where nothing came anyway.
    if let age = face.age, age.count + 1 <= block.trendWidth {
      let room = Rect(x: trendArea.maxX - age.count - 1, y: y, width: age.count + 1, height: 1)
      canvas.fill(room)
      canvas.write(age, x: room.x + 1, y: y, role: .stale)
    }
  }
}
