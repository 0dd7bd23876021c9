/// What an alarm is evaluated on, in CloudWatch's terms: a metric, a statistic over periods, and how many of the newest
/// data points must breach a threshold.
public struct AlarmDefinition: Sendable, Hashable {
  public enum Metric: String, Sendable, Hashable, CaseIterable {
    /// ProcessingErrors, AnomaliesDetected, SensorReadingsProcessed; of the plant or of one device.
    case errors, anomalies, readings
    /// Iterator age in seconds.
    case lag
    /// Arrival minus event time of the newest reading, in seconds.
    case dataAge
    /// Sensors that are stale or dead.
    case silentSensors
  }

  public enum Statistic: Sendable, Hashable {
    case sum, average, maximum, minimum, sampleCount
    /// Nearest rank, 0 < p ≤ 100.
    case percentile(Double)
  }

  /// What a data point without a sample counts as.
  public enum MissingData: String, Sendable, Hashable, CaseIterable {
    case missing, ignore, breaching, notBreaching
  }

  /// No alarm looks further back than a day.
  public static let longestLook = 86_400
  /// A percentile ranks every second it looks at, once a second: two hours at most.
  public static let longestRanking = 7200

  public var name: String
  public var metric: Metric
  /// Only this device's, for `errors`, `anomalies` and `readings`; nil is the whole plant.
  public var device: String?
  /// Only this sensor type's of the device, for `readings`.
  public var sensor: String?
  public var statistic: Statistic
  /// Seconds of one data point.
  public var period: Int
  /// N: how many of the newest data points are looked at.
  public var evaluationPeriods: Int
  /// M: how many of them must breach.
  public var datapointsToAlarm: Int
  public var comparison: ThresholdComparison
  public var threshold: Double
  public var missing: MissingData
  /// 1 to 3.
  public var priority: Int
  /// What the operator should do; empty when not set.
  public var action: String

  /// Whether it looks for too few of something that is counted.
  var isShortfall: Bool {
    guard comparison == .below || comparison == .atMost, statistic == .sum else { return false }
    switch metric {
    case .errors, .anomalies, .readings: return true
    case .lag, .dataAge, .silentSensors: return false
    }
  }

  public init(
    name: String, metric: Metric, device: String? = nil, sensor: String? = nil, statistic: Statistic, period: Int,
    evaluationPeriods: Int = 1, datapointsToAlarm: Int = 1, comparison: ThresholdComparison = .above, threshold: Double,
    missing: MissingData = .missing, priority: Int = 2, action: String = ""
  ) {
    self.name = name
    self.metric = metric
    self.device = device
    self.sensor = sensor
    self.statistic = statistic
    self.period = period
    self.evaluationPeriods = evaluationPeriods
    self.datapointsToAlarm = datapointsToAlarm
    self.comparison = comparison
    self.threshold = threshold
    self.missing = missing
    self.priority = priority
    self.action = action
  }

  /// The three alarms of every plant; a configuration may change them.
  public static let standard: [AlarmDefinition] = [
    AlarmDefinition(
      name: "processing-errors", metric: .errors, statistic: .sum, period: 300, threshold: 5, missing: .notBreaching),
    AlarmDefinition(
      name: "anomaly-count", metric: .anomalies, statistic: .sum, period: 300, threshold: 10, missing: .notBreaching),
    AlarmDefinition(
      name: "processing-lag", metric: .lag, statistic: .maximum, period: 60, threshold: 60, missing: .ignore),
  ]
}
