/// A sensor type as shown: a column of the device table.
public struct SensorTypeInfo: Sendable, Hashable {
  public var id: SensorTypeID
  public var name: String
  /// Empty when unknown.
  public var unit: String
  /// The fixed scale gauges are drawn on; nil when unknown.
  public var scale: ClosedRange<Double>?
  /// Limits of the type; a device may have its own.
  public var limits: LimitSet
  /// How many sensors have this type.
  public var sensors: Int

  public init(
    id: SensorTypeID, name: String, unit: String, scale: ClosedRange<Double>?, limits: LimitSet, sensors: Int
  ) {
    self.id = id
    self.name = name
    self.unit = unit
    self.scale = scale
    self.limits = limits
    self.sensors = sensors
  }
}

/// One slot of a trend: the range of the values that fell into it, or nothing.
public struct TrendPoint: Sendable, Hashable {
  public var minimum: Float
  public var maximum: Float
  /// A slot in which nothing came; drawn as a gap, never as zero.
  public static let absent = TrendPoint(minimum: .nan, maximum: .nan)
  public var isAbsent: Bool { minimum.isNaN }

  public init(minimum: Float, maximum: Float) {
    self.minimum = minimum
    self.maximum = maximum
  }
}

/// A trend over event time, oldest slot first; the last slot contains `end`.
public struct Trend: Sendable, Hashable {
  public var slotSeconds: Int
  /// End of the last slot.
  public var end: Stamp
  public var points: [TrendPoint]

  public init(slotSeconds: Int, end: Stamp, points: [TrendPoint]) {
    self.slotSeconds = slotSeconds
    self.end = end
    self.points = points
  }
}

/// The way a value goes, from its change over the last minute.
public enum Direction: Sendable, Hashable {
  case falling, steady, rising
}

/// One sensor's present value in a device row.
public struct SensorReadout: Sendable, Hashable {
  public var sensor: SensorID
  public var type: SensorTypeID
  /// The latest value by event time; nil when nothing but retained messages (see `isLastKnown`) or nothing came.
  public var value: Double?
  public var judgement: Judgement
  public var freshness: Freshness
  /// Event time of the latest value.
  public var measured: Stamp
  /// Stream time at which the sensor was last heard.
  public var heard: Stamp
  /// Whether the value is much older than this sensor's usual delay, so that its age must be drawn.
  public var isBacklog: Bool
  public var direction: Direction?
  public var limits: LimitSet
  public var scale: ClosedRange<Double>?
  /// The newest trend slots, as many as `Query.trendSlots` asks for.
  public var trend: Trend
  /// Opened at, for an open limit episode; unknown when none is open.
  public var episodeSince: Stamp
  /// 1 to 3 while a limit episode is open, else nil.
  public var priority: Int?
  /// The band the control chart expects the sensor's average in, never past a limit; nil while it is learning.
  public var expected: ClosedRange<Double>?
  /// How far the value can be trusted.
  public var quality: Quality

  public init(
    sensor: SensorID, type: SensorTypeID, value: Double?, judgement: Judgement, freshness: Freshness, measured: Stamp,
    heard: Stamp, isBacklog: Bool, direction: Direction?, limits: LimitSet, scale: ClosedRange<Double>?, trend: Trend,
    episodeSince: Stamp, priority: Int?, expected: ClosedRange<Double>? = nil, quality: Quality = .good
  ) {
    self.sensor = sensor
    self.type = type
    self.value = value
    self.judgement = judgement
    self.freshness = freshness
    self.measured = measured
    self.heard = heard
    self.isBacklog = isBacklog
    self.direction = direction
    self.limits = limits
    self.scale = scale
    self.trend = trend
    self.episodeSince = episodeSince
    self.priority = priority
    self.expected = expected
    self.quality = quality
  }
}

/// One device as a row of the table.
public struct DeviceRow: Sendable, Hashable {
  public var id: DeviceID
  /// The device's id as it came.
  public var name: String
  /// A name from the configuration; empty when none is set.
  public var label: String
  /// The worst of its sensors; DEAD only when all of them are.
  public var freshness: Freshness
  /// Best (1) priority of its open limit episodes, nil when none is open.
  public var priority: Int?
  /// Since when the device is in its present worst state; unknown while normal.
  public var since: Stamp
  /// Stream time at which the device was last heard.
  public var heard: Stamp
  public var anomalies: UInt64
  public var errors: UInt64
  /// Whether it stands still by the rule of its configuration.
  public var isStopped = false
  /// Whether it is under maintenance, itself or its area: what breaks is not announced.
  public var isInMaintenance = false
  /// Whether the configuration has taken it out of the plant.
  public var isRetired = false
  /// In order of sensor type id.
  public var readouts: [SensorReadout]
  /// The alarm that acknowledging the row acknowledges; nil when none is active or waits.
  public var alarm: AlarmStanding?

  public init(
    id: DeviceID, name: String, label: String, freshness: Freshness, priority: Int?, since: Stamp, heard: Stamp,
    anomalies: UInt64, errors: UInt64, readouts: [SensorReadout]
  ) {
    self.id = id
    self.name = name
    self.label = label
    self.freshness = freshness
    self.priority = priority
    self.since = since
    self.heard = heard
    self.anomalies = anomalies
    self.errors = errors
    self.readouts = readouts
  }
}

/// The device table: the order of all devices and the rows that were asked for.
public struct DeviceList: Sendable {
  /// All devices that pass the filter, in the order of the query.
  public var order: [DeviceID] = []
  /// How many devices the filter hides.
  public var hidden: Int = 0
  /// Index into `order` of `rows[0]`.
  public var firstRow: Int = 0
  public var rows: [DeviceRow] = []

  public init() {}
}
