import Glibc
import GRDB
import PlantCore

/// Makes a store anew from an archive: judged again, written beside, and put in the old one's place.
///
/// What lies before the archive's beginning, minutes and hours above all, is carried over from the store that stood there;
/// that is kept as `PATH.before`.
public enum StoreRebuild {
  /// What came of it.
  public struct Outcome: Sendable {
    /// Readings judged again.
    public var readings = 0
    /// Rows from before the archive's beginning that the old store had; nil where it could not be read.
    public var carriedOver: Int? = 0
    /// Where the old store is; empty where there was none.
    public var kept = ""
  }

  /// - Throws: `SetupError` when the archive cannot be read or the store not be written.
  public static func run(
    _ inputs: Inputs, to path: String, configuration: EngineConfiguration, shouldStop: () -> Bool = { false }
  ) throws(SetupError) -> Outcome {
    let beside = path + ".new"
    for file in files(beside) { _ = unsafe unlink(file) }
    var outcome = Outcome()
    do {
      let database = try StoreDatabase(writing: beside)
      var inserter = StoreInserter()
      var gathered = StoreBatch()
      func write() throws {
        try database.queue.write { [gathered] in try inserter.insert(gathered, $0) }
        gathered = StoreBatch()
      }
      try ArchivedReadings.run(inputs, configuration: configuration, shouldStop: shouldStop) { batch in
        outcome.readings += batch.readings.count
        gathered.add(batch)
        if gathered.readings.count > 100_000 { try write() }
      }
      try write()
      if WholeFile.size(path) != nil, !shouldStop() {
        outcome.carriedOver = try? carryOver(from: path, before: inputs.firstTime, to: database)
      }
      // Closed, it is one file.
      try database.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      try database.queue.close()
    } catch {
      for file in files(beside) { _ = unsafe unlink(file) }
      throw StoreDatabase.problem(path, error)
    }
    if shouldStop() {
      for file in files(beside) { _ = unsafe unlink(file) }
      return Outcome()
    }
    if WholeFile.size(path) != nil {
      // One that was kept before may be the only one that knows of something.
      let free = (1...).lazy.map { $0 == 1 ? path + ".before" : "\(path).before\($0)" }.first {
        WholeFile.size($0) == nil
      }
      outcome.kept = free ?? path + ".before"
      for (file, kept) in zip(files(path), files(outcome.kept)) { _ = unsafe rename(file, kept) }
    }
    guard unsafe rename(beside, path) == 0 else { throw SetupError(path, "cannot be written: \(errorText(errno))") }
    return outcome
  }

  /// Brings over what lies before a moment. Of the minute and the hour in which the archive begins the old store has
  /// seen the whole.
  ///
  /// - Returns: How many rows.
  private static func carryOver(from path: String, before moment: Stamp, to database: StoreDatabase) throws -> Int {
    // An old schema is brought up to date first.
    try StoreDatabase(writing: path).queue.close()
    let first = moment.isKnown ? moment.milliseconds : Int64.max
    return try database.queue.writeWithoutTransaction { database in
      try database.execute(sql: "ATTACH DATABASE ? AS old", arguments: [path])
      let before = database.totalChangesCount
      try database.inTransaction {
        try database.execute(sql: "INSERT OR IGNORE INTO sensor (device, type) SELECT device, type FROM old.sensor")
        for (table, columns) in [
          ("reading", "at, sequence, value, anomaly"), ("minute", "at, count, minimum, maximum, sum, anomalies"),
          ("hour", "at, count, minimum, maximum, sum, anomalies"),
        ] {
          let isWhole =
            table == "reading"
            ? "at < :first"
            : """
            at <= :first AND count > coalesce((SELECT count FROM main.\(table) AS own
              WHERE own.sensor = new.id AND own.at = old.\(table).at), 0)
            """
          try database.execute(
            sql: """
              INSERT OR REPLACE INTO main.\(table) (sensor, \(columns))
              SELECT new.id, \(columns) FROM old.\(table) JOIN old.sensor AS was ON was.id = old.\(table).sensor
              JOIN main.sensor AS new ON new.device = was.device AND new.type = was.type WHERE \(isWhole)
              """, arguments: ["first": first])
        }
        try database.execute(
          sql: """
            INSERT OR IGNORE INTO episode SELECT * FROM old.episode WHERE seen < :first;
            INSERT OR IGNORE INTO transition SELECT * FROM old.transition WHERE at < :first;
            """, arguments: ["first": first])
        return .commit
      }
      let rows = database.totalChangesCount - before
      try database.execute(
        sql: "UPDATE swept SET before = min(before, coalesce((SELECT before FROM old.swept), before))")
      try database.execute(sql: "DETACH DATABASE old")
      return rows
    }
  }

  /// A database and what SQLite keeps beside it.
  private static func files(_ path: String) -> [String] { [path, path + "-wal", path + "-shm"] }
}
