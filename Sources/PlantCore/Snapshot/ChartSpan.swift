/// How far back charts reach: the short ones from what the engine holds, days and more from a store's minutes and hours.
public enum ChartSpan: UInt8, Sendable, Hashable, CaseIterable {
  case fiveMinutes, hour, day, week, month, quarter

  /// Whether it takes a store.
  public var isOfStore: Bool { self > .hour }

  /// Seconds of one slot, and how many of them there are.
  public var slots: (seconds: Int, count: Int) {
    switch self {
    case .fiveMinutes: (4, 75)
    case .hour: (90, 40)
    case .day: (300, 288)
    case .week: (3600, 168)
    case .month: (14_400, 180)
    case .quarter: (43_200, 180)
    }
  }

  /// Such as `7 days`.
  public var words: String {
    switch self {
    case .fiveMinutes: "5 min"
    case .hour: "1 h"
    case .day: "1 day"
    case .week: "7 days"
    case .month: "30 days"
    case .quarter: "90 days"
    }
  }
}

extension ChartSpan: Comparable {
  public static func < (left: ChartSpan, right: ChartSpan) -> Bool { left.rawValue < right.rawValue }
}

extension Trend {
  /// The same with what another trend of the same sensor knows, where that is finer: slots become wider, never narrower.
  public func joined(with other: Trend) -> Trend {
    guard slotSeconds > 0, end.isKnown, other.end.isKnown else { return self }
    var joined = self
    for (index, point) in other.points.enumerated() where !point.isAbsent {
      // The middle of the finer slot says into which of the wider ones it falls.
      let back = Double(other.points.count - index) - 0.5
      let moment = other.end + -Int64(back * Double(other.slotSeconds) * 1e9)
      let slot = points.count - 1 - Int((end - moment) / (Int64(slotSeconds) * Interval.second))
      guard joined.points.indices.contains(slot), moment < end else { continue }
      let known = joined.points[slot]
      joined.points[slot] =
        known.isAbsent
        ? point
        : TrendPoint(minimum: min(known.minimum, point.minimum), maximum: max(known.maximum, point.maximum))
    }
    return joined
  }
}
