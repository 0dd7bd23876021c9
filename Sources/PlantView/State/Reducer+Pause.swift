import PlantCore

/// Snapshots within which the engine has surely answered a new order or filter.
private let answerTime = 3

/// A live session goes on being judged; only the picture stands still, and nothing of the log is lost.
func freeze(_ state: inout UIState, _ snapshot: Snapshot) -> [Effect] {
  if state.frozen != nil {
    state.frozen = nil
    state.frozenRows = [:]
    // Of the past a message has another number.
    if state.isRewound, state.messages.isOpen { closeMessage(&state) }
    if state.messages.isOpen {
      state.messages.wasFollowing = state.messages.wasFollowing || state.messages.isHeldByPause
    } else if state.messages.isHeldByPause || state.isRewound {
      follow(&state)
    }
    state.isRewound = false
    return [.command(.pause(false)), .queryChanged]
  }
  state.frozen = snapshot
  state.frozenRows = Dictionary(snapshot.devices.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  state.frozenOrderWait = 0
  if state.messages.isFollowing {
    stopFollowing(&state, snapshot)
    state.messages.isHeldByPause = true
  }
  return [.command(.pause(true)), .queryChanged]
}

/// A live session looks back: the panes show the past that is held, strip and clock stay with the present.
func lookBack(_ state: inout UIState, _ command: SessionCommand, _ snapshot: Snapshot) -> [Effect] {
  let pause = state.frozen == nil ? freeze(&state, snapshot) : []
  if !state.isRewound {
    state.isRewound = true
    if state.messages.isOpen { closeMessage(&state) }
    follow(&state)
  }
  return pause + [.command(command), .queryChanged]
}

/// Brings the frozen picture up to date after a snapshot of the session has come.
func updateFrozen(_ state: inout UIState, _ live: Snapshot) {
  guard state.isRewound else { return completeFrozen(&state, live) }
  if let past = live.past { state.frozen = past }
}

/// Adds to the frozen picture what it did not hold: rows scrolled to and devices opened since, each as it was when
/// it first came into view. What was in the picture never changes.
private func completeFrozen(_ state: inout UIState, _ present: Snapshot) {
  // What the moment of the pause was, where it is held; else what is now.
  let live = present.past ?? present
  for row in live.devices.rows where state.frozenRows[row.id] == nil { state.frozenRows[row.id] = row }
  if state.frozenOrderWait > 0 {
    state.frozenOrderWait -= 1
    state.frozen?.devices.order = live.devices.order
    state.frozen?.devices.hidden = live.devices.hidden
  }
  if !live.pens.isEmpty, state.frozen?.pens.map(\.pen) != live.pens.map(\.pen) { state.frozen?.pens = live.pens }
  completeLists(&state, live)
  if let opened = state.detailed ?? state.observed.pointed?.device, state.frozen?.focus?.row.id != opened,
    let detail = live.focus,
    detail.row.id == opened
  {
    state.frozen?.focus = detail
  }
}

/// Takes the alarms and the wall as they are when they first come into view, or in another order; what the picture has
/// been asked for says whether they have.
private func completeLists(_ state: inout UIState, _ live: Snapshot) {
  guard var frozen = state.frozen else { return }
  let (held, come) = (frozen.query, live.query)
  let isOrdered = (held.alarmFilter, held.alarmSort) != (come.alarmFilter, come.alarmSort)
  if isOrdered { frozen.episodes = live.episodes }
  if isOrdered || (come.alarmCount > 0 && held.alarmCount == 0) {
    frozen.operatorAlarms = live.operatorAlarms
    (frozen.query.alarmCount, frozen.query.alarmFilter, frozen.query.alarmSort) =
      (come.alarmCount, come.alarmFilter, come.alarmSort)
  }
  if come.wall.count > 0, held.wall != come.wall {
    frozen.wall = live.wall
    frozen.query.wall = come.wall
  }
  state.frozen = frozen
}

/// A new order or filter applies to the frozen picture too: the engine's next answers bring the order.
func expectFrozenOrder(_ state: inout UIState) {
  if state.frozen != nil { state.frozenOrderWait = answerTime }
}

/// Takes the rows in view from those the frozen picture holds.
func keepFrozenRows(_ state: inout UIState) {
  guard !state.isRewound, let order = state.frozen?.devices.order else { return }
  let page = max(1, state.layout.contentRows(of: .devices))
  let cursor = state.devices.selected.flatMap { order.firstIndex(of: $0) } ?? 0
  let first = scrolled(state.devices.firstRow, toShow: cursor, count: order.count, page: page)
  state.frozen?.devices.firstRow = first
  state.frozen?.devices.rows = order.dropFirst(first).prefix(page).compactMap { state.frozenRows[$0] }
}
