import PlantCore

/// Changes the state for one action and says what must be done outside the view; nothing else changes it.
///
/// - Parameters:
///   - snapshot: The newest live snapshot, whatever the panes show.
///   - drawn: What the screen showed when it was last drawn (`UIState.picture`): the operator saw this and points at
///     this, however much newer the snapshot is.
public func reduce(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot, drawn: Snapshot) -> [Effect] {
  if action != .observe {
    state.remark = nil
    if action != .quitNow { state.isLeaving = false }
    if action != .faster, action != .slower { state.wantedSpeed = nil }
    if state.messages.isGoingBack { (state.messages.pending, state.messages.isGoingBack) = (nil, false) }
    putNoticeAway(&state, drawn.session, atOnce: action == .accept || action.isJourney)
  }
  let effects = effects(of: action, on: &state, snapshot, drawn)
  if state.frozen != nil { keepFrozenRows(&state) }
  return effects
}

extension Action {
  /// Whether it goes to another moment: what the last journey came to is no answer to it.
  fileprivate var isJourney: Bool {
    switch self {
    case .seek, .seekTenths, .nextAnomaly, .previousAnomaly, .nextNote, .previousNote, .nextError, .previousError,
      .nextAlarm, .previousAlarm, .nextAdvisory, .previousAdvisory, .step, .present:
      true
    default: false
    }
  }
}

/// A notice that has stood long enough to be read gives its place back with the next key, and one older than a command
/// at once: it is no answer to that. Help lists it.
private func putNoticeAway(_ state: inout UIState, _ session: SessionStatus, atOnce: Bool) {
  guard let newest = session.notices.last, atOnce || session.now - newest.at > 4 * Interval.second else { return }
  state.putAway = newest
}

private func effects(
  of action: Action, on state: inout UIState, _ snapshot: Snapshot, _ drawn: Snapshot
) -> [Effect] {
  switch action {
  case .lines, .halfPages, .first, .last, .sideways: move(&state, action, drawn)
  case .group: openGroup(&state, drawn)
  case .nextPane, .previousPane, .pane, .open, .back, .close, .fullScreen, .preset, .nextAlarm, .previousAlarm,
    .nextAdvisory, .previousAdvisory:
    navigate(&state, action, drawn)
  case .acknowledge, .acknowledgeAll, .shelve, .outOfService, .silence: operate(&state, action, drawn)
  case .command: openCommandLine(&state, drawn)
  case .showMessage: showMessage(&state, drawn)
  case .resizePane(let rows): resizePane(&state, by: rows)
  case .click, .wheel: useMouse(&state, action, snapshot, drawn)
  case .pin: pinTrend(&state, drawn)
  case .zoom: zoom(&state)
  case .find, .findNext, .findPrevious, .filterMessages, .sort, .reverse: look(&state, action, drawn)
  case .type, .eraseCharacter, .eraseAll, .accept, .cancel, .complete, .recall, .confirm: answer(&state, action, drawn)
  case .pause, .step, .seek, .seekTenths, .nextAnomaly, .previousAnomaly, .nextNote, .previousNote, .nextError,
    .previousError, .skipIdle, .faster, .slower,
    .present:
    travel(&state, action, snapshot)
  case .help, .log, .theme, .zone, .mouse, .repaint, .suspend, .quitNow: serve(&state, action, snapshot)
  case .unbound(let key): explain(&state, key)
  case .resize(let size): resize(&state, to: size)
  case .observe: observe(&state, snapshot)
  }
}

private func serve(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  switch action {
  case .help:
    state.helpLine = state.helpLine == nil ? 0 : nil
    return []
  case .log: return openLog(&state)
  case .theme:
    guard state.themes.count > 1 else { return [] }
    let index = state.themes.firstIndex(of: state.theme) ?? -1
    state.theme = state.themes[(index + 1) % state.themes.count]
    return [.themeChanged]
  case .mouse:
    state.hasMouse.toggle()
    state.remark = state.hasMouse ? "mouse on: Shift selects text, M ends it" : "mouse off"
    return [.mouseChanged]
  case .repaint: return [.repaint]
  case .suspend: return [.suspend]
  case .zone:
    state.isUTC.toggle()
    return []
  case .quitNow:
    // Many terminals copy with it: nobody shall lose sight of an open alarm by that.
    let isOpen = snapshot.episodes.open > 0 || snapshot.alarms.contains { $0.state == .alarm }
    guard !state.observed.isReplay, isOpen, !state.isLeaving else { return [.interrupt] }
    state.isLeaving = true
    (state.prompt, state.question, state.helpLine) = (nil, nil, nil)
    return state.complain("alarms are open: Ctrl-C once more leaves")
  default: return []
  }
}

/// Shows what this program has written into its own log.
func openLog(_ state: inout UIState) -> [Effect] {
  (state.helpLine, state.overlay) = (0, .log)
  return [.queryChanged]
}

/// A key that does nothing here says so, and where it would do something.
private func explain(_ state: inout UIState, _ key: Key) -> [Effect] {
  if case .pasted = key { return [] }
  guard state.prompt == nil, state.question == nil, state.helpLine == nil else { return [] }
  let places = state.keymap.bindings.filter { $0.keys.contains(key) && !$0.help.isEmpty }.map(\.context)
  if let place = places.first(where: { $0 != .prompt && $0 != .help && $0 != .question }) {
    state.remark = "\(key.name) does nothing here: it is a key of \(place.place)"
  } else {
    let help = state.keymap.helpKey.map { "; \($0.name) shows all keys" } ?? ""
    state.remark = "\(key.name) does nothing\(help)"
  }
  return []
}

private func openCommandLine(_ state: inout UIState, _ snapshot: Snapshot) -> [Effect] {
  state.helpLine = nil
  state.pointed = pointedAlarm(state, snapshot)?.reference
  state.pointedSensor = pointedSensor(state, snapshot)
  state.prompt = Prompt(purpose: .command, text: "", before: "")
  return []
}

/// Opens the device that `:device` asked for, once the filter has found it.
private func openWanted(_ state: inout UIState, _ name: String, _ snapshot: Snapshot) {
  guard let row = snapshot.devices.rows.first(where: { $0.name == name }) ?? snapshot.devices.rows.first,
    row.name.lowercased().firstRange(of: name.lowercased()) != nil
  else {
    guard snapshot.devices.order.isEmpty else { return }
    // A name that is mistyped must not leave an empty list behind.
    state.wantsOpen = nil
    state.devices.filter = ""
    state.remark = "no device \(name)"
    return
  }
  state.wantsOpen = nil
  state.devices.filter = ""
  state.open(row.id, at: nil)
}

private func resize(_ state: inout UIState, to size: Size) -> [Effect] {
  state.size = size
  return [.queryChanged]
}

/// Notes what layout and keys need of a new snapshot, and takes the answer to a search.
private func pointedPlace(_ state: UIState, _ shown: Snapshot) -> (device: DeviceID, sensor: SensorID?)? {
  if state.focus == .anomalies, let episode = pointedEpisode(state, shown) { return (episode.device, episode.sensor) }
  return (state.devices.selected ?? shown.devices.rows.first?.id).map { ($0, nil) }
}

/// A remark answers a key: when it has been read it must not seem to speak of what is new.
private func endRemark(_ state: inout UIState, at now: Stamp) {
  guard let text = state.remark, now.isKnown else { return state.observed.remark = nil }
  guard let standing = state.observed.remark, standing.text == text else {
    return state.observed.remark = (text, now)
  }
  // What the remark asked for once more is asked for anew, then.
  if now - standing.since > 6 * Interval.second { (state.remark, state.isLeaving) = (nil, false) }
}

private func observe(_ state: inout UIState, _ snapshot: Snapshot) -> [Effect] {
  let before = state.query(for: state.size)
  state.observed.isReplay = snapshot.session.mode == .replay
  state.observed.hasHistory = snapshot.session.hasHistory
  if snapshot.session.replay?.speed == state.wantedSpeed { state.wantedSpeed = nil }
  state.observed.isStripFull =
    snapshot.operatorAlarms.figures.floodSince != nil
    || (snapshot.episodes.worst != nil && snapshot.alarms.contains { $0.state == .alarm })
  state.observed.hasTrouble = Trouble(snapshot) != nil
  state.observed.devices = snapshot.devices.order.count
  let longest = snapshot.devices.rows.map { CleanText.width(of: $0.name) }.max() ?? 0
  state.observed.longestName = max(state.observed.longestName, min(24, longest))
  if state.observed.types != snapshot.types { state.observed.types = snapshot.types }
  let session = snapshot.session
  let notices = session.notices.map { notice in
    "\(notice.at.timeOfDay(offsetSeconds: session.zoneOffsetSeconds)) \(notice.text)"
  }
  // A warning is the answer to what was just done: the remark that expected another one gives way.
  if session.notices.last?.isWarning == true, notices.last != state.observed.notices.last { state.remark = nil }
  state.observed.notices = notices
  endRemark(&state, at: session.now)
  state.observed.pointed = pointedPlace(state, state.picture(snapshot))
  if state.focus == .alarms, state.alarms.selected == nil {
    // The cursor is on an alarm, never on a place in the list that another may take.
    state.alarms.selected = snapshot.operatorAlarms.rows.first?.reference.subject
  }
  let search = takeFound(&state, state.isRewound ? snapshot.past ?? snapshot : snapshot)
  if let wanted = state.wantsOpen { openWanted(&state, wanted, snapshot) }
  if state.frozen != nil { updateFrozen(&state, snapshot) }
  state.findSensor(state.picture(snapshot))
  return search + (state.query(for: state.size) == before ? [] : [.queryChanged])
}
