import GRDB
import Glibc
import PlantCore

/// The store's file: readings, roll-ups of a minute and of an hour, episodes and alarm transitions, in SQLite.
///
/// `reading` holds what the cloud pipeline's table held: device and sensor type (through `sensor`), event time in
/// milliseconds, a sequence for equal stamps, the value, and whether it broke a limit.
struct StoreDatabase: Sendable {
  let path: String
  let queue: DatabaseQueue
  private let identity: FileIdentity?

  /// Whether its file still stands where it was opened: SQLite goes on with one that was taken away.
  var isThere: Bool { FileIdentity(at: path) == identity }

  /// Opens a store for writing, making or migrating it.
  ///
  /// - Throws: `SetupError` when it cannot be opened, or is of a newer version or damaged.
  init(writing path: String) throws(SetupError) {
    // SQLite would let everybody read it; what it keeps beside it gets the same mode.
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { throw SetupError(path, "cannot be written: \(errorText(errno))") }
    identity = FileIdentity(descriptor)
    close(descriptor)
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      // Readers never wait for the writer; a power cut may lose the last batch, which the archive still has.
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA auto_vacuum = NONE")
    }
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try Self.migrator.migrate(queue)
      let isNewer = try queue.read { try Self.migrator.hasBeenSuperseded($0) }
      guard !isNewer else { throw SetupError(path, "is a store of a newer version", fix: "use that version") }
      (self.path, self.queue) = (path, queue)
    } catch { throw Self.problem(path, error) }
  }

  /// Opens a store to read from, while another process may write it.
  ///
  /// - Throws: `SetupError` when there is none, or it is damaged.
  init(reading path: String) throws(SetupError) {
    try WholeFile.requireReadable(path)
    guard WholeFile.size(path) != nil else {
      throw SetupError(path, "is no store", fix: "plantwatch collect fills one, plantwatch store rebuild makes one")
    }
    identity = FileIdentity(at: path)
    var configuration = Configuration()
    configuration.readonly = true
    do {
      queue = try Self.queue(reading: path, configuration)
      let (isNewer, isComplete) = try queue.read {
        (try Self.migrator.hasBeenSuperseded($0), try Self.migrator.hasCompletedMigrations($0))
      }
      if isNewer { throw SetupError(path, "is a store of a newer version", fix: "use that version") }
      guard isComplete else {
        throw SetupError(path, "is a store of an older version", fix: "a collector brings it up to date when it starts")
      }
      self.path = path
    } catch { throw Self.problem(path, error) }
  }

  /// Opens a file to read from. Beside a store that nobody writes SQLite would make a file, which a reader may not.
  private static func queue(reading path: String, _ configuration: Configuration) throws -> DatabaseQueue {
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
      return queue
    } catch let error as DatabaseError where WholeFile.size(path + "-wal") ?? 0 == 0 {
      guard [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode) else { throw error }
      let escaped = path.utf8.map { byte in
        "?#%".utf8.contains(byte) ? "%" + String(byte, radix: 16) : String(decoding: [byte], as: UTF8.self)
      }
      return try DatabaseQueue(path: "file:\(escaped.joined())?immutable=1", configuration: configuration)
    }
  }

  private static let refusal = "cannot be used: "

  /// Whether it is SQLite that refuses: a file stands there and is no store, or a damaged one.
  static func isDamage(_ error: SetupError) -> Bool { error.problem.hasPrefix(refusal) }

  static func problem(_ path: String, _ error: any Error) -> SetupError {
    if let known = error as? SetupError { return known }
    let words = (error as? DatabaseError).map { $0.message ?? "\($0.resultCode)" } ?? String(describing: error)
    return SetupError(path, refusal + words, fix: "plantwatch store rebuild makes it anew from the archive")
  }

  /// Every version of the schema, in order; a store is brought up to date when it is opened for writing.
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(
        sql: """
          CREATE TABLE sensor (
            id INTEGER PRIMARY KEY, device TEXT NOT NULL, type TEXT NOT NULL, UNIQUE (device, type));
          CREATE TABLE reading (
            sensor INTEGER NOT NULL, at INTEGER NOT NULL, sequence INTEGER NOT NULL, value REAL NOT NULL,
            anomaly INTEGER NOT NULL, PRIMARY KEY (sensor, at, sequence)) WITHOUT ROWID;
          CREATE TABLE minute (
            sensor INTEGER NOT NULL, at INTEGER NOT NULL, count INTEGER NOT NULL, minimum REAL NOT NULL,
            maximum REAL NOT NULL, sum REAL NOT NULL, anomalies INTEGER NOT NULL,
            PRIMARY KEY (sensor, at)) WITHOUT ROWID;
          CREATE TABLE hour (
            sensor INTEGER NOT NULL, at INTEGER NOT NULL, count INTEGER NOT NULL, minimum REAL NOT NULL,
            maximum REAL NOT NULL, sum REAL NOT NULL, anomalies INTEGER NOT NULL,
            PRIMARY KEY (sensor, at)) WITHOUT ROWID;
          CREATE TABLE episode (
            seen INTEGER NOT NULL, device TEXT NOT NULL, type TEXT NOT NULL, class TEXT NOT NULL, kind TEXT NOT NULL,
            priority INTEGER NOT NULL, opened INTEGER NOT NULL, closed INTEGER, extreme REAL, bound REAL,
            count INTEGER NOT NULL, why TEXT NOT NULL,
            PRIMARY KEY (seen, device, type, class, kind)) WITHOUT ROWID;
          CREATE TABLE transition (
            at INTEGER NOT NULL, name TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, value REAL,
            why TEXT NOT NULL, PRIMARY KEY (at, name)) WITHOUT ROWID;
          CREATE TABLE skipped (since INTEGER NOT NULL, until INTEGER NOT NULL, readings INTEGER NOT NULL);
          CREATE TABLE swept (id INTEGER PRIMARY KEY CHECK (id = 1), before INTEGER NOT NULL);
          """)
    }
    // Up to which arrival, in nanoseconds, everything is in it, as long as somebody writes: a clean end takes it away.
    migrator.registerMigration("2") { database in
      try database.execute(
        sql: "CREATE TABLE judged (id INTEGER PRIMARY KEY CHECK (id = 1), until INTEGER NOT NULL)")
    }
    return migrator
  }()
}
