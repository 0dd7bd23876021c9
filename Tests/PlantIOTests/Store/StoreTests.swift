import GRDB
import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("The store: what was read, minute by minute and hour by hour, found at once and gone when its time is over")
struct StoreTests {
  private let bench = ArchiveBench()
  private var path: String { bench.temporary.path("store.sqlite") }
  private static let start = ArchiveBench.start

  private func reading(_ at: Stamp, _ value: Double, sensor: UInt32 = 0, isAnomaly: Bool = false) -> JudgedReading {
    JudgedReading(sensor: sensor, isAnomaly: isAnomaly, at: at, value: value)
  }

  private func batch(_ readings: [JudgedReading]) -> StoreBatch {
    var batch = StoreBatch()
    batch.readings = readings
    batch.names = [0: ("press-07", "temperature"), 1: ("press-07", "pressure")]
    batch.since = Self.start
    return batch
  }

  private func write(_ batches: StoreBatch...) throws {
    let writer = try StoreWriter(path: path)
    for batch in batches { writer.append(batch) }
    writer.close()
  }

  private func rows(_ sensor: String? = nil, from: Int64 = -100, to: Int64 = 100_000) throws -> [ReadingRow] {
    var rows: [ReadingRow] = []
    let range = Self.start + from * Interval.second...Self.start + to * Interval.second
    try StoreReader(path: path).rows(ReadingQuery(device: nil, sensor: sensor, range: range)) {
      rows.append($0)
      return true
    }
    return rows
  }

  @Test("readings come back in the order of time, equal stamps in the order in which they came, over a restart too")
  func order() throws {
    let at = Self.start
    try write(
      batch([reading(at + Interval.second, 2), reading(at, 1, isAnomaly: true), reading(at + Interval.second, 3)]))
    try write(
      batch([reading(at + Interval.second, 4), reading(at, 5), reading(at + 2 * Interval.second, 6, sensor: 1)]))
    let all = try rows()
    #expect(all.map(\.value) == [6, 1, 5, 2, 3, 4] && all.map(\.sequence) == [0, 0, 1, 0, 1, 2])
    #expect(all.map(\.isAnomaly) == [false, true, false, false, false, false])
    #expect(try rows("pressure").map(\.value) == [6])
    #expect(try rows(from: 1, to: 1).map(\.value) == [2, 3, 4])
    var status = stat()
    #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test("minutes and hours sum up what lies in them, in whatever batches it came")
  func rollUps() throws {
    let minute = Self.start
    try write(batch([reading(minute, 10), reading(minute + 59 * Interval.second, 30, isAnomaly: true)]))
    try write(batch([reading(minute + 30 * Interval.second, 20), reading(minute + Interval.minute, 5)]))
    let store = try StoreDatabase(reading: path)
    let sums = try store.queue.read { database in
      try (
        Row.fetchAll(database, sql: "SELECT count, minimum, maximum, sum, anomalies FROM minute ORDER BY at"),
        Row.fetchAll(database, sql: "SELECT count, minimum, maximum, sum, anomalies FROM hour")
      )
    }
    #expect(
      sums.0.count == 2 && sums.0[0] == ["count": 3, "minimum": 10.0, "maximum": 30.0, "sum": 60.0, "anomalies": 1])
    #expect(sums.1 == [["count": 4, "minimum": 5.0, "maximum": 30.0, "sum": 65.0, "anomalies": 1]])
  }

  @Test("what is past its time leaves step by step; minutes and hours stay")
  func sweep() throws {
    let old = (0..<5000).map { reading(Self.start + Int64($0) * Interval.second, Double($0)) }
    try write(batch(old))
    let store = try StoreDatabase(writing: path)
    var sweeper = StoreSweeper(retention: 90 * Interval.day)
    let now = Self.start + (90 * Interval.day + 4500 * Interval.second)
    var gone: [Int] = []
    for _ in 0..<6 { gone.append(try sweeper.step(store.queue, now: now)) }
    #expect(gone == [2000, 2000, 500, 0, 0, 0])
    try store.queue.close()
    #expect(try rows().map(\.value) == (4500..<5000).map(Double.init))
    #expect(try StoreReader(path: path).reach().since == (Self.start + 4500 * Interval.second).milliseconds)
    let hours = try StoreDatabase(reading: path).queue.read { try Int.fetchOne($0, sql: "SELECT sum(count) FROM hour") }
    #expect(hours == 5000)
  }

  @Test("a queue that overflows costs readings, never time, and says how many")
  func overflow() throws {
    let writer = try StoreWriter(path: path)
    let many = [JudgedReading](repeating: reading(Self.start, 1), count: StoreWriter.queueLimit)
    writer.append(batch(many))
    writer.append(batch(many))
    let skipped = writer.takeTroubles().skipped
    #expect(skipped == 0 || skipped == StoreWriter.queueLimit)
    writer.append(batch(many + many))
    #expect(writer.takeTroubles().skipped >= 2 * StoreWriter.queueLimit)
  }

  @Test("a store that is taken away while it is written is told, and what it lacks is counted")
  func takenAway() throws {
    let writer = try StoreWriter(path: path)
    run("/bin/mv", path, path + ".away")
    writer.append(batch([reading(Self.start, 1)]))
    writer.look()
    var skipped = 0
    #expect(
      eventually {
        let troubles = writer.takeTroubles()
        skipped += troubles.skipped
        return skipped == 1 && troubles.failure.contains("was taken away or replaced")
      })
    run("/bin/mv", path + ".away", path)
    writer.append(batch([reading(Self.start, 2)]))
    writer.look()
    #expect(eventually { writer.takeTroubles().failure.isEmpty })
    writer.close()
    #expect(try rows().map(\.value) == [2])
  }

  @Test("a store that is no database, or of a newer version, is told as that and left alone")
  func damaged() throws {
    let file = bench.temporary.file("store.sqlite", String(repeating: "not a database ", count: 100))
    // It keeps nobody from watching.
    let writer = try StoreWriter(path: file)
    writer.append(batch([reading(Self.start, 1)]))
    let troubles = writer.takeTroubles()
    #expect(troubles.skipped == 1 && troubles.failure.contains("store rebuild"), "\(troubles)")
    writer.close()
    #expect(text(file).hasPrefix("not a database"))
    #expect(throws: SetupError.self) { try StoreReader(path: bench.temporary.path("none")) }
  }

  /// Five minutes of two devices, archived from `start` on.
  private func archive(from start: Stamp) throws {
    var records: [[UInt8]] = []
    for second in 0..<300 {
      let at = start + Int64(second) * Interval.second
      for (number, device) in ["press-07", "pump-1"].enumerated() {
        records.append(
          ArchiveBench.message(second, at: at + Int64(number), device: device, value: Double(second % 100)))
      }
    }
    try bench.write([records.flatMap { $0 }], SegmentName(of: start))
  }

  @Test("what a killed program had archived and not stored is filled in at the next start, once")
  func filledIn() throws {
    let start = SystemClock.wall() + -Interval.hour
    try archive(from: start)
    let query = ReadingQuery(device: nil, sensor: nil, range: start...(start + Interval.hour))
    let whole = try ArchivedReadings.rows(
      query, try Inputs(["archive:"], archive: bench.folder), configuration: ArchiveBench.configuration)
    #expect(whole.count == 600)
    // As far as it came: the last batch says so, and nobody has closed it.
    let known = whole.filter { $0.at < (start + 150 * Interval.second).milliseconds }
    var batch = StoreBatch()
    batch.names = [0: ("press-07", "temperature"), 1: ("pump-1", "temperature")]
    batch.readings = known.map {
      reading(
        Stamp(nanoseconds: $0.at * Interval.millisecond), $0.value, sensor: $0.device == "pump-1" ? 1 : 0,
        isAnomaly: $0.isAnomaly)
    }
    batch.until = start + (149 * Interval.second + 1)
    let store = try StoreDatabase(writing: path)
    try store.queue.write { [batch] in
      var inserter = StoreInserter()
      try inserter.insert(batch, $0)
    }
    try store.queue.close()
    let source = StoreSource(
      archive: bench.folder, configuration: ArchiveBench.configuration, end: start + Interval.hour, gate: nil)
    for told in [1, 0] {
      let writer = try StoreWriter(path: path, source: source)
      writer.close()
      let notices = writer.takeNotices()
      #expect(notices.count == told && notices.allSatisfy { $0.contains(": 300 readings that the store lacked") })
      #expect(try rows(from: -1_000_000_000, to: 1_000_000_000) == whole)
    }
  }

  @Test("a store that is begun anew beside an older archive says so, and where it begins")
  func begunAnew() throws {
    let start = SystemClock.wall() + -Interval.hour
    try archive(from: start)
    let end = start + Interval.hour
    let source = StoreSource(archive: bench.folder, configuration: ArchiveBench.configuration, end: end, gate: nil)
    let writer = try StoreWriter(path: path, source: source)
    // The sweeper has its turn before anything is stored.
    #expect(eventually { writer.takeNotices().contains { $0.hasPrefix("the store is new and the archive is not") } })
    usleep(200_000)
    var batch = batch([reading(end, 1)])
    batch.since = end
    writer.append(batch)
    writer.close()
    #expect(try StoreReader(path: path).reach().since == end.milliseconds)
    let again = try StoreWriter(path: path, source: source)
    again.close()
    #expect(again.takeNotices().isEmpty)
  }

  @Test("a store of the first version is brought up to date when it is written, and keeps what it has")
  func migrated() throws {
    let queue = try DatabaseQueue(path: path)
    try StoreDatabase.migrator.migrate(queue, upTo: "1")
    try queue.write {
      try $0.execute(
        sql: """
          INSERT INTO sensor VALUES (1, 'press-07', 'temperature');
          INSERT INTO reading VALUES (1, ?, 0, 61.5, 0);
          """, arguments: [Self.start.milliseconds])
    }
    try queue.close()
    #expect(throws: SetupError.self) { try StoreReader(path: path) }
    try write(batch([reading(Self.start + Interval.second, 62)]))
    #expect(try rows().map(\.value) == [61.5, 62])
  }

  @Test("a rebuilt store keeps what lies before the archive's beginning, and every store that stood there")
  func carriedOver() throws {
    let start = SystemClock.wall() + -Interval.hour
    try archive(from: start)
    let old = start + -100 * Interval.day
    try write(batch([reading(old, 40), reading(old + Interval.second, 50), reading(start + Interval.minute, 99)]))
    let inputs = try Inputs(["archive:"], archive: bench.folder)
    for kept in [path + ".before", path + ".before2"] {
      let outcome = try StoreRebuild.run(inputs, to: path, configuration: ArchiveBench.configuration)
      #expect(outcome.readings == 600 && outcome.kept == kept && (outcome.carriedOver ?? 0) >= 4, "\(outcome)")
      #expect(WholeFile.size(kept) != nil)
    }
    let store = try StoreDatabase(reading: path)
    let (minutes, sum) = try store.queue.read {
      (
        try Int.fetchOne($0, sql: "SELECT count FROM minute WHERE at < ?", arguments: [start.milliseconds - 60_000]),
        try Double.fetchOne($0, sql: "SELECT sum FROM minute WHERE at < ?", arguments: [start.milliseconds - 60_000])
      )
    }
    #expect(minutes == 2 && sum == 90)
    // What the archive does know of comes from there alone.
    #expect(try rows(from: -1_000_000_000, to: 1_000_000_000).map(\.value).filter { $0 == 99 }.count == 6)
  }

  @Test("a rebuilt store keeps what the archive has lost of an hour in its middle, and says which")
  func gaps() throws {
    let names = try (0..<5).map { hour -> SegmentName in
      let from = Self.start + Int64(hour) * Interval.hour
      // Too hot from ten to the hour until ten past, over each end of an hour.
      let frames = (0..<60).map { minute in
        ArchiveBench.message(
          minute, at: from + Int64(minute) * Interval.minute, value: (10..<50).contains(minute) ? 20 : 90)
      }
      try bench.write(frames, SegmentName(of: from))
      try bench.seal(SegmentName(of: from), frameBytes: 500)
      return SegmentName(of: from)
    }
    func rebuild() throws -> StoreRebuild.Outcome {
      try StoreRebuild.run(
        try Inputs(["archive:"], archive: bench.folder), to: path, configuration: ArchiveBench.configuration)
    }
    func count(_ table: String) throws -> Int? {
      try StoreDatabase(reading: path).queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
    }
    func held() throws -> [Int?] { try ["reading", "minute", "hour", "episode"].map(count) }
    #expect(try rebuild().gaps.isEmpty)
    let (whole, figures) = (try rows(), try held())
    #expect(whole.count == 300)
    _ = unsafe unlink(bench.folder.file(names[1]))
    var damaged = content(bench.folder.file(names[3]))
    damaged[damaged.count / 2] ^= 0x55
    bench.temporary.write("archive/\(names[3].path)", damaged)
    for isMended in [false, true] {
      if isMended {
        let finding = bench.verify(names[3])
        _ = try ArchiveCheck.repair(finding, bench.folder, configuration: ArchiveBench.configuration)
      }
      let outcome = try rebuild()
      #expect(outcome.readings < 240 && outcome.gaps == [names[1].start, names[3].start], "\(outcome)")
      #expect(try rows() == whole)
      #expect(try held() == figures)
    }
  }

  @Test("what the store takes is on the archive's disk before")
  func behindTheArchive() throws {
    let gate = AckGate()
    let source = StoreSource(
      archive: bench.folder, configuration: ArchiveBench.configuration, end: Self.start, gate: gate)
    let writer = try StoreWriter(path: path, source: source)
    var late = batch([reading(Self.start, 1)])
    late.position = 100
    writer.append(late)
    writer.look()
    Worker.rest(nanoseconds: Interval.second / 5)
    #expect(try rows().isEmpty)
    gate.store(100)
    #expect(eventually { (try? rows().map(\.value)) == [1] })
    writer.close()
  }

  @Test("rebuilt from the archive it answers with the same rows, and the archive alone does, too")
  func rebuilt() throws {
    let start = SystemClock.wall()
    try archive(from: start)
    let inputs = try Inputs(["archive:"], archive: bench.folder)
    let count = try StoreRebuild.run(inputs, to: path, configuration: ArchiveBench.configuration).readings
    let letter = bench.temporary.file("letter", "Dear operator")
    _ = try StoreRebuild.run(inputs, to: letter, configuration: ArchiveBench.configuration)
    #expect(text(letter + ".before") == "Dear operator" && content(letter).starts(with: bytes("SQLite format 3")))
    let query = ReadingQuery(device: "pump-1", sensor: "Temperature", range: start...(start + Interval.hour))
    var stored: [ReadingRow] = []
    try StoreReader(path: path).rows(query) {
      stored.append($0)
      return true
    }
    #expect(count == 600 && stored.count == 300 && stored.filter(\.isAnomaly).count == 3 * (10 + 19))
    #expect(try ArchivedReadings.rows(query, inputs, configuration: ArchiveBench.configuration) == stored)
  }
}
