import GRDB
import PlantCore
import Synchronization

/// Reads trends and episodes of days past from a store for a screen, on a thread of its own: what is known is there at
/// once, what is not comes with a later snapshot.
final class HistoryReader: Sendable {
  /// What a screen can want to know.
  enum Question: Hashable, Sendable {
    case chart(device: String, sensor: String, HistoryQuery)
    /// The newest episodes of a device, or of all, that are over and pass a `FilterExpression`.
    case episodes(device: String?, ChartSpan, filter: String)

    /// How old an answer may become.
    var age: Int64 {
      switch self {
      case .chart(_, _, let query): (query.span == .day && !query.around.isKnown ? 1 : 5) * Interval.minute
      case .episodes: Interval.minute
      }
    }
  }

  enum Answer: Sendable {
    case trend(Trend)
    case episodes([PastEpisode], isCut: Bool)
  }

  private struct Shelf: Sendable {
    var known: [Question: (answer: Answer, readAt: Stamp)] = [:]
    var wanted: [Question] = []
    var hasNews = false
    var isThere = false
    var failure = ""
  }

  /// Answers that are kept; a screen shows a dozen at a time.
  private static let limit = 256
  /// Episodes that one list takes from a store.
  static let episodeLimit = 500
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

  /// What is known at `now`; asks for it where nothing is, or what is known has grown old. The engine's thread.
  func answer(_ question: Question, now: Stamp) -> Answer? {
    let (answer, isAsking) = shelf.withLock { [question] shelf -> (Answer?, Bool) in
      let known = shelf.known[question]
      let age = known.map { now - $0.readAt } ?? .max
      let isOld = age > question.age || age < 0
      if isOld, !shelf.wanted.contains(question) {
        // Of a filter that is being typed only the last one counts.
        if case .episodes(let device, let span, _) = question {
          shelf.wanted.removeAll { if case .episodes(device, span, _) = $0 { true } else { false } }
        }
        shelf.wanted.append(question)
      }
      return (known?.answer, isOld)
    }
    if isAsking { asked.signal() }
    return answer
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
      while !stop.isRaised, let question = shelf.withLock({ $0.wanted.last }) {
        let now = SystemClock.wall()
        var answer: Answer?
        var failure = ""
        do {
          // One that was rebuilt meanwhile is another file.
          if database?.isThere == false { database = nil }
          let opened = try database ?? StoreDatabase(reading: path)
          database = opened
          answer = try Self.read(question, now: now, opened)
        } catch {
          // A store that cannot be read is tried again with the next question; one that is not there is no failure.
          database = nil
          if WholeFile.size(path) != nil { failure = StoreDatabase.problem(path, error).description }
        }
        shelf.withLock { [answer, failure] shelf in
          shelf.failure = failure
          // What could not be read is asked for again with the next look.
          if failure.isEmpty { shelf.wanted.removeAll { $0 == question } }
          if shelf.known.count >= Self.limit, shelf.known[question] == nil,
            let oldest = shelf.known.min(by: { $0.value.readAt < $1.value.readAt })?.key
          {
            shelf.known[oldest] = nil
          }
          // What was known before says more than a store that was busy.
          let known = answer ?? shelf.known[question]?.answer ?? Self.nothing(question, now: now)
          shelf.known[question] = (known, now)
          shelf.hasNews = true
        }
        told.signal()
        if !failure.isEmpty { break }
      }
    }
    try? database?.queue.close()
  }

  private static func nothing(_ question: Question, now: Stamp) -> Answer {
    switch question {
    case .chart(_, _, let query): .trend(empty(query, now: now))
    case .episodes: .episodes([], isCut: false)
    }
  }

  private static func empty(_ query: HistoryQuery, now: Stamp) -> Trend {
    let (seconds, count) = query.slots
    return Trend(slotSeconds: seconds, end: query.end(now: now), points: Array(repeating: .absent, count: count))
  }

  static func read(_ question: Question, now: Stamp, _ database: StoreDatabase) throws -> Answer {
    switch question {
    case .chart(let device, let sensor, let query):
      var trend = empty(query, now: now)
      if query.around.isKnown { try fill(&trend, device, sensor, "reading", database) }
      // Where single readings have gone, minutes are left.
      if trend.points.allSatisfy(\.isAbsent) {
        try fill(&trend, device, sensor, trend.slotSeconds >= 3600 ? "hour" : "minute", database)
      }
      return .trend(trend)
    case .episodes(let device, let span, let filter):
      let episodes = try episodes(
        of: device, since: now + -Int64(span.slots.seconds * span.slots.count) * Interval.second,
        FilterExpression(filter), database)
      return .episodes(Array(episodes.prefix(episodeLimit)), isCut: episodes.count > episodeLimit)
    }
  }

  private static func fill(
    _ trend: inout Trend, _ device: String, _ sensor: String, _ table: String, _ database: StoreDatabase
  ) throws {
    let slot = Int64(trend.slotSeconds) * 1000
    let end = trend.end.milliseconds
    let start = end - slot * Int64(trend.points.count)
    let (least, most) = table == "reading" ? ("value", "value") : ("minimum", "maximum")
    try database.queue.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT (at - :start) / :slot, min(\(least)), max(\(most)) FROM \(table)
          WHERE sensor = (SELECT id FROM sensor WHERE device = :device AND type = :type) AND at >= :start AND at < :end
          GROUP BY 1
          """,
        arguments: ["start": start, "slot": slot, "end": end, "device": device, "type": sensor])
      while let row = try rows.next() {
        let index = Int(row[0] as Int64)
        guard trend.points.indices.contains(index) else { continue }
        trend.points[index] = TrendPoint(minimum: Float(row[1] as Double), maximum: Float(row[2] as Double))
      }
    }
  }

  /// Episodes that are over and pass a filter, the newest first, one more than a list takes.
  private static func episodes(
    of device: String?, since: Stamp, _ filter: FilterExpression, _ database: StoreDatabase
  ) throws -> [PastEpisode] {
    try database.queue.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT device, type, class, kind, priority, opened, seen, closed, extreme, bound, count, why FROM episode
          WHERE seen >= :since AND closed IS NOT NULL AND (:device IS NULL OR device = :device) ORDER BY seen DESC
          """,
        arguments: ["since": since.milliseconds, "device": device])
      var episodes: [PastEpisode] = []
      while episodes.count <= episodeLimit, let row = try rows.next() {
        guard let kind = EpisodeKind(text: row["kind"]), let episodeClass = EpisodeClass(text: row["class"])
        else { continue }
        func stamp(_ column: String) -> Stamp {
          (row[column] as Int64?).map { Stamp(nanoseconds: $0 * Interval.millisecond) } ?? .unknown
        }
        let episode = PastEpisode(
          device: row["device"], sensor: row["type"], episodeClass: episodeClass, kind: kind,
          priority: row["priority"], opened: stamp("opened"), seen: stamp("seen"), closed: stamp("closed"),
          extreme: row["extreme"] as Double? ?? .nan, limit: row["bound"] as Double? ?? .nan,
          count: UInt64(clamping: row["count"] as Int64), why: row["why"])
        if episode.passes(filter) { episodes.append(episode) }
      }
      return episodes
    }
  }
}

extension HistoryReader {
  /// Puts into a picture what is known of the charts and of the past episodes that it shows. The engine's thread.
  func fill(_ snapshot: inout Snapshot, _ query: Query, _ engine: borrowing Engine, now: Stamp) {
    if let history = query.history { fillCharts(&snapshot, history, now: now) }
    if let past = query.past { fillEpisodes(&snapshot, past, filter: query.alarmFilter, engine, now: now) }
  }

  private func fillCharts(_ snapshot: inout Snapshot, _ query: HistoryQuery, now: Stamp) {
    let types = Dictionary(snapshot.types.map { ($0.id, $0.name) }) { first, _ in first }
    func fill(_ sensor: inout SensorDetail, of device: String) {
      guard let type = types[sensor.readout.type],
        case .trend(let trend)? = answer(.chart(device: device, sensor: type, query), now: now)
      else { return }
      // What is not in the store yet the engine still holds.
      sensor.history = query.around.isKnown ? trend : trend.joined(with: sensor.longTrend)
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

  private func fillEpisodes(
    _ snapshot: inout Snapshot, _ query: PastQuery, filter text: String, _ engine: borrowing Engine, now: Stamp
  ) {
    let device = query.isOfFocus ? snapshot.focus?.row.name : nil
    guard !query.isOfFocus || device != nil,
      case .episodes(let past, let isCut)? = answer(
        .episodes(device: device, query.span, filter: device == nil ? text : ""), now: now)
    else { return }
    let held = device == nil ? snapshot.episodes.episodes : snapshot.focus?.episodes ?? []
    let known = Dictionary(
      grouping: held, by: { Key(device: $0.deviceName, sensor: $0.sensorName, episodeClass: $0.episodeClass) })
    let units = Dictionary(snapshot.types.map { ($0.name, $0.unit) }) { first, _ in first }
    var older: [Episode] = []
    for episode in past {
      let key = Key(device: episode.device, sensor: episode.sensor, episodeClass: episode.episodeClass)
      // A collector's store and this session may have heard of it at other moments.
      let isHeld = known[key]?.contains { abs($0.opened - episode.opened) <= 2 * Interval.second } ?? false
      if !isHeld { older.append(engine.picture(episode, unit: units[episode.sensor] ?? "")) }
    }
    if device == nil {
      snapshot.episodes.episodes += older
      snapshot.episodes.past = (query.span, isCut)
    } else {
      snapshot.focus?.episodes += older
    }
  }

  private struct Key: Hashable {
    var device: String
    var sensor: String
    var episodeClass: EpisodeClass
  }
}
