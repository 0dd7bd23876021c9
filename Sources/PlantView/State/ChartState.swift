import PlantCore

/// How charts are looked at: the same for all that are on the screen.
public struct ChartState: Sendable, Hashable {
  /// The last hour instead of the last five minutes.
  public var isLong = false
  /// The moment whose values are read; unknown while nobody asks.
  public var cursor = Stamp.unknown

  public init() {}

  /// What a sensor's chart shows.
  func trend(of sensor: SensorDetail) -> Trend { isLong ? sensor.longTrend : sensor.shortTrend }
}
