import GRDB
import PlantCore

/// A reading as `plantwatch query` prints it.
public struct ReadingRow: Sendable, Hashable {
  public var device: String
  public var sensor: String
  /// Milliseconds since the epoch, event time.
  public var at: Int64
  /// Number among equal stamps of the sensor, from 0.
  public var sequence: Int64
  public var value: Double
  public var isAnomaly: Bool
}

/// Which readings are wanted.
public struct ReadingQuery: Sendable {
  public var device: String?
  public var sensor: String?
  public var range: ClosedRange<Stamp>

  public init(device: String?, sensor: String?, range: ClosedRange<Stamp>) {
    (self.device, self.sensor, self.range) = (device, sensor?.lowercased(), range)
  }
}

/// Answers queries from a store, and from the archive where the store does not reach.
public struct StoreReader {
  private let database: StoreDatabase

  /// - Throws: `SetupError` when there is no store, or it is damaged.
  public init(path: String) throws(SetupError) { database = try StoreDatabase(reading: path) }

  /// What the store can and cannot say.
  public struct Reach: Sendable {
    /// The moment in milliseconds before which readings have left, or were never there.
    public var since: Int64?
    /// Readings that found no way into the store.
    public var skipped = 0
  }

  public func reach() throws(SetupError) -> Reach {
    do {
      return try database.queue.read { database in
        var reach = Reach()
        reach.since = try Int64.fetchOne(database, sql: "SELECT before FROM swept")
        reach.skipped = try Int.fetchOne(database, sql: "SELECT total(readings) FROM skipped") ?? 0
        return reach
      }
    } catch { throw StoreDatabase.problem(database.path, error) }
  }

  /// Hands the rows out, sensor by sensor in the order of their names, each in the order of time.
  ///
  /// - Parameter body: False ends it.
  public func rows(_ query: ReadingQuery, _ body: (ReadingRow) -> Bool) throws(SetupError) {
    do {
      try database.queue.read { database in
        var conditions = ["1"]
        var arguments: [any DatabaseValueConvertible] = []
        if let device = query.device { (conditions, arguments) = (conditions + ["device = ?"], arguments + [device]) }
        if let sensor = query.sensor { (conditions, arguments) = (conditions + ["type = ?"], arguments + [sensor]) }
        let sensors = try Row.fetchAll(
          database,
          sql:
            "SELECT id, device, type FROM sensor WHERE \(conditions.joined(separator: " AND ")) ORDER BY device, type",
          arguments: StatementArguments(arguments))
        for sensor in sensors {
          let (device, type): (String, String) = (sensor["device"], sensor["type"])
          let rows = try Row.fetchCursor(
            database,
            sql: """
              SELECT at, sequence, value, anomaly FROM reading WHERE sensor = ? AND at BETWEEN ? AND ?
              ORDER BY at, sequence
              """,
            arguments: [
              sensor["id"] as Int64, query.range.lowerBound.milliseconds, query.range.upperBound.milliseconds,
            ])
          while let row = try rows.next() {
            let reading = ReadingRow(
              device: device, sensor: type, at: row[0], sequence: row[1], value: row[2], isAnomaly: row[3])
            guard body(reading) else { return }
          }
        }
      }
    } catch { throw StoreDatabase.problem(database.path, error) }
  }
}

/// Readings judged anew from recordings: what a store is rebuilt from, and what answers beyond it.
public enum ArchivedReadings {
  /// Judges inputs and hands out the readings that a query asks for, in the order of judgement.
  ///
  /// - Parameters:
  ///   - start: What arrived up to then is judged only for what follows it, and not handed out.
  ///   - body: Gets a batch; names are those of sensors that are new.
  static func run(
    _ inputs: Inputs, configuration: EngineConfiguration, after start: Stamp = .unknown, shouldStop: () -> Bool,
    _ body: (StoreBatch) throws -> Void
  ) throws {
    var engine = Engine(configuration: configuration, format: inputs.format)
    engine.keepsReadings = true
    var known: UInt32 = 0
    func hand(isLast: Bool = false) throws {
      var batch = StoreBatch()
      batch.readings = engine.takeReadings()
      // What is open has gone on since it opened.
      batch.events = engine.takeEvents() + (isLast ? engine.standingEpisodes() : [])
      (batch.since, batch.until) = (engine.firstTime, engine.streamTime)
      engine.name(&batch, from: &known)
      if !batch.isEmpty { try body(batch) }
    }
    try BlockPipe.open(inputs).forEachBlock(shouldStop: shouldStop) { block in
      var before = 0
      if start.isKnown {
        before = unsafe block.bytes.withUnsafeBytes { unsafe engine.consume($0, until: start) }
        _ = (engine.takeReadings(), engine.takeEvents())
      }
      unsafe block.bytes.withUnsafeBytes {
        _ = unsafe engine.consume(UnsafeRawBufferPointer(rebasing: $0[before...]))
      }
      try hand()
    }
    engine.finish()
    try hand(isLast: true)
  }

  /// The rows of a query from recordings, as the store would give them.
  public static func rows(
    _ query: ReadingQuery, _ inputs: Inputs, configuration: EngineConfiguration, shouldStop: () -> Bool = { false }
  ) throws -> [ReadingRow] {
    var names: [UInt32: (device: String, type: String)] = [:]
    var rows: [ReadingRow] = []
    try run(inputs, configuration: configuration, shouldStop: shouldStop) { batch in
      names.merge(batch.names) { $1 }
      for reading in batch.readings {
        guard let name = names[reading.sensor], query.device == nil || query.device == name.device,
          query.sensor == nil || query.sensor == name.type, query.range.contains(reading.at)
        else { continue }
        rows.append(
          ReadingRow(
            device: name.device, sensor: name.type, at: reading.at.milliseconds, sequence: 0, value: reading.value,
            isAnomaly: reading.isAnomaly))
      }
    }
    // Equal stamps keep the order of judgement, which is how the store numbers them.
    let order = rows.indices.sorted {
      (rows[$0].device, rows[$0].sensor, rows[$0].at, $0) < (rows[$1].device, rows[$1].sensor, rows[$1].at, $1)
    }
    var result = order.map { rows[$0] }
    for index in result.indices.dropFirst() {
      let (before, row) = (result[index - 1], result[index])
      if (before.device, before.sensor, before.at) == (row.device, row.sensor, row.at) {
        result[index].sequence = before.sequence + 1
      }
    }
    return result
  }
}

extension Engine {
  /// Gives a batch the names of sensors that were not named before.
  func name(_ batch: inout StoreBatch, from known: inout UInt32) {
    let highest = batch.readings.reduce(known) { max($0, $1.sensor + 1) }
    for number in known..<highest { batch.names[number] = names(ofSensor: number) }
    known = highest
  }
}
