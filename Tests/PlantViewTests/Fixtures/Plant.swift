import PlantCore

/// Plants made by hand: what the engine would say of them, without an engine.
enum Plant {
  /// Mon 23 Nov 2026, 14:05:12 UTC.
  static let now = Stamp(seconds: 1_795_442_712)

  static let types: [SensorTypeInfo] = SensorTypeConfiguration.standard.enumerated().map { index, type in
    SensorTypeInfo(
      id: SensorTypeID(index), name: type.name, unit: type.unit, scale: type.scale, limits: type.limits, sensors: 24)
  }

  /// 24 devices with three sensors each, all well.
  static func healthy(devices: Int = 24) -> Snapshot {
    var snapshot = Snapshot()
    snapshot.streamTime = now
    snapshot.firstTime = ago(15_120)
    snapshot.types = types
    snapshot.lagMilliseconds = 100
    snapshot.counters.records = 1_088_640
    snapshot.counters.readings = 1_088_640
    snapshot.windows = [10, 60, 300].map {
      WindowSums(seconds: $0, covered: $0, readings: UInt64(72 * $0), anomalies: 0, errors: 0, lost: 0)
    }
    snapshot.alarms = PipelineAlarmName.standard.map { name in
      let threshold: Double =
        switch name {
        case .processingErrors: 5
        case .anomalyCount: 10
        case .processingLag: 60
        case .feed: 30
        default: 0
        }
      var alarm = PipelineAlarm(
        name: name, state: .ok, since: ago(15_000), value: name == .processingLag ? 0.1 : 0, threshold: threshold,
        windowSeconds: name == .processingLag ? 60 : 300, covered: 300, why: "", isLowerBound: false)
      alarm.isTimed = name == .processingLag || name == .feed
      return alarm
    }
    let names = ["press", "pump", "fan", "mixer", "oven", "saw"]
    for index in 0..<devices {
      let name = "\(names[index % names.count])-\(padded(index / names.count + 1, 2))"
      snapshot.devices.order.append(DeviceID(index))
      snapshot.devices.rows.append(device(DeviceID(index), name))
    }
    for number in 0..<40 {
      let device = snapshot.devices.rows[number % devices]
      snapshot.messages.messages.append(message(UInt64(1_088_600 + number), device.name, 40 - number))
    }
    snapshot.messages.held = 1_000_000..<1_088_640
    snapshot.session = session()
    return snapshot
  }

  /// The healthy plant with one press too hot, one pump low, one fan silent, one saw dead and one bad message.
  static func incident() -> Snapshot {
    var snapshot = healthy()
    let press = snapshot.devices.order[6]
    snapshot.breach(press, type: 0, value: 95.2, .highHigh, priority: 1, seconds: 181)
    let pump = snapshot.devices.order[13]
    snapshot.breach(pump, type: 1, value: 28, .low, priority: 2, seconds: 24)
    snapshot.silence(snapshot.devices.order[2], .stale, seconds: 42)
    snapshot.silence(snapshot.devices.order[11], .dead, seconds: 200)
    snapshot.worstFirst()

    let worst = episode(
      7, press, "press-02", type: 0, .highHigh, value: 95.2, limit: 90, opened: 181, count: 181,
      action: "open valve V-71, call maintenance")
    let second = episode(8, pump, "pump-03", type: 1, .low, value: 28, limit: 30, opened: 24, count: 24)
    var over = episode(6, 4, "oven-01", type: 2, .high, value: 5.04, limit: 5, opened: 1800, count: 12)
    over.closed = ago(1760)
    var dead = episode(5, 11, "saw-02", type: 0, .dead, value: .nan, limit: .nan, opened: 140, count: 1)
    dead.sensor = nil
    dead.sensorName = ""
    snapshot.episodes.episodes = [worst, second, dead, over]
    snapshot.episodes.worst = worst
    snapshot.episodes.open = 2
    snapshot.episodes.standing = 2
    snapshot.episodes.total = 14
    snapshot.counters.episodes = 14
    snapshot.counters.staleSensors = 3
    snapshot.counters.deadSensors = 3
    snapshot.counters.anomalies = 205
    for index in snapshot.alarms.indices where snapshot.alarms[index].name == .anomalyCount {
      snapshot.alarms[index].state = .alarm
      snapshot.alarms[index].value = 205
      snapshot.alarms[index].since = ago(170)
    }
    let last = snapshot.messages.messages.count - 1
    snapshot.messages.messages[last].payload = #"{"deviceId":"fan-9","sensorType":"vibra"#
    snapshot.messages.messages[last].verdict = .error(.json)
    snapshot.messages.messages[last - 1].payload = #"{"deviceId":"press-02","sensorType":"temperature","value":95.2}"#
    snapshot.messages.messages[last - 1].verdict = .judged(.highHigh)
    return snapshot
  }

  static func session() -> SessionStatus {
    var session = SessionStatus()
    session.plant = "Line 4"
    session.source = "mqtts://broker.plant.example"
    session.connection.stage = .receiving
    session.connection.text = "connected"
    session.connection.lastMessage = now
    session.now = now
    session.started = ago(4 * 3600 + 12 * 60)
    return session
  }

  static func ago(_ seconds: Int64) -> Stamp { now + -seconds * Interval.second }

  static func device(_ id: DeviceID, _ name: String) -> DeviceRow {
    let bases = [45.0, 95, 1.8]
    let readouts = types.indices.map { type in
      let wobble = Double((Int(id) * 37 + type * 11) % 17) / 17 - 0.5
      let value = bases[type] * (1 + wobble * 0.25)
      return readout(id * 3 + SensorID(type), type: type, value: value)
    }
    return DeviceRow(
      id: id, name: name, label: "", freshness: .fresh, priority: nil, since: .unknown, heard: now, anomalies: 0,
      errors: 0, readouts: readouts)
  }

  static func readout(_ id: SensorID, type: Int, value: Double) -> SensorReadout {
    let info = types[type]
    return SensorReadout(
      sensor: id, type: info.id, value: value, judgement: .normal, freshness: .fresh, measured: now, heard: now,
      isBacklog: false, direction: [.steady, .steady, .rising, .falling][Int(id) % 4], limits: info.limits,
      scale: info.scale, trend: trend(around: value, seed: Int(id), slots: 33), episodeSince: .unknown, priority: nil)
  }

  static func trend(around value: Double, seed: Int, slots: Int, slotSeconds: Int = 3) -> Trend {
    let points = (0..<slots).map { slot in
      let wave = Double((slot * 7 + seed * 13) % 19) / 19 - 0.5
      let middle = value * (1 + wave * 0.2)
      return TrendPoint(minimum: Float(middle * 0.98), maximum: Float(middle * 1.02))
    }
    return Trend(slotSeconds: slotSeconds, end: now, points: points)
  }

  static func message(_ number: UInt64, _ device: String, _ back: Int) -> Message {
    let payload = #"{"deviceId":"\#(device)","sensorType":"temperature","value":\#(40 + Int(number % 9)).5}"#
    return Message(
      number: number, arrival: now + -Int64(back) * 31 * Interval.millisecond, topic: "sensor/\(device)/data",
      payload: payload, payloadBytes: payload.utf8.count, device: 0, verdict: .judged(.normal))
  }

  static func episode(
    _ number: UInt64, _ device: DeviceID, _ name: String, type: Int, _ kind: EpisodeKind, value: Double, limit: Double,
    opened: Int64, count: UInt64, action: String = ""
  ) -> Episode {
    let priority =
      switch kind {
      case .highHigh, .lowLow: 1
      case .high, .low: 2
      case .stale, .dead, .shift, .record, .drift, .flat, .noise: 3
      }
    return Episode(
      number: number, device: device, deviceName: name, sensor: device * 3 + SensorID(type),
      sensorName: types[type].name, unit: types[type].unit, episodeClass: priority == 3 ? .freshness : .limit,
      kind: kind, priority: priority, opened: ago(opened), seen: ago(opened), since: ago(opened), closed: .unknown,
      value: value,
      extreme: value, limit: limit, count: count, isWithoutData: false, action: action)
  }
}

extension Snapshot {
  /// Changes one device's row.
  mutating func change(_ device: DeviceID, _ body: (inout DeviceRow) -> Void) {
    guard let index = devices.rows.firstIndex(where: { $0.id == device }) else { return }
    body(&devices.rows[index])
  }

  mutating func breach(
    _ device: DeviceID, type: Int, value: Double, _ judgement: Judgement, priority: Int, seconds: Int64
  ) {
    change(device) { row in
      row.priority = priority
      row.since = Plant.ago(seconds)
      row.readouts[type].value = value
      row.readouts[type].judgement = judgement
      row.readouts[type].priority = priority
      row.readouts[type].direction = judgement == .high || judgement == .highHigh ? .rising : .falling
      if judgement == .highHigh { row.readouts[type].limits.highHigh = 90 }
      let from = row.readouts[type].trend.points.count - 10
      for slot in max(0, from)..<row.readouts[type].trend.points.count {
        let share = Double(slot - from) / 10
        let old = Double(row.readouts[type].trend.points[slot].minimum)
        let new = Float(old + (value - old) * share)
        row.readouts[type].trend.points[slot] = TrendPoint(minimum: new, maximum: new)
      }
    }
  }

  /// A device nobody has heard for a while: its newest slots are empty.
  mutating func silence(_ device: DeviceID, _ freshness: Freshness, seconds: Int64) {
    change(device) { row in
      row.freshness = freshness
      row.heard = Plant.ago(seconds)
      for index in row.readouts.indices {
        row.readouts[index].freshness = freshness
        row.readouts[index].heard = Plant.ago(seconds)
        row.readouts[index].measured = Plant.ago(seconds)
        let count = row.readouts[index].trend.points.count
        for slot in max(0, count - Int(seconds) / 3)..<count { row.readouts[index].trend.points[slot] = .absent }
      }
    }
  }

  /// Sorts the table as the engine would.
  mutating func worstFirst() {
    func rank(_ row: DeviceRow) -> Int {
      if let priority = row.priority { return priority }
      switch row.freshness {
      case .dead: return 3
      case .stale: return 4
      default: return row.freshness == .fresh ? 9 : 5
      }
    }
    devices.rows = devices.rows.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
      .map(\.element)
    devices.order = devices.rows.map(\.id)
  }

  /// The detail of one device, as the engine would answer to `Query.focus`.
  mutating func focus(on device: DeviceID) {
    guard let row = devices.rows.first(where: { $0.id == device }) else { return }
    let sensors = row.readouts.map { readout in
      let value = readout.value ?? 0
      let statistics = [10, 60, 300].map {
        WindowStatistics(
          seconds: $0, count: UInt64($0), minimum: value * 0.9, maximum: value * 1.1, mean: value,
          deviation: value / 20,
          rate: 1)
      }
      let usual = readout.judgement.isBreach ? Double(readout.trend.points[0].minimum) : value
      var trend = Plant.trend(around: usual, seed: Int(readout.sensor), slots: 100)
      trend.points.replaceSubrange((100 - readout.trend.points.count)..., with: readout.trend.points)
      trend.points.replaceSubrange(20..<26, with: Array(repeating: .absent, count: 6))
      return SensorDetail(
        readout: readout, statistics: statistics, shortTrend: trend,
        longTrend: Plant.trend(around: value, seed: 1, slots: 60, slotSeconds: 60), longGap: Interval.second,
        longGapIsAssumed: false, delay: nil, late: 0, skewed: 0, duplicates: 0, anomalies: row.anomalies,
        readings: 15_120, retained: 0)
    }
    focus = DeviceDetail(
      row: row, area: "Hall 2", sensors: sensors, episodes: episodes.episodes.filter { $0.device == device },
      messages: messages.messages.filter { $0.topic.contains(row.name) }, errors: [])
  }
}

extension Plant {
  /// The alarm of the press that overheats.
  static let pressAlarm = AlarmSubject.limit(device: "press-02", sensor: "temperature", isHigh: true)

  static func alarmRow(
    _ subject: AlarmSubject, _ state: OperatorState, priority: Int, generation: UInt32 = 3,
    overlay: AlarmOverlay = .none
  ) -> AlarmRow {
    var row = AlarmRow(
      reference: AlarmReference(subject: subject, generation: generation), device: 6, deviceName: "press-02",
      name: "temperature", unit: "°C", state: state, overlay: overlay, isActive: true, kind: .highHigh,
      priority: priority, since: ago(181), announced: ago(181), value: 95.2, limit: 90, announcements: 2,
      until: .unknown,
      by: "", why: "", isOverdue: false, isChattering: false, isWithoutData: false, isGated: overlay == .suppressed,
      advice: LimitAdvice(action: "open valve V-71"))
    row.sensor = 18
    return row
  }

  /// The incident with these rows on the alarm screen.
  static func incident(alarms rows: [AlarmRow]) -> Snapshot {
    var plant = incident()
    plant.operatorAlarms.rows = rows
    plant.operatorAlarms.count = rows.count
    plant.operatorAlarms.figures.unacknowledged = [rows.count, 0, 0]
    return plant
  }
}

extension Plant {
  /// The incident as a recording, in the middle of it.
  static func replay() -> Snapshot {
    var snapshot = incident()
    snapshot.session.mode = .replay
    snapshot.session.source = "night.capture"
    snapshot.session.connection = ConnectionStatus()
    var replay = ReplayStatus()
    replay.first = ago(7200)
    replay.last = ago(-3600)
    replay.position = now
    replay.speed = 8
    replay.scanned = 1
    replay.timeline = (0..<300).map { index in
      var slot = TimelineSlot()
      slot.readings = (40..<50).contains(index) ? 0 : 21_600
      slot.anomalies = (180..<230).contains(index) ? UInt32(1 + index * 7 % 30) : 0
      slot.isAlarm = (195..<230).contains(index)
      slot.errors = index == 90 ? 3 : 0
      return slot
    }
    snapshot.session.replay = replay
    return snapshot
  }

  /// The healthy plant, and the broker gone.
  static func disconnected() -> Snapshot {
    var snapshot = healthy()
    snapshot.session.connection.stage = .backoff
    snapshot.session.connection.text = "waiting to try again"
    snapshot.session.connection.failure = "connection refused"
    snapshot.session.connection.retryAt = now + 7 * Interval.second
    snapshot.session.connection.lastMessage = ago(11)
    return snapshot
  }
}
