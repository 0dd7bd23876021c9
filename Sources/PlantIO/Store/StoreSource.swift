import GRDB
import PlantCore

/// The archive beside a store: what the store takes is on the archive's disk before, and what a killed program did not
/// bring into the store comes out of the archive again.
struct StoreSource: Sendable {
  /// So long before what is missing judging begins: devices and their units are known by then.
  private static let approach = 2 * Interval.minute
  /// A broken disk of the archive's holds the store up for no longer.
  private static let patience = 3 * Interval.second

  var archive: ArchiveFolder
  var configuration: EngineConfiguration
  /// The beginning of this session: what comes then is not missing.
  var end: Stamp
  /// How far the archive has come; nil where nobody tells.
  var gate: AckGate?

  /// Waits until the archive has everything before a position of the ring.
  ///
  /// Else a broker would send again, after a crash, what the store has already.
  func wait(for position: Int) {
    guard let gate else { return }
    let deadline = SystemClock.sinceBoot() + Self.patience
    while gate.stored < position, SystemClock.sinceBoot() < deadline { Worker.rest(nanoseconds: Interval.second / 20) }
  }

  private static let anew =
    "the store is new and the archive is not: plantwatch query reads there what is older, and charts begin here until "
    + "plantwatch store rebuild fills it in, while nobody collects"

  /// Whether nothing was ever stored, and the archive holds something of before this session.
  private func isBegunAnew(_ database: StoreDatabase) throws -> Bool {
    guard try database.queue.read({ try Int.fetchOne($0, sql: "SELECT count(*) FROM swept") }) == 0,
      archive.segments().contains(where: { $0.start < end })
    else { return false }
    let before = try? Inputs(archive: archive, Stamp(nanoseconds: 0)...(end + -1)).firstTime
    return before.map { $0.isKnown && $0 < end } ?? false
  }

  /// Brings into a store what arrived after the last thing it knows of; the store's thread, before anything else.
  ///
  /// Each batch says how far it came: killed on the way, the next start goes on from there.
  /// - Returns: What there is to say; nil when nothing was missing.
  func fillIn(_ database: StoreDatabase) -> String? {
    var count = 0
    do {
      let known = try database.queue.read { try Int64.fetchOne($0, sql: "SELECT until FROM judged") }
      guard let known = known.map(Stamp.init(nanoseconds:)) else { return try isBegunAnew(database) ? Self.anew : nil }
      guard known < end else {
        return
          "the last run did not end well, and the clock was put back since: plantwatch store rebuild fills in what "
          + "the store lacks, while nobody collects"
      }
      guard archive.segments().contains(where: { $0.end > known })
      else { return nil }
      let inputs = try Inputs(archive: archive, (known + -Self.approach)...(end + -1))
      var inserter = StoreInserter()
      try ArchivedReadings.run(inputs, configuration: configuration, after: known, shouldStop: { false }) { batch in
        var missing = batch
        // What stood before goes on in the engine that goes on.
        missing.events.removeAll { !$0.began(after: known) }
        try database.queue.write { [missing] in try inserter.insert(missing, $0) }
        count += batch.readings.count
      }
      guard count > 0 else { return nil }
      return "the last run did not end well: \(count) readings that the store lacked were filled in from the archive"
    } catch {
      let problem = StoreDatabase.problem(database.path, error).problem
      return "the last run did not end well, and what the store lacks of it cannot be filled in: \(problem);"
        + " plantwatch store rebuild does, while nobody collects"
    }
  }
}

extension Event {
  /// Whether what it is about began after a moment of stream time.
  fileprivate func began(after moment: Stamp) -> Bool {
    switch self {
    case .anomaly(let event): event.episode.seen > moment
    case .alarm(let event): event.seen > moment
    case .operation, .notice: false
    }
  }
}
