import PlantCore

/// Moves the cursor of the focused pane, or scrolls what has none.
func move(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  if state.helpLine != nil { return moveHelp(&state, action, snapshot) }
  let shown = state.frozen ?? snapshot
  if state.opened != nil { return moveSensor(&state, action, shown) }
  if state.card != nil { return [] }
  switch state.focus {
  case .devices: return moveDevice(&state, action, shown)
  case .anomalies: return moveEpisode(&state, action, shown)
  case .messages: return moveLog(&state, action, snapshot)
  case .alarms: return moveAlarm(&state, action, shown)
  case .journal: return moveJournal(&state, action, snapshot)
  case .wall: return moveWall(&state, action, shown)
  case .trends: return moveTrends(&state, action, shown)
  }
}

/// Where a cursor at `index` of `count` rows goes; `page` is the number of rows in view.
func moved(_ index: Int, by action: Action, count: Int, page: Int) -> Int {
  let wanted: Int =
    switch action {
    case .lines(let lines): index + lines
    case .halfPages(let halves): index + halves * max(1, page / 2)
    case .first: 0
    case .last: count - 1
    default: index
    }
  return min(max(0, wanted), max(0, count - 1))
}

/// The first row of a view of `page` rows that shows row `index`, moved as little as possible.
func scrolled(_ first: Int, toShow index: Int, count: Int, page: Int) -> Int {
  guard page > 0 else { return 0 }
  let shown = min(max(first, index - page + 1), index)
  return min(max(0, shown), max(0, count - page))
}

private func moveDevice(_ state: inout UIState, _ action: Action, _ shown: Snapshot) -> [Effect] {
  let order = shown.devices.order
  guard !order.isEmpty else { return [] }
  let page = state.layout.contentRows(of: .devices)
  let index = state.devices.selected.flatMap { order.firstIndex(of: $0) } ?? 0
  let target = moved(index, by: action, count: order.count, page: page)
  state.devices.selected = order[target]
  state.devices.firstRow = scrolled(shown.devices.firstRow, toShow: target, count: order.count, page: page)
  return [.queryChanged]
}

private func moveEpisode(_ state: inout UIState, _ action: Action, _ shown: Snapshot) -> [Effect] {
  let episodes = shown.episodes.episodes
  guard !episodes.isEmpty else { return [] }
  let page = state.layout.contentRows(of: .anomalies)
  let index = state.anomalies.selected.flatMap { number in episodes.firstIndex { $0.number == number } } ?? 0
  let target = moved(index, by: action, count: episodes.count, page: page)
  state.anomalies.selected = target == 0 ? nil : episodes[target].number
  state.anomalies.firstRow = scrolled(state.anomalies.firstRow, toShow: target, count: episodes.count, page: page)
  return []
}

private func moveSensor(_ state: inout UIState, _ action: Action, _ shown: Snapshot) -> [Effect] {
  if case .sideways(let columns) = action { return readChart(&state, by: columns, shown.focus?.sensors ?? []) }
  let count = shown.focus?.sensors.count ?? 0
  state.openedSensor = moved(state.openedSensor, by: action, count: count, page: 2)
  return []
}

private func moveHelp(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  let page = state.layout.body.height
  let width = state.size.columns
  let lines =
    switch state.overlay {
    case .handover(let from):
      HandoverOverlay(
        sheet: Handover(from: from, snapshot), filter: state.helpFilter,
        look: Look(glyphs: state.glyphs, snapshot: snapshot, isBlind: false)
      ).lineCount(width: width)
    case .log: LogOverlay(lines: snapshot.log, glyphs: state.glyphs).lineCount(width: width)
    case .lampTest: LampTestOverlay(glyphs: state.glyphs).lineCount
    case .help: HelpOverlay(state).lineCount(width: width)
    }
  let last = max(0, lines - page)
  let target = moved(state.helpLine ?? 0, by: action, count: last + 1, page: page)
  state.helpLine = target
  return []
}
