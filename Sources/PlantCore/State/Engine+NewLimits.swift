/// A restored state was judged by other limits than the configuration's: from now on these hold.
extension Engine {
  /// Puts the configuration's limits in place of those that the state brought along.
  ///
  /// An episode whose limit has moved goes on by the new one; one whose limit is gone ends, and says so. Whatever has
  /// become worse is announced, what has become better or stayed is not.
  mutating func takeOverLimits() {
    for device in 0..<devices.count {
      devices[device].configured = Int32(configuredDevices[deviceNames.text(UInt32(device))] ?? -1)
    }
    limitRows.removeAll()
    totals.sensorsWithoutLimits = 0
    for number in 0..<sensors.count {
      setLimits(number)
      sensors[number].judgement = judgement(number, sensors[number].value)
      // A wait for an on-delay begins anew with the next reading.
      if sensors[number].onDelay != 0 {
        let place = Int(sensors[number].onDelay - 1)
        (onDelays[place].high.since, onDelays[place].low.since) = (.unknown, .unknown)
      }
    }
    for place in 0..<episodes.open.count
    where episodes.open[place].number != 0 && episodes.open[place].episodeClass == .limit {
      takeOverLimit(place)
    }
  }

  private mutating func takeOverLimit(_ place: Int) {
    let before = episodes.open[place]
    let number = Int(before.sensor)
    let row = limits(number)
    let present = sensors[number].judgement
    var kind = before.kind
    if present.isBreach, EpisodeKind(present).isHighSide == before.isHighSide { kind = EpisodeKind(present) }
    if row.limit(kind).isInfinite {
      kind = before.isHighSide ? (kind.isOuter ? .high : .highHigh) : (kind.isOuter ? .low : .lowLow)
    }
    guard row.limit(kind).isFinite else { return closeEpisode(UInt32(place), at: clock.now, .unlimited) }
    episodes.open[place].become(kind, row)
    let after = episodes.open[place]
    let side: AlarmSide = after.isHighSide ? .high : .low
    if kind.isOuter, !before.kind.isOuter {
      episodes.open[place].since = clock.now
      emit(.opened, at: clock.now, episodes.open[place])
      escalate(UInt32(number), side, priority: after.priority)
    } else {
      ease(UInt32(number), side, priority: after.priority, isOuter: kind.isOuter)
    }
  }
}
