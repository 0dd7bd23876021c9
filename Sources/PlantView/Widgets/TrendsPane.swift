import PlantCore

/// Several sensors on one time axis, whatever they measure: each on its own scale.
struct TrendsPane {
  var group: TrendGroup
  /// Which of how many groups it is.
  var place: (number: Int, count: Int)
  /// What the engine says of its pens; empty until it has answered.
  var details: [PenDetail]
  var types: [SensorTypeInfo]
  var selected: Int
  var chart: ChartState
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    let facts = [
      group.name, place.count > 1 ? "\(place.number) of \(place.count)" : "", chart.span.words,
      chart.cursor.isKnown ? "at \(look.moment(chart.cursor, in: chart))" : "",
    ].filter { !$0.isEmpty }
    PaneTitle(
      text: "Trends \(group.pens.count)", notes: [facts.joined(separator: look.glyphs.separator)], isFocused: true,
      glyphs: look.glyphs
    )
    .draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    guard !group.pens.isEmpty else {
      canvas.write(
        "none yet: t on a device, an anomaly or an alarm adds one", x: area.x + 2, y: content.y,
        limit: content.width - 2, role: .muted)
      return
    }
    let titleWidth = min(30, max(13, area.width / 4))
    let known = details.compactMap { pen in pen.detail.map { (pen: pen.pen, sensor: $0) } }
    let unknown = group.pens.filter { pen in !known.contains { $0.pen == pen } }
    let panels = known.map { pen, sensor in
      SensorPanel(
        title: "\(pen.device) \(pen.sensor)", titleWidth: titleWidth, sensor: sensor,
        type: types.first { $0.id == sensor.readout.type }, chart: chart, look: look)
    }
    // A pen that is not heard has a line to say so.
    let lines = min(unknown.count, max(0, content.height - 6))
    let charts = Rect(x: content.x, y: content.y, width: content.width, height: content.height - lines)
    let pointed = group.pens.indices.contains(selected) ? group.pens[selected] : nil
    SensorStack(panels: panels, selected: known.firstIndex { $0.pen == pointed }).draw(into: &canvas, area: charts)
    for (index, pen) in unknown.prefix(lines).enumerated() {
      let y = charts.maxY + index
      if pen == pointed {
        canvas.fill(Rect(x: area.x, y: y, width: 1, height: 1), with: look.glyphs.pointer, role: .title)
      }
      canvas.write(
        "\(pen.device) \(pen.sensor): not heard", x: area.x + 1, y: y, limit: content.width - 2, role: .muted)
    }
  }
}
