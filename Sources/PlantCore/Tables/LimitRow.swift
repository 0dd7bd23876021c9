/// The limits of a sensor that only a breach asks for.
struct LimitRow: BitwiseCopyable, Equatable {
  var highHigh: Double
  /// H, infinite when it is not set.
  var high: Double
  var low: Double
  var lowLow: Double
  var deadband: Double
  var offDelay: Int64
  var onDelay: Int64
  /// Whether its alarms stay until they are reset.
  var isLatching: Bool
  /// What a working sensor can say at all; infinite on both sides when nobody said.
  var spanLow: Double
  var spanHigh: Double
  /// The unit that is judged, and the one readings come in; 0 where nobody said.
  var unit: UnitTable.Number
  var payloadUnit: UnitTable.Number
  /// By raw value of the episode's kind.
  private var priorities: SIMD4<UInt8>

  init(_ type: SensorTypeConfiguration, _ units: inout UnitTable) {
    let limits = type.limits
    highHigh = limits.highHigh ?? .infinity
    high = limits.high ?? .infinity
    low = limits.low ?? -.infinity
    lowLow = limits.lowLow ?? -.infinity
    deadband = limits.deadband
    offDelay = limits.offDelay
    onDelay = limits.onDelay
    isLatching = limits.isLatching
    spanLow = type.span?.lowerBound ?? -.infinity
    spanHigh = type.span?.upperBound ?? .infinity
    unit = units.number(type.unit)
    payloadUnit = units.number(type.payloadUnit)
    priorities = SIMD4()
    for kind in [EpisodeKind.high, .highHigh, .low, .lowLow] {
      priorities[Int(kind.rawValue)] = UInt8(clamping: type.advice.priority(kind))
    }
  }

  /// Whether readings that say no unit come in another one than is judged.
  var isConverted: Bool { payloadUnit != 0 && payloadUnit != unit }

  func isOutsideSpan(_ value: Double) -> Bool { value < spanLow || value > spanHigh }

  /// The limit that an episode of this kind broke.
  func limit(_ kind: EpisodeKind) -> Double {
    switch kind {
    case .highHigh: highHigh
    case .high: high
    case .low: low
    case .lowLow: lowLow
    case .stale, .dead, .shift, .record, .drift, .flat, .noise: .nan
    }
  }

  func priority(_ kind: EpisodeKind) -> UInt8 { kind.rawValue < 4 ? priorities[Int(kind.rawValue)] : 3 }

  /// What an episode of the outer limit is once `value` came back: H after HH, L after LL, when the value came back
  /// by the deadband and the inner limit is set.
  func eased(_ kind: EpisodeKind, at value: Double) -> EpisodeKind {
    if kind == .highHigh, high < .infinity, value <= highHigh - deadband { return .high }
    if kind == .lowLow, low > -.infinity, value >= lowLow + deadband { return .low }
    return kind
  }
}
