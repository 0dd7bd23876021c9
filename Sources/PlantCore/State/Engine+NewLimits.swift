/// A restored state was judged by other limits than the configuration's: from now on these hold.
extension Engine {
  /// Puts the configuration's limits in place of those that the state brought along; a wait for an on-delay that has
  /// changed begins anew with the next reading.
  ///
  /// - Returns: The sensors whose limits have changed, for `takeOverEpisodes(of:)`; all others go on as they were.
  mutating func takeOverLimits() -> [Bool] {
    for device in 0..<devices.count {
      devices[device].configured = Int32(configuredDevices[deviceNames.text(UInt32(device))] ?? -1)
    }
    var old = Slab<LimitRow>()
    swap(&old, &limitRows)
    totals.sensorsWithoutLimits = 0
    var changed: [Bool] = []
    for number in 0..<sensors.count {
      let before = old[Int(sensors[number].limits)]
      setLimits(number)
      changed.append(limits(number) != before)
      if limits(number) != before { beginAnew(number) }
    }
    return changed
  }

  private mutating func beginAnew(_ number: Int) {
    sensors[number].judgement = judgement(number, sensors[number].value)
    if sensors[number].isLimitDoubted {
      sensors[number].isLimitDoubted = false
      totals.doubtedLimits -= 1
    }
    guard sensors[number].onDelay != 0 else { return }
    onDelays[Int(sensors[number].onDelay - 1)] = OnDelay()
  }

  /// Goes on with the open episodes of these sensors by their new limits, once stream time has reached the present.
  ///
  /// One whose limit is gone ends, and says so. What its last value makes worse is announced, what stayed is not; a
  /// limit newly broken waits for the next reading.
  mutating func takeOverEpisodes(of changed: [Bool]) {
    for place in 0..<episodes.open.count
    where episodes.open[place].number != 0 && episodes.open[place].episodeClass == .limit {
      if changed[Int(episodes.open[place].sensor)] { takeOverEpisode(place) }
    }
    for place in 0..<alarms.count { ease(UInt32(place), .pipeline, priority: priority(place)) }
    for index in 0..<book.records.count {
      let alarm = book.records[index]
      guard alarm.isActive, alarm.priority == 1, alarm.state == .unacknowledged, alarm.announced.isKnown else {
        continue
      }
      setAlarmTimer(index, at: max(clock.now, alarm.announced + configuration.escalateAfter))
    }
  }

  private mutating func takeOverEpisode(_ place: Int) {
    let before = episodes.open[place]
    let number = Int(before.sensor)
    let row = limits(number)
    let value = sensors[number].value
    let present = sensors[number].judgement
    var kind = before.kind
    if present.isBreach, EpisodeKind(present).isHighSide == before.isHighSide, EpisodeKind(present).isOuter {
      if worsens(before, EpisodeKind(present)) { kind = EpisodeKind(present) }
    } else if kind.isOuter {
      kind = row.limit(kind).isFinite ? row.eased(kind, at: value) : before.isHighSide ? .high : .low
    }
    guard row.limit(kind).isFinite else { return closeEpisode(UInt32(place), at: clock.now, .unlimited) }
    episodes.open[place].become(kind, row)
    // What it broke was the old limit, as long as no value went beyond the new one.
    let beyond = before.isHighSide ? before.extreme > row.limit(kind) : before.extreme < row.limit(kind)
    if !beyond { episodes.open[place].limit = before.limit }
    let isInside =
      before.isHighSide
      ? value <= sensors[number].upper - row.deadband : value >= sensors[number].lower + row.deadband
    if !isInside { episodes.open[place].clearing = .unknown }
    let side: AlarmSide = before.isHighSide ? .high : .low
    if kind.isOuter, !before.kind.isOuter {
      episodes.open[place].since = clock.now
      let announcement = escalate(UInt32(number), side, priority: episodes.open[place].priority)
      emit(.opened, at: clock.now, episodes.open[place], announcement: announcement)
    } else {
      if kind != before.kind { emit(.eased, at: clock.now, episodes.open[place]) }
      ease(UInt32(number), side, priority: episodes.open[place].priority, isOuter: kind.isOuter)
    }
  }
}
