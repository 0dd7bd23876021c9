/// The name of an alarm about the pipeline or about a metric of the plant.
public struct PipelineAlarmName: Sendable, Hashable {
  /// The name used in events and reports, such as `processing-errors`.
  public let text: String

  public init(_ text: String) { self.text = text }

  public static let processingErrors = PipelineAlarmName("processing-errors")
  public static let anomalyCount = PipelineAlarmName("anomaly-count")
  public static let processingLag = PipelineAlarmName("processing-lag")
  public static let feed = PipelineAlarmName("feed")
  public static let lost = PipelineAlarmName("lost")
  public static let health = PipelineAlarmName("health")

  /// The five that every plant has.
  public static let standard: [PipelineAlarmName] = [.processingErrors, .anomalyCount, .processingLag, .feed, .lost]
}

/// CloudWatch's three alarm states.
public enum AlarmState: UInt8, Sendable, BitwiseCopyable {
  case insufficientData, ok, alarm

  /// The name used in events and reports: `INSUFFICIENT_DATA`, `OK`, `ALARM`.
  public var text: String {
    switch self {
    case .insufficientData: "INSUFFICIENT_DATA"
    case .ok: "OK"
    case .alarm: "ALARM"
    }
  }
}

/// One pipeline alarm as it stands.
public struct PipelineAlarm: Sendable, Hashable {
  public var name: PipelineAlarmName
  public var state: AlarmState
  /// When it came to this state; unknown while it never left INSUFFICIENT_DATA.
  public var since: Stamp
  /// The metric at the last closed second: a count, seconds of lag, or seconds of silence for `feed`.
  public var value: Double
  /// The alarm stands strictly above this.
  public var threshold: Double
  /// Whether value and threshold are seconds.
  public var isTimed = false
  /// 1 to 3.
  public var priority = 2
  /// What operators have put it behind.
  public var overlay = AlarmOverlay.none
  /// Length of the window in seconds.
  public var windowSeconds: Int
  /// How many seconds of the window have data behind them.
  public var covered: Int
  /// The reason of the last transition, in words.
  public var why: String
  /// Whether the window has a gap, so that the value reads "at least".
  public var isLowerBound: Bool

  public init(
    name: PipelineAlarmName, state: AlarmState, since: Stamp, value: Double, threshold: Double, windowSeconds: Int,
    covered: Int, why: String, isLowerBound: Bool
  ) {
    self.name = name
    self.state = state
    self.since = since
    self.value = value
    self.threshold = threshold
    self.windowSeconds = windowSeconds
    self.covered = covered
    self.why = why
    self.isLowerBound = isLowerBound
  }
}
