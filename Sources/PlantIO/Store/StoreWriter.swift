import GRDB
import PlantCore
import Synchronization

/// Puts readings and events into a store on a thread of its own, which can never hold judgement back.
///
/// What finds no room in the bounded queue is counted, noted in the store, and filled in from the archive by
/// `plantwatch store rebuild`.
public final class StoreWriter: Sendable {
  /// Readings that may wait.
  static let queueLimit = 500_000
  /// Batches are written this often at the latest.
  private static let pace = 2 * Interval.second

  private struct Queue: Sendable {
    var batch = StoreBatch()
    var isStopping = false
    /// Nothing is taken: the file was damaged when it was opened.
    var isBroken = false
    var failure = ""
    var skipped = 0
    var notices: [String] = []
  }

  private let queue = Mutex(Queue())
  private let wake = WakeUp()
  private let worker = Mutex<Worker?>(nil)
  private let retention: Int64
  private let source: StoreSource?

  /// Opens the store and starts the thread.
  ///
  /// - Parameters:
  ///   - retention: Readings whose event time is older leave, in nanoseconds; minutes and hours stay.
  ///   - source: The archive that is written beside it: what an unclean end has cost is filled in from there.
  /// A damaged store is told as a failure and takes nothing: that is no reason to watch nothing.
  ///
  /// - Throws: `SetupError` when the store cannot be opened for another reason.
  init(path: String, retention: Int64 = 90 * Interval.day, source: StoreSource? = nil) throws(SetupError) {
    (self.retention, self.source) = (retention, source)
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try WholeFile.makeFolder(String(path[..<slash]))
    }
    do throws(SetupError) {
      let database = try StoreDatabase(writing: path)
      worker.withLock { $0 = Worker(name: "store") { self.run(database) } }
    } catch {
      guard StoreDatabase.isDamage(error) else { throw error }
      queue.withLock {
        $0.isBroken = true
        $0.failure = "\(path) \(error.problem): plantwatch store rebuild makes it anew while nobody writes the archive"
      }
    }
  }

  /// Hands a batch over; never blocks. The engine's thread.
  func append(_ batch: StoreBatch) {
    guard !batch.isEmpty || !batch.names.isEmpty else { return }
    let isMany = queue.withLock { [batch] queue in
      var batch = batch
      if queue.batch.readings.count + batch.readings.count > Self.queueLimit {
        batch.skipped += batch.readings.count
        batch.readings = []
      }
      queue.skipped += batch.skipped
      if queue.isBroken {
        queue.skipped += batch.readings.count
        return false
      }
      queue.batch.add(batch)
      return queue.batch.readings.count > 10_000
    }
    if isMany { wake.signal() }
  }

  /// Writes what waits without waiting for the next round.
  func look() { wake.signal() }

  /// What there is to tell since the last call: readings skipped, and why nothing can be written; empty when all is well.
  func takeTroubles() -> (skipped: Int, failure: String) {
    queue.withLock { queue in
      defer { queue.skipped = 0 }
      return (queue.skipped, queue.failure)
    }
  }

  /// What there is to say besides troubles since the last call.
  func takeNotices() -> [String] {
    queue.withLock { queue in
      defer { queue.notices = [] }
      return queue.notices
    }
  }

  /// Writes what waits and ends the thread; gives a broken disk three seconds.
  func close() {
    queue.withLock { $0.isStopping = true }
    wake.signal()
    worker.withLock { $0 }?.join(nanoseconds: 3 * Interval.second)
  }

  private func run(_ database: StoreDatabase) {
    var inserter = StoreInserter()
    var sweeper = StoreSweeper(retention: retention)
    if let words = source?.fillIn(database) {
      queue.withLock { $0.notices.append(words) }
    }
    while true {
      let (batch, isStopping) = queue.withLock { queue in
        let batch = queue.batch
        queue.batch = StoreBatch()
        return (batch, queue.isStopping)
      }
      var isWritten = true
      do {
        guard database.isThere else {
          throw SetupError(database.path, "was taken away or replaced: nothing is stored until the next start")
        }
        if !batch.isEmpty || !batch.names.isEmpty {
          // At the end the archive has what it will ever have.
          if !isStopping { source?.wait(for: batch.position) }
          try database.queue.write { try inserter.insert(batch, $0) }
        }
        queue.withLock { $0.failure = "" }
      } catch {
        isWritten = false
        let words = StoreDatabase.problem(database.path, error).problem
        queue.withLock { [batch] queue in
          queue.failure = words
          queue.skipped += batch.readings.count
          // The names are needed by what comes later.
          queue.batch.names.merge(batch.names) { old, _ in old }
        }
      }
      do {
        if isStopping {
          if isWritten { try database.queue.write { try $0.execute(sql: "DELETE FROM judged") } }
        } else {
          try sweeper.step(database.queue, now: SystemClock.wall())
        }
      } catch { queue.withLock { $0.failure = StoreDatabase.problem(database.path, error).problem } }
      if isStopping { break }
      _ = waitReadable(wake.descriptor, nanoseconds: Self.pace)
      wake.clear()
    }
    try? database.queue.close()
  }
}

/// Takes readings out of a store whose time is over, a little at a time.
struct StoreSweeper {
  /// Rows that go in one step: a few milliseconds.
  static let rows = 2000
  let retention: Int64
  private var sensor: Int64 = 0
  /// Between rounds through all sensors there is a pause.
  private var nextRound = Stamp(nanoseconds: .min)

  init(retention: Int64) { self.retention = retention }

  /// Does one step when it is time.
  ///
  /// - Returns: How many readings went.
  @discardableResult
  mutating func step(_ queue: DatabaseQueue, now: Stamp) throws -> Int {
    guard now >= nextRound else { return 0 }
    let before = (now + -retention).milliseconds
    let from = sensor
    let (next, gone) = try queue.write { database -> (Int64?, Int) in
      let next = try Int64.fetchOne(
        database, sql: "SELECT id FROM sensor WHERE id > ? ORDER BY id LIMIT 1", arguments: [from])
      guard let next else {
        // Where nothing was stored yet, what is stored first says where the store begins.
        try database.execute(sql: "UPDATE swept SET before = max(before, ?)", arguments: [before])
        return (nil, 0)
      }
      try database.execute(
        sql: """
          DELETE FROM reading WHERE sensor = :sensor AND at < :before AND (at, sequence) <=
            (SELECT at, sequence FROM
              (SELECT at, sequence FROM reading WHERE sensor = :sensor AND at < :before ORDER BY at, sequence LIMIT :rows)
             ORDER BY at DESC, sequence DESC LIMIT 1)
          """, arguments: ["sensor": next, "before": before, "rows": Self.rows])
      return (next, database.changesCount)
    }
    if let next {
      if gone < Self.rows { sensor = next }
    } else {
      (sensor, nextRound) = (0, now + 10 * Interval.minute)
    }
    return gone
  }
}
