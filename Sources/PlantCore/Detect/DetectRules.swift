/// Which learned detectors and quality rules judge a sensor.
public struct DetectRules: OptionSet, Sendable, Hashable, BitwiseCopyable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let shift = DetectRules(rawValue: 1)
  public static let record = DetectRules(rawValue: 2)
  public static let drift = DetectRules(rawValue: 4)
  public static let pattern = DetectRules(rawValue: 8)
  public static let noise = DetectRules(rawValue: 16)
  public static let flat = DetectRules(rawValue: 32)
  public static let all: DetectRules = [.shift, .record, .drift, .pattern, .noise, .flat]

  /// Name and rule of each, as the configuration spells them.
  public static let named: [(name: String, rule: DetectRules)] = [
    ("shift", .shift), ("record", .record), ("drift", .drift), ("pattern", .pattern), ("noise", .noise),
    ("flat", .flat),
  ]
}

/// The learned detectors as configured.
public struct DetectConfiguration: Sendable, Hashable {
  public var rules = DetectRules.all
  /// How many advisories an hour of the whole plant are shown one by one; further ones are shown as a number.
  public var perHour = 1
  /// The largest `perHour`.
  public static let perHourLimit = 1000

  public init() {}

  /// Whether anything is learned at all.
  public var isOn: Bool { !rules.isEmpty }
}
