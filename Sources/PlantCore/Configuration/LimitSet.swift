/// Limits of one sensor; nil where none is set. A reading breaks a limit strictly beyond it.
public struct LimitSet: Sendable, Hashable {
  public var highHigh: Double?
  public var high: Double?
  public var low: Double?
  public var lowLow: Double?
  /// How far back inside a limit the value must come before an episode can close, in the sensor's unit.
  public var deadband: Double
  /// How long it must stay there, in nanoseconds of stream time.
  public var offDelay: Int64
  /// How long a limit must stay broken before an episode opens, in nanoseconds of stream time.
  public var onDelay: Int64
  /// Whether an acknowledged alarm that came back is held until it is reset.
  public var isLatching = false

  public init(
    highHigh: Double? = nil, high: Double? = nil, low: Double? = nil, lowLow: Double? = nil, deadband: Double = 0,
    offDelay: Int64 = 5 * Interval.second, onDelay: Int64 = 0
  ) {
    self.highHigh = highHigh
    self.high = high
    self.low = low
    self.lowLow = lowLow
    self.deadband = deadband
    self.offDelay = offDelay
    self.onDelay = onDelay
  }

  /// Whether any limit is set.
  public var hasLimits: Bool { highHigh != nil || high != nil || low != nil || lowLow != nil }

  /// One of the four limits; nil for every other kind, which has none.
  public subscript(kind: EpisodeKind) -> Double? {
    get {
      switch kind {
      case .highHigh: highHigh
      case .high: high
      case .low: low
      case .lowLow: lowLow
      case .stale, .dead, .shift, .record, .drift, .flat, .noise: nil
      }
    }
    set {
      switch kind {
      case .highHigh: highHigh = newValue
      case .high: high = newValue
      case .low: low = newValue
      case .lowLow: lowLow = newValue
      case .stale, .dead, .shift, .record, .drift, .flat, .noise: break
      }
    }
  }

  /// Limits that cannot be meant: which key says so, why, and the likely fix.
  public struct Problem: Sendable, Hashable {
    public var key: String
    public var text: String
    public var fix = ""
  }

  /// Why these limits cannot be meant; nil when they can.
  public var problem: Problem? {
    if let high, let highHigh, highHigh <= high {
      return Problem(
        key: "highHigh", text: "\(numberText(highHigh)) lies at or below high, \(numberText(high))",
        fix: "the high-high limit is the outer one")
    }
    if let low, let lowLow, lowLow >= low {
      return Problem(
        key: "lowLow", text: "\(numberText(lowLow)) lies at or above low, \(numberText(low))",
        fix: "the low-low limit is the outer one")
    }
    guard let upper = high ?? highHigh, let lower = low ?? lowLow else { return nil }
    if lower >= upper {
      return Problem(key: "low", text: "\(numberText(lower)) lies at or above the high limit, \(numberText(upper))")
    }
    guard deadband >= upper - lower else { return nil }
    return Problem(
      key: "deadband",
      text:
        "\(numberText(deadband)) is as wide as the band from \(numberText(lower)) to \(numberText(upper)): nothing could ever clear"
    )
  }
}
