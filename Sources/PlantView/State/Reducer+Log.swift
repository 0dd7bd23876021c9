import PlantCore

/// Scrolls the message log. Going up ends following; the end, or coming back to it, resumes it.
func moveLog(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  // A message that has the screen is a page of its own.
  let page = state.messages.isOpen ? 1 : max(1, state.layout.contentRows(of: .messages))
  switch action {
  case .sideways(let columns):
    state.messages.column = max(0, state.messages.column + columns)
    return []
  case .last:
    // While paused the end is where the picture was frozen.
    if state.frozen != nil, !state.isRewound {
      state.messages.last = max(state.messages.seen, 1) - 1
    } else if state.messages.isOpen {
      state.messages.last = max(snapshot.messages.held.upperBound, 1) - 1
    } else {
      follow(&state)
    }
  case .first:
    stopFollowing(&state, snapshot)
    state.messages.last = snapshot.messages.held.lowerBound &+ UInt64(page - 1)
  case .lines(let lines):
    scrollLog(&state, by: lines, page: page, snapshot)
  case .halfPages(let halves):
    scrollLog(&state, by: halves * max(1, page / 2), page: page, snapshot)
  default: return []
  }
  return [.queryChanged]
}

private func scrollLog(_ state: inout UIState, by lines: Int, page: Int, _ snapshot: Snapshot) {
  let held = snapshot.messages.held
  guard !held.isEmpty, lines != 0 else { return }
  if lines > 0 && state.messages.isFollowing { return }
  stopFollowing(&state, snapshot)
  guard let last = state.messages.last else { return }
  // Behind a filter the numbers have holes; the page in view says how wide they are.
  let inView = snapshot.messages.messages.map(\.number).filter { $0 <= last }
  if lines < 0 {
    let index = inView.count - 1 + lines
    if index >= 0 {
      state.messages.last = inView[index]
    } else {
      let oldest = inView.first ?? last
      let stride = holes(inView)
      let back = UInt64(-index) * stride
      state.messages.last = oldest > back ? oldest - back : 0
    }
  } else {
    state.messages.last = last &+ UInt64(lines) * holes(inView)
  }
  let least = held.lowerBound &+ UInt64(max(0, min(page, held.count) - 1))
  if let moved = state.messages.last {
    state.messages.last = min(max(least, moved), held.upperBound - 1)
    let isAtEnd = moved &+ 1 >= held.upperBound && lines > 0
    if isAtEnd, state.frozen == nil, !state.messages.isOpen { follow(&state) }
  }
}

private func holes(_ numbers: [UInt64]) -> UInt64 {
  guard let first = numbers.first, let last = numbers.last, numbers.count > 1 else { return 1 }
  return max(1, (last - first) / UInt64(numbers.count - 1))
}

/// Shows the newest message again and stays with it.
func follow(_ state: inout UIState) {
  state.messages.last = nil
  state.messages.isHeldByPause = false
  state.messages.match = nil
}

/// Stays where the log is now.
func stopFollowing(_ state: inout UIState, _ snapshot: Snapshot) {
  guard state.messages.isFollowing else { return }
  let newest = snapshot.messages.held.upperBound
  state.messages.last = newest > 0 ? newest - 1 : 0
  state.messages.seen = newest
}

/// Takes the engine's answer to a search: the match stands in the middle of the pane.
func takeFound(_ state: inout UIState, _ snapshot: Snapshot) -> [Effect] {
  guard let pending = state.messages.pending, snapshot.messages.searched == pending else { return [] }
  // On the way back to it, everything is still to come.
  if state.messages.isGoingBack, snapshot.session.replay?.isSeeking == true { return [] }
  if snapshot.messages.found == nil, case .trip(_, let moment) = pending, let held = snapshot.session.replay,
    held.first <= moment, !state.messages.isGoingBack
  {
    (state.messages.isGoingBack, state.messages.patience) = (true, 20)
    state.remark = "going back to the moment of the message"
    guard state.observed.isReplay else { return lookBack(&state, .seek(moment), snapshot) }
    return [.command(.pause(true)), .command(.seek(moment))]
  }
  if state.messages.isGoingBack, case .trip(_, let moment) = pending, snapshot.streamTime > moment {
    // Where there is no way back the picture stays where it is.
    state.messages.patience -= 1
    if state.messages.patience > 0 { return [] }
  }
  state.messages.pending = nil
  state.messages.isGoingBack = false
  guard let found = snapshot.messages.found else {
    if case .trip = pending {
      state.remark = "the log no longer holds that message"
    } else {
      state.messages.isWithoutMatch = true
      state.remark = "no message\(state.messages.match == nil ? "" : " further") with \"\(state.messages.search)\""
    }
    return []
  }
  stopFollowing(&state, snapshot)
  state.messages.match = found
  let below = UInt64(max(0, state.layout.contentRows(of: .messages) / 2))
  let newest = max(snapshot.messages.held.upperBound, 1) - 1
  state.messages.last = max(found, min(found &+ below, newest))
  return []
}
