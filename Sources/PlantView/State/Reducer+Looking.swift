import PlantCore

private let sorts: [DeviceSort] = [.worstFirst, .name, .firstSeen, .mostAnomalies, .longestSilent]

/// Filter, search and order.
func look(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  switch action {
  case .find where state.helpLine != nil:
    ask(&state, .helpFilter, before: state.helpFilter)
    return []
  case .find:
    switch state.focus {
    case .messages: ask(&state, .messageSearch, before: state.messages.search)
    case .journal: ask(&state, .journalFilter, before: state.journal.filter)
    case .trends: return state.complain("s shows the next group of trends")
    case .devices, .wall: ask(&state, .deviceFilter, before: state.devices.filter)
    case .anomalies, .alarms:
      guard state.frozen == nil || state.isRewound else {
        return state.complain("this picture stands still: a filter works live, and where you go back")
      }
      ask(&state, .alarmFilter, before: state.alarms.filter)
    }
    return []
  case .filterMessages:
    ask(&state, .messageFilter, before: state.messages.filter)
    return []
  case .findNext: return search(&state, isForward: true, snapshot)
  case .findPrevious: return search(&state, isForward: false, snapshot)
  case .sort where state.focus == .wall: return turnWall(&state)
  case .sort where state.focus == .trends: return turnTrends(&state)
  case .sort:
    let index = sorts.firstIndex(of: state.devices.sort) ?? 0
    state.devices.sort = sorts[(index + 1) % sorts.count]
    state.remark = state.devices.order
    expectFrozenOrder(&state)
    return [.queryChanged]
  case .reverse:
    state.devices.isReversed.toggle()
    state.remark = state.devices.order
    expectFrozenOrder(&state)
    return [.queryChanged]
  default: return []
  }
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
    focus: state.focus, isFullScreen: state.isFullScreen, opened: state.opened, card: state.card)
  if state.opened != nil || state.focus == .devices || state.focus == .wall {
    return showMessages(ofDevice: &state, snapshot, origin)
  }
  let trip: (sensor: SensorID?, moment: Stamp)?
  if let card = state.card {
    trip = snapshot.operatorAlarms.rows.first { $0.reference.subject == card }.map { ($0.sensor, $0.since) }
  } else if state.focus == .alarms {
    trip = pointedRow(state, snapshot).map { ($0.sensor, $0.since) }
  } else {
    trip = pointedEpisode(state, snapshot).flatMap { $0.episodeClass == .limit ? ($0.sensor, $0.seen) : nil }
  }
  guard let trip, let sensor = trip.sensor else {
    state.remark = "no single message is behind this: only a broken limit has one"
    return []
  }
  state.card = nil
  state.focus = .messages
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
  (state.opened, state.focus) = (nil, .messages)
  state.messages.origin = origin
  state.messages.filter = FilterExpression.only(device: name)
  follow(&state)
  return [.queryChanged]
}
