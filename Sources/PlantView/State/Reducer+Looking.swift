import PlantCore

private let sorts: [DeviceSort] = [.worstFirst, .name, .firstSeen, .mostAnomalies, .longestSilent]

/// Filter, search and order.
func look(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  switch action {
  case .find:
    switch state.focus {
    case .messages: ask(&state, .messageSearch, before: state.messages.search)
    case .journal: ask(&state, .journalFilter, before: state.journal.filter)
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

private func search(_ state: inout UIState, isForward: Bool, _ snapshot: Snapshot) -> [Effect] {
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
  state.opened = nil
  state.card = nil
  state.focus = .messages
  state.messages.filter = ""
  state.messages.search = ""
  state.messages.isGoingBack = false
  state.messages.pending = .trip(sensor: sensor, moment: trip.moment)
  state.messages.isWithoutMatch = false
  return [.queryChanged]
}

/// Keys while a line is typed or a question is asked.
func answer(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  if case .confirm(let isYes) = action {
    let question = state.question
    state.question = nil
    guard isYes else { return [] }
    if case .acknowledgeAll(let alarms, _) = question { return acknowledgeAll(&state, alarms) }
    return [.quit]
  }
  guard var prompt = state.prompt else { return [] }
  switch action {
  case .type(let character):
    guard prompt.text.count < 200, CleanText.width(of: String(character)) > 0, !character.isNewline else { return [] }
    prompt.text.append(character)
  case .eraseCharacter:
    guard !prompt.text.isEmpty else { return [] }
    prompt.text.removeLast()
  case .eraseAll: prompt.text = ""
  case .accept:
    state.prompt = nil
    return accept(&state, prompt, snapshot)
  case .cancel:
    state.prompt = nil
    return apply(&state, prompt.purpose, prompt.before)
  default: return []
  }
  state.prompt = prompt
  // A filter shows what it does while it is typed; a search waits for Enter.
  return prompt.purpose.isFilter ? apply(&state, prompt.purpose, prompt.text) : []
}

extension Prompt.Purpose {
  /// Whether it acts while it is typed.
  var isFilter: Bool {
    switch self {
    case .deviceFilter, .alarmFilter, .messageFilter, .journalFilter: true
    case .messageSearch, .shelf, .outOfService, .command: false
    }
  }
}

private func accept(_ state: inout UIState, _ prompt: Prompt, _ snapshot: Snapshot) -> [Effect] {
  switch prompt.purpose {
  case .deviceFilter, .alarmFilter, .messageFilter, .journalFilter: return apply(&state, prompt.purpose, prompt.text)
  case .command: return carryOut(&state, line: prompt.text, snapshot)
  case .shelf, .outOfService:
    guard let alarm = prompt.alarm else { return [] }
    return putAside(&state, alarm, isShelf: prompt.purpose == .shelf, prompt.text)
  case .messageSearch: break
  }
  if !prompt.text.isEmpty { state.messages.search = prompt.text }
  state.messages.match = nil
  // The newest match first: an operator looks back from now.
  return search(&state, isForward: false, snapshot)
}

private func apply(_ state: inout UIState, _ purpose: Prompt.Purpose, _ text: String) -> [Effect] {
  switch purpose {
  case .deviceFilter:
    state.devices.filter = text
    expectFrozenOrder(&state)
  case .alarmFilter:
    state.alarms.filter = text
    (state.alarms.selected, state.anomalies.selected) = (nil, nil)
  case .messageFilter: state.messages.filter = text
  case .journalFilter:
    state.journal.filter = text
    state.journal.last = nil
  case .messageSearch, .shelf, .outOfService, .command: return []
  }
  return [.queryChanged]
}
