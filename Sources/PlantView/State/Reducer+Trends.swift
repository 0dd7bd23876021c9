import PlantCore

/// Puts the sensors under the cursor among the operator's own pens; on the trends, takes one away.
func pinTrend(_ state: inout UIState, _ shown: Snapshot) -> [Effect] {
  if state.focus == .trends, state.opened == nil { return unpin(&state) }
  let pens = pointedPens(state, shown)
  guard let first = pens.first else { return state.complain("no sensor under the cursor") }
  let new = pens.filter { !state.trends.own.pens.contains($0) }
  guard !new.isEmpty else { return state.complain("\(first.device) is among the trends (7) already") }
  guard state.trends.own.pens.count + new.count <= TrendGroup.most else {
    return state.complain("at most \(TrendGroup.most) trends stand together: 7, then t takes one away")
  }
  state.trends.selected = state.trends.own.pens.count
  state.trends.own.pens += new
  state.trends.group = state.trends.configured.count
  state.remark = "\(first.device) \(new.map(\.sensor).joined(separator: ", ")): among the trends, 7 shows them"
  return [.queryChanged]
}

private func unpin(_ state: inout UIState) -> [Effect] {
  guard state.trends.isOwnShown else {
    return state.complain("this group is the configuration's; t on a device adds to your own")
  }
  guard state.trends.own.pens.indices.contains(state.trends.selected) else {
    return state.complain("no trend yet: t on a device, an anomaly or an alarm adds one")
  }
  let pen = state.trends.own.pens.remove(at: state.trends.selected)
  state.trends.selected = max(0, min(state.trends.selected, state.trends.own.pens.count - 1))
  state.trends.group = min(state.trends.group, state.trends.groups.count - 1)
  state.remark = "\(pen.device) \(pen.sensor) is no longer among the trends"
  return [.queryChanged]
}

/// Of a device what is wrong with it, else all it has; of everything else the one sensor it is about.
private func pointedPens(_ state: UIState, _ shown: Snapshot) -> [Pen] {
  if let sensor = pointedSensor(state, shown) { return [Pen(device: sensor.device, sensor: sensor.name)] }
  if let alarm = state.card != nil || state.focus == .alarms ? pointedRow(state, shown) : nil {
    return alarm.device == nil ? [] : [Pen(device: alarm.deviceName, sensor: alarm.name)]
  }
  guard state.focus == .devices || state.focus == .wall else { return [] }
  let rows = state.focus == .wall ? shown.wall.tiles : shown.devices.rows
  guard let row = state.devices.selected.map({ id in rows.first { $0.id == id } }) ?? rows.first else { return [] }
  let wrong = row.readouts.filter { $0.priority != nil }
  let wanted =
    state.focus == .wall && state.wallType != nil ? row.readouts.filter { $0.type == state.wallType?.id } : []
  let readouts = !wanted.isEmpty ? wanted : !wrong.isEmpty ? wrong : Array(row.readouts.prefix(4))
  return readouts.compactMap { readout in
    shown.types.first { $0.id == readout.type }.map { Pen(device: row.name, sensor: $0.name) }
  }
}

/// Shows the next group.
func turnTrends(_ state: inout UIState) -> [Effect] {
  let count = state.trends.groups.count
  guard count > 1 else { return state.complain("there is one group only; [[trend]] in the configuration makes more") }
  state.trends.group = (min(state.trends.group, count - 1) + 1) % count
  state.trends.selected = 0
  return [.queryChanged]
}

/// Goes from pen to pen, and along the time axis.
func moveTrends(_ state: inout UIState, _ action: Action, _ shown: Snapshot) -> [Effect] {
  if case .sideways(let columns) = action {
    return readChart(&state, by: columns, shown.pens.compactMap(\.detail))
  }
  state.trends.selected = moved(state.trends.selected, by: action, count: state.trends.shown.pens.count, page: 4)
  return []
}

/// Moves the cursor of the charts by columns; what it stands on is said beside each name.
func readChart(_ state: inout UIState, by columns: Int, _ sensors: [SensorDetail]) -> [Effect] {
  let trends = sensors.map { [chart = state.chart] in chart.trend(of: $0) }
  guard let last = trends.max(by: { $0.end < $1.end }), last.end.isKnown, last.slotSeconds > 0 else { return [] }
  let slot = Int64(last.slotSeconds) * Interval.second
  let first = last.end + -slot * Int64(last.points.count)
  // At first the newest whole slot.
  let from = state.chart.cursor.isKnown ? state.chart.cursor : last.end + -slot
  let target = from + slot * Int64(columns)
  state.chart.cursor = min(max(target, first), last.end + -slot)
  return []
}

/// Charts reach further back, from five minutes to 90 days, and begin anew.
func zoom(_ state: inout UIState) -> [Effect] {
  let next = ChartSpan(rawValue: state.chart.span.rawValue + 1) ?? .fiveMinutes
  let isRefused = next.isOfStore && (state.frozen != nil || !state.observed.hasHistory)
  state.chart.span = isRefused ? .fiveMinutes : next
  state.chart.cursor = .unknown
  if isRefused, state.frozen != nil, state.observed.hasHistory {
    state.remark = "days and weeks are charted of the present: Space goes back to it"
  }
  return [.queryChanged]
}
