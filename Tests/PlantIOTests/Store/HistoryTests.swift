import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("Charts over days, from a store's minutes and hours")
struct HistoryTests {
  private let temporary = TemporaryFolder()
  private var path: String { temporary.path("store.sqlite") }
  /// Half an hour past midnight, and a little.
  private static let now = Stamp(seconds: 1_795_912_233)

  /// Writes one reading an hour for `hours`, the newest a minute ago; each has its age in hours as its value.
  private func write(hours: Int) throws {
    let writer = try StoreWriter(path: path, retention: 400 * Interval.day)
    var batch = StoreBatch()
    batch.names = [0: ("press-07", "temperature")]
    batch.readings = (0..<hours).map { hour in
      JudgedReading(
        sensor: 0, isAnomaly: false, at: Self.now + -Int64(hour) * Interval.hour + -Interval.minute, value: Double(hour)
      )
    }
    batch.since = Self.now
    writer.append(batch)
    writer.close()
  }

  private func read(_ span: ChartSpan, around: Stamp = .unknown, device: String = "press-07") throws -> Trend {
    let question = HistoryReader.Question.chart(
      device: device, sensor: "temperature", HistoryQuery(span: span, around: around))
    guard case .trend(let trend) = try HistoryReader.read(question, now: Self.now, StoreDatabase(reading: path)) else {
      throw SetupError("", "no trend")
    }
    return trend
  }

  @Test("an hour of the past has its single readings, and minutes where those have gone")
  func around() throws {
    try write(hours: 24 * 10)
    let moment = Self.now + -100 * Interval.hour
    for isSwept in [false, true] {
      if isSwept {
        try StoreDatabase(writing: path).queue.write { try $0.execute(sql: "DELETE FROM reading") }
      }
      let trend = try read(.day, around: moment)
      #expect(trend.slotSeconds == 20 && trend.points.count == 180)
      #expect(trend.end > moment + 29 * Interval.minute && trend.end < moment + 31 * Interval.minute)
      let present = trend.points.indices.filter { !trend.points[$0].isAbsent }
      #expect(present.count == 1 && trend.points[present[0]].maximum == 100)
      // A minute before the moment in the middle.
      #expect((84...88).contains(present[0]), "\(present)")
    }
  }

  @Test("episodes of weeks ago come newest first, of one device or of all, with what they went to")
  func episodes() throws {
    try write(hours: 1)
    try StoreDatabase(writing: path).queue.write { database in
      for (days, device) in [(1, "press-07"), (5, "fan-01"), (6, "press-07"), (40, "press-07")] {
        let at = (Self.now + -Int64(days) * Interval.day).milliseconds
        try database.execute(
          sql: "INSERT INTO episode VALUES (?, ?, 'temperature', 'limit', 'highHigh', 1, ?, ?, 97.5, 90, 12, '')",
          arguments: [at, device, at, at + 60_000])
      }
      // What it was before it became worse, and one whose end nobody kept.
      let at = (Self.now + -Interval.day).milliseconds
      try database.execute(
        sql: "INSERT INTO episode VALUES (?, 'press-07', 'temperature', 'limit', 'high', 2, ?, NULL, 85, 80, 3, '')",
        arguments: [at, at])
    }
    func read(_ device: String?, _ span: ChartSpan, _ filter: String = "") throws -> [PastEpisode] {
      let answer = try HistoryReader.read(
        .episodes(device: device, span, filter: filter), now: Self.now, StoreDatabase(reading: path))
      guard case .episodes(let episodes, isCut: false) = answer else { throw SetupError("", "no episodes") }
      return episodes
    }
    let week = try read(nil, .week)
    #expect(week.map(\.device) == ["press-07", "fan-01", "press-07"])
    #expect(try read("press-07", .quarter).count == 3 && read("fan-01", .day).isEmpty)
    let first = try #require(week.first)
    #expect(first.kind == .highHigh && first.extreme == 97.5 && first.limit == 90 && first.count == 12)
    #expect(first.closed - first.opened == Interval.minute)
    #expect(first.passes(FilterExpression("device~press-* value>90")) && !first.passes(FilterExpression("fan")))
    // Behind more others than a list takes.
    try StoreDatabase(writing: path).queue.write { database in
      for number in 0...HistoryReader.episodeLimit {
        try database.execute(
          sql: "INSERT INTO episode VALUES (?, 'pump-01', 'temperature', 'limit', 'high', 2, ?, ?, 85, 80, 3, '')",
          arguments: [Self.now.milliseconds - Int64(number), Self.now.milliseconds, Self.now.milliseconds])
      }
    }
    #expect(try read(nil, .week, "device=fan-01").map(\.device) == ["fan-01"])
  }

  @Test(
    "a day has its readings at their places, and nothing between", arguments: [ChartSpan.day, .week, .month, .quarter])
  func places(span: ChartSpan) throws {
    try write(hours: 24 * 100)
    let trend = try read(span)
    let (seconds, count) = span.slots
    #expect(trend.slotSeconds == seconds && trend.points.count == count && trend.end > Self.now)
    let perSlot = max(1, seconds / 3600)
    for (index, point) in trend.points.enumerated() where !point.isAbsent {
      let end = trend.end + -Int64((count - 1 - index) * seconds) * Interval.second
      let oldest = Double(Self.now - (end + -Int64(seconds) * Interval.second)) / Double(Interval.hour)
      let newest = Double(Self.now - end) / Double(Interval.hour)
      #expect(Double(point.minimum) >= newest - 1 && Double(point.maximum) <= oldest, "\(index): \(point)")
      #expect(Int(point.maximum - point.minimum) <= perSlot - 1)
    }
    let present = trend.points.filter { !$0.isAbsent }.count
    #expect(span == .day ? (23...24).contains(present) : present == count, "\(present)")
    let other = try read(span, device: "nobody")
    #expect(other.points.allSatisfy(\.isAbsent) && other.points.count == count)
  }

  @Test("what the store has not yet is taken from what is held: the newest slots join without a seam")
  func joined() {
    let wide = Trend(
      slotSeconds: 300, end: Stamp(seconds: 3000),
      points: Array(repeating: .absent, count: 9) + [.init(minimum: 5, maximum: 6)])
    let fine = Trend(
      slotSeconds: 90, end: Stamp(seconds: 2970),
      points: [.init(minimum: 1, maximum: 2), .absent, .init(minimum: 4, maximum: 9)])
    let joined = wide.joined(with: fine)
    // The oldest fine slot has its middle at 2745, the newest at 2925.
    #expect(joined.points[9] == TrendPoint(minimum: 1, maximum: 9))
    let older = Trend(slotSeconds: 90, end: Stamp(seconds: 2700), points: [.init(minimum: 1, maximum: 2)])
    #expect(wide.joined(with: older).points[8] == TrendPoint(minimum: 1, maximum: 2))
    #expect(wide.joined(with: older).points[9] == TrendPoint(minimum: 5, maximum: 6))
  }

  @Test("a reader answers at once with what is known, and later with the rest; a store that comes later is found")
  func reader() throws {
    let told = WakeUp()
    let reader = HistoryReader(path: path, told: told)
    let chart = HistoryReader.Question.chart(
      device: "press-07", sensor: "temperature", HistoryQuery(span: .day))
    func trend(_ now: Stamp) -> Trend? {
      if case .trend(let trend)? = reader.answer(chart, now: now) { trend } else { nil }
    }
    #expect(!reader.isThere && trend(SystemClock.wall()) == nil)
    #expect(eventually { reader.takeNews() })
    #expect(trend(SystemClock.wall())?.points.allSatisfy(\.isAbsent) == true)
    try write(hours: 3)
    // Old enough to be asked for again.
    _ = trend(SystemClock.wall() + 2 * Interval.minute)
    #expect(eventually { reader.takeNews() && reader.isThere })
    #expect(reader.failure.isEmpty)
    // One that takes its place, as a rebuilt one does, is read instead.
    for suffix in ["", "-wal", "-shm"] { _ = unsafe unlink(path + suffix) }
    try StoreWriter(path: path).close()
    _ = trend(SystemClock.wall() + 4 * Interval.minute)
    #expect(eventually { trend(SystemClock.wall())?.points.allSatisfy(\.isAbsent) == true })
    reader.end()
  }

  @Test("a store that is there and cannot be read is told of, not taken for one without data")
  func unreadable() throws {
    try WholeFile.replace(path, by: Array(repeating: 7, count: 8192))
    let reader = HistoryReader(path: path, told: WakeUp())
    _ = reader.answer(.episodes(device: nil, .day, filter: ""), now: SystemClock.wall())
    #expect(eventually { reader.takeNews() })
    #expect(reader.failure.contains(path) && reader.failure.contains("not a database"), "\(reader.failure)")
    // Nobody has to ask again for it to be seen that it can be read by now.
    _ = unsafe unlink(path)
    try write(hours: 1)
    #expect(eventually(10) { reader.failure.isEmpty })
    reader.end()
  }
}
