extension Engine {
  /// The limits of a sensor that lie behind its band.
  func limits(_ number: Int) -> LimitRow { limitRows[Int(sensors[number].limits)] }

  /// A reading broke a limit: opens, escalates or counts the episode of its side.
  mutating func breach(_ number: Int, _ value: Double, _ judgement: Judgement, _ event: Stamp, isLatest: Bool) {
    let isHigh = judgement == .high || judgement == .highHigh
    // For the other side's episode, if one is open, this value is a way back.
    if isLatest, (isHigh ? sensors[number].lowEpisode : sensors[number].highEpisode) != 0 {
      comeInside(number, value)
    }
    let place = isHigh ? sensors[number].highEpisode : sensors[number].lowEpisode
    if place == 0 {
      openEpisode(number, value, judgement, event)
      return
    }
    let index = Int(place - 1)
    episodes.open[index].count += 1
    episodes.open[index].value = value
    episodes.open[index].clearing = .unknown
    let extreme = episodes.open[index].extreme
    episodes.open[index].extreme = isHigh ? max(extreme, value) : min(extreme, value)
    let kind = EpisodeKind(judgement)
    if kind == (isHigh ? .highHigh : .lowLow), episodes.open[index].kind != kind {
      episodes.open[index].kind = kind
      episodes.open[index].since = clock.now
      episodes.open[index].limit = isHigh ? limits(number).highHigh : limits(number).lowLow
      emit(.opened, at: event, episodes.open[index])
      escalate(UInt32(number), isHigh ? .high : .low, priority: episodes.open[index].priority)
    }
  }

  private mutating func openEpisode(_ number: Int, _ value: Double, _ judgement: Judgement, _ event: Stamp) {
    let sensor = sensors[number]
    let isHigh = judgement == .high || judgement == .highHigh
    let limit =
      switch judgement {
      case .highHigh: limits(number).highHigh
      case .lowLow: limits(number).lowLow
      case .high: sensor.upper
      default: sensor.lower
      }
    let record = EpisodeRecord(
      number: 0, device: sensor.device, sensor: UInt32(number), episodeClass: .limit, kind: EpisodeKind(judgement),
      opened: event, seen: clock.now, since: clock.now, value: value, extreme: value, limit: limit, count: 1)
    let index = episodes.add(record)
    if isHigh { sensors[number].highEpisode = index + 1 } else { sensors[number].lowEpisode = index + 1 }
    let opened = episodes.open[Int(index)]
    emit(.opened, at: event, opened)
    raise(UInt32(number), isHigh ? .high : .low, priority: opened.priority, episode: opened.number)
  }

  /// The sensor's latest reading breaks no limit: begins, continues or ends the way back of its open episodes.
  mutating func comeInside(_ number: Int, _ value: Double) {
    let sensor = sensors[number]
    if sensor.highEpisode != 0 {
      clear(sensor.highEpisode - 1, number, isInside: value <= sensor.upper - limits(number).deadband)
    }
    if sensor.lowEpisode != 0 {
      clear(sensor.lowEpisode - 1, number, isInside: value >= sensor.lower + limits(number).deadband)
    }
  }

  private mutating func clear(_ place: UInt32, _ number: Int, isInside: Bool) {
    let index = Int(place)
    guard isInside else {
      episodes.open[index].clearing = .unknown
      return
    }
    guard clock.now.isKnown else { return }
    let offDelay = limits(number).offDelay
    if !episodes.open[index].clearing.isKnown {
      // A sensor slower than the delay clears on its first reading inside.
      if offDelay == 0 || sensors[number].lastGap > offDelay {
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

  private mutating func setClearingTimer(_ place: UInt32) {
    let record = episodes.open[Int(place)]
    guard !record.hasTimer, record.sensor != EpisodeRecord.wholeDevice else { return }
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

  private mutating func closeEpisode(_ place: UInt32, at stamp: Stamp) {
    let number = Int(episodes.open[Int(place)].sensor)
    if sensors[number].highEpisode == place + 1 { sensors[number].highEpisode = 0 }
    if sensors[number].lowEpisode == place + 1 { sensors[number].lowEpisode = 0 }
    let record = episodes.close(place, at: stamp)
    emit(.closed, at: stamp, record)
    settle(UInt32(number), record.isHighSide ? .high : .low, isLatching: false)
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
