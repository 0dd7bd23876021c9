/// What an operator must know when one limit is broken: an alarm that asks for nothing is no alarm.
public struct LimitAdvice: Sendable, Hashable {
  /// What usually brings it about.
  public var cause: String
  /// What happens when nobody does anything.
  public var consequence: String
  /// What the operator should do.
  public var action: String
  /// How long there is to do it, in nanoseconds; nil when nobody said.
  public var respondWithin: Int64?
  /// 1…3; nil leaves the limit its usual one: 1 for HH and LL, 2 for H and L.
  public var priority: Int?

  public init(
    cause: String = "", consequence: String = "", action: String = "", respondWithin: Int64? = nil,
    priority: Int? = nil
  ) {
    self.cause = cause
    self.consequence = consequence
    self.action = action
    self.respondWithin = respondWithin
    self.priority = priority
  }

  /// Whether there is anything to read.
  public var isEmpty: Bool { cause.isEmpty && consequence.isEmpty && action.isEmpty && respondWithin == nil }
}

/// The advice of each limit of a set; what is said for the whole set stands in all four.
public struct LimitAdvices: Sendable, Hashable {
  public var highHigh = LimitAdvice()
  public var high = LimitAdvice()
  public var low = LimitAdvice()
  public var lowLow = LimitAdvice()

  /// The same advice for every limit.
  public init(_ common: LimitAdvice = LimitAdvice()) {
    (highHigh, high, low, lowLow) = (common, common, common, common)
  }

  /// The advice of the limit that an episode of this kind broke; empty for a silence.
  public subscript(kind: EpisodeKind) -> LimitAdvice {
    get {
      switch kind {
      case .highHigh: highHigh
      case .high: high
      case .low: low
      case .lowLow: lowLow
      case .stale, .dead, .shift, .record, .drift, .flat, .noise: LimitAdvice()
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

  /// The priority of a limit's episodes.
  public func priority(_ kind: EpisodeKind) -> Int { self[kind].priority ?? kind.usualPriority }
}
