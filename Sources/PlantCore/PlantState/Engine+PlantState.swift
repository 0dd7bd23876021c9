/// Running or stopped: what the plant itself says of a device, in the words of the configuration.
///
/// Nobody asks while readings are judged well: only a breach of a device that has a rule does, an alarm that would be
/// announced, and whoever draws it.
extension Engine {
  /// Whether a device runs: the latest value of the sensor its rule names satisfies it.
  ///
  /// Unknown is running: without a rule, before the sensor's first reading, and when the sensor has fallen silent.
  /// Learned detectors do not learn from a device that stands still.
  func isRunning(_ device: DeviceID) -> Bool {
    let rule = devices[Int(device)].running
    guard rule.sensor != .max else { return true }
    let sensor = sensors[Int(rule.sensor)]
    // A silence that the feed or a gateway explains says nothing of the device.
    let isSilent = sensor.silence.freshness == .stale || sensor.silence.freshness == .dead
    guard !isSilent || !sensor.silence.isAnnounced, sensor.value.isFinite else { return true }
    return rule.comparison.holds(sensor.value, rule.threshold)
  }

  /// Whether a limit means nothing at the moment: it is gated, and the device stands still.
  func isGated(_ number: Int, _ kind: EpisodeKind) -> Bool {
    let rule = devices[Int(sensors[number].device)].running
    return rule.gates != 0 && rule.isGated(kind) && !isRunning(sensors[number].device)
  }

  /// What a breach opens: its own kind, or the inner limit's where only the outer one is gated.
  func opening(_ number: Int, _ kind: EpisodeKind) -> EpisodeKind {
    guard kind.isOuter, isGated(number, kind) else { return kind }
    let inner: EpisodeKind = kind.isHighSide ? .high : .low
    return limits(number).limit(inner).isFinite && !isGated(number, inner) ? inner : kind
  }

  /// Whether a breach of the outer limit makes an open episode worse. Not while that limit is gated and the operator
  /// sees the alarm of the inner one: what was announced is never hidden. Behind an overlay nothing can be hidden.
  func worsens(_ episode: EpisodeRecord, _ kind: EpisodeKind) -> Bool {
    guard kind.isOuter, kind != episode.kind else { return false }
    guard isGated(Int(episode.sensor), kind) else { return true }
    return alarm(of: episode).map { book.records[$0].overlay != .none } ?? false
  }

  /// Whether an alarm is no state of its device: suppressed, or put aside while its gate holds. Whoever shelves what is
  /// suppressed does not make it louder.
  func isQuiet(_ alarm: AlarmRecord) -> Bool {
    alarm.overlay == .suppressed || (alarm.overlay != .none && isGated(alarm))
  }

  /// Whether an episode is no state of its device, because its alarm is none.
  func isQuiet(_ episode: EpisodeRecord) -> Bool {
    guard hasRunningRules, let index = alarm(of: episode) else { return false }
    return isQuiet(book.records[index])
  }

  /// Whether the limit that an alarm stands for means nothing at the moment.
  func isGated(_ alarm: AlarmRecord) -> Bool {
    switch alarm.side {
    case .pipeline: false
    case .high: isGated(Int(alarm.subject), alarm.isOuter ? .highHigh : .high)
    case .low: isGated(Int(alarm.subject), alarm.isOuter ? .lowLow : .low)
    }
  }

  /// A suppressed alarm's sensor breaks its limit: once the device runs, and the on-delay has passed since, it is
  /// announced as if it opened now. Silence, of whichever sensor, announces nothing.
  mutating func endSuppression(of episode: EpisodeRecord, at stamp: Stamp) {
    guard book.counts.suppressed > 0, let index = alarm(of: episode), book.records[index].overlay == .suppressed else {
      return
    }
    let alarm = book.records[index]
    guard !isGated(alarm) else {
      if alarm.until.isKnown { book.change(index) { $0.until = .unknown } }
      return
    }
    let delay = limits(Int(episode.sensor)).onDelay
    if delay > 0, clock.now.isKnown {
      let until = alarm.until.isKnown ? alarm.until : clock.now + delay
      book.change(index) { $0.until = until }
      guard clock.now >= until else { return }
    }
    emit(.opened, at: stamp, episode, announcement: callOperator(index))
  }

  /// What the configuration says of a device that is new.
  func configure(_ device: inout Device) {
    guard device.configured >= 0 else { return }
    let own = configuration.devices[Int(device.configured)]
    device.isRetired = own.isRetired
    if let rule = own.state { device.running = RunningRule(rule) }
  }

  /// A sensor is new: perhaps it is the one that tells whether its device runs.
  mutating func noteRunningSensor(_ number: Int) {
    let device = Int(sensors[number].device)
    guard devices[device].configured >= 0,
      let rule = configuration.devices[Int(devices[device].configured)].state,
      rule.sensorType == typeNames.text(sensors[number].type)
    else { return }
    devices[device].running.sensor = UInt32(number)
  }
}
