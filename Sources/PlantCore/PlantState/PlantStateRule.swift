/// When a device counts as running, and which of its limits mean nothing while it stands still.
public struct PlantStateRule: Sendable, Hashable {
  /// The sensor type of the device that tells whether it runs, in lower case.
  public var sensorType: String
  public var comparison: ThresholdComparison
  public var threshold: Double
  /// Limits whose alarms are suppressed while the device stands still.
  public var gates: [EpisodeKind] = []

  public init(sensorType: String, comparison: ThresholdComparison, threshold: Double, gates: [EpisodeKind] = []) {
    self.sensorType = sensorType.lowercased()
    self.comparison = comparison
    self.threshold = threshold
    self.gates = gates
  }

  /// Reads `vibration > 0.3`; nil when it is anything else.
  public init?(_ text: String) {
    for comparison in [ThresholdComparison.atLeast, .atMost, .above, .below] {
      let parts = text.split(separator: comparison.rawValue, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let (name, number) = (Self.trimmed(parts[0]), Self.trimmed(parts[1]))
      guard !name.isEmpty, let threshold = Double(number), threshold.isFinite else { return nil }
      self.init(sensorType: String(name), comparison: comparison, threshold: threshold)
      return
    }
    return nil
  }

  /// The rule as it is written.
  public var text: String { "\(sensorType) \(comparison.rawValue) \(numberText(threshold))" }

  private static func trimmed(_ text: Substring) -> Substring {
    var inside = text.drop { $0 == " " || $0 == "\t" }
    while inside.last == " " || inside.last == "\t" { inside.removeLast() }
    return inside
  }
}

/// A device's rule as the engine keeps it.
struct RunningRule: BitwiseCopyable {
  /// The sensor that tells; `UInt32.max` while there is none.
  var sensor = SensorID.max
  var comparison = ThresholdComparison.above
  /// A bit for each kind of episode whose alarm is suppressed while the device stands still.
  var gates: UInt8 = 0
  var threshold = 0.0

  init() {}

  init(_ rule: PlantStateRule) {
    comparison = rule.comparison
    threshold = rule.threshold
    for kind in rule.gates { gates |= 1 << kind.rawValue }
  }

  func isGated(_ kind: EpisodeKind) -> Bool { gates & 1 << kind.rawValue != 0 }
}
