import Glibc
import GRDB
import PlantCore

/// Makes a store anew from an archive: judged again, written beside, and put in the old one's place.
///
/// What lies before the archive's beginning, minutes and hours above all, and in hours of which it lacks something is
/// carried over from the store that stood there; that is kept as `PATH.before`.
public enum StoreRebuild {
  /// What came of it.
  public struct Outcome: Sendable {
    /// Readings judged again.
    public var readings = 0
    /// Rows of times that the archive has not, or not whole; nil where the old store could not be read.
    public var carriedOver: Int? = 0
    /// The hours of which the archive lacks something, and the old store had readings.
    public var gaps: [Stamp] = []
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
        let gaps = inputs.archive.map(ArchiveCheck.gaps) ?? []
        (outcome.carriedOver, outcome.gaps) =
          (try? carryOver(from: path, before: inputs.firstTime, gaps, to: database)) ?? (nil, [])
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

  /// Brings over what lies before a moment, and what is missing in some hours.
  ///
  /// - Returns: How many rows, and the hours among `gaps` of which the old store had readings.
  private static func carryOver(
    from path: String, before moment: Stamp, _ gaps: [Range<Stamp>], to database: StoreDatabase
  ) throws -> (rows: Int, gaps: [Stamp]) {
    // An old schema is brought up to date first.
    try StoreDatabase(writing: path).queue.close()
    let first = moment.isKnown ? moment.milliseconds : Int64.max
    return try database.queue.writeWithoutTransaction { database in
      try database.execute(sql: "ATTACH DATABASE ? AS old", arguments: [path])
      let before = database.totalChangesCount
      var filled: [Stamp] = []
      try database.inTransaction {
        try database.execute(sql: "INSERT OR IGNORE INTO sensor (device, type) SELECT device, type FROM old.sensor")
        try carryOver(Int64.min..<first, in: database)
        for gap in gaps where gap.upperBound.milliseconds > first {
          let known = database.totalChangesCount
          try carryOver(gap.lowerBound.milliseconds..<gap.upperBound.milliseconds, in: database)
          if database.totalChangesCount > known { filled.append(gap.lowerBound) }
        }
        return .commit
      }
      let rows = database.totalChangesCount - before
      try database.execute(
        sql: "UPDATE swept SET before = min(before, coalesce((SELECT before FROM old.swept), before))")
      try database.execute(sql: "DETACH DATABASE old")
      return (rows, filled)
    }
  }

  /// Brings over what the old store has of a stretch of time, in milliseconds, and the new one has not. Of a minute or an
  /// hour the one that has more of it counts: that in which the archive begins the old store has seen whole.
  private static func carryOver(_ stretch: Range<Int64>, in database: Database) throws {
    let ends: StatementArguments = ["from": stretch.lowerBound, "to": stretch.upperBound]
    let ofSensor = "JOIN old.sensor AS was ON was.id = past.sensor JOIN main.sensor AS new USING (device, type)"
    try database.execute(
      sql: """
        INSERT OR IGNORE INTO main.reading (sensor, at, sequence, value, anomaly)
        SELECT new.id, at, sequence, value, anomaly FROM old.reading AS past \(ofSensor)
        WHERE at >= :from AND at < :to
        """, arguments: ends)
    for table in ["minute", "hour"] {
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO main.\(table) (sensor, at, count, minimum, maximum, sum, anomalies)
          SELECT new.id, at, count, minimum, maximum, sum, anomalies FROM old.\(table) AS past \(ofSensor)
          WHERE at >= :from AND at <= :to AND count > coalesce(
            (SELECT count FROM main.\(table) AS own WHERE own.sensor = new.id AND own.at = past.at), 0)
          """, arguments: ends)
    }
    // Of what was open somewhere in it the old store has seen the whole; what was still open at its end was opened again
    // where the archive goes on.
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO main.episode SELECT * FROM old.episode
        WHERE seen < :to AND coalesce(closed, seen) >= :from
        """, arguments: ends)
    try database.execute(
      sql: """
        DELETE FROM main.episode AS own WHERE seen >= :to AND EXISTS (
          SELECT 1 FROM old.episode AS was WHERE was.seen < :to AND was.closed > own.seen AND was.closed >= :from
            AND (was.device, was.type, was.class, was.kind) = (own.device, own.type, own.class, own.kind))
        """, arguments: ends)
    try database.execute(
      sql: "INSERT OR IGNORE INTO main.transition SELECT * FROM old.transition WHERE at >= :from AND at < :to",
      arguments: ends)
  }

  /// A database and what SQLite keeps beside it.
  private static func files(_ path: String) -> [String] { [path, path + "-wal", path + "-shm"] }
}
