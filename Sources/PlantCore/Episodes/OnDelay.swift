/// The wait of a sensor that has an on-delay, for each side: its readings break a limit, and no episode is open yet.
struct OnDelay: BitwiseCopyable {
  /// One side's wait.
  struct Side: BitwiseCopyable {
    /// Stream time of the first breach without a way back since; unknown while nothing waits.
    var since = Stamp.unknown
    /// Event time of that breach.
    var event = Stamp.unknown
    var kind = EpisodeKind.high
    var value = Double.nan
    var extreme = Double.nan
    var count: UInt64 = 0
    /// Whether a timer for the end is set; it is set once and finds out itself what has changed.
    var hasTimer = false
  }

  var high = Side()
  var low = Side()

  init() {}

  subscript(isHigh: Bool) -> Side {
    get { isHigh ? high : low }
    set { if isHigh { high = newValue } else { low = newValue } }
  }

  /// Stream time went back: what waits moves with it.
  mutating func shift(by delta: Int64) {
    if high.since.isKnown { high.since = high.since + delta }
    if low.since.isKnown { low.since = low.since + delta }
  }
}

/// On-delays: an episode opens when its limit was broken for so long, without a reading inside in between.
///
/// The breaching readings are flagged and counted from the first on. A sensor that falls silent on the way opens at
/// the end of the delay all the same: doubt never removes protection. A step to HH of an episode that is open is
/// never delayed.
extension Engine {
  /// A breach of a sensor with an on-delay and no open episode on that side: begins or continues its wait.
  mutating func waitToOpen(_ number: Int, _ value: Double, _ kind: EpisodeKind, _ event: Stamp, isLatest: Bool) {
    let isHigh = kind.isHighSide
    if sensors[number].onDelay == 0 {
      onDelays.append(OnDelay())
      sensors[number].onDelay = UInt32(onDelays.count)
    }
    let place = Int(sensors[number].onDelay - 1)
    var side = onDelays[place][isHigh]
    if side.since.isKnown {
      side.count += 1
      side.extreme = isHigh ? max(side.extreme, value) : min(side.extreme, value)
      if kind.isOuter {
        side.kind = kind
      } else if isLatest {
        side.kind = limits(number).eased(side.kind, at: value)
      }
    } else {
      let hasTimer = side.hasTimer
      side = OnDelay.Side(
        since: clock.now, event: event, kind: kind, value: value, extreme: value, count: 1, hasTimer: hasTimer)
    }
    side.value = value
    onDelays[place][isHigh] = side
    // A message may come in the very moment in which the delay ends.
    if clock.now - side.since >= limits(number).onDelay {
      openWaiting(number, isHigh: isHigh)
    } else {
      setOpeningTimer(number, isHigh: isHigh)
    }
  }

  /// The latest reading lies inside the limits of a side: that side has nothing to wait for.
  mutating func stopWaiting(_ number: Int, _ value: Double) {
    let place = Int(sensors[number].onDelay - 1)
    if value <= sensors[number].upper { onDelays[place].high.since = .unknown }
    if value >= sensors[number].lower { onDelays[place].low.since = .unknown }
  }

  private mutating func setOpeningTimer(_ number: Int, isHigh: Bool) {
    let place = Int(sensors[number].onDelay - 1)
    guard !onDelays[place][isHigh].hasTimer else { return }
    onDelays[place][isHigh].hasTimer = true
    let deadline = onDelays[place][isHigh].since + limits(number).onDelay
    timers.push(
      TimerHeap.Entry(
        deadline: deadline.nanoseconds, kind: .opening, index: UInt32(number), tag: isHigh ? 1 : 0))
  }

  /// A timer of an on-delay came up: opens the episode unless a reading came in between.
  mutating func endOnDelay(_ timer: TimerHeap.Entry) {
    let number = Int(timer.index)
    let isHigh = timer.tag == 1
    let place = Int(sensors[number].onDelay - 1)
    onDelays[place][isHigh].hasTimer = false
    let since = onDelays[place][isHigh].since
    guard since.isKnown else { return }
    if (since + limits(number).onDelay).nanoseconds > timer.deadline {
      setOpeningTimer(number, isHigh: isHigh)
    } else {
      openWaiting(number, isHigh: isHigh)
    }
  }

  private mutating func openWaiting(_ number: Int, isHigh: Bool) {
    let place = Int(sensors[number].onDelay - 1)
    let side = onDelays[place][isHigh]
    onDelays[place][isHigh].since = .unknown
    openEpisode(
      EpisodeRecord(
        number: 0, device: sensors[number].device, sensor: UInt32(number), episodeClass: .limit,
        kind: side.kind, opened: side.event, seen: clock.now, since: clock.now, value: side.value,
        extreme: side.extreme, count: side.count),
      at: clock.now)
  }
}
