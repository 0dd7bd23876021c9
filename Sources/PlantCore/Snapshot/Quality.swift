/// How far a value can be trusted, and the rule that says so.
public struct Quality: Sendable, Hashable {
  public enum Level: String, Sendable { case good, suspect, bad }

  /// What casts the doubt.
  public enum Rule: String, Sendable {
    case none, flat, noise, spike, jump, late, skewed
    /// Beyond what the sensor can measure, as the configuration says.
    case outsideSpan = "outside its span"
  }

  public var level: Level
  public var rule: Rule
  public static let good = Quality(level: .good, rule: .none)

  public init(level: Level, rule: Rule) {
    self.level = level
    self.rule = rule
  }

  /// `suspect: noise`; empty when there is no doubt.
  public var text: String { level == .good ? "" : "\(level.rawValue): \(rule.rawValue)" }
}
