import PlantCore
import PlantIO
import Synchronization

/// Writes the lines of `--plain`: `TIME WORD device sensor text`.
///
/// Called from the engine's thread and the main thread; each line is written whole.
final class PlainPrinter: Sendable {
  /// Whether whoever read the lines is still there; each line is written whole.
  private let hasReader = Mutex(true)

  /// Whether nobody reads any more: the run has no purpose then.
  var isReaderGone: Bool { hasReader.withLock { !$0 } }

  /// One line for each event, at its stream time.
  func print(_ events: [Event], showsConnection: Bool) {
    for event in events {
      guard let line = Self.line(event, showsConnection: showsConnection) else { continue }
      say(line)
    }
  }

  /// A line at the present moment.
  func write(_ text: String) {
    say("\(SystemClock.wall().iso8601) \(text)")
  }

  /// The state of the plant in one line.
  func summarise(_ snapshot: Snapshot) {
    let counters = snapshot.counters
    let alarms = snapshot.alarms.filter { $0.state == .alarm }.map(\.name.text)
    let minute = snapshot.windows.first { $0.seconds == 60 }
    let time = snapshot.streamTime.isKnown ? snapshot.streamTime : SystemClock.wall()
    let text =
      "\(counters.devices) devices, \(minute?.readings ?? 0) readings/min, \(snapshot.episodes.open) open anomalies, "
      + (snapshot.episodes.advisories > 0 ? "\(snapshot.episodes.advisories) open advisories, " : "")
      + "\(counters.staleSensors) stale, \(counters.deadSensors) dead, \(counters.errorTotal) errors, "
      + "\(counters.lost) lost, alarms: \(alarms.isEmpty ? "none" : alarms.joined(separator: " "))"
    say("\(time.iso8601) SUMMARY - - \(text)")
  }

  private func say(_ line: String) {
    hasReader.withLock { hasReader in
      if !Console.say(line) { hasReader = false }
    }
  }

  private static func line(_ event: Event, showsConnection: Bool) -> String? {
    switch event {
    case .anomaly(let anomaly):
      let episode = anomaly.episode
      // Many at once would be a page of noise: those the screen shows as a number have no lines.
      if episode.isGrouped { return nil }
      let word =
        !anomaly.isOpening
        ? "CLOSE"
        : anomaly.announcement == .suppressed
          ? "SUPPRESSED"
          : anomaly.isEasing ? "EASED" : episode.kind == .stale ? "STALE" : episode.kind == .dead ? "DEAD" : "OPEN"
      let sensor = episode.sensor == nil ? "-" : field(episode.sensorName)
      let kind =
        switch episode.episodeClass {
        case .limit: "\(episode.kind.text) priority \(episode.priority): "
        case .learned, .quality: "advisory \(episode.kind.text): "
        case .freshness: ""
        }
      let action = anomaly.isOpening && !anomaly.isEasing && !episode.action.isEmpty ? " (\(episode.action))" : ""
      return "\(time(anomaly.seen)) \(word) \(field(episode.deviceName)) \(sensor) "
        + CleanLine.of(kind + anomaly.why + action)
    case .alarm(let alarm):
      return "\(time(alarm.at)) ALARM - - \(alarm.name.text) \(alarm.to.text): \(alarm.why)"
    case .operation(let operation):
      return "\(time(operation.at)) ACTION \(field(operation.device)) \(field(operation.sensor)) "
        + CleanLine.of(operation.text)
    case .notice(let notice):
      let isConnection = [.connected, .disconnected].contains(notice.kind)
      if isConnection, !showsConnection { return nil }
      return "\(time(notice.at)) \(notice.kind.word) - - \(CleanLine.of(notice.text))"
    }
  }

  private static func time(_ stamp: Stamp) -> String { stamp.isKnown ? stamp.iso8601 : "-" }

  /// A name as one word: what would break the line or the column is replaced.
  private static func field(_ text: String) -> String {
    let clean = CleanLine.of(text).map { $0 == " " ? "_" : $0 }
    return clean.isEmpty ? "-" : String(clean)
  }
}
