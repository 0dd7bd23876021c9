import PlantCore

/// Where a replay is on its way to; keys are heard on the way, and the picture goes along.
enum ReplayGoal {
  /// Everything up to and including this stream time judged.
  case time(Stamp)
  /// This many records judged, then paused.
  case records(UInt64)
}

extension ReplayEngineLoop {
  /// Does what the operator asks.
  func carryOut(_ command: SessionCommand) {
    let now = SystemClock.sinceBoot()
    switch command {
    case .operate: note("nothing can be acknowledged in a recording")
    case .lampTest: note("a replay tells nobody anything")
    case .pause(let pause):
      // Who pauses on a long way means: here.
      if pause { goal = nil }
      pace.pause(pause, at: present(now), now: now)
      touch()
    case .speed(let speed):
      pace.change(speed: speed, at: present(now), now: now)
      touch()
    case .step(let records): step(records)
    case .seek(let target): seek(to: target)
    case .seekBy(let distance):
      // A key that repeats adds to where the last one leads, not to where the way there has come.
      if let from = heading { seek(to: from + distance) }
    case .tryOut(let trial): tryOut(trial)
    case .seekAnomaly(let forward): jump(\.anomalies, forward: forward, to: "anomaly")
    case .seekAdvisory(let forward): jump(\.advisories, forward: forward, to: "advisory")
    case .seekAlarm(let forward): jump(\.alarms, forward: forward, to: "alarm")
    case .seekNote(let forward): jumpToNote(forward: forward)
    case .seekError(let forward): jump(\.errors, forward: forward, to: "error")
    case .skipIdle:
      skipsIdle.toggle()
      note(skipsIdle ? "stretches without readings are jumped over" : "stretches without readings are played")
    case .note(let text): leaveNote(text)
    case .export(let order): export(order)
    }
  }

  /// Where the stream stands at this instant: between two records that is later than the last of them.
  func present(_ now: Int64) -> Stamp {
    // Before the first record it stands nowhere: that one tells where playing begins.
    pace.isUnbounded || !pace.isAnchored ? engine.streamTime : max(engine.streamTime, pace.limit(at: now))
  }

  /// Where the stream will stand when it has arrived; nil before anything is known.
  var heading: Stamp? {
    if case .time(let target) = goal { return target }
    return engine.streamTime.isKnown ? engine.streamTime : nil
  }

  private func jump(_ places: KeyPath<ReplayIndex.State, [Stamp]> & Sendable, forward: Bool, to name: String) {
    if let target = index?.place(places, forward: forward, from: heading ?? .unknown) {
      seek(to: target)
    } else {
      note("no \(forward ? "later" : "earlier") \(name) is known")
    }
  }

  private func export(_ order: ExportOrder) {
    guard trials.isEmpty else { return note("limits are tried out: :limit reset first, then :export") }
    guard options.inputs.format == .capture, options.inputs.isRepeatable else {
      return note("only a capture can be exported from: readings without arrivals are copied as they are")
    }
    exporter.begin(order, exported(order.span))
  }

  /// What an export takes of the recording: from the checkpoint before its beginning to where the replay stands.
  private func exported(_ span: Int64?) -> ExportSource? {
    guard let index, let end = heading else { return nil }
    let start = span.map { end + -$0 } ?? firstTime
    let checkpoint = index.checkpoint { $0.time <= start }
    return ExportSource(
      stream: .inputs(options.inputs, offset: checkpoint?.offset ?? 0), image: checkpoint?.image,
      time: checkpoint?.time ?? firstTime, isConnected: checkpoint?.isConnected ?? false, end: end,
      configuration: configuration, notes: index.with { [end] in $0.notes.filter { $0.at <= end } })
  }

  private func jumpToNote(forward: Bool) {
    let here = heading ?? .unknown
    guard let mark = index?.with({ $0.notes.neighbour(forward: forward, of: here) }) else {
      return note("no \(forward ? "later" : "earlier") note is known")
    }
    seek(to: mark.at)
    note(mark.said)
  }

  /// A note about a recording is kept as long as it is open, and goes along with an export.
  private func leaveNote(_ text: String) {
    guard index != nil else { return note("nothing can be noted about a pipe") }
    // Before the first record it stands at the beginning.
    let here = heading ?? firstTime
    guard here.isKnown else { return note("nothing has been read yet: note it in a moment") }
    ownNotes.append(Mark(at: here, note: text, by: Person.here))
    enter(ownNotes.suffix(1))
    note("noted about \(here.timeOfDay(offsetSeconds: LocalZone.at(here).0))")
    touch()
  }

  /// Puts notes made since the recording was opened among those that it holds.
  func enter(_ notes: some Sequence<Mark>) {
    for mark in notes {
      index?.with {
        guard $0.notes.count < ReplayIndex.markLimit else { return }
        $0.notes.insertInOrder(mark)
        $0.journal.insert(
          JournalEntry(at: mark.at, seen: mark.at, word: "NOTE", priority: nil, device: "", text: mark.text))
      }
    }
  }

  /// Sets out for a stream time: everything up to and including it will be judged, nothing after it.
  func seek(to wish: Stamp) {
    let target = max(wish, firstTime)
    let nearest = index?.checkpoint { $0.time <= target }
    let isBehind = target < engine.streamTime
    if isBehind || nearest.map({ $0.time > engine.streamTime }) ?? false {
      guard restart(from: nearest) else { return }
    }
    // At no pace at all it would run on to the end.
    if pace.isUnbounded { pace.pause(true, at: engine.streamTime, now: SystemClock.sinceBoot()) }
    goal = .time(target)
    touch()
  }

  /// Sets out to judge this many more records, or to go back this many, and to stay paused there.
  private func step(_ records: Int) {
    var present = engine.counters.records
    if case .records(let target) = goal { present = target }
    let target = records >= 0 ? present + UInt64(records) : present - min(present, UInt64(-records))
    if target < engine.counters.records {
      guard restart(from: index?.checkpoint { $0.records <= target }) else { return }
    }
    goal = .records(target)
    touch()
  }

  /// Judges a portion of the way to the goal.
  ///
  /// - Returns: How long to wait before the next portion; 0 when it can come at once.
  func approach(_ goal: ReplayGoal) -> Int64 {
    switch goal {
    case .time(let target):
      if !isAtEnd, judge(until: target, isPlaying: false) > 0 { return 0 }
      if isAwaitingFile { return Self.fileWait }
      pace.stand(at: max(target, engine.streamTime), now: SystemClock.sinceBoot())
    case .records(let target):
      let present = engine.counters.records
      if !isAtEnd, present < target {
        let missing = Int(clamping: target - present)
        if judge(until: Stamp(nanoseconds: .max), maxRecords: missing, isPlaying: false) > 0 { return 0 }
        if isAwaitingFile { return Self.fileWait }
      }
      pace.pause(true, at: engine.streamTime, now: SystemClock.sinceBoot())
    }
    self.goal = nil
    touch()
    return 0
  }
}
