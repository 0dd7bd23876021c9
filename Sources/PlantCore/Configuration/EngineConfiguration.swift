/// What the engine judges by: a plain value made from the configuration before the engine starts.
public struct EngineConfiguration: Sendable, Hashable {
  public var plant = ""
  /// Topic templates such as `sensor/{device}/data`; the first that matches is used.
  public var topics = ["sensor/{device}/data"]
  public var identity = IdentityRule.match
  /// Limits and looks by sensor type, in the order in which they get their type ids.
  public var types: [SensorTypeConfiguration] = SensorTypeConfiguration.standard
  public var devices: [DeviceConfiguration] = []
  public var errorThreshold: Double = 5
  public var anomalyThreshold: Double = 10
  /// Seconds.
  public var lagThreshold: Double = 60
  /// A priority 1 alarm that nobody acknowledges for this long, in nanoseconds, calls once more.
  public var escalateAfter = 5 * Interval.minute
  /// At most this many sensors; further ones are `capacity` errors.
  public var sensorCapacity = 100_000
  public var detect = DetectConfiguration()

  /// Whether any sensor may be judged by a learned detector.
  var detectsAnything: Bool {
    detect.isOn
      || devices.contains { $0.detect?.isEmpty == false || $0.detectBySensor.contains { !$0.value.isEmpty } }
  }

  public init() {}
}

/// Whether a payload must name the device of its topic.
public enum IdentityRule: String, Sendable, Hashable {
  /// A payload device that differs from the topic's is an `identity` error.
  case match
  /// The payload's device counts; the topic's is not looked at (a gateway publishes for others).
  case payload
}

/// One sensor type: unit, scale and limits.
public struct SensorTypeConfiguration: Sendable, Hashable {
  public var name: String
  public var unit: String
  public var scale: ClosedRange<Double>?
  public var limits: LimitSet
  /// What the operator should do when it alarms; empty when not set.
  public var action: String

  public init(name: String, unit: String, scale: ClosedRange<Double>?, limits: LimitSet, action: String = "") {
    self.name = name
    self.unit = unit
    self.scale = scale
    self.limits = limits
    self.action = action
  }

  /// Temperature, pressure and vibration with the limits every plant starts from.
  public static let standard: [SensorTypeConfiguration] = [
    .init(name: "temperature", unit: "°C", scale: 0...120, limits: .init(high: 80, low: 10, deadband: 1.2)),
    .init(name: "pressure", unit: "PSI", scale: 0...200, limits: .init(high: 150, low: 30, deadband: 4)),
    .init(name: "vibration", unit: "mm/s", scale: 0...10, limits: .init(high: 5, deadband: 0.2)),
  ]
}

/// One device of the configuration.
public struct DeviceConfiguration: Sendable, Hashable {
  public var id: String
  /// A name for people; empty when not set.
  public var name = ""
  public var area = ""
  /// The longest gap expected between readings, in nanoseconds; replaces the learned long gap.
  public var expect: Int64?
  /// Limits of its own by sensor type name (lower case); complete, already merged with the type's.
  public var limits: [SensorTypeConfiguration] = []

  /// Learned detectors of its own; nil takes the plant's.
  public var detect: DetectRules?
  /// Learned detectors by sensor type name (lower case); complete, already merged with the device's.
  public var detectBySensor: [String: DetectRules] = [:]

  public init(id: String) { self.id = id }
}

/// How the bytes given to an engine are framed.
public enum InputFormat: Sendable, Hashable {
  /// The native recording, and what a live session gives to its engine.
  case capture
  /// One bare JSON reading a line.
  case jsonLines
}
