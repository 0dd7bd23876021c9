import PlantCore

/// Sensors above each other on one time axis: a chart for each where each gets six rows, else one chart and a line for
/// each of the others.
struct SensorStack {
  var panels: [SensorPanel]
  /// The one with the cursor; nil for none.
  var selected: Int?

  func draw(into canvas: inout Canvas, area: Rect) {
    let count = panels.count
    guard count > 0, area.height > 0 else { return }
    let large = min(max(0, selected ?? 0), count - 1)
    let end = panels.map(\.trend.end).max() ?? .unknown
    let each = area.height / count
    let showsAll = each >= 6
    // Without room for all, the others keep their line and the selected one takes the rest.
    let lines = min(count - 1, max(0, area.height - 6))
    let tall = showsAll ? each : max(1, area.height - lines)
    let first = showsAll ? 0 : scrolled(0, toShow: large, count: count, page: lines + 1)
    var y = area.y
    for index in first..<count {
      // What a division leaves over goes to the first.
      let spare = showsAll && index < area.height % count ? 1 : 0
      let wanted = showsAll || index == large ? tall + spare : 1
      let height = min(wanted, area.maxY - y)
      guard height > 0 else { return }
      var panel = panels[index]
      panel.isSelected = index == selected && count > 1
      panel.end = end
      panel.draw(into: &canvas, area: Rect(x: area.x, y: y, width: area.width, height: height))
      y += height
    }
  }
}
