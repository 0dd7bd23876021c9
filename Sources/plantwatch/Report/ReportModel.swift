import PlantCore
import PlantIO

/// Everything a report says, gathered while the input is judged; the three formats only write it down.
struct ReportModel {
  /// Transitions kept for each alarm; further ones are counted.
  static let transitionLimit = 10_000
  static let episodeLimit = 20
  static let deviceLimit = 10
  static let silentLimit = 20
  static let advisoryLimit = 20

  var files: [String] = []
  /// What could not be read of them, in sentences.
  var warnings: [String] = []
  var format = InputFormat.capture
  var bytes = 0
  var counters = Counters()
  var first = Stamp.unknown
  var last = Stamp.unknown
  var alarms: [PipelineAlarm] = []
  var transitions: [PipelineAlarmName: [AlarmEvent]] = [:]
  var droppedTransitions = 0
  var worst: [Episode] = []
  var episodesInAll: UInt64 = 0
  /// The first advisories, those that were shown one by one before the others.
  var advisories: [Episode] = []
  var devices: [DeviceRow] = []
  var silent: [DeviceRow] = []
  /// Devices of the configuration that were never heard; retired ones are not missed.
  var neverSeen: [DeviceRow] = []
  var notices: [NoticeEvent] = []
  var operatorAlarms = AlarmList()
  /// Nil unless it was asked for.
  var journal: ReportJournal?
  var digest = ""
  var wentToAlarm = false

  /// What the final snapshots must hold: the devices with the most anomalies, and those silent for longest.
  static func queries(configured: Int) -> [Query] {
    var worst = Query()
    worst.sort = .mostAnomalies
    worst.rowCount = deviceLimit
    worst.trendSlots = 0
    worst.episodeCount = .max
    worst.alarmCount = 1
    var silent = worst
    silent.sort = .longestSilent
    // Devices of the configuration that were never heard stand first in this order.
    silent.rowCount = silentLimit + configured
    silent.episodeCount = 0
    silent.alarmCount = 0
    return [worst, silent]
  }

  /// Takes a batch of events as the run goes on.
  mutating func take(_ events: [Event]) {
    for event in events {
      journal?.take(event)
      switch event {
      case .alarm(let alarm):
        if transitions[alarm.name, default: []].count < Self.transitionLimit {
          transitions[alarm.name, default: []].append(alarm)
        } else {
          droppedTransitions += 1
        }
      case .anomaly(let anomaly):
        if !anomaly.isOpening, anomaly.episode.episodeClass == .limit { rank(anomaly.episode) }
        if anomaly.episode.episodeClass.isAdvisory { keep(anomaly.episode) }
      case .operation: break
      case .notice(let notice):
        if notices.count < 100 { notices.append(notice) }
      }
    }
  }

  /// Takes the state at the end of the input.
  mutating func finish(_ outcome: HeadlessRun.Outcome, inputs: Inputs) {
    let snapshot = outcome.snapshots[0]
    files = inputs.descriptions.map(\.path)
    warnings = inputs.warnings + outcome.warnings
    format = inputs.format
    bytes = outcome.bytes
    counters = outcome.result.counters
    first = snapshot.firstTime
    last = snapshot.streamTime
    alarms = snapshot.alarms
    operatorAlarms = snapshot.operatorAlarms
    for episode in snapshot.episodes.episodes where episode.isOpen && episode.episodeClass == .limit { rank(episode) }
    episodesInAll = counters.episodes
    devices = snapshot.devices.rows.filter { $0.anomalies + $0.errors > 0 }
    let expected = outcome.snapshots[1].devices.rows.filter { !$0.isRetired }
    neverSeen = expected.filter { $0.freshness == .neverSeen }
    silent = expected.filter { $0.freshness != .fresh && $0.freshness != .neverSeen }
    silent = Array(silent.prefix(Self.silentLimit))
    digest = ConfigurationHash.hexadecimal(outcome.result.digest)
    wentToAlarm = outcome.result.wentToAlarm
  }

  /// Keeps the first advisories, and how they ended.
  private mutating func keep(_ advisory: Episode) {
    if let place = advisories.firstIndex(where: { $0.number == advisory.number }) {
      advisories[place] = advisory
    } else if advisory.isOpen {
      let place = advisory.isGrouped ? nil : advisories.firstIndex { $0.isGrouped }
      guard advisories.count < Self.advisoryLimit || place != nil else { return }
      advisories.insert(advisory, at: place ?? advisories.count)
      if advisories.count > Self.advisoryLimit { advisories.removeLast() }
    }
  }

  /// Keeps the worst episodes: by priority, then by how often, then the earliest.
  private mutating func rank(_ episode: Episode) {
    func isWorse(_ left: Episode, _ right: Episode) -> Bool {
      (left.worstPriority, right.count, left.number) < (right.worstPriority, left.count, right.number)
    }
    if worst.count == Self.episodeLimit, let least = worst.last, !isWorse(episode, least) { return }
    let place = worst.firstIndex { isWorse(episode, $0) } ?? worst.count
    worst.insert(episode, at: place)
    if worst.count > Self.episodeLimit { worst.removeLast() }
  }

  /// Hours of stream time; nil when the input says none.
  var hours: Double? { Self.hours(from: first, to: last) }

  static func hours(from first: Stamp, to last: Stamp) -> Double? {
    guard first.isKnown, last.isKnown, last > first else { return nil }
    return Double(last - first) / Double(Interval.hour)
  }

  var formatName: String { format == .capture ? "capture" : "json-lines" }
}
