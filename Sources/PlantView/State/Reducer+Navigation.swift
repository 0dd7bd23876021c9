import PlantCore

/// Goes from pane to pane, into a device and back.
func navigate(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  switch action {
  case .nextPane: return turn(&state, by: 1)
  case .previousPane: return turn(&state, by: -1)
  case .pane(let pane):
    state.go(to: pane)
    return [.queryChanged]
  case .open: return open(&state, state.picture(snapshot))
  case .fullScreen:
    state.isFullScreen.toggle()
    return [.queryChanged]
  case .back:
    let present = backToPresent(&state, snapshot)
    if goBack(&state) { return present + [.queryChanged] }
    state.question = .quit
    return []
  case .close:
    // Where a pane has the screen its filter goes first: nobody shall come back to a list that hides something.
    let isAtFilter =
      state.helpLine == nil && state.opened == nil && state.card == nil && !state.focus.isOnOverview
    let present = backToPresent(&state, snapshot)
    return present + (isAtFilter && dropFilter(&state) || goBack(&state) || dropFilter(&state) ? [.queryChanged] : [])
  case .preset:
    state.showNextPreset()
    return [.queryChanged]
  case .nextAlarm where state.isReadingPast: return readEpisode(&state, 1, snapshot)
  case .previousAlarm where state.isReadingPast: return readEpisode(&state, -1, snapshot)
  case .nextAlarm: return toAlarm(&state, 1, snapshot)
  case .previousAlarm: return toAlarm(&state, -1, snapshot)
  case .nextAdvisory: return toAdvisory(&state, 1, snapshot)
  case .previousAdvisory: return toAdvisory(&state, -1, snapshot)
  default: return []
  }
}

private func turn(_ state: inout UIState, by step: Int) -> [Effect] {
  if state.opened != nil {
    state.openedSensor += step
    let count = max(1, state.observed.types.count)
    state.openedSensor = (state.openedSensor + count) % count
    return []
  }
  let all = Pane.allCases
  let index = all.firstIndex(of: state.focus) ?? 0
  state.go(to: all[(index + step + all.count) % all.count])
  return [.queryChanged]
}

private func open(_ state: inout UIState, _ shown: Snapshot) -> [Effect] {
  if state.opened != nil { return lookCloser(&state) }
  let device: DeviceID?
  switch state.focus {
  case .devices: device = state.devices.selected ?? shown.devices.order.first
  case .wall: device = state.devices.selected ?? shown.wall.tiles.first?.id
  case .trends:
    let pens = shown.pens
    device = pens.indices.contains(state.trends.selected) ? pens[state.trends.selected].device : nil
    if device == nil { return state.complain("no device here") }
  case .anomalies:
    if let episode = pointedEpisode(state, shown) { return openPast(&state, episode, shown) }
    device = nil
  case .alarms:
    let row = pointedRow(state, shown)
    if state.card == nil, let row {
      state.card = row.reference.subject
      state.cardDevice = row.device
      return [.queryChanged]
    }
    device = row?.device
  case .journal:
    state.remark = "no device here; / shows only lines that contain something"
    return []
  case .messages:
    if !state.messages.isOpen { return openMessage(&state, shown) }
    device = shown.messages.detail?.message.device
    if device == nil { return state.complain("this message is of no device") }
  }
  guard let device else {
    state.remark = goneRemark(state, shown)
    return []
  }
  let sensor: SensorID? =
    switch state.focus {
    case .alarms: pointedRow(state, shown)?.sensor
    case .trends:
      shown.pens.indices.contains(state.trends.selected)
        ? shown.pens[state.trends.selected].detail?.readout.sensor : nil
    case .anomalies, .messages, .devices, .wall, .journal: nil
    }
  state.open(device, at: sensor)
  return [.queryChanged]
}

/// Who came to a message from the present, and was taken back in time to it, goes back to the present, too.
private func backToPresent(_ state: inout UIState, _ snapshot: Snapshot) -> [Effect] {
  guard state.helpLine == nil, state.opened == nil, state.focus == .messages, !state.messages.isOpen, state.isRewound,
    state.messages.origin?.wasPresent == true
  else { return [] }
  return freeze(&state, snapshot)
}

extension UIState {
  /// Whether there is a place to go back to: else going back asks to leave the program.
  var leadsBack: Bool {
    var next = self
    return goBack(&next)
  }
}

/// One level back: help, device screen, full pane. False at the top.
private func goBack(_ state: inout UIState) -> Bool {
  if state.helpLine != nil {
    state.helpLine = nil
  } else if state.chart.isVisit {
    state.opened = nil
  } else if state.chart.cursor.isKnown, state.opened != nil || state.focus == .trends {
    state.chart.leave()
  } else if state.opened != nil {
    state.opened = nil
  } else if state.card != nil {
    state.card = nil
  } else if state.isMessageShown {
    closeMessage(&state)
  } else if state.focus == .messages, let origin = state.messages.origin {
    state.leaveLog()
    (state.messages.filter, state.messages.search, state.messages.match) = (origin.filter, origin.search, nil)
    if state.frozen == nil || state.isRewound { follow(&state) }
    (state.focus, state.isFullScreen) = (origin.focus, origin.isFullScreen)
    (state.opened, state.card) = (origin.opened, origin.card)
  } else if state.focus == .devices, let filter = state.devices.beforeGroup {
    state.focus = .wall
    (state.devices.beforeGroup, state.devices.filter) = (nil, filter)
    expectFrozenOrder(&state)
  } else if state.focus == state.home {
    return false
  } else if let home = state.home {
    (state.focus, state.isFullScreen) = (home, true)
  } else if !state.focus.isOnOverview {
    state.focus = .devices
  } else if state.isFullScreen {
    state.isFullScreen = false
  } else {
    return false
  }
  return true
}

/// Shows one message in full: the one that was found, where it is in view, else the last of the page.
private func openMessage(_ state: inout UIState, _ shown: Snapshot) -> [Effect] {
  let messages = shown.messages
  guard !messages.held.isEmpty else { return state.complain("no message yet") }
  guard !messages.messages.isEmpty || state.messages.filter.isEmpty else {
    return state.complain("no message passes the filter")
  }
  state.messages.wasFollowing = state.messages.isFollowing
  stopFollowing(&state, shown)
  if let match = state.messages.match, messages.messages.contains(where: { $0.number == match }) {
    state.messages.last = match
  }
  state.messages.isOpen = true
  return [.queryChanged]
}

/// Shows the log again, which follows if it did before.
func closeMessage(_ state: inout UIState) {
  state.messages.isOpen = false
  guard state.messages.wasFollowing else { return }
  if state.frozen == nil { follow(&state) } else { state.messages.isHeldByPause = true }
}

private func dropFilter(_ state: inout UIState) -> Bool {
  switch state.focus {
  case .messages:
    guard !state.messages.filter.isEmpty || !state.messages.search.isEmpty else { return false }
    state.messages.filter = ""
    state.messages.search = ""
    state.messages.pending = nil
    state.messages.isWithoutMatch = false
    state.messages.match = nil
  case .journal:
    guard !state.journal.filter.isEmpty else { return false }
    state.journal.filter = ""
  case .anomalies, .alarms:
    guard !state.alarms.filter.isEmpty else { return false }
    state.alarms.filter = ""
  case .devices, .wall:
    guard !state.devices.filter.isEmpty else { return false }
    state.devices.filter = ""
    expectFrozenOrder(&state)
  case .trends: return false
  }
  return true
}

/// In replay to the pipeline alarm before or after this moment; live through the open process alarms.
private func toAlarm(_ state: inout UIState, _ step: Int, _ snapshot: Snapshot) -> [Effect] {
  if state.observed.isReplay { return [.command(.seekAlarm(forward: step > 0))] }
  if state.frozen != nil { return lookBack(&state, .seekAlarm(forward: step > 0), snapshot) }
  return toEpisode(&state, step, snapshot) { $0.episodeClass == .limit }
}

private func toAdvisory(_ state: inout UIState, _ step: Int, _ snapshot: Snapshot) -> [Effect] {
  if state.observed.isReplay { return [.command(.seekAdvisory(forward: step > 0))] }
  if state.frozen != nil { return lookBack(&state, .seekAdvisory(forward: step > 0), snapshot) }
  return toEpisode(&state, step, snapshot) { $0.episodeClass.isAdvisory }
}

/// Through the open episodes of a kind, in the order of the feed.
private func toEpisode(
  _ state: inout UIState, _ step: Int, _ snapshot: Snapshot, _ isWanted: (Episode) -> Bool
) -> [Effect] {
  let open = (state.frozen ?? snapshot).episodes.episodes.filter { $0.isOpen && isWanted($0) }
  guard !open.isEmpty else { return state.complain("none is open") }
  let here = open.firstIndex { $0.number == state.anomalies.selected }
  let start = here ?? (step > 0 ? -1 : 0)
  let episode = open[(start + step + open.count) % open.count]
  state.anomalies.selected = episode.number
  state.devices.selected = episode.device
  state.remark = "at " + [episode.deviceName, episode.sensorName].filter { !$0.isEmpty }.joined(separator: " ")
  if state.opened != nil { state.open(episode.device, at: episode.sensor) }
  return [.queryChanged]
}

extension UIState {
  /// Opens a device with the cursor on one of its sensors, or on the worst.
  mutating func open(_ device: DeviceID, at sensor: SensorID?) {
    (opened, openedSensor, devices.selected) = (device, 0, device)
    (seeksSensor, soughtSensor) = (true, sensor)
  }

  /// Puts the cursor on the sensor that was sought, once the opened device is in the picture.
  mutating func findSensor(_ shown: Snapshot) {
    guard seeksSensor, let detail = shown.focus, detail.row.id == opened else { return }
    seeksSensor = false
    let sensors = detail.sensors.map(\.readout)
    let worst = sensors.indices.filter { sensors[$0].priority != nil }
      .min { (sensors[$0].priority ?? 9, $0) < (sensors[$1].priority ?? 9, $1) }
    openedSensor = sensors.firstIndex { $0.sensor == soughtSensor } ?? worst ?? 0
  }

  /// Goes from the overview to the wall, the alarms, the log alone, and back.
  mutating func showNextPreset() {
    let presets: [(pane: Pane, isFull: Bool)] = [
      (.devices, false), (.wall, false), (.alarms, false), (.messages, true),
    ]
    let here = presets.firstIndex { $0.pane == focus && $0.isFull == isFullScreen } ?? -1
    let next = presets[(here + 1) % presets.count]
    go(to: next.pane)
    isFullScreen = next.isFull
  }

  /// Leaves whatever has the screen, and every way back that belongs to it.
  mutating func go(to pane: Pane) {
    (opened, card) = (nil, nil)
    leaveLog()
    devices.beforeGroup = nil
    focus = pane
  }

  /// The log is the log again, and Esc leads nowhere else.
  mutating func leaveLog() {
    if messages.origin != nil { (messages.pending, messages.isGoingBack) = (nil, false) }
    messages.origin = nil
    if messages.isOpen { closeMessage(&self) }
  }
}
