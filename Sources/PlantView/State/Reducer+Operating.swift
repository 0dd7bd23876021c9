import PlantCore

/// Whether what is shown is the past, a recording or a paused picture, in which nothing can be done; says so if it is.
func refusesPast(_ state: inout UIState) -> Bool {
  if state.observed.isReplay {
    state.remark = "this is a recording: nothing in it can be changed"
    return true
  }
  if state.frozen != nil {
    state.remark = "the picture is paused: Space first, then act on what is true now"
    return true
  }
  return false
}

/// What an operator does about alarms by a key; `operate(_:typed:_:)` is what can be typed.
func operate(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  if refusesPast(&state) { return [] }
  switch action {
  case .acknowledge: return acknowledge(&state, snapshot)
  case .acknowledgeAll: return askForAll(&state, snapshot)
  case .shelve:
    return toggle(&state, snapshot, overlay: .shelved, off: { .unshelve($0) }, ask: .shelf)
  case .outOfService:
    return toggle(&state, snapshot, overlay: .outOfService, off: { .returnToService($0) }, ask: .outOfService)
  case .silence:
    state.silencedUntil = snapshot.session.now + silence
    state.remark = "the bell rests for two minutes; nothing is acknowledged"
    return [.command(.operate(.silence(nanoseconds: silence), why: ""))]
  default: return []
  }
}

/// How long the bell rests.
private let silence = 2 * Interval.minute

/// The alarm that the operator points at; nil when it is none.
func pointedAlarm(_ state: UIState, _ snapshot: Snapshot) -> AlarmStanding? {
  if let opened = state.opened { return snapshot.focus.flatMap { $0.row.id == opened ? $0.row.alarm : nil } }
  if state.card != nil { return pointedRow(state, snapshot)?.standing }
  switch state.focus {
  case .devices:
    let device = state.devices.selected ?? snapshot.devices.order.first
    return snapshot.devices.rows.first { $0.id == device }?.alarm
  case .wall:
    let device = state.devices.selected ?? snapshot.wall.tiles.first?.id
    return snapshot.wall.tiles.first { $0.id == device }?.alarm
  case .anomalies: return pointedEpisode(state, snapshot)?.alarm
  case .alarms: return pointedRow(state, snapshot)?.standing
  case .messages, .journal, .trends: return nil
  }
}

/// The alarm whose card is open, else the row under the cursor of the alarm pane; nil when the chosen one is gone.
func pointedRow(_ state: UIState, _ snapshot: Snapshot) -> AlarmRow? {
  let rows = snapshot.operatorAlarms.rows
  guard let selected = state.card ?? state.alarms.selected else { return rows.first }
  return rows.first { $0.reference.subject == selected }
}

/// The episode under the cursor of the anomaly feed; nil when the chosen one is gone.
func pointedEpisode(_ state: UIState, _ snapshot: Snapshot) -> Episode? {
  let episodes = snapshot.episodes.episodes
  guard let selected = state.anomalies.selected else { return episodes.first }
  return episodes.first { $0.number == selected }
}

/// What to say when the alarm or anomaly that was chosen has left its list: the row that took its place is another.
func goneRemark(_ state: UIState, _ snapshot: Snapshot) -> String? {
  if state.card != nil { return "this alarm is of no device" }
  guard state.opened == nil else { return nil }
  switch state.focus {
  case .alarms where state.alarms.selected != nil && pointedRow(state, snapshot) == nil:
    return "the chosen alarm is over and gone: choose another"
  case .anomalies where state.anomalies.selected != nil && pointedEpisode(state, snapshot) == nil:
    return "the chosen anomaly is gone: choose another"
  default: return nil
  }
}

private func acknowledge(_ state: inout UIState, _ snapshot: Snapshot) -> [Effect] {
  guard let alarm = pointedAlarm(state, snapshot) else {
    state.remark = goneRemark(state, snapshot) ?? "no alarm here to acknowledge; 4 shows all of them"
    return []
  }
  guard alarm.isUnacknowledged || alarm.state == .latched else {
    let name = alarm.reference.subject.text
    switch alarm.overlay {
    case .none: state.remark = "\(name) is acknowledged already"
    case .suppressed: state.remark = "\(name) is suppressed: nobody was called, nothing to acknowledge"
    case .shelved, .outOfService, .maintenance: state.remark = "\(name) is put aside already"
    }
    return []
  }
  state.remark = "acknowledging \(alarm.reference.subject.text)"
  return [.command(.operate(.acknowledge(alarm.reference), why: ""))]
}

/// All that can be seen, never what cannot.
private func askForAll(_ state: inout UIState, _ snapshot: Snapshot) -> [Effect] {
  let visible = visibleAlarms(state, snapshot).filter(\.isUnacknowledged)
  guard !visible.isEmpty else {
    let waiting = snapshot.operatorAlarms.figures.allUnacknowledged
    let others = waiting > 0 ? "; \(waiting) elsewhere: 4 shows all alarms" : ""
    state.remark = "nothing visible here waits to be acknowledged" + others
    return []
  }
  let worst = visible.count { $0.priority == 1 }
  if worst > 0 {
    state.question = .acknowledgeAll(visible.map(\.reference), worst: worst)
    return []
  }
  return acknowledgeAll(&state, visible.map(\.reference))
}

func acknowledgeAll(_ state: inout UIState, _ alarms: [AlarmReference]) -> [Effect] {
  state.remark = "acknowledging \(alarms.count) alarm\(alarms.count == 1 ? "" : "s")"
  return alarms.map { .command(.operate(.acknowledge($0), why: "")) }
}

/// The alarms that are drawn where the operator is, each once: a card and a device's screen hide every pane.
private func visibleAlarms(_ state: UIState, _ snapshot: Snapshot) -> [AlarmStanding] {
  if let opened = state.opened {
    guard let detail = snapshot.focus, detail.row.id == opened else { return [] }
    return DeviceScreen.alarms(of: detail, in: state.layout.body)
  }
  if state.card != nil { return [pointedAlarm(state, snapshot)].compactMap(\.self) }
  let height = state.layout.contentRows(of: state.focus)
  switch state.focus {
  case .alarms:
    return AlarmTable.visibleRows(
      of: snapshot.operatorAlarms, selected: state.alarms.selected, firstRow: state.alarms.firstRow, height: height
    ).map(\.standing)
  case .anomalies:
    return AnomalyFeed.visibleEpisodes(
      of: snapshot.episodes, selected: state.anomalies.selected, firstRow: state.anomalies.firstRow, height: height
    ).compactMap(\.alarm)
  case .devices:
    return DeviceTable.visibleRows(of: snapshot.devices, selected: state.devices.selected, height: height)
      .compactMap(\.alarm)
  // A glyph is no announcement that anybody has read: from the wall they are acknowledged one by one.
  case .messages, .journal, .wall, .trends: return []
  }
}

private func toggle(
  _ state: inout UIState, _ snapshot: Snapshot, overlay: AlarmOverlay, off: (AlarmReference) -> OperatorAction,
  ask purpose: Prompt.Purpose
) -> [Effect] {
  guard let alarm = pointedAlarm(state, snapshot) else {
    state.remark = goneRemark(state, snapshot) ?? "no alarm here; 4 shows all of them"
    return []
  }
  if alarm.overlay == overlay { return [.command(.operate(off(alarm.reference), why: ""))] }
  state.prompt = Prompt(purpose: purpose, text: "", before: "", alarm: alarm.reference)
  return []
}

/// Moves the cursor of the alarm pane, or scrolls the journal.
func moveAlarm(_ state: inout UIState, _ action: Action, _ shown: Snapshot) -> [Effect] {
  let rows = shown.operatorAlarms.rows
  guard !rows.isEmpty else { return [] }
  let page = max(1, state.layout.contentRows(of: .alarms))
  let index = state.alarms.selected.flatMap { subject in rows.firstIndex { $0.reference.subject == subject } } ?? 0
  let target = moved(index, by: action, count: rows.count, page: page)
  state.alarms.selected = rows[target].reference.subject
  state.alarms.firstRow = scrolled(state.alarms.firstRow, toShow: target, count: rows.count, page: page)
  return []
}

func moveJournal(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  let held = snapshot.journal.held
  guard !held.isEmpty else { return [] }
  let page = max(1, state.layout.contentRows(of: .journal))
  // A line may take two rows: the oldest must be reached all the same.
  let least = held.lowerBound + UInt64(min(max(1, page / 2), held.count) - 1)
  let newest = held.upperBound - 1
  let now = min(state.journal.last ?? newest, newest)
  let distance: Int =
    switch action {
    case .lines(let lines): lines
    case .halfPages(let halves): halves * max(1, page / 2)
    case .first: -held.count
    case .last: held.count
    default: 0
    }
  let target = distance < 0 ? now - min(now, UInt64(-distance)) : now + UInt64(distance)
  state.journal.last = target >= newest ? nil : max(least, target)
  return [.queryChanged]
}
