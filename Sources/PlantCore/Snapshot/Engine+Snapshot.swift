extension Engine {
  /// A picture of the plant for `query`.
  public mutating func snapshot(for query: Query) -> Snapshot {
    var snapshot = Snapshot()
    snapshot.streamTime = clock.now
    snapshot.firstTime = clock.first
    snapshot.counters = counters
    snapshot.windows = windowSums()
    snapshot.lagMilliseconds = clock.lag < 0 ? nil : clock.lag
    snapshot.dataAge = clock.dataAge == .min ? nil : clock.dataAge
    snapshot.alarms = pipelineAlarms()
    snapshot.types = typeInfos()
    snapshot.devices = deviceList(query)
    if let focus = query.focus, Int(focus) < devices.count { snapshot.focus = detail(Int(focus), query) }
    snapshot.episodes = episodeList(query.episodeCount)
    snapshot.messages = messageList(query.messages)
    if query.wantsInventory { snapshot.inventory = inventory() }
    return snapshot
  }

  private func windowSums() -> [WindowSums] {
    let state = seconds.state
    return [(10, state.ten), (60, state.minute), (300, state.fiveMinutes)].map { length, sums in
      WindowSums(
        seconds: length, covered: min(length, state.covered), readings: sums.readings, anomalies: sums.anomalies,
        errors: sums.errors, lost: sums.lost)
    }
  }

  /// The pipeline alarms this input has: `feed` and `lost` belong to captures.
  public func pipelineAlarms() -> [PipelineAlarm] {
    let names: [PipelineAlarmName] =
      format == .capture
      ? PipelineAlarmName.allCases : [.processingErrors, .anomalyCount, .processingLag]
    return names.map { name in
      let one = alarms[name]
      let length = name == .processingLag ? PlantSeconds.lagLength : PlantSeconds.length
      return PipelineAlarm(
        name: name, state: one.state, since: one.since, value: one.value, threshold: threshold(name),
        windowSeconds: length, covered: min(length, seconds.state.covered), why: standingText(name, one),
        isLowerBound: seconds.state.fiveMinutes.lost > 0 || seconds.state.blindSeconds > 0)
    }
  }

  private func threshold(_ name: PipelineAlarmName) -> Double {
    switch name {
    case .processingErrors: configuration.errorThreshold
    case .anomalyCount: configuration.anomalyThreshold
    case .processingLag: configuration.lagThreshold
    case .feed: feed.connection == .disconnected ? 0 : Double(feed.limit) / 1e9
    case .lost: 0
    }
  }

  private func standingText(_ name: PipelineAlarmName, _ one: PipelineAlarmStates.One) -> String {
    guard one.state != .insufficientData else { return "" }
    var record = EventRecord(kind: .alarm, at: one.since, seen: one.since)
    (record.name, record.to, record.value) = (name, one.state, one.value)
    record.threshold = threshold(name)
    record.isDisconnected = name == .feed && feed.connection == .disconnected
    return alarmText(record)
  }

  private func typeInfos() -> [SensorTypeInfo] {
    // A plant with thousands of types is a mistake of its naming: the screen shows the first ones.
    types.prefix(64).enumerated().filter { $0.element.sensors > 0 || $0.offset < configuration.types.count }
      .map { index, type in
        SensorTypeInfo(
          id: UInt32(index), name: type.name, unit: type.unit, scale: type.scale, limits: type.limits,
          sensors: type.sensors)
      }
  }
}
