/// Statistics of one sensor over a window of stream time.
public struct WindowStatistics: Sendable, Hashable {
  /// Length of the window in seconds: 10, 60 or 300.
  public var seconds: Int
  public var count: UInt64
  public var minimum: Double
  public var maximum: Double
  public var mean: Double
  /// Sample standard deviation; 0 for fewer than two readings.
  public var deviation: Double
  /// Readings per second.
  public var rate: Double

  public init(
    seconds: Int, count: UInt64, minimum: Double, maximum: Double, mean: Double, deviation: Double, rate: Double
  ) {
    self.seconds = seconds
    self.count = count
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
    self.deviation = deviation
    self.rate = rate
  }
}

/// One sensor on the device screen.
public struct SensorDetail: Sendable {
  public var readout: SensorReadout
  /// Over 10, 60 and 300 s.
  public var statistics: [WindowStatistics]
  /// Five minutes, in slots of 4 s.
  public var shortTrend: Trend
  /// One hour, in slots of 90 s.
  public var longTrend: Trend
  /// Days and more, from a store; nil where none was asked for, or it is not known yet.
  public var history: Trend?
  /// The 95th percentile of its recent gaps in nanoseconds: what counts as a long silence for it.
  public var longGap: Int64
  /// Whether `longGap` is still the assumed 40 s because fewer than five gaps were seen.
  public var longGapIsAssumed: Bool
  /// Arrival minus event time of its latest reading in nanoseconds; nil without both.
  public var delay: Int64?
  public var late: UInt64
  public var skewed: UInt64
  public var duplicates: UInt64
  public var anomalies: UInt64
  public var readings: UInt64
  public var retained: UInt64
  /// Readings whose unit does not fit.
  public var unitMismatch: UInt64 = 0
  /// Whether nearly all its readings break the same limit, so that limit or unit may be wrong.
  public var isLimitDoubted = false
  /// The zone of its latest value, where its machine class has zones.
  public var zone: Zone?
  /// Single readings far off, and steps far larger than usual: counted, no advisory.
  public var spikes: UInt64
  public var jumps: UInt64

  public init(
    readout: SensorReadout, statistics: [WindowStatistics], shortTrend: Trend, longTrend: Trend, longGap: Int64,
    longGapIsAssumed: Bool, delay: Int64?, late: UInt64, skewed: UInt64, duplicates: UInt64, anomalies: UInt64,
    readings: UInt64, retained: UInt64, spikes: UInt64 = 0, jumps: UInt64 = 0
  ) {
    self.readout = readout
    self.statistics = statistics
    self.shortTrend = shortTrend
    self.longTrend = longTrend
    self.longGap = longGap
    self.longGapIsAssumed = longGapIsAssumed
    self.delay = delay
    self.late = late
    self.skewed = skewed
    self.duplicates = duplicates
    self.anomalies = anomalies
    self.readings = readings
    self.retained = retained
    self.spikes = spikes
    self.jumps = jumps
  }
}

/// Everything about one device, for the device screen.
public struct DeviceDetail: Sendable {
  public var row: DeviceRow
  /// The area from the configuration; empty when none is set.
  public var area: String
  /// How much depends on it, 1 (most) to 3; nil when nobody said.
  public var criticality: Int?
  public var sensors: [SensorDetail]
  /// Its episodes, newest first, at most 200.
  public var episodes: [Episode]
  /// The newest of its messages that the log still holds, oldest first.
  public var messages: [Message]
  /// Its processing errors by reason; only reasons that occurred.
  public var errors: [(reason: ProcessingError, count: UInt64)]

  public init(
    row: DeviceRow, area: String, sensors: [SensorDetail], episodes: [Episode], messages: [Message],
    errors: [(reason: ProcessingError, count: UInt64)]
  ) {
    self.row = row
    self.area = area
    self.sensors = sensors
    self.episodes = episodes
    self.messages = messages
    self.errors = errors
  }
}
