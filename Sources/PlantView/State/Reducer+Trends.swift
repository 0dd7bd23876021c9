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

/// Charts reach further back, from five minutes to 90 days, and begin anew; the anomalies reach back to those of a store.
func zoom(_ state: inout UIState) -> [Effect] {
  if state.opened == nil, state.focus == .anomalies { return reachBack(&state) }
  guard !state.chart.around.isKnown else {
    state.chart.leave()
    return [.queryChanged]
  }
  let next = ChartSpan(rawValue: state.chart.span.rawValue + 1) ?? .fiveMinutes
  let isRefused = next.isOfStore && (state.frozen != nil || !state.observed.hasHistory)
  state.chart.span = isRefused ? .fiveMinutes : next
  state.chart.cursor = .unknown
  if isRefused, state.frozen != nil, state.observed.hasHistory { state.remark = ofThePresent }
  return [.queryChanged]
}

private let ofThePresent = "days and weeks are of the present: Space goes back to it"

/// The list goes on with what a store has of the last days, weeks or months, and then ends again with what is held.
private func reachBack(_ state: inout UIState) -> [Effect] {
  guard state.frozen == nil || !state.observed.hasHistory else { return state.complain(ofThePresent) }
  guard state.observed.hasHistory else {
    return state.complain("older anomalies come from a store, and there is none: see [archive] and --store")
  }
  let spans: [ChartSpan] = [.day, .week, .month, .quarter]
  state.anomalies.past = spans.first { $0 > state.anomalies.past ?? .hour }
  return [.queryChanged]
}

/// An anomaly that is over opens at its moment where a store has it: the hour around it, from single readings.
func openPast(_ state: inout UIState, _ episode: Episode, _ shown: Snapshot) -> [Effect] {
  guard episode.device != .max else {
    return state.complain(
      "no device \(episode.deviceName) was heard since the start: --replay archive: shows what was then")
  }
  state.open(episode.device, at: episode.sensor)
  if !episode.isOpen, state.frozen == nil, state.observed.hasHistory,
    shown.streamTime - episode.opened > 5 * Interval.minute
  {
    (state.chart.around, state.chart.cursor, state.chart.isVisit) = (episode.opened, episode.opened, true)
    state.chart.reach = state.anomalies.past
  }
  return [.queryChanged]
}

/// Looks closer at the moment that the charts are read at: the hour around it.
func lookCloser(_ state: inout UIState) -> [Effect] {
  guard state.chart.cursor.isKnown else { return state.complain("h reads the chart; Enter then shows the hour around") }
  guard state.observed.hasHistory else { return state.complain("the hour around a moment takes a store") }
  guard state.frozen == nil else { return state.complain(ofThePresent) }
  state.chart.around = state.chart.cursor
  return [.queryChanged]
}

/// On a device's screen whose charts reach back: to the anomaly before the moment that is read, or the one after it.
func readEpisode(_ state: inout UIState, _ step: Int, _ shown: Snapshot) -> [Effect] {
  let moments = (shown.focus?.episodes ?? []).map(\.opened).sorted()
  let here = state.chart.cursor
  let next =
    step < 0 ? moments.last { !here.isKnown || $0 < here } : here.isKnown ? moments.first { $0 > here } : nil
  guard let next else { return state.complain(step < 0 ? "no anomaly before" : "no anomaly after") }
  state.chart.cursor = next
  if state.chart.around.isKnown { state.chart.around = next }
  return [.queryChanged]
}
