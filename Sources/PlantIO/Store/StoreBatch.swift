import GRDB
import PlantCore

/// What happened since the last batch: readings with the names of sensors that are new, and events.
struct StoreBatch: Sendable {
  var readings: [JudgedReading] = []
  /// Names of sensors whose numbers have not been in an earlier batch.
  var names: [UInt32: (device: String, type: String)] = [:]
  var events: [Event] = []
  /// Readings that found no room on the way here.
  var skipped = 0
  /// Stream time at its end: a new store reaches back to there.
  var since = Stamp.unknown
  /// Arrival of the last record that it is the outcome of; unknown where nobody needs to know.
  var until = Stamp.unknown
  /// The position of the ring before which those records stand.
  var position = 0

  var isEmpty: Bool { readings.isEmpty && events.isEmpty && skipped == 0 }

  mutating func add(_ other: StoreBatch) {
    readings += other.readings
    names.merge(other.names) { $1 }
    events += other.events
    skipped += other.skipped
    if !since.isKnown { since = other.since }
    until = max(until, other.until)
    position = max(position, other.position)
  }
}

/// Writes batches into a store. Confined to one thread.
struct StoreInserter {
  /// A sensor as the store knows it, and the newest stamp it has of it.
  private struct Known {
    var row: Int64
    var newest = Int64.min
    var sequence: Int64 = 0
  }

  private struct RollUp {
    var count: Int64 = 0
    var minimum = Double.infinity
    var maximum = -Double.infinity
    var sum = 0.0
    var anomalies: Int64 = 0

    mutating func add(_ other: Self) {
      count += other.count
      minimum = min(minimum, other.minimum)
      maximum = max(maximum, other.maximum)
      sum += other.sum
      anomalies += other.anomalies
    }
  }

  private struct Slot: Hashable {
    var sensor: Int64
    var at: Int64
  }

  private static let (minute, hour): (Int64, Int64) = (60_000, 3_600_000)
  private var known: [UInt32: Known] = [:]
  private var hasBegun = false

  /// Writes one batch in the database's present transaction.
  mutating func insert(_ batch: StoreBatch, _ database: Database) throws {
    if !hasBegun, batch.since.isKnown {
      hasBegun = true
      try database.execute(
        sql: "INSERT OR IGNORE INTO swept (id, before) VALUES (1, ?)", arguments: [batch.since.milliseconds])
    }
    for (number, names) in batch.names.sorted(by: { $0.key < $1.key }) {
      known[number] = Known(row: try Self.row(names, database))
    }
    var minutes: [Slot: RollUp] = [:]
    let insert = try database.cachedStatement(
      sql: "INSERT INTO reading (sensor, at, sequence, value, anomaly) VALUES (?, ?, ?, ?, ?)")
    for reading in batch.readings {
      guard var sensor = known[reading.sensor] else { continue }
      let at = reading.at.milliseconds
      if at > sensor.newest, sensor.newest != .min {
        (sensor.newest, sensor.sequence) = (at, 0)
      } else if at == sensor.newest {
        sensor.sequence += 1
      } else {
        // The first one since the start, or one that is late: others of its stamp may be there.
        let next = try Self.next(sensor.row, at, database)
        if at > sensor.newest {
          (sensor.newest, sensor.sequence) = (at, next)
        } else {
          try insert.execute(arguments: [sensor.row, at, next, reading.value, reading.isAnomaly])
          Self.count(reading, sensor.row, at, &minutes)
          continue
        }
      }
      known[reading.sensor] = sensor
      try insert.execute(arguments: [sensor.row, at, sensor.sequence, reading.value, reading.isAnomaly])
      Self.count(reading, sensor.row, at, &minutes)
    }
    try Self.write(minutes, "minute", database)
    var hours: [Slot: RollUp] = [:]
    for (slot, rollUp) in minutes {
      let hour = Slot(sensor: slot.sensor, at: slot.at.floored(to: Self.hour))
      hours[hour, default: RollUp()].add(rollUp)
    }
    try Self.write(hours, "hour", database)
    for event in batch.events { try Self.write(event, database) }
    if batch.until.isKnown {
      try database.execute(
        sql: """
          INSERT INTO judged (id, until) VALUES (1, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)
          """, arguments: [batch.until.nanoseconds])
    }
    if batch.skipped > 0, let first = batch.readings.first, let last = batch.readings.last {
      try database.execute(
        sql: "INSERT INTO skipped (since, until, readings) VALUES (?, ?, ?)",
        arguments: [first.at.milliseconds, last.at.milliseconds, batch.skipped])
    }
  }

  private static func row(_ names: (device: String, type: String), _ database: Database) throws -> Int64 {
    let arguments: StatementArguments = [names.device, names.type]
    try database.execute(sql: "INSERT OR IGNORE INTO sensor (device, type) VALUES (?, ?)", arguments: arguments)
    return try Int64.fetchOne(
      database, sql: "SELECT id FROM sensor WHERE device = ? AND type = ?", arguments: arguments) ?? 0
  }

  private static func next(_ sensor: Int64, _ at: Int64, _ database: Database) throws -> Int64 {
    try Int64.fetchOne(
      database.cachedStatement(sql: "SELECT max(sequence) + 1 FROM reading WHERE sensor = ? AND at = ?"),
      arguments: [sensor, at]) ?? 0
  }

  private static func count(_ reading: JudgedReading, _ sensor: Int64, _ at: Int64, _ minutes: inout [Slot: RollUp]) {
    minutes[Slot(sensor: sensor, at: at.floored(to: minute)), default: RollUp()].add(
      RollUp(
        count: 1, minimum: reading.value, maximum: reading.value, sum: reading.value,
        anomalies: reading.isAnomaly ? 1 : 0))
  }

  private static func write(_ slots: [Slot: RollUp], _ table: String, _ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO \(table) (sensor, at, count, minimum, maximum, sum, anomalies) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET count = count + excluded.count, minimum = min(minimum, excluded.minimum),
          maximum = max(maximum, excluded.maximum), sum = sum + excluded.sum, anomalies = anomalies + excluded.anomalies
        """)
    for (slot, sum) in slots {
      try statement.execute(
        arguments: [slot.sensor, slot.at, sum.count, sum.minimum, sum.maximum, sum.sum, sum.anomalies])
    }
  }

  private static func write(_ event: Event, _ database: Database) throws {
    switch event {
    case .anomaly(let anomaly):
      let episode = anomaly.episode
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO episode
            (seen, device, type, class, kind, priority, opened, closed, extreme, bound, count, why)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          episode.seen.milliseconds, episode.deviceName, episode.sensorName, episode.episodeClass.text,
          episode.worstKind.text, episode.worstPriority, episode.opened.milliseconds,
          episode.closed.isKnown ? episode.closed.milliseconds : nil, episode.extreme.isNaN ? nil : episode.extreme,
          episode.worstLimit.isNaN ? nil : episode.worstLimit, Int64(clamping: episode.count), anomaly.why,
        ])
    case .alarm(let alarm):
      try database.execute(
        sql: "INSERT OR REPLACE INTO transition (at, name, before, after, value, why) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [
          alarm.at.milliseconds, alarm.name.text, alarm.from.rawValue, alarm.to.rawValue, alarm.value, alarm.why,
        ])
    case .notice, .operation: break
    }
  }
}

extension Stamp {
  /// Milliseconds since the epoch, rounded down.
  var milliseconds: Int64 { nanoseconds.floored(to: Interval.millisecond) / Interval.millisecond }
}

extension Int64 {
  /// The largest multiple of `step` that is not larger.
  func floored(to step: Int64) -> Int64 { self - ((self % step) + step) % step }
}
