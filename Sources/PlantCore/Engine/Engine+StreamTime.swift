extension Engine {
  /// A record with an arrival time came: stream time moves, and what was due by then happens.
  @inline(__always)
  mutating func arrive(_ arrival: Stamp, isMessage: Bool) {
    if arrival > clock.now || !clock.now.isKnown {
      clock.earlierSince = .unknown
      advance(to: arrival)
    } else if clock.now - arrival > 5 * Interval.second {
      comeEarlier(arrival)
    } else {
      clock.earlierSince = .unknown
    }
    if isMessage {
      let isBlind = alarms[AlarmPlace.feed].state == .alarm || feed.connection != .connected
      feed.hear(at: clock.now, isAlarm: isBlind)
      // Whoever receives is connected, whatever the recording forgot to say.
      if feed.connection == .pending { feed.connection = .connected }
    }
  }

  /// An arrival more than 5 s before stream time: ten seconds of nothing else rebase it.
  private mutating func comeEarlier(_ arrival: Stamp) {
    if !clock.earlierSince.isKnown || arrival < clock.earlierSince { clock.earlierSince = arrival }
    guard arrival - clock.earlierSince >= 10 * Interval.second else { return }
    let step = clock.now - arrival
    clock.earlierSince = .unknown
    rebase(to: arrival)
    note(.clock, "arrival times stepped back by \(spanText(step)): windows start anew")
  }

  /// Stream time goes back: everything that hangs on it moves with it.
  private mutating func rebase(to time: Stamp) {
    let delta = time - clock.now
    var waiting = Slab<SensorID>()
    wheel.drain(from: clock.openSecond + 1) { waiting.append($0) }
    timers.shift(by: delta)
    for index in 0..<sensors.count {
      if sensors[index].heard.isKnown { sensors[index].heard = sensors[index].heard + delta }
      if sensors[index].silence.countsFrom.isKnown {
        sensors[index].silence.countsFrom = sensors[index].silence.countsFrom + delta
      }
      if sensors[index].silence.nextCheck != .max { sensors[index].silence.nextCheck &+= delta }
      if sensors[index].silence.heapDeadline != .max { sensors[index].silence.heapDeadline &+= delta }
      // Without a time of its own a reading was placed by its arrival, and moves with it.
      if !sensors[index].newestGiven.isKnown, sensors[index].newest.isKnown {
        sensors[index].newest = sensors[index].newest + delta
      }
      sensors[index].clock = SensorClock()
      sensors[index].openBucket = OpenBucket()
      histories[index].clearWindows()
    }
    for index in 0..<episodes.open.count where episodes.open[index].clearing.isKnown {
      episodes.open[index].clearing = episodes.open[index].clearing + delta
    }
    for index in 0..<onDelays.count { onDelays[index].shift(by: delta) }
    for index in 0..<devices.count where devices[index].heard.isKnown {
      devices[index].heard = devices[index].heard + delta
    }
    book.shift(by: delta)
    for index in 0..<maintenances.entries.count {
      maintenances.entries[index].from = maintenances.entries[index].from + delta
      maintenances.entries[index].until = maintenances.entries[index].until + delta
    }
    rates.reset()
    shiftAdvisories(by: delta)
    clock.first = min(clock.first, time)
    if feed.lastMessage.isKnown { feed.lastMessage = feed.lastMessage + delta }
    if feed.since.isKnown { feed.since = feed.since + delta }
    seconds.reset()
    meters.reset()
    clock.now = time
    clock.openSecond = time.second
    for index in 0..<waiting.count {
      let number = Int(waiting[index])
      sensors[number].silence.isInWheel = false
      watchSilence(of: UInt32(number))
    }
  }

  /// Moves stream time ahead; everything due up to `time` happens in order.
  @inline(__always)
  mutating func advance(to time: Stamp) {
    if !clock.now.isKnown {
      begin(at: time)
      return
    }
    let boundary = (clock.openSecond &+ 1) &* Interval.second
    if time.nanoseconds >= boundary || time.nanoseconds >= timers.earliest { runUntil(time) }
    clock.now = time
  }

  /// The first time ever known: what waited for it happened in this second.
  private mutating func begin(at time: Stamp) {
    clock.now = time
    clock.first = time
    clock.openSecond = time.second
    feed.lastMessage = time
    feed.since = time
    for index in 0..<sensors.count where sensors[index].readings > 0 {
      sensors[index].heard = time
      devices[Int(sensors[index].device)].heard = time
      watchSilence(of: UInt32(index))
    }
  }

  @inline(never)
  private mutating func runUntil(_ time: Stamp) {
    while true {
      let boundary = (clock.openSecond + 1) * Interval.second
      if timers.earliest <= time.nanoseconds, timers.earliest <= boundary {
        clock.now = max(clock.now, Stamp(nanoseconds: timers.earliest))
        runTimer(timers.pop())
      } else if boundary <= time.nanoseconds {
        clock.now = max(clock.now, Stamp(nanoseconds: boundary))
        closeSecond()
        passQuietSeconds(before: time)
      } else {
        return
      }
    }
  }

  private mutating func closeSecond() {
    checkWheel(second: clock.openSecond + 1)
    announceSilences()
    if format == .capture, feed.connection != .connected { seconds.state.open.isBlind = true }
    let second = clock.openSecond
    let bucket = seconds.state.open
    seconds.close(second: second)
    if (second + 1) % 60 == 0 { judgeOwnClock() }
    clock.openSecond = second + 1
    evaluateAlarms(second: second, bucket)
    rates.close(at: Stamp(seconds: second + 1))
  }

  /// A long silence costs nothing: seconds in which no sum, timer or alarm can change are passed over at once.
  private mutating func passQuietSeconds(before time: Stamp) {
    let isBlind = format == .capture && feed.connection != .connected
    guard isBlind ? seconds.isBlindThroughout : seconds.isQuiet, rates.isQuiet, meters.areQuiet else { return }
    var next = time.second
    if let second = wheel.earliest(from: clock.openSecond + 1) { next = min(next, second - 1) }
    if timers.earliest != .max { next = min(next, (timers.earliest - 1) / Interval.second) }
    if format == .capture, feed.connection == .connected, alarms[AlarmPlace.feed].state != .alarm {
      next = min(next, Stamp(nanoseconds: feed.lastMessage.nanoseconds &+ feed.limit).second)
    }
    guard next > clock.openSecond + 1 else { return }
    seconds.skip(next - clock.openSecond)
    clock.openSecond = next
  }

  /// The end of the input closes the second it lies in.
  mutating func closeLastSecond() {
    guard clock.now.isKnown else { return }
    let isEmpty = seconds.state.open.isEmpty && clock.now.nanoseconds == clock.openSecond * Interval.second
    guard !isEmpty else { return }
    let last = clock.now
    runUntil(Stamp(seconds: clock.openSecond + 1))
    clock.now = last
  }

  private mutating func runTimer(_ timer: TimerHeap.Entry) {
    switch timer.kind {
    case .clearing: endClearing(timer)
    case .silence: checkSilence(timer)
    case .alarm: checkAlarm(Int(timer.index))
    case .maintenance: checkMaintenances()
    case .opening: endOnDelay(timer)
    }
  }
}
