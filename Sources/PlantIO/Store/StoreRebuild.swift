import Glibc
import GRDB
import PlantCore

/// Makes a store anew from an archive: judged again, written beside, and put in the old one's place.
///
/// What stood there is kept as `PATH.before`: it may know more than the archive still does, or be no store at all.
public enum StoreRebuild {
  /// - Returns: How many readings it holds.
  /// - Throws: `SetupError` when the archive cannot be read or the store not be written.
  public static func run(
    _ inputs: Inputs, to path: String, configuration: EngineConfiguration, shouldStop: () -> Bool = { false }
  ) throws(SetupError) -> Int {
    let beside = path + ".new"
    for file in files(beside) { _ = unsafe unlink(file) }
    var count = 0
    do {
      let database = try StoreDatabase(writing: beside)
      var inserter = StoreInserter()
      var gathered = StoreBatch()
      func write() throws {
        try database.queue.write { [gathered] in try inserter.insert(gathered, $0) }
        gathered = StoreBatch()
      }
      try ArchivedReadings.run(inputs, configuration: configuration, shouldStop: shouldStop) { batch in
        count += batch.readings.count
        gathered.add(batch)
        if gathered.readings.count > 100_000 { try write() }
      }
      try write()
      // Closed, it is one file.
      try database.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      try database.queue.close()
    } catch {
      for file in files(beside) { _ = unsafe unlink(file) }
      throw StoreDatabase.problem(path, error)
    }
    if shouldStop() {
      for file in files(beside) { _ = unsafe unlink(file) }
      return 0
    }
    for (file, kept) in zip(files(path), files(path + ".before")) {
      _ = unsafe unlink(kept)
      _ = unsafe rename(file, kept)
    }
    guard unsafe rename(beside, path) == 0 else { throw SetupError(path, "cannot be written: \(errorText(errno))") }
    return count
  }

  /// A database and what SQLite keeps beside it.
  private static func files(_ path: String) -> [String] { [path, path + "-wal", path + "-shm"] }
}
