extension Engine {
  /// The limits of a sensor that lie behind its band.
  func limits(_ number: Int) -> LimitRow { limitRows[Int(sensors[number].limits)] }

  /// A reading broke a limit: opens, escalates or counts the episode of its side.
  mutating func breach(_ number: Int, _ value: Double, _ judgement: Judgement, _ event: Stamp, isLatest: Bool) {
    let isHigh = judgement == .high || judgement == .highHigh
    doubtLimit(number, isHigh: isHigh)
    // For the other side's episode, if one is open or waits to open, this value is a way back.
    if isLatest {
      if sensors[number].onDelay != 0 { stopWaiting(number, value) }
      comeBack(number, value, fromHigh: !isHigh)
    }
    let place = isHigh ? sensors[number].highEpisode : sensors[number].lowEpisode
    let kind = EpisodeKind(judgement)
    if place == 0 {
      // Without a stream time nothing can be waited for.
      if limits(number).onDelay > 0, clock.now.isKnown {
        waitToOpen(number, value, kind, event, isLatest: isLatest)
      } else {
        openEpisode(number, value, kind, event)
      }
      return
    }
    let index = Int(place - 1)
    episodes.open[index].count += 1
    episodes.open[index].value = value
    episodes.open[index].clearing = .unknown
    let extreme = episodes.open[index].extreme
    episodes.open[index].extreme = isHigh ? max(extreme, value) : min(extreme, value)
    if worsens(episodes.open[index], kind) {
      episodes.open[index].become(kind, limits(number))
      episodes.open[index].since = clock.now
      let announcement = escalate(
        UInt32(number), isHigh ? .high : .low, priority: episodes.open[index].priority)
      emit(.opened, at: event, episodes.open[index], announcement: announcement)
    } else if isLatest {
      ease(index, number, value, event)
      endSuppression(of: episodes.open[index], at: event)
    }
  }

  /// HH came back by its deadband and H is still broken, or not yet left: one line, and the episode goes on as H.
  private mutating func ease(_ index: Int, _ number: Int, _ value: Double, _ event: Stamp) {
    let kind = limits(number).eased(episodes.open[index].kind, at: value)
    guard kind != episodes.open[index].kind else { return }
    episodes.open[index].become(kind, limits(number))
    episodes.open[index].since = clock.now
    let record = episodes.open[index]
    emit(.eased, at: event, record)
    ease(UInt32(number), record.isHighSide ? .high : .low, priority: record.priority)
  }

  private mutating func openEpisode(_ number: Int, _ value: Double, _ kind: EpisodeKind, _ event: Stamp) {
    openEpisode(
      EpisodeRecord(
        number: 0, device: sensors[number].device, sensor: UInt32(number), episodeClass: .limit,
        kind: kind, opened: event, seen: clock.now, since: clock.now, value: value, extreme: value,
        count: 1),
      at: event)
  }

  /// Opens an episode for a sensor that has none on this side.
  mutating func openEpisode(_ new: EpisodeRecord, at stamp: Stamp) {
    var record = new
    let number = Int(record.sensor)
    record.become(opening(number, record.kind), limits(number))
    let index = episodes.add(record)
    if record.isHighSide { sensors[number].highEpisode = index + 1 } else { sensors[number].lowEpisode = index + 1 }
    let opened = episodes.open[Int(index)]
    let announcement = raise(
      UInt32(number), opened.isHighSide ? .high : .low, priority: opened.priority,
      isOuter: opened.kind.isOuter, episode: opened.number)
    emit(.opened, at: stamp, opened, announcement: announcement)
  }

  /// The sensor's latest reading breaks no limit: begins, continues or ends the way back of its open episodes.
  mutating func comeInside(_ number: Int, _ value: Double) {
    if sensors[number].onDelay != 0 { stopWaiting(number, value) }
    comeBack(number, value, fromHigh: true)
    comeBack(number, value, fromHigh: false)
  }

  private mutating func comeBack(_ number: Int, _ value: Double, fromHigh: Bool) {
    let sensor = sensors[number]
    if fromHigh, sensor.highEpisode != 0 {
      clear(sensor.highEpisode - 1, number, value, isInside: value <= sensor.upper - limits(number).deadband)
    } else if !fromHigh, sensor.lowEpisode != 0 {
      clear(sensor.lowEpisode - 1, number, value, isInside: value >= sensor.lower + limits(number).deadband)
    }
  }

  private mutating func clear(_ place: UInt32, _ number: Int, _ value: Double, isInside: Bool) {
    let index = Int(place)
    guard isInside else {
      episodes.open[index].clearing = .unknown
      ease(index, number, value, sensors[number].newest)
      return
    }
    guard clock.now.isKnown else { return }
    let offDelay = limits(number).offDelay
    if !episodes.open[index].clearing.isKnown {
      if offDelay == 0 || isSlower(number, than: offDelay) {
        closeEpisode(place, at: clock.now)
        return
      }
      episodes.open[index].clearing = clock.now
      setClearingTimer(place)
    } else if clock.now - episodes.open[index].clearing >= offDelay {
      // Its timer came while the sensor was silent: this reading confirms the return.
      closeEpisode(place, at: episodes.open[index].clearing + offDelay)
    }
  }

  /// Whether a sensor speaks more seldom than that: it clears on its first reading inside. A sensor that was silent just
  /// once, because the broker was away, is not slow.
  private func isSlower(_ number: Int, than delay: Int64) -> Bool {
    sensors[number].lastGap > delay && gaps[number].areMostly(longerThan: delay)
  }

  private mutating func setClearingTimer(_ place: UInt32) {
    let record = episodes.open[Int(place)]
    guard !record.hasTimer, record.hasSensor else { return }
    episodes.open[Int(place)].hasTimer = true
    let deadline = record.clearing + limits(Int(record.sensor)).offDelay
    timers.push(
      TimerHeap.Entry(deadline: deadline.nanoseconds, kind: .clearing, index: place, tag: record.number))
  }

  /// The end of an off-delay: closes the episode unless a reading came in between, or the sensor fell silent.
  mutating func endClearing(_ timer: TimerHeap.Entry) {
    let index = Int(timer.index)
    guard index < episodes.open.count, episodes.open[index].number == timer.tag else { return }
    episodes.open[index].hasTimer = false
    let record = episodes.open[index]
    guard record.clearing.isKnown else { return }
    let number = Int(record.sensor)
    let deadline = record.clearing + limits(number).offDelay
    if deadline.nanoseconds > timer.deadline {
      setClearingTimer(timer.index)
      return
    }
    // Silence never clears: a sensor that went stale on its way back must be heard again first.
    let isSilent = sensors[number].heard + silenceLimits(number).stale < deadline
    if !isSilent { closeEpisode(timer.index, at: deadline) }
  }

  mutating func closeEpisode(_ place: UInt32, at stamp: Stamp, _ ending: EventRecord.Ending = .over) {
    let number = Int(episodes.open[Int(place)].sensor)
    if sensors[number].highEpisode == place + 1 { sensors[number].highEpisode = 0 }
    if sensors[number].lowEpisode == place + 1 { sensors[number].lowEpisode = 0 }
    let record = episodes.close(place, at: stamp)
    emit(.closed, at: stamp, record, ending)
    settle(UInt32(number), record.isHighSide ? .high : .low, isLatching: limits(number).isLatching)
  }
}

extension EpisodeKind {
  /// The kind of the episode that a breach opens.
  init(_ judgement: Judgement) {
    switch judgement {
    case .highHigh: self = .highHigh
    case .lowLow: self = .lowLow
    case .low: self = .low
    case .high, .normal: self = .high
    }
  }
}
