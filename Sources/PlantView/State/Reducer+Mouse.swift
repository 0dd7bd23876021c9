import PlantCore

/// A click does what its cursor key and Enter do: it goes to a pane, then to a row of it, and opens what is chosen
/// already. The wheel scrolls what it is over.
func useMouse(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot, _ drawn: Snapshot) -> [Effect] {
  guard state.hasMouse, state.prompt == nil, state.question == nil else { return [] }
  switch action {
  case .wheel(let lines, let x, let y):
    if state.helpLine == nil, let pane = state.pane(atX: x, y: y) { state.focus = pane }
    // Where a line is a sensor or a whole message, three of them are too many.
    let isSingle = state.helpLine == nil && (state.opened != nil || state.focus == .trends || state.isMessageShown)
    return move(&state, .lines((isSingle ? 1 : 3) * lines), drawn)
  case .click(let x, let y): return click(&state, x: x, y: y, snapshot, drawn)
  default: return []
  }
}

private func click(_ state: inout UIState, x: Int, y: Int, _ snapshot: Snapshot, _ drawn: Snapshot) -> [Effect] {
  guard state.helpLine == nil else { return [] }
  let layout = state.layout
  if layout.strip.contains(x: x, y: y) { return navigate(&state, .pane(.alarms), drawn) }
  if layout.replayBar.contains(x: x, y: y) { return goToShare(&state, x: x, layout.replayBar, snapshot) }
  guard state.opened == nil, state.card == nil, !state.isMessageShown,
    let (pane, area) = layout.panes.first(where: { $0.area.contains(x: x, y: y) })
  else { return [] }
  guard y > area.y else {
    // The title: a second click gives the pane the whole body.
    if state.focus == pane { return navigate(&state, .fullScreen, drawn) }
    state.focus = pane
    return [.queryChanged]
  }
  let wasFocused = state.focus == pane
  state.focus = pane
  let shown = state.frozen ?? drawn
  let isSame = state.choose(x: x - area.x, row: y - area.y - 1, height: area.height - 1, shown, log: drawn)
  return isSame && wasFocused ? navigate(&state, .open, drawn) : [.queryChanged]
}

/// Where on the timeline it was clicked, there the replay goes.
private func goToShare(_ state: inout UIState, x: Int, _ area: Rect, _ snapshot: Snapshot) -> [Effect] {
  guard let status = snapshot.session.replay, status.first.isKnown, status.last > status.first else { return [] }
  let shown = state.inZone(snapshot)
  let line = ReplayBar(
    status: status, zoneOffsetSeconds: shown.session.zoneOffsetSeconds, isHeld: state.isRewound, glyphs: state.glyphs
  ).timeline(in: area)
  guard line.width > 4, x >= line.x, x < line.maxX else { return [] }
  let span = Double(status.last - status.first)
  return seek(&state, to: status.first + Int64(span * Double(x - line.x) / Double(line.width - 1)), snapshot)
}

extension UIState {
  /// The pane that is drawn at a cell.
  fileprivate func pane(atX x: Int, y: Int) -> Pane? {
    opened != nil || card != nil || isMessageShown
      ? nil : layout.panes.first { $0.area.contains(x: x, y: y) }?.pane
  }

  /// Puts the focused pane's cursor on one of its rows; whether it stood there already.
  fileprivate mutating func choose(x: Int, row: Int, height: Int, _ shown: Snapshot, log: Snapshot) -> Bool {
    switch focus {
    case .devices:
      let rows = DeviceTable.visibleRows(of: shown.devices, selected: devices.selected, height: height)
      return choose(rows.dropFirst(row).first?.id, \.devices.selected, else: shown.devices.order.first)
    case .anomalies:
      let rows = AnomalyFeed.visibleEpisodes(
        of: shown.episodes, selected: anomalies.selected, firstRow: anomalies.firstRow, height: height)
      return choose(
        rows.dropFirst(row).first?.number, \.anomalies.selected, else: shown.episodes.episodes.first?.number)
    case .alarms:
      let rows = AlarmTable.visibleRows(
        of: shown.operatorAlarms, selected: alarms.selected, firstRow: alarms.firstRow, height: height)
      let place = row - AlarmTable.figureRows(height)
      guard place >= 0 else { return false }
      return choose(
        rows.dropFirst(place).first?.reference.subject, \.alarms.selected,
        else: shown.operatorAlarms.rows.first?.reference.subject)
    case .wall:
      let area = Rect(x: 0, y: 0, width: size.columns, height: height)
      let tile = PlantWall.tile(atX: x, row: row, shown.wall, type: wallType, wall.firstLine, devices.selected, area)
      return choose(tile, \.devices.selected, else: shown.wall.tiles.first?.id)
    case .messages:
      let rows = picture(log).messages.messages.suffix(max(0, height))
      guard let message = rows.dropFirst(row).first else { return false }
      let isSame = messages.match == message.number
      stopFollowing(&self, log)
      messages.match = message.number
      return isSame
    case .journal, .trends: return false
    }
  }

  private mutating func choose<ID: Equatable>(
    _ wanted: ID?, _ place: WritableKeyPath<UIState, ID?>, else first: ID?
  ) -> Bool {
    guard let wanted else { return false }
    let isSame = (self[keyPath: place] ?? first) == wanted
    self[keyPath: place] = wanted
    return isSame
  }
}
