extension Engine {
  /// The device table in the query's order, with the rows it asks for.
  mutating func deviceList(_ query: Query) -> DeviceList {
    var list = DeviceList()
    let ordered = order(query)
    list.order = query.deviceFilter.isEmpty ? ordered : filtered(ordered, query.deviceFilter)
    list.hidden = ordered.count - list.order.count
    let count = max(0, min(query.rowCount, list.order.count))
    var first = max(0, min(query.firstRow, list.order.count - count))
    if let kept = query.keepVisible, let position = list.order.firstIndex(of: kept), count > 0 {
      if position < first { first = position }
      if position >= first + count { first = position - count + 1 }
    }
    list.firstRow = first
    list.rows = list.order[first..<first + count].map { row(Int($0), trendSlots: query.trendSlots) }
    return list
  }

  private mutating func order(_ query: Query) -> [DeviceID] {
    let all = (0..<UInt32(devices.count)).map { $0 }
    var ordered: [DeviceID]
    switch query.sort {
    case .firstSeen: ordered = all
    case .name: ordered = byName()
    case .worstFirst:
      // Among equals by name: who looks for one must not have to know which of them sent first.
      var ranks: [[DeviceID]] = Array(repeating: [], count: 12)
      for device in byName() { ranks[rank(Int(device))].append(device) }
      ordered = ranks.flatMap { $0 }
    case .mostAnomalies:
      let keyed = all.map { (devices[Int($0)].anomalies, devices[Int($0)].errorTotal, $0) }
      ordered = keyed.sorted { ($1.0, $1.1, $0.2) < ($0.0, $0.1, $1.2) }.map(\.2)
    case .value(let type):
      // Those without a value come last in either direction.
      let sign = query.isReversed ? -1.0 : 1
      let keyed = all.map { (latest(of: $0, type).map { $0 * sign } ?? -.infinity, $0) }
      return keyed.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.1)
    case .longestSilent:
      let keyed = all.map { (devices[Int($0)].heard, $0) }
      ordered = keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
    }
    if query.isReversed { ordered.reverse() }
    return ordered
  }

  /// All devices in the order of their names; new ones are sorted in among those that are.
  private mutating func byName() -> [DeviceID] {
    guard nameOrder.count != devices.count else { return nameOrder }
    func named(_ device: DeviceID) -> (name: String, device: DeviceID) { (deviceNames.text(device), device) }
    let new = (UInt32(nameOrder.count)..<UInt32(devices.count)).map(named).sorted { $0 < $1 }
    var merged: [DeviceID] = []
    merged.reserveCapacity(devices.count)
    var next = new[...]
    for known in nameOrder.map(named) {
      while let first = next.first, first < known { merged.append(next.removeFirst().device) }
      merged.append(known.device)
    }
    nameOrder = merged + next.map(\.device)
    return nameOrder
  }

  private func latest(of device: DeviceID, _ type: SensorTypeID) -> Double? {
    sensorNumbers.find(device, type).flatMap { number in
      let sensor = sensors[Int(number)]
      return sensor.readings > 0 ? sensor.value : nil
    }
  }

  /// From this rank on a device is as it should be.
  static var healthyRank: Int { 11 }

  /// How bad a device is, from 0, for the order "worst first".
  func rank(_ device: Int) -> Int {
    let (severity, isAside) = severity(device)
    if let severity { return min(max(0, severity - 2), 5) }
    let isRetired = devices[device].isRetired
    // What is gone now comes before what is over.
    if !isRetired, freshness(device) == .dead { return 6 }
    if book.counts.areWaiting, hasReturnedUnseen(device) { return 7 }
    if isRetired { return Self.healthyRank }
    // Whoever put it aside knows of it.
    if isAside { return 8 }
    switch freshness(device) {
    case .dead: return 6
    case .stale: return 8
    case .neverSeen: return devices[device].errorTotal > 0 ? 9 : 10
    case .lastKnown: return 10
    case .fresh: return Self.healthyRank
    }
  }

  /// The severity of its worst open limit episode that nobody put aside, nil when none is open; and whether one that was
  /// put aside is.
  private func severity(_ device: Int) -> (worst: Int?, isAside: Bool) {
    var best: Int?
    var isAside = false
    forEach(of: device) { sensor in
      for place in [sensor.highEpisode, sensor.lowEpisode] where place != 0 {
        let record = episodes.open[Int(place - 1)]
        let severity = severity(record)
        guard severity != Self.quietSeverity else { continue }
        if let index = alarm(of: record), book.records[index].overlay != .none {
          isAside = true
        } else {
          best = min(best ?? .max, severity)
        }
      }
    }
    return (best, isAside)
  }

  func freshness(_ device: Int) -> Freshness {
    let record = devices[device]
    if record.sensorCount == 0 { return .neverSeen }
    if record.heardSensors > 0, record.deadSensors == record.heardSensors { return .dead }
    if record.staleSensors > 0 { return .stale }
    var isHeard = false
    forEach(of: device) { isHeard = isHeard || $0.silence.freshness == .fresh }
    return isHeard ? .fresh : .lastKnown
  }

  func forEach(of device: Int, _ body: (Sensor) -> Void) {
    var sensor = devices[device].firstSensor
    while sensor != .max {
      body(sensors[Int(sensor)])
      sensor = sensorLinks[Int(sensor)]
    }
  }

  func sensorNumbers(of device: Int) -> [Int] {
    var numbers: [Int] = []
    var sensor = devices[device].firstSensor
    while sensor != .max {
      numbers.append(Int(sensor))
      sensor = sensorLinks[Int(sensor)]
    }
    return numbers.sorted { sensors[$0].type < sensors[$1].type }
  }

  /// The priority of its worst open limit episodes, and since when the first of them stands; nil without one.
  func worstOpen(of device: Int) -> (priority: Int, since: Stamp)? {
    var worst: (priority: Int, since: Stamp)?
    forEach(of: device) { sensor in
      for place in [sensor.highEpisode, sensor.lowEpisode] where place != 0 {
        let episode = episodes.open[Int(place - 1)]
        if isQuiet(episode) { continue }
        guard let known = worst, known.priority <= episode.priority else {
          worst = (episode.priority, episode.since)
          continue
        }
        if known.priority == episode.priority { worst = (known.priority, min(known.since, episode.since)) }
      }
    }
    return worst
  }

  /// A device as a row, with the readouts of the sensors that are wanted.
  func row(_ device: Int, trendSlots: Int, where isWanted: (Int) -> Bool = { _ in true }) -> DeviceRow {
    let record = devices[device]
    let configured = record.configured
    let freshness = freshness(device)
    let worst = worstOpen(of: device)
    let best = worst?.priority
    var since = worst?.since ?? .unknown
    if best == nil, freshness != .fresh { since = record.heard }
    let foremost = foremostAlarm(of: device)
    if best == nil, freshness == .fresh, let foremost { since = book.records[foremost].announced }
    var row = DeviceRow(
      id: UInt32(device), name: deviceNames.text(UInt32(device)),
      label: configured >= 0 ? configuration.devices[Int(configured)].name : "", freshness: freshness,
      priority: best, since: since, heard: record.heard, anomalies: record.anomalies, errors: record.errorTotal,
      readouts: shownSensors(of: device).filter(isWanted).map { readout($0, trendSlots: trendSlots) })
    row.alarm = foremost.map { standing($0) }
    row.isStopped = !isRunning(UInt32(device))
    row.isInMaintenance = isInMaintenance(device: UInt32(device))
    row.isRetired = record.isRetired
    return row
  }

  /// The sensors of a device that a screen can show, by type; of thousands those with an open episode first.
  func shownSensors(of device: Int) -> [Int] {
    let limit = 64
    guard devices[device].sensorCount > limit else { return sensorNumbers(of: device) }
    let all = sensorNumbers(of: device)
    let open = all.filter { sensors[$0].highEpisode | sensors[$0].lowEpisode != 0 }.prefix(limit)
    let rest = all.filter { sensors[$0].highEpisode | sensors[$0].lowEpisode == 0 }.prefix(limit - open.count)
    return (open + rest).sorted { sensors[$0].type < sensors[$1].type }
  }

  func readout(_ number: Int, trendSlots: Int) -> SensorReadout {
    let sensor = sensors[number]
    let own = configuredLimits(sensor.device, sensor.type)
    let places = [sensor.highEpisode, sensor.lowEpisode].filter { $0 != 0 }.map { episodes.open[Int($0 - 1)] }
    let worst = places.filter { !isQuiet($0) }.min { $0.priority < $1.priority }
    let isLastKnown = sensor.readings == 0
    let value: Double? = isLastKnown ? (sensor.retained > 0 ? sensor.retainedValue : nil) : sensor.value
    let isBacklog =
      sensor.delay != .min
      && sensor.delay / 4 > max(15 * Interval.second, sensor.usualDelay)
    return SensorReadout(
      sensor: UInt32(number), type: sensor.type, value: value,
      judgement: isLastKnown ? .normal : sensor.judgement,
      freshness: isLastKnown ? .lastKnown : sensor.silence.freshness,
      measured: isLastKnown ? sensor.retainedMeasured : sensor.newest, heard: sensor.heard, isBacklog: isBacklog,
      direction: direction(number), limits: own.limits, scale: own.scale,
      trend: histories[number].shortTrend(sensor, count: trendSlots, end: trendEnd(sensor)),
      episodeSince: worst?.since ?? .unknown, priority: worst?.priority,
      expected: expectedBand(number), quality: isLastKnown ? .good : quality(number))
  }

  /// Trends end at the present; a sensor whose clock is far off ends at its own newest time.
  func trendEnd(_ sensor: Sensor) -> Stamp {
    guard sensor.newest.isKnown, clock.now.isKnown else { return sensor.newest }
    let offset = sensor.delay == .min ? 0 : sensor.delay
    return max(sensor.newest, Stamp(nanoseconds: clock.now.nanoseconds &- max(0, offset)))
  }

  /// Rising or falling when the present ten seconds differ from the last minute by more than half its spread
  /// and half a percent of the scale.
  private func direction(_ number: Int) -> Direction? {
    let sensor = sensors[number]
    guard sensor.silence.freshness == .fresh else { return nil }
    let minute = histories[number].statistics(sensor, seconds: 60, now: clock.now, since: clock.first)
    let ten = histories[number].statistics(sensor, seconds: 10, now: clock.now, since: clock.first)
    guard minute.count >= 3, ten.count >= 1, minute.count > ten.count else { return nil }
    let scale = configuredLimits(sensor.device, sensor.type).scale
    let least = max(minute.deviation / 2, (scale.map { $0.upperBound - $0.lowerBound } ?? 0) / 200)
    let difference = ten.mean - minute.mean
    if abs(difference) <= least { return .steady }
    return difference > 0 ? .rising : .falling
  }
}
