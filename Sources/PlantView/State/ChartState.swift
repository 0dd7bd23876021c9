import PlantCore

/// How charts are looked at: the same for all that are on the screen.
public struct ChartState: Sendable, Hashable {
  public var span = ChartSpan.fiveMinutes
  /// The moment whose values are read; unknown while nobody asks.
  public var cursor = Stamp.unknown

  public init() {}

  /// What a sensor's chart shows.
  func trend(of sensor: SensorDetail) -> Trend {
    switch span {
    case .fiveMinutes: sensor.shortTrend
    case .hour: sensor.longTrend
    case .day, .week, .month, .quarter:
      sensor.history ?? Trend(slotSeconds: span.slots.seconds, end: sensor.longTrend.end, points: [])
    }
  }
}
