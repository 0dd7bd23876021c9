import PlantCore

/// How charts are looked at: the same for all that are on the screen.
public struct ChartState: Sendable, Hashable {
  public var span = ChartSpan.fiveMinutes
  /// The moment whose values are read; unknown while nobody asks.
  public var cursor = Stamp.unknown

  /// The moment in the middle of an hour of the past that is charted instead of the span; unknown for the present.
  public var around = Stamp.unknown
  /// Whether the device was opened at that moment, so that going back leaves both.
  var isVisit = false
  /// How far back the list reached that it was opened from.
  var reach: ChartSpan?

  public init() {}

  /// What it asks of a store; nil for what the engine holds.
  var history: HistoryQuery? {
    around.isKnown || span.isOfStore ? HistoryQuery(span: max(span, reach ?? .day, .day), around: around) : nil
  }

  /// What the charts show, in words; `look` has the zone.
  func words(_ look: Look) -> String {
    around.isKnown ? "the hour around \(look.moment(around, isOfDays: true))" : span.words
  }

  /// Back to the present, and to its newest values.
  mutating func leave() { (cursor, around, isVisit, reach) = (.unknown, .unknown, false, nil) }

  /// What a sensor's chart shows.
  func trend(of sensor: SensorDetail) -> Trend {
    if let history {
      return sensor.history
        ?? Trend(slotSeconds: history.slots.seconds, end: history.end(now: sensor.longTrend.end), points: [])
    }
    return span == .hour ? sensor.longTrend : sensor.shortTrend
  }
}
