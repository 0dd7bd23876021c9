import PlantCore

private let speeds: [Double] = [0.5, 1, 2, 4, 8, 16, 32, 64, .infinity]

/// Time: pausing, and going through a recording.
func travel(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  guard let replay = snapshot.session.replay, snapshot.session.mode == .replay else {
    return action == .pause ? freeze(&state, snapshot) : []
  }
  switch action {
  case .pause: return [.command(.pause(!replay.isPaused))]
  case .step(let records):
    let stop: [Effect] = replay.isPaused ? [] : [.command(.pause(true))]
    return stop + [.command(.step(records))]
  case .seek(let seconds): return [.command(.seekBy(Int64(seconds) * Interval.second))]
  case .seekTenths(let tenths):
    guard replay.first.isKnown, replay.last.isKnown else { return [] }
    return [.command(.seekBy((replay.last - replay.first) / 10 * Int64(tenths)))]
  case .nextAnomaly: return [.command(.seekAnomaly(forward: true))]
  case .previousAnomaly: return [.command(.seekAnomaly(forward: false))]
  case .faster: return setSpeed(replay, 1)
  case .slower: return setSpeed(replay, -1)
  default: return []
  }
}

private func setSpeed(_ replay: ReplayStatus, _ step: Int) -> [Effect] {
  let index = speeds.firstIndex { $0 >= replay.speed } ?? speeds.count - 1
  let target = min(max(0, index + step), speeds.count - 1)
  return speeds[target] == replay.speed ? [] : [.command(.speed(speeds[target]))]
}
