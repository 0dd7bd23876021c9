/// What the engine says of one reading against its limits.
public enum Judgement: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Inside every limit, or no limits are known for the sensor type.
  case normal
  case low
  case high
  case lowLow
  case highHigh

  /// Whether a limit is broken.
  public var isBreach: Bool { self != .normal }

  /// The name used in events: `high`, `highHigh`, `low`, `lowLow`, `normal`.
  public var name: String {
    switch self {
    case .normal: "normal"
    case .low: "low"
    case .high: "high"
    case .lowLow: "lowLow"
    case .highHigh: "highHigh"
    }
  }
}

/// How recently a sensor or device was heard.
public enum Freshness: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case fresh
  /// Silent for longer than 1.5 of its long gaps (at least 10 s).
  case stale
  /// Silent for longer than 3 of its long gaps (at least 60 s).
  case dead
  /// Known from the configuration and never heard.
  case neverSeen
  /// Heard through retained messages only.
  case lastKnown
}

/// The first reason why a record is no (or only half a) reading, in the order in which they are tried.
public enum ProcessingError: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case oversize, topic, encoding, json, shape, value, time, identity, capacity

  /// The name used in reports and on screen.
  public var name: String { String(describing: self) }
}

/// What became of one record.
public enum Verdict: Sendable, Hashable, BitwiseCopyable {
  case judged(Judgement)
  /// Judged, more than 300 s behind the newest event time of its sensor.
  case late(Judgement)
  /// Judged, though a working sensor cannot say this value.
  case outsideSpan(Judgement)
  /// Judged as configured, though it came in a unit that does not fit.
  case unitMismatch(Judgement)
  case error(ProcessingError)
  case retained
  case duplicate

  /// Whether it was judged, and broke a limit.
  var isBreach: Bool {
    switch self {
    case .judged(let judgement), .late(let judgement), .outsideSpan(let judgement), .unitMismatch(let judgement):
      judgement.isBreach
    case .error, .retained, .duplicate: false
    }
  }
}
