/// Sensors whose silence got worse in the second that is being closed.
struct SilenceBatch: ~Copyable {
  var sensors = Slab<SensorID>()
  init() {}
}

extension Engine {
  /// A sensor was heard: notes the gap and ends its silence.
  @inline(__always)
  mutating func hear(_ number: Int) {
    let now = clock.now
    guard now.isKnown else { return }
    let heard = sensors[number].heard
    if heard.isKnown {
      let gap = now - heard
      sensors[number].lastGap = gap
      gaps[number].add(UInt32(clamping: gap / Interval.millisecond))
    }
    sensors[number].heard = now
    devices[Int(sensors[number].device)].heard = now
    let nextCheck = sensors[number].silence.nextCheck
    if nextCheck > now.nanoseconds &+ 11 * Interval.second || sensors[number].silence.freshness != .fresh {
      wake(number)
    }
  }

  /// Ends a silence, and sees to it that the next one is noticed in time.
  @inline(never)
  private mutating func wake(_ number: Int) {
    let device = Int(sensors[number].device)
    let before = sensors[number].silence.freshness
    if before == .stale || before == .dead {
      devices[device].staleSensors -= 1
      if before == .dead { devices[device].deadSensors -= 1 }
      countSilent(device, before, -1)
    }
    if before == .lastKnown { devices[device].heardSensors += 1 }
    noteRetired(device)
    sensors[number].silence.freshness = .fresh
    sensors[number].silence.isAnnounced = false
    sensors[number].silence.countsFrom = .unknown
    endSilenceEpisode(number, .over)
    endDeviceSilence(device, .over)
    endGatewaySilence(of: device, .over)
    watchSilence(of: UInt32(number))
  }

  /// Ends the line that says that a sensor is silent.
  mutating func endSilenceEpisode(_ number: Int, _ ending: EventRecord.Ending) {
    guard sensors[number].silence.episode != 0 else { return }
    let episode = sensors[number].silence.episode - 1
    sensors[number].silence.episode = 0
    devices[Int(sensors[number].device)].ownSilences -= 1
    emit(.closed, at: clock.now, episodes.close(episode, at: clock.now), ending)
  }

  /// The device is no longer silent as a whole, because one of its sensors was heard: the others get time to follow.
  private mutating func endDeviceSilence(_ device: Int, _ ending: EventRecord.Ending) {
    guard closeDeviceSilence(device, ending) else { return }
    recountSilence(of: device)
  }

  /// Ends the line of a whole device; false when there is none.
  @discardableResult
  mutating func closeDeviceSilence(_ device: Int, _ ending: EventRecord.Ending) -> Bool {
    guard devices[device].silenceEpisode != 0 else { return false }
    let episode = devices[device].silenceEpisode - 1
    devices[device].silenceEpisode = 0
    emit(.closed, at: clock.now, episodes.close(episode, at: clock.now), ending)
    return true
  }

  /// What is still silent of a device counts from now on: nothing larger explains it any more.
  mutating func recountSilence(of device: Int) {
    guard devices[device].silenceEpisode == 0 else { return }
    forEachSensor(of: device) { engine, number in
      let silence = engine.sensors[number].silence
      guard silence.freshness != .fresh, silence.episode == 0 else { return }
      engine.sensors[number].silence.isAnnounced = false
      engine.countSilence(of: number, from: engine.clock.now)
    }
  }

  /// Sets the timer at which a sensor just heard could first be stale.
  mutating func watchSilence(of number: SensorID) {
    setSilenceTimer(
      Int(number), SilenceLimits.deadline(heard: clock.now, limit: SilenceLimits.shortestStale))
  }

  /// A silence that was explained by something else counts for itself from `start` on.
  mutating func countSilence(of number: Int, from start: Stamp) {
    sensors[number].silence.countsFrom = start
    setSilenceTimer(number, SilenceLimits.deadline(heard: start, limit: silenceLimits(number).stale))
  }

  private mutating func setSilenceTimer(_ number: Int, _ deadline: Int64) {
    // What stands in the wheel is looked at soon, and finds out then what has changed.
    if sensors[number].silence.isInWheel { return }
    sensors[number].silence.nextCheck = deadline
    let second = deadline / Interval.second
    if second > clock.openSecond, second - clock.openSecond <= SilenceWheel.reach {
      sensors[number].silence.isInWheel = true
      wheel.put(UInt32(number), second: second)
    } else if sensors[number].silence.heapDeadline > deadline {
      sensors[number].silence.heapDeadline = deadline
      timers.push(TimerHeap.Entry(deadline: deadline, kind: .silence, index: UInt32(number)))
    } else {
      // An earlier timer in the heap comes first and sets the next one.
      sensors[number].silence.nextCheck = sensors[number].silence.heapDeadline
    }
  }

  /// Looks at the sensors whose time is the end of the second being closed.
  mutating func checkWheel(second: Int64) {
    var sensor = wheel.take(second: second)
    while let current = sensor {
      sensor = wheel.next(after: current)
      sensors[Int(current)].silence.isInWheel = false
      checkSilence(Int(current), deadline: second * Interval.second)
    }
  }

  /// How long a sensor may be silent, in nanoseconds.
  func silenceLimits(_ number: Int) -> (stale: Int64, dead: Int64) {
    let gap = longGap(number).gap
    return (SilenceLimits.stale(longGap: gap), SilenceLimits.dead(longGap: gap))
  }

  /// A sensor's long gap, and whether it is assumed.
  func longGap(_ number: Int) -> (gap: Int64, isAssumed: Bool) {
    let configured = devices[Int(sensors[number].device)].configured
    if configured >= 0, let expected = configuration.devices[Int(configured)].expect { return (expected, false) }
    guard let gap = gaps[number].longGap() else { return (SilenceLimits.assumedLongGap, true) }
    return (gap, false)
  }

  /// A timer of the heap came up; void when another one has been set since.
  mutating func checkSilence(_ timer: TimerHeap.Entry) {
    let silence = sensors[Int(timer.index)].silence
    guard silence.heapDeadline == timer.deadline else { return }
    sensors[Int(timer.index)].silence.heapDeadline = .max
    guard silence.nextCheck == timer.deadline, !silence.isInWheel else { return }
    checkSilence(Int(timer.index), deadline: timer.deadline)
  }

  /// A sensor's timer came up: looks how long it has been silent.
  private mutating func checkSilence(_ number: Int, deadline: Int64) {
    sensors[number].silence.nextCheck = .max
    let heard = sensors[number].heard
    let age = deadline - heard.nanoseconds
    if age <= SilenceLimits.shortestStale {
      // Heard lately, whatever its gaps are: no need to look at them.
      setSilenceTimer(number, SilenceLimits.deadline(heard: heard, limit: SilenceLimits.shortestStale))
      return
    }
    let limits = silenceLimits(number)
    let before = sensors[number].silence.freshness
    let after: Freshness = age > limits.dead ? .dead : age > limits.stale ? .stale : .fresh
    guard after != .fresh else {
      setSilenceTimer(number, SilenceLimits.deadline(heard: heard, limit: limits.stale))
      return
    }
    if after != before { worsen(number, before, after) }
    let from = max(heard, sensors[number].silence.countsFrom)
    let isDue = deadline - from.nanoseconds > limits.stale
    if isDue, after != before || !sensors[number].silence.isAnnounced { silences.sensors.append(UInt32(number)) }
    if !isDue {
      setSilenceTimer(number, SilenceLimits.deadline(heard: from, limit: limits.stale))
    } else if after == .stale {
      setSilenceTimer(number, SilenceLimits.deadline(heard: heard, limit: limits.dead))
    }
  }

  private mutating func worsen(_ number: Int, _ before: Freshness, _ after: Freshness) {
    let device = Int(sensors[number].device)
    sensors[number].silence.freshness = after
    if before == .lastKnown { devices[device].heardSensors += 1 }
    if before != .stale && before != .dead { devices[device].staleSensors += 1 }
    if after == .dead { devices[device].deadSensors += 1 }
    if before == .stale { countSilent(device, .stale, -1) }
    countSilent(device, after, 1)
  }

  /// Counts one more or one fewer silent sensor; those of a retired device are expected to be silent.
  private mutating func countSilent(_ device: Int, _ freshness: Freshness, _ change: Int32) {
    if devices[device].isRetired { return }
    if freshness == .dead {
      totals.deadSensors = UInt32(Int32(totals.deadSensors) + change)
    } else {
      totals.staleSensors = UInt32(Int32(totals.staleSensors) + change)
    }
  }

  /// Takes a device out of the plant, or back into it: what was silent is not missed any more, or missed again. One
  /// that still sends is announced at once.
  mutating func setRetired(_ device: Int, _ isRetired: Bool) {
    if isRetired {
      endDeviceSilence(device, .retired)
      forEachSensor(of: device) { engine, number in engine.endSilenceEpisode(number, .retired) }
    }
    // While it is not retired its silences count: that is when they are taken off, and put back.
    devices[device].isRetired = false
    var isHeard = false
    forEachSensor(of: device) { engine, number in
      let freshness = engine.sensors[number].silence.freshness
      isHeard = isHeard || freshness == .fresh
      guard freshness == .stale || freshness == .dead else { return }
      engine.countSilent(device, freshness, isRetired ? -1 : 1)
      guard !isRetired else { return }
      engine.sensors[number].silence.isAnnounced = false
      engine.countSilence(of: number, from: engine.clock.now)
    }
    devices[device].isRetired = isRetired
    devices[device].hasSent = false
    noteGatewayMember(device, isHeard: !isRetired && isHeard)
    if isHeard { noteRetired(device) }
  }

  /// Calls `body` for each sensor of a device, in first-seen order.
  mutating func forEachSensor(of device: Int, _ body: (inout Engine, Int) -> Void) {
    var sensor = devices[device].firstSensor
    while sensor != .max {
      body(&self, Int(sensor))
      sensor = sensorLinks[Int(sensor)]
    }
  }
}
