extension Engine {
  /// A picture of the plant for `query`.
  public mutating func snapshot(for query: Query) -> Snapshot {
    var snapshot = Snapshot()
    snapshot.query = query
    snapshot.streamTime = clock.now
    snapshot.firstTime = clock.first
    snapshot.counters = counters
    snapshot.windows = windowSums()
    snapshot.lagMilliseconds = lagMilliseconds
    snapshot.dataAge = dataAge
    snapshot.alarms = pipelineAlarms()
    snapshot.types = typeInfos()
    snapshot.devices = deviceList(query)
    snapshot.wall = wallList(query)
    if let focus = query.focus, Int(focus) < devices.count { snapshot.focus = detail(Int(focus), query) }
    snapshot.pens = pens(query.pens)
    snapshot.episodes = episodeList(query)
    snapshot.operatorAlarms = alarmList(query)
    snapshot.messages = messageList(query.messages)
    snapshot.dead = deadDevices()
    if query.wantsInventory { snapshot.inventory = inventory() }
    return snapshot
  }

  /// Devices with dead sensors, those aside that are out of the plant.
  private func deadDevices() -> DeadDevices? {
    guard totals.deadSensors > 0 else { return nil }
    let dead = (0..<devices.count).filter { devices[$0].deadSensors > 0 && !devices[$0].isRetired }
    guard let last = dead.max(by: { devices[$0].heard < devices[$1].heard }) else { return nil }
    return DeadDevices(devices: dead.count, name: deviceNames.text(UInt32(last)), heard: devices[last].heard)
  }

  /// The last lag sample; nil while there is none.
  public var lagMilliseconds: Int64? { clock.lag < 0 ? nil : clock.lag }
  /// How old the newest data was when it arrived, in nanoseconds; nil while that is unknown.
  public var dataAge: Int64? { clock.dataAge == .min ? nil : clock.dataAge }

  private func windowSums() -> [WindowSums] {
    let state = seconds.state
    return [(10, state.ten), (60, state.minute), (300, state.fiveMinutes)].map { length, sums in
      WindowSums(
        seconds: length, covered: min(length, state.covered), readings: sums.readings, anomalies: sums.anomalies,
        errors: sums.errors, lost: sums.lost)
    }
  }

  /// The alarms this input has: `feed` and `lost` belong to captures.
  public func pipelineAlarms() -> [PipelineAlarm] {
    let isCapture = format == .capture
    let shown = (0..<alarms.count).filter { place in
      switch place {
      case AlarmPlace.feed, AlarmPlace.lost: isCapture
      // It is told of where it has ever been bad.
      case AlarmPlace.health: alarms[place].state != .insufficientData
      default: true
      }
    }
    return shown.map { place in
      let one = alarms[place]
      let definition = AlarmPlace.definition(at: place).map { configuration.alarms[$0] }
      let length = definition.map { $0.period * $0.evaluationPeriods } ?? PlantSeconds.length
      var alarm = PipelineAlarm(
        name: alarmName(place), state: one.state, since: one.since, value: one.value, threshold: threshold(place),
        windowSeconds: length, covered: min(length, seconds.state.covered), why: standingText(place, one),
        isLowerBound: seconds.state.fiveMinutes.lost > 0 || seconds.state.blindSeconds > 0)
      alarm.isTimed = place == AlarmPlace.feed || definition?.metric == .lag || definition?.metric == .dataAge
      alarm.priority = priority(place)
      if let index = book.find(UInt32(place), .pipeline) { alarm.overlay = book.records[index].overlay }
      return alarm
    }
  }

  func threshold(_ place: Int) -> Double {
    switch place {
    case AlarmPlace.feed: feed.connection == .disconnected ? 0 : Double(feed.limit) / 1e9
    case AlarmPlace.lost, AlarmPlace.health: 0
    default: AlarmPlace.definition(at: place).map { configuration.alarms[$0].threshold } ?? 0
    }
  }

  private func standingText(_ place: Int, _ one: AlarmCondition) -> String {
    guard one.state != .insufficientData else { return "" }
    var record = EventRecord(kind: .alarm, at: one.since, seen: one.since)
    (record.alarm, record.to, record.value) = (UInt32(place), one.state, one.value)
    record.threshold = threshold(place)
    record.health = health.text
    record.isDisconnected = place == AlarmPlace.feed && feed.connection == .disconnected
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
