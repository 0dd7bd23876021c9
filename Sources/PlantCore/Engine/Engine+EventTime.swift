/// The event time of one reading, after every doubt about it.
struct EventTime {
  var time: Stamp
  /// As the payload gave it; unknown when it gave none that is plausible.
  var given: Stamp
  var isSkewed = false
}

extension Engine {
  /// What stream time would become if the line just scanned were judged; for paced replay of bare lines.
  mutating func prospectiveTime() -> Stamp {
    guard case .known(let time) = scanner.time, time >= StreamClock.earliestPlausible,
      time < StreamClock.latestPlausible
    else { return clock.now }
    if clock.now.isKnown, time - clock.now > Interval.hour, totals.devices > 1 { return clock.now }
    return max(time, clock.now)
  }

  /// Resolves the payload's timestamp against the record's arrival and moves stream time where there is none.
  @inline(__always)
  mutating func resolveTime(_ field: PayloadScanner.TimeField, arrival: Stamp, device: DeviceID) -> EventTime {
    guard case .known(let given) = field else { return EventTime(time: arrivalOrNow(arrival), given: .unknown) }
    if arrival.isKnown { return resolve(given, against: arrival) }
    guard given >= StreamClock.earliestPlausible, given < StreamClock.latestPlausible else {
      totals.implausible += 1
      return EventTime(time: clock.now, given: .unknown)
    }
    if given <= clock.now { return EventTime(time: given, given: given) }
    if believes(given, device) {
      advance(to: given)
      return EventTime(time: given, given: given)
    }
    return EventTime(time: clock.now, given: given, isSkewed: true)
  }

  @inline(__always)
  private func arrivalOrNow(_ arrival: Stamp) -> Stamp { arrival.isKnown ? arrival : clock.now }

  @inline(__always)
  private mutating func resolve(_ given: Stamp, against arrival: Stamp) -> EventTime {
    let ahead = given.nanoseconds.subtractingReportingOverflow(arrival.nanoseconds)
    if given < StreamClock.earliestPlausible || ahead.overflow || ahead.partialValue > Interval.day {
      totals.implausible += 1
      return EventTime(time: arrival, given: .unknown)
    }
    if ahead.partialValue > 5 * Interval.second {
      return EventTime(time: arrival, given: given, isSkewed: true)
    }
    return EventTime(time: given, given: given)
  }

  /// Counts the devices whose clocks run ahead in this minute.
  @inline(never)
  mutating func noteSkew(_ device: Int) {
    let minute = clock.now.nanoseconds / Interval.minute
    guard devices[device].skewedMinute != minute else { return }
    devices[device].skewedMinute = minute
    clock.skewedDevices += 1
  }

  /// At the end of a minute: when most devices run ahead, it is our own clock that is slow.
  mutating func judgeOwnClock() {
    let isOwn = format == .capture && totals.devices >= 3 && clock.skewedDevices * 2 > totals.devices
    if isOwn, !clock.isOwnClockBlamed {
      note(.clock, "most devices' clocks are ahead: this computer's own clock seems to be slow")
    }
    clock.isOwnClockBlamed = isOwn
    clock.skewedDevices = 0
  }

  /// Whether an input without arrivals may move ahead to `time`.
  @inline(__always)
  private mutating func believes(_ time: Stamp, _ device: DeviceID) -> Bool {
    if !clock.now.isKnown || time - clock.now <= Interval.hour { return true }
    return believesJump(to: time, device)
  }

  @inline(never)
  private mutating func believesJump(to time: Stamp, _ device: DeviceID) -> Bool {
    // Its own sensor is counted already when the device is new.
    if totals.devices <= 1 { return true }
    for index in 0..<8 {
      let claim = clock.claims[index]
      if claim.time.isKnown, claim.device != device, abs(claim.time - time) <= Interval.hour {
        clock.claims = InlineArray(repeating: TimeClaim())
        return true
      }
    }
    var place = Int(clock.nextClaim % 8)
    for index in 0..<8 where clock.claims[index].device == device { place = index }
    if clock.claims[place].device != device { clock.nextClaim &+= 1 }
    clock.claims[place] = TimeClaim(device: device, time: time)
    return false
  }

  /// Whether a reading lies too far behind its own sensor's newest event time; rebases a clock that stepped back.
  @inline(__always)
  mutating func isLate(_ event: Stamp, _ number: Int) -> Bool {
    let newest = sensors[number].newest
    guard newest.isKnown, newest - event > 300 * Interval.second else {
      sensors[number].clock.lateReadings = 0
      return false
    }
    return noteLate(event, number)
  }

  @inline(never)
  private mutating func noteLate(_ event: Stamp, _ number: Int) -> Bool {
    var run = sensors[number].clock
    defer { sensors[number].clock = run }
    if run.lateReadings == 0 || event < run.previousEvent {
      run = SensorClock(lateReadings: 1, runArrival: clock.now, runEvent: event, previousEvent: event)
      return true
    }
    run.lateReadings &+= 1
    run.previousEvent = event
    if format == .jsonLines {
      guard run.lateReadings >= 3 else { return true }
      rebase(number, to: event, &run)
      return false
    }
    let arrived = clock.now - run.runArrival
    guard arrived >= 60 * Interval.second else { return true }
    let happened = event - run.runEvent
    if happened >= arrived / 2, happened / 2 <= arrived {
      rebase(number, to: event, &run)
    } else {
      run = SensorClock(lateReadings: 1, runArrival: clock.now, runEvent: event, previousEvent: event)
    }
    return true
  }

  private mutating func rebase(_ number: Int, to event: Stamp, _ run: inout SensorClock) {
    let back = sensors[number].newest - event
    sensors[number].newest = event
    sensors[number].newestGiven = .unknown
    histories[number].clearTrends(&sensors[number])
    run = SensorClock()
    note(
      .clock,
      "the clock of \(deviceNames.text(sensors[number].device)) "
        + "\(types[Int(sensors[number].type)].name) stepped back by \(spanText(back))")
  }
}
