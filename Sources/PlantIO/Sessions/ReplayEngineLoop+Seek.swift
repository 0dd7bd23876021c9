import PlantCore

extension ReplayEngineLoop {
  /// Does what the operator asks.
  func carryOut(_ command: SessionCommand) {
    let now = SystemClock.sinceBoot()
    switch command {
    case .pause(let pause):
      pace.pause(pause, at: present(now), now: now)
      touch()
    case .speed(let speed):
      pace.change(speed: speed, at: present(now), now: now)
      touch()
    case .step(let records): step(records)
    case .seek(let target): seek(to: target)
    case .seekBy(let distance):
      if engine.streamTime.isKnown { seek(to: engine.streamTime + distance) }
    case .seekAnomaly(let forward): jump(\.anomalies, forward: forward, to: "anomaly")
    case .seekAlarm(let forward): jump(\.alarms, forward: forward, to: "alarm")
    }
  }

  /// Where the stream stands at this instant: between two records that is later than the last of them.
  private func present(_ now: Int64) -> Stamp {
    pace.isUnbounded ? engine.streamTime : max(engine.streamTime, pace.limit(at: now))
  }

  private func jump(_ places: KeyPath<ReplayIndex.State, [Stamp]> & Sendable, forward: Bool, to name: String) {
    if let target = place(places, forward: forward) {
      seek(to: target)
    } else {
      note("no \(forward ? "later" : "earlier") \(name) is known")
    }
  }

  /// Goes to a stream time: everything up to and including it is judged, nothing after it.
  func seek(to wish: Stamp) {
    let target = max(wish, firstTime)
    let nearest = checkpoint { $0.time <= target }
    if target < engine.streamTime {
      guard restart(from: nearest) else { return }
    } else if let nearest, nearest.time > engine.streamTime {
      guard restart(from: nearest) else { return }
    }
    while advance(until: target, isPlaying: false) {}
    pace.stand(at: max(target, engine.streamTime), now: SystemClock.sinceBoot())
    touch()
  }

  /// Judges one more portion on the way somewhere; a file is waited for, a silent pipe is not.
  ///
  /// - Returns: False when there is nothing more to judge up to `limit`.
  private func advance(until limit: Stamp, maxRecords: Int = .max, isPlaying: Bool) -> Bool {
    while !isAtEnd && !isInterrupted {
      mailbox.beat()
      if judge(until: limit, maxRecords: maxRecords, isPlaying: isPlaying) > 0 { return true }
      if !isAwaitingFile { return false }
    }
    return false
  }

  /// Judges this many more records, or goes back this many, and stays paused there.
  private func step(_ records: Int) {
    let present = engine.counters.records
    let target = records >= 0 ? present + UInt64(records) : present - min(present, UInt64(-records))
    if target < present {
      guard restart(from: checkpoint { $0.records <= target }) else { return }
    }
    while !isAtEnd && !isInterrupted && engine.counters.records < target {
      let missing = Int(target - engine.counters.records)
      if !advance(until: Stamp(nanoseconds: .max), maxRecords: missing, isPlaying: records > 0) { break }
    }
    pace.pause(true, at: engine.streamTime, now: SystemClock.sinceBoot())
    touch()
  }
}
