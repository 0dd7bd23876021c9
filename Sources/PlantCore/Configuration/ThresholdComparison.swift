/// How a value is compared with a threshold: an alarm's metric, or a sensor that tells whether its device runs.
public enum ThresholdComparison: String, Sendable, Hashable, BitwiseCopyable, CaseIterable {
  case above = ">"
  case atLeast = ">="
  case below = "<"
  case atMost = "<="

  /// Whether `value` satisfies it; NaN satisfies none.
  @inline(__always) func holds(_ value: Double, _ threshold: Double) -> Bool {
    switch self {
    case .above: value > threshold
    case .atLeast: value >= threshold
    case .below: value < threshold
    case .atMost: value <= threshold
    }
  }
}
