extension Engine {
  /// Evaluates every pipeline alarm on the windows that end with `second`.
  mutating func evaluateAlarms(second: Int64) {
    let end = Stamp(seconds: second + 1)
    let sums = seconds.state.fiveMinutes
    decide(.processingErrors, Double(sums.errors), above: configuration.errorThreshold, end)
    decide(.anomalyCount, Double(sums.anomalies), above: configuration.anomalyThreshold, end)
    // Missing lag samples keep the state: no sample is no proof of health.
    if let lag = seconds.largestLag(endingWith: second) {
      decide(.processingLag, Double(lag) / 1000, above: configuration.lagThreshold, end)
    }
    guard format == .capture else { return }
    evaluateFeed(end)
    decide(.lost, Double(sums.lost), above: 0, end)
  }

  private mutating func evaluateFeed(_ end: Stamp) {
    let silence = feed.lastMessage.isKnown ? end - feed.lastMessage : 0
    switch feed.connection {
    case .pending: return
    case .disconnected:
      let since = feed.since.isKnown ? end - feed.since : 0
      setAlarm(.feed, .alarm, value: Double(since) / 1e9, threshold: 0, end)
    case .connected:
      let limit = feed.limit
      setAlarm(
        .feed, silence > limit ? .alarm : .ok, value: Double(silence) / 1e9, threshold: Double(limit) / 1e9, end)
    }
  }

  private mutating func decide(_ name: PipelineAlarmName, _ value: Double, above threshold: Double, _ end: Stamp) {
    setAlarm(name, value > threshold ? .alarm : .ok, value: value, threshold: threshold, end)
  }

  private mutating func setAlarm(
    _ name: PipelineAlarmName, _ state: AlarmState, value: Double, threshold: Double, _ end: Stamp
  ) {
    let before = alarms[name].state
    alarms[name].value = value
    guard state != before else { return }
    alarms[name].state = state
    alarms[name].since = end
    var record = EventRecord(kind: .alarm, at: end, seen: clock.now)
    (record.name, record.from, record.to) = (name, before, state)
    (record.value, record.threshold) = (value, threshold)
    record.isDisconnected = name == .feed && feed.connection == .disconnected
    emit(record)
    if state == .alarm {
      raise(UInt32(name.rawValue), .pipeline, priority: Self.pipelinePriority)
    } else if before == .alarm {
      settle(UInt32(name.rawValue), .pipeline, isLatching: false)
    }
    if name == .feed, before == .alarm { recountSilences() }
  }

  /// Alarms about the pipeline are warnings: what they mean is said by the process alarms.
  static var pipelinePriority: Int { 2 }

  /// The broker's connection came or went.
  mutating func setConnection(_ connection: FeedWatch.Connection, why: String) {
    if feed.connection != connection || !feed.since.isKnown { feed.since = clock.now }
    feed.connection = connection
    if connection == .connected {
      feed.lastMessage = clock.now
      note(.connected, "connected")
      recountSilences()
    } else if why == "stopped" {
      // The session ended on purpose: nobody missed anything until the next one begins.
      feed.connection = .pending
      note(.disconnected, "stopped")
    } else {
      seconds.state.open.isBlind = true
      note(.disconnected, why.isEmpty ? "disconnected" : "disconnected: \(why)")
    }
  }
}
