import PlantCore

private let speeds: [Double] = [0.5, 1, 2, 4, 8, 16, 32, 64, .infinity]

/// Time: pausing, and going through a recording.
func travel(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  guard let replay = snapshot.session.replay, snapshot.session.mode == .replay else {
    return travelBack(&state, action, snapshot)
  }
  if action != .pause { followAgain(&state) }
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
  case .nextNote: return [.command(.seekNote(forward: true))]
  case .previousNote: return [.command(.seekNote(forward: false))]
  case .nextError: return [.command(.seekError(forward: true))]
  case .previousError: return [.command(.seekError(forward: false))]
  case .skipIdle: return [.command(.skipIdle)]
  case .present: return replay.last.isKnown ? [.command(.seek(replay.last))] : []
  case .faster: return setSpeed(&state, replay, 1)
  case .slower: return setSpeed(&state, replay, -1)
  default: return []
  }
}

/// Time in a live session: pausing, and going through what is held of its past.
private func travelBack(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  if action == .pause || (action == .present && state.frozen != nil) { return freeze(&state, snapshot) }
  guard let held = snapshot.session.replay else { return state.complain("nothing of the past is held yet") }
  switch action {
  case .step(let records): return lookBack(&state, .step(records), snapshot)
  case .seek(let seconds): return lookBack(&state, .seekBy(Int64(seconds) * Interval.second), snapshot)
  case .seekTenths(let tenths):
    return lookBack(&state, .seekBy((held.last - held.first) / 10 * Int64(tenths)), snapshot)
  case .nextAnomaly: return lookBack(&state, .seekAnomaly(forward: true), snapshot)
  case .previousAnomaly: return lookBack(&state, .seekAnomaly(forward: false), snapshot)
  case .nextNote where state.frozen == nil: return state.complain("no later note: this is the present")
  case .nextNote: return lookBack(&state, .seekNote(forward: true), snapshot)
  case .previousNote: return lookBack(&state, .seekNote(forward: false), snapshot)
  case .nextError: return lookBack(&state, .seekError(forward: true), snapshot)
  case .previousError: return lookBack(&state, .seekError(forward: false), snapshot)
  case .faster, .slower, .skipIdle: return state.complain("a speed belongs to a replay")
  default: return []
  }
}

/// A log that stands at the message behind an alarm goes along again with the next journey.
func followAgain(_ state: inout UIState) {
  if state.messages.match != nil, state.messages.search.isEmpty { follow(&state) }
}

private func setSpeed(_ state: inout UIState, _ replay: ReplayStatus, _ step: Int) -> [Effect] {
  // Keys in one burst: the snapshot knows of none of them yet.
  let speed = state.wantedSpeed ?? replay.speed
  let index = speeds.firstIndex { $0 >= speed } ?? speeds.count - 1
  let target = min(max(0, index + step), speeds.count - 1)
  guard speeds[target] != speed else { return [] }
  state.wantedSpeed = speeds[target]
  return [.command(.speed(speeds[target]))]
}

/// `[DEVICE] TYPE high 85`: judges a recording by another limit. `high 85` alone is of the sensor that is pointed at.
func tryOut(_ state: inout UIState, _ words: [String]) -> [Effect] {
  guard state.observed.isReplay else {
    return state.complain(":limit belongs to a replay; live limits are in the configuration")
  }
  if words == ["reset"] { return [.command(.tryOut(nil))] }
  let usage = ":limit temperature high 85, or press-07 temperature high none"
  guard words.count >= 2, let kind = limitKind(words[words.count - 2]), let last = words.last else {
    return state.complain(usage)
  }
  let value = Double(last)
  guard last == "none" || value.map(\.isFinite) == true else { return state.complain(usage) }
  var sensor = words.dropLast(2).last ?? ""
  var device: String? = words.count > 3 ? words.dropLast(3).joined(separator: " ") : nil
  if sensor.isEmpty {
    guard let pointed = state.pointedSensor else { return state.complain(usage) }
    (device, sensor) = (pointed.device, pointed.name)
  }
  let names = state.observed.types.map(\.name)
  guard let name = names.first(where: { $0.lowercased() == sensor.lowercased() }) else {
    let advice = Spelling.advice(for: sensor, among: names)
    return state.complain("no sensor type \(sensor)" + (advice.isEmpty ? "" : "; \(advice)"))
  }
  return [.command(.tryOut(LimitTrial(device: device, sensor: name, kind: kind, value: value)))]
}

private func limitKind(_ word: String) -> EpisodeKind? {
  let short: [String: EpisodeKind] = ["hh": .highHigh, "h": .high, "l": .low, "ll": .lowLow]
  return short[word.lowercased()] ?? EpisodeKind.limits.first { $0.text.lowercased() == word.lowercased() }
}
