extension Engine {
  /// Evaluates every alarm on the windows that end with the second just closed, `bucket`.
  mutating func evaluateAlarms(second: Int64, _ bucket: PlantSeconds.Bucket) {
    let end = Stamp(seconds: second + 1)
    for index in 0..<configuration.alarms.count where AlarmPlace.of(definition: index) < AlarmPlace.standard {
      evaluate(index, bucket, end)
    }
    if format == .capture {
      evaluateFeed(end)
      let lost = Double(seconds.state.fiveMinutes.lost)
      setAlarm(AlarmPlace.lost, lost > 0 ? .alarm : .ok, value: lost, threshold: 0, end)
      evaluateHealth(end)
    }
    for index in 3..<max(3, configuration.alarms.count) { evaluate(index, bucket, end) }
  }

  private mutating func evaluate(_ index: Int, _ bucket: PlantSeconds.Bucket, _ end: Stamp) {
    let definition = configuration.alarms[index]
    meters.take(sample(index, definition, bucket), index)
    let (value, state, isWhole) = meters.evaluate(index, definition)
    let place = AlarmPlace.of(definition: index)
    // A period that was not watched whole proves neither too little nor enough.
    if !isWhole, alarms[place].state == .alarm, definition.isShortfall,
      value.isNaN || definition.comparison.holds(value, definition.threshold)
    {
      return
    }
    guard let state else {
      // Missing samples that keep the state: no sample is no proof of health.
      if !value.isNaN { alarms[place].value = value }
      return
    }
    // What never was anything else stays undecided until there is a sample.
    if value.isNaN, alarms[place].state == .insufficientData, state == .ok, definition.missing != .notBreaching {
      return
    }
    setAlarm(place, state, value: value.isNaN ? alarms[place].value : value, threshold: definition.threshold, end)
  }

  /// What one alarm's metric was in the second just closed; NaN without a sample.
  private mutating func sample(_ index: Int, _ definition: AlarmDefinition, _ bucket: PlantSeconds.Bucket) -> Double {
    switch definition.metric {
    case .lag: return bucket.lag < 0 ? .nan : Double(bucket.lag) / 1000
    case .dataAge: return bucket.readings == 0 || clock.dataAge == .min ? .nan : Double(clock.dataAge) / 1e9
    case .silentSensors: return Double(totals.staleSensors + totals.deadSensors)
    case .errors, .anomalies, .readings: break
    }
    let isUnwatched = bucket.isBlind && definition.isShortfall
    guard let device = definition.device else {
      if isUnwatched { return .nan }
      switch definition.metric {
      case .errors: return Double(bucket.errors)
      case .anomalies: return Double(bucket.anomalies)
      default: return Double(bucket.readings)
      }
    }
    let counted = count(definition, device)
    defer { meters.meters[index].counted = counted }
    return isUnwatched ? .nan : Double(counted &- meters.meters[index].counted)
  }

  /// Counts have started anew: what the alarms' metrics are differences to does, too.
  mutating func recountMeters() {
    for index in 0..<configuration.alarms.count {
      guard let device = configuration.alarms[index].device else { continue }
      meters.meters[index].counted = count(configuration.alarms[index], device)
    }
  }

  /// Everything one device (or sensor) ever contributed to a metric.
  private func count(_ definition: AlarmDefinition, _ name: String) -> UInt64 {
    guard let device = device(named: name) else { return 0 }
    if definition.metric == .errors { return devices[Int(device)].errorTotal }
    if definition.sensor == nil, definition.metric == .anomalies { return devices[Int(device)].anomalies }
    var total: UInt64 = 0
    forEach(of: Int(device)) { sensor in
      if let wanted = definition.sensor, types[Int(sensor.type)].name.lowercased() != wanted.lowercased() { return }
      total &+= definition.metric == .anomalies ? sensor.anomalies : sensor.readings
    }
    return total
  }

  private mutating func evaluateFeed(_ end: Stamp) {
    let silence = feed.lastMessage.isKnown ? end - feed.lastMessage : 0
    switch feed.connection {
    case .pending: return
    case .disconnected:
      let since = feed.since.isKnown ? end - feed.since : 0
      setAlarm(AlarmPlace.feed, .alarm, value: Double(since) / 1e9, threshold: 0, end)
    case .connected:
      let limit = feed.limit
      // Connected is not receiving: what stood before stands until a message comes.
      if feed.isUnheard, silence <= limit {
        alarms[AlarmPlace.feed].value = Double(silence) / 1e9
        return
      }
      setAlarm(
        AlarmPlace.feed, silence > limit ? .alarm : .ok, value: Double(silence) / 1e9, threshold: Double(limit) / 1e9,
        end)
    }
  }

  mutating func setAlarm(
    _ place: Int, _ state: AlarmState, value: Double, threshold: Double, _ end: Stamp
  ) {
    let before = alarms[place].state
    alarms[place].value = value
    guard state != before else { return }
    alarms[place].state = state
    alarms[place].since = end
    var record = EventRecord(kind: .alarm, at: end, seen: clock.now)
    (record.alarm, record.from, record.to) = (UInt32(place), before, state)
    (record.value, record.threshold) = (value, threshold)
    record.health = health.text
    record.isDisconnected = place == AlarmPlace.feed && feed.connection == .disconnected
    emit(record)
    if state == .alarm {
      // It may come back from INSUFFICIENT DATA, and silence had not cleared it.
      if book.find(UInt32(place), .pipeline).map({ !book.records[$0].isActive }) ?? true {
        raise(UInt32(place), .pipeline, priority: priority(place), isOuter: false)
      }
    } else if state == .ok {
      settle(UInt32(place), .pipeline, isLatching: false)
    }
    if place == AlarmPlace.feed, before == .alarm { recountSilences() }
  }

  /// Alarms about the pipeline are warnings, unless the configuration says otherwise.
  func priority(_ place: Int) -> Int {
    AlarmPlace.definition(at: place).map { configuration.alarms[$0].priority } ?? 2
  }

  /// The name of the alarm at `place`.
  func alarmName(_ place: Int) -> PipelineAlarmName {
    switch place {
    case AlarmPlace.feed: .feed
    case AlarmPlace.lost: .lost
    case AlarmPlace.health: .health
    default: PipelineAlarmName(AlarmPlace.definition(at: place).map { configuration.alarms[$0].name } ?? "?")
    }
  }

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
