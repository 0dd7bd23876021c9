import PlantCore

/// Where the metrics go, and what they are labelled with.
public struct MetricsOptions: Sendable {
  /// A file for node_exporter's textfile collector; nil writes none.
  public var textfile: String?
  /// Where Prometheus may scrape; nil listens nowhere.
  public var listen: ListenAddress?
  public var plant = ""
  public var environment = ""

  public init() {}

  /// Whether anybody gets them.
  public var isOn: Bool { textfile != nil || listen != nil }
}

/// The pipeline's metrics of one moment, to be written for Prometheus.
struct MetricsPage: Sendable {
  /// How they are written.
  enum Style {
    /// OpenMetrics 1.0: what is scraped by those who ask for it.
    case openMetrics
    /// Prometheus text format 0.0.4: what node_exporter's textfile collector reads.
    case text

    var contentType: String {
      switch self {
      case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
      case .text: "text/plain; version=0.0.4; charset=utf-8"
      }
    }
  }

  var counters = Counters()
  var alarms: [PipelineAlarm] = []
  /// Seconds; nil while there is no sample.
  var lag: Double?
  /// Age of the newest data in seconds; nil while that is unknown.
  var dataAge: Double?
  var isConnected = false
  var isRecordingFailed = false
  /// Records that recording or archive could not keep since the start.
  var notRecorded = 0
  var plant = ""
  var environment = ""

  /// The page, in the order of families.
  func text(_ style: Style) -> String {
    var page = MetricsText(style: style, labels: [("environment", environment), ("plant", plant)])
    page.counter("sensor_readings_processed", "Readings judged since the start.", Double(counters.readings))
    page.counter("anomalies_detected", "Readings that broke a limit.", Double(counters.anomalies))
    page.counter(
      "processing_errors", "Messages that were no reading, by reason.",
      ProcessingError.allCases.map { ([("reason", $0.name)], Double(counters.errors($0))) })
    page.counter("messages_lost", "Messages that had to be refused.", Double(counters.lost))
    page.counter("records_not_recorded", "Records that recording or archive could not keep.", Double(notRecorded))
    page.counter("duplicates", "Readings that repeated the newest one.", Double(counters.duplicates))
    page.counter("late_readings", "Readings far behind the newest of their sensor.", Double(counters.late))
    page.counter("limit_episodes", "Limit episodes opened.", Double(counters.episodes))
    if let lag { page.gauge("processing_lag_seconds", "Wait of the oldest message until judgement.", lag) }
    if let dataAge { page.gauge("data_age_seconds", "Age of the newest reading at its arrival.", dataAge) }
    page.gauge("open_episodes", "Open limit episodes.", Double(counters.openEpisodes))
    page.gauge("devices", "Devices heard or expected.", Double(counters.devices))
    page.gauge(
      "sensors", "Sensors by freshness.",
      [
        ([("state", "fresh")], Double(counters.sensors) - Double(counters.staleSensors) - Double(counters.deadSensors)),
        ([("state", "stale")], Double(counters.staleSensors)), ([("state", "dead")], Double(counters.deadSensors)),
      ])
    page.gauge(
      "alarm", "Whether a pipeline alarm stands: 1 ALARM, 0 OK, -1 INSUFFICIENT_DATA.",
      alarms.map { alarm in
        ([("name", alarm.name.text)], alarm.state == .alarm ? 1 : alarm.state == .ok ? 0 : -1)
      })
    page.gauge("connected", "Whether a broker is connected.", isConnected ? 1 : 0)
    page.gauge("recording_failed", "Whether recording or archive cannot be written.", isRecordingFailed ? 1 : 0)
    return page.end()
  }
}

/// Families of metrics as text.
private struct MetricsText {
  typealias Labels = [(name: String, value: String)]
  let style: MetricsPage.Style
  let labels: Labels
  private var text = ""

  init(style: MetricsPage.Style, labels: Labels) {
    self.style = style
    self.labels = labels.filter { !$0.value.isEmpty }
  }

  mutating func counter(_ name: String, _ help: String, _ value: Double) { counter(name, help, [([], value)]) }

  mutating func counter(_ name: String, _ help: String, _ samples: [(Labels, Double)]) {
    // OpenMetrics names the family without the ending that its samples have.
    head(style == .openMetrics ? name : name + "_total", "counter", help)
    for (own, value) in samples { sample(name + "_total", own, value) }
  }

  mutating func gauge(_ name: String, _ help: String, _ value: Double) { gauge(name, help, [([], value)]) }

  mutating func gauge(_ name: String, _ help: String, _ samples: [(Labels, Double)]) {
    head(name, "gauge", help)
    for (own, value) in samples { sample(name, own, value) }
  }

  func end() -> String { style == .openMetrics ? text + "# EOF\n" : text }

  private mutating func head(_ name: String, _ type: String, _ help: String) {
    text += "# HELP plantwatch_\(name) \(help)\n# TYPE plantwatch_\(name) \(type)\n"
  }

  private mutating func sample(_ name: String, _ own: Labels, _ value: Double) {
    let all = (labels + own).map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
    text += "plantwatch_\(name)\(all.isEmpty ? "" : "{\(all)}") \(numberText(value))\n"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
