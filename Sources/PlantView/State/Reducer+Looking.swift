import PlantCore

/// The orders of the device table: one for each of its columns, and two that no column shows.
private func sorts(_ state: UIState) -> [DeviceSort] {
  [.worstFirst, .name, .firstSeen, .mostAnomalies, .longestSilent]
    + state.observed.types.filter { $0.sensors > 0 }.map { .value($0.id) }
}

/// Filter, search and order.
func look(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  switch action {
  case .find where state.helpLine != nil:
    ask(&state, .helpFilter, before: state.helpFilter)
    return []
  case .find where state.focus == .messages:
    ask(&state, .messageSearch, before: state.messages.search)
    return []
  case .find:
    guard let purpose = state.filterPurpose else { return state.complain("s shows the next group of trends") }
    if purpose == .alarmFilter, refusesStill(&state, "a filter") { return [] }
    ask(&state, purpose, before: state.filterText)
    return []
  case .filterMessages:
    ask(&state, .messageFilter, before: state.messages.filter)
    return []
  case .findNext: return findNext(&state, 1, snapshot)
  case .findPrevious: return findNext(&state, -1, snapshot)
  case .sort where state.focus == .wall: return turnWall(&state)
  case .sort where state.focus == .trends: return turnTrends(&state)
  case .sort where state.focus == .alarms || state.focus == .anomalies: return turnAlarms(&state)
  case .sort:
    let sorts = sorts(state)
    let index = sorts.firstIndex(of: state.devices.sort) ?? -1
    state.devices.sort = sorts[(index + 1) % sorts.count]
    state.remark = state.devices.order(state.observed.types)
    expectFrozenOrder(&state)
    return [.queryChanged]
  case .reverse:
    state.devices.isReversed.toggle()
    state.remark = state.devices.order(state.observed.types)
    expectFrozenOrder(&state)
    return [.queryChanged]
  default: return []
  }
}

/// Whether alarms and anomalies stand still in a paused picture; says so if they do.
func refusesStill(_ state: inout UIState, _ what: String) -> Bool {
  guard state.frozen != nil, !state.isRewound else { return false }
  state.remark = "this picture stands still: \(what) works live, and where you go back"
  return true
}

private func turnAlarms(_ state: inout UIState) -> [Effect] {
  if refusesStill(&state, "an order") { return [] }
  let all = AlarmSort.allCases
  state.alarms.sort = all[((all.firstIndex(of: state.alarms.sort) ?? 0) + 1) % all.count]
  state.remark = state.alarms.order.isEmpty ? "worst first" : state.alarms.order
  return [.queryChanged]
}

/// To the next row that was looked for: in the log the next match, in lists, where nothing else is shown, the next row.
private func findNext(_ state: inout UIState, _ step: Int, _ snapshot: Snapshot) -> [Effect] {
  if state.focus == .messages { return search(&state, isForward: step > 0, snapshot) }
  guard !state.filterText.isEmpty else { return state.complain("nothing to look for yet: / asks for it") }
  if state.focus == .wall { return move(&state, .sideways(step), snapshot) }
  return move(&state, .lines(step), snapshot)
}

private func ask(_ state: inout UIState, _ purpose: Prompt.Purpose, before: String) {
  let start = purpose == .messageSearch ? "" : before
  state.prompt = Prompt(purpose: purpose, text: start, before: before)
}

func search(_ state: inout UIState, isForward: Bool, _ snapshot: Snapshot) -> [Effect] {
  guard !state.messages.search.isEmpty else {
    state.remark = "nothing to search for yet: / asks for it"
    return []
  }
  let held = snapshot.messages.held
  let here = state.messages.match ?? state.messages.last ?? (held.isEmpty ? 0 : held.upperBound - 1)
  let from = isForward ? here &+ 1 : here == 0 ? 0 : here - 1
  state.messages.isGoingBack = false
  state.messages.pending = .text(state.messages.search, from: from, isForward: isForward)
  state.messages.isWithoutMatch = false
  return [.queryChanged]
}

/// Goes to the log, to the message that tripped the alarm or began the anomaly that the operator points at.
func showMessage(_ state: inout UIState, _ snapshot: Snapshot) -> [Effect] {
  let origin = LogOrigin(
    focus: state.focus, isFullScreen: state.isFullScreen, opened: state.opened, card: state.card,
    filter: state.messages.filter, search: state.messages.search, wasPresent: state.frozen == nil)
  if state.opened != nil || state.focus == .devices || state.focus == .wall {
    return showMessages(ofDevice: &state, snapshot, origin)
  }
  let trip: (sensor: SensorID?, moment: Stamp)?
  if state.card != nil || state.focus == .alarms {
    trip = pointedRow(state, snapshot).map { ($0.sensor, $0.since) }
  } else {
    trip = pointedEpisode(state, snapshot).flatMap { $0.episodeClass == .limit ? ($0.sensor, $0.seen) : nil }
  }
  guard let trip, let sensor = trip.sensor else {
    state.remark = "no single message is behind this: only a broken limit has one"
    return []
  }
  state.go(to: .messages)
  state.messages.origin = origin
  state.messages.filter = ""
  state.messages.search = ""
  state.messages.isGoingBack = false
  state.messages.pending = .trip(sensor: sensor, moment: trip.moment)
  state.messages.isWithoutMatch = false
  return [.queryChanged]
}

/// Goes to the log, where only the device's messages are shown then.
private func showMessages(ofDevice state: inout UIState, _ snapshot: Snapshot, _ origin: LogOrigin) -> [Effect] {
  let device = state.opened ?? state.devices.selected ?? snapshot.devices.order.first
  let row = snapshot.focus.flatMap { $0.row.id == device ? $0.row : nil }
  let rows = snapshot.devices.rows + snapshot.wall.tiles
  guard let name = (row ?? rows.first { $0.id == device })?.name else { return state.complain("no device yet") }
  state.go(to: .messages)
  state.messages.origin = origin
  state.messages.filter = FilterExpression.only(device: name)
  (state.messages.search, state.messages.isWithoutMatch) = ("", false)
  if state.frozen == nil || state.isRewound { follow(&state) }
  return [.queryChanged]
}
