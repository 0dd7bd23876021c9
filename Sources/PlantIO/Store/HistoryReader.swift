import GRDB
import PlantCore
import Synchronization

/// Reads trends over days from a store for a screen, on a thread of its own: what is known is there at once, what is not
/// comes with a later snapshot.
final class HistoryReader: Sendable {
  /// One chart.
  struct Chart: Hashable, Sendable {
    var device: String
    var sensor: String
    var span: ChartSpan
  }

  private struct Shelf: Sendable {
    var known: [Chart: (trend: Trend, readAt: Stamp)] = [:]
    var wanted: [Chart] = []
    var hasNews = false
    var isThere = false
    var failure = ""
  }

  /// Charts that are kept; a screen shows a dozen at a time.
  private static let limit = 256
  private let shelf = Mutex(Shelf())
  private let asked = WakeUp()
  private let stop = StopFlag()
  private let told: WakeUp
  private let path: String
  private let worker = Mutex<Worker?>(nil)

  /// - Parameters:
  ///   - path: The store; it may come to be later.
  ///   - told: Signalled when something new is known.
  init(path: String, told: WakeUp) {
    (self.path, self.told) = (path, told)
    worker.withLock { $0 = Worker(name: "history") { self.run() } }
  }

  /// A store that was not there is looked for this often.
  private static let pace = 5 * Interval.second

  /// Whether there is a store to read.
  var isThere: Bool { shelf.withLock(\.isThere) }

  /// Why the store was not read the last time; empty when it was.
  var failure: String { shelf.withLock(\.failure) }

  /// Whether something new is known since the last call. The engine's thread.
  func takeNews() -> Bool {
    shelf.withLock { shelf in
      defer { shelf.hasNews = false }
      return shelf.hasNews
    }
  }

  /// What is known of a chart up to `now`; asks for it where nothing is, or what is known has grown old. The engine's
  /// thread.
  func trend(_ chart: Chart, now: Stamp) -> Trend? {
    let (trend, isAsking) = shelf.withLock { [chart] shelf -> (Trend?, Bool) in
      let known = shelf.known[chart]
      let age = known.map { now - $0.readAt } ?? .max
      let isOld = age > (chart.span == .day ? 1 : 5) * Interval.minute || age < 0
      if isOld, !shelf.wanted.contains(chart) { shelf.wanted.append(chart) }
      return (known?.trend, isOld)
    }
    if isAsking { asked.signal() }
    return trend
  }

  func end() {
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: 2 * Interval.second)
  }

  private func run() {
    var database: StoreDatabase?
    while !stop.isRaised {
      // Here, and not by whoever asks: a mount that hangs keeps nobody but this thread.
      let isThere = WholeFile.size(path) != nil
      shelf.withLock { $0.isThere = isThere }
      _ = waitReadable(asked.descriptor, stop.descriptor, nanoseconds: Self.pace)
      asked.clear()
      while !stop.isRaised, let chart = shelf.withLock({ $0.wanted.first }) {
        let now = SystemClock.wall()
        var trend: Trend?
        var failure = ""
        do {
          let opened = try database ?? StoreDatabase(reading: path)
          database = opened
          trend = try Self.read(chart, now: now, opened)
        } catch {
          // A store that cannot be read is tried again with the next question; one that is not there is no failure.
          database = nil
          if WholeFile.size(path) != nil { failure = StoreDatabase.problem(path, error).description }
        }
        shelf.withLock { [trend, failure] shelf in
          shelf.failure = failure
          shelf.wanted.removeAll { $0 == chart }
          if shelf.known.count >= Self.limit { shelf.known = [:] }
          shelf.known[chart] = (trend ?? Self.empty(chart.span, now: now), now)
          shelf.hasNews = true
        }
        told.signal()
      }
    }
    try? database?.queue.close()
  }

  private static func empty(_ span: ChartSpan, now: Stamp) -> Trend {
    let (seconds, count) = span.slots
    let end = Stamp(seconds: now.second.floored(to: Int64(seconds)) + Int64(seconds))
    return Trend(slotSeconds: seconds, end: end, points: Array(repeating: .absent, count: count))
  }

  /// The chart from minutes, and from hours where a slot is at least one.
  static func read(_ chart: Chart, now: Stamp, _ database: StoreDatabase) throws -> Trend {
    var trend = empty(chart.span, now: now)
    let slot = Int64(trend.slotSeconds) * 1000
    let end = trend.end.milliseconds
    let start = end - slot * Int64(trend.points.count)
    let table = trend.slotSeconds >= 3600 ? "hour" : "minute"
    try database.queue.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT (at - :start) / :slot, min(minimum), max(maximum) FROM \(table)
          WHERE sensor = (SELECT id FROM sensor WHERE device = :device AND type = :type) AND at >= :start AND at < :end
          GROUP BY 1
          """,
        arguments: ["start": start, "slot": slot, "end": end, "device": chart.device, "type": chart.sensor])
      while let row = try rows.next() {
        let index = Int(row[0] as Int64)
        guard trend.points.indices.contains(index) else { continue }
        trend.points[index] = TrendPoint(minimum: Float(row[1] as Double), maximum: Float(row[2] as Double))
      }
    }
    return trend
  }
}

extension HistoryReader {
  /// Puts into a picture what is known of the charts that it shows.
  func fill(_ snapshot: inout Snapshot, _ span: ChartSpan, now: Stamp) {
    let types = Dictionary(snapshot.types.map { ($0.id, $0.name) }) { first, _ in first }
    func fill(_ sensor: inout SensorDetail, of device: String) {
      guard let type = types[sensor.readout.type] else { return }
      // What is not in the store yet the engine still holds.
      sensor.history = trend(Chart(device: device, sensor: type, span: span), now: now)?
        .joined(with: sensor.longTrend)
    }
    if var focus = snapshot.focus {
      for index in focus.sensors.indices { fill(&focus.sensors[index], of: focus.row.name) }
      snapshot.focus = focus
    }
    for index in snapshot.pens.indices {
      guard var sensor = snapshot.pens[index].detail else { continue }
      fill(&sensor, of: snapshot.pens[index].pen.device)
      snapshot.pens[index].detail = sensor
    }
  }
}
