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

  private func read(_ span: ChartSpan, device: String = "press-07") throws -> Trend {
    try HistoryReader.read(
      HistoryReader.Chart(device: device, sensor: "temperature", span: span), now: Self.now,
      StoreDatabase(reading: path))
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
    let chart = HistoryReader.Chart(device: "press-07", sensor: "temperature", span: .day)
    #expect(!reader.isThere && reader.trend(chart, now: SystemClock.wall()) == nil)
    #expect(eventually { reader.takeNews() })
    #expect(reader.trend(chart, now: SystemClock.wall())?.points.allSatisfy(\.isAbsent) == true)
    try write(hours: 3)
    // Old enough to be asked for again.
    _ = reader.trend(chart, now: SystemClock.wall() + 2 * Interval.minute)
    #expect(eventually { reader.takeNews() && reader.isThere })
    #expect(reader.failure.isEmpty)
    reader.end()
  }

  @Test("a store that is there and cannot be read is told of, not taken for one without data")
  func unreadable() throws {
    try WholeFile.replace(path, by: Array(repeating: 7, count: 8192))
    let reader = HistoryReader(path: path, told: WakeUp())
    _ = reader.trend(
      HistoryReader.Chart(device: "press-07", sensor: "temperature", span: .day), now: SystemClock.wall())
    #expect(eventually { reader.takeNews() })
    #expect(reader.failure.contains(path) && reader.failure.contains("not a database"), "\(reader.failure)")
    reader.end()
  }
}
