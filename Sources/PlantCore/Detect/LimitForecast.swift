/// When a value that goes steadily would break a limit: a warning in time, never an alarm.
public struct LimitForecast: Sendable, Hashable {
  public var kind: EpisodeKind
  /// Nanoseconds until then.
  public var span: Int64

  /// Longer spans than this are guesses: four times what the line is drawn through.
  static let horizon = 10 * Interval.minute
  /// What a line through the trend must explain of its variance.
  static let leastFit = 0.85
  private static let slots = 38
  private static let leastPoints = 30

  /// A straight line through the last two and a half minutes (least squares), gone on to the next limit in its
  /// direction; nil where the line does not fit, leads away from every limit, or would take too long.
  public init?(_ trend: Trend, _ limits: LimitSet) {
    var count = 0.0
    var (meanTime, meanValue, squares, products, spread) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (index, point) in trend.points.suffix(Self.slots).enumerated() where !point.isAbsent {
      let time = Double(index - Self.slots + 1) * Double(trend.slotSeconds)
      let value = (Double(point.minimum) + Double(point.maximum)) / 2
      // Welford's method, for a slope as well.
      count += 1
      let (before, change) = (time - meanTime, value - meanValue)
      meanTime += before / count
      meanValue += change / count
      squares += before * (time - meanTime)
      products += before * (value - meanValue)
      spread += change * (value - meanValue)
    }
    guard Int(count) >= Self.leastPoints, squares > 0, spread > 0 else { return nil }
    let slope = products / squares
    guard products * products >= Self.leastFit * squares * spread else { return nil }
    let now = meanValue - slope * meanTime
    let ahead: [(EpisodeKind, Double?)] =
      slope > 0
      ? [(.high, limits.high), (.highHigh, limits.highHigh)] : [(.low, limits.low), (.lowLow, limits.lowLow)]
    let next = ahead.compactMap { kind, limit in limit.map { (kind, ($0 - now) / slope) } }.first { $0.1 > 0 }
    guard let next, next.1 * 1e9 < Double(Self.horizon) else { return nil }
    (kind, span) = (next.0, Int64(next.1 * 1e9))
  }
}

extension SensorDetail {
  /// When its limits would be broken if it went on as it does; nil when there is nothing to fear.
  public var forecast: LimitForecast? {
    guard readout.freshness == .fresh, readout.priority == nil, readout.quality.level == .good else { return nil }
    return LimitForecast(shortTrend, readout.limits)
  }
}
