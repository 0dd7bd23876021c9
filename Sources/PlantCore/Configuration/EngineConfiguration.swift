/// What the engine judges by: a plain value made from the configuration before the engine starts.
public struct EngineConfiguration: Sendable, Hashable {
  public var plant = ""
  /// Topic templates such as `sensor/{device}/data`; the first that matches is used.
  public var topics = ["sensor/{device}/data"]
  public var identity = IdentityRule.match
  /// Limits and looks by sensor type, in the order in which they get their type ids.
  public var types: [SensorTypeConfiguration] = SensorTypeConfiguration.standard
  public var devices: [DeviceConfiguration] = []
  /// Vibration zones by machine class; shown, never judged.
  public var zones: [ZoneTable] = []
  /// The three standard alarms first, in their order, then the configuration's own; at most 64.
  public var alarms = AlarmDefinition.standard
  public var errorThreshold: Double {
    get { alarms[0].threshold }
    set { alarms[0].threshold = newValue }
  }
  public var anomalyThreshold: Double {
    get { alarms[1].threshold }
    set { alarms[1].threshold = newValue }
  }
  /// Seconds.
  public var lagThreshold: Double {
    get { alarms[2].threshold }
    set { alarms[2].threshold = newValue }
  }
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

/// One device of the configuration.
public struct DeviceConfiguration: Sendable, Hashable {
  public var id: String
  /// A name for people; empty when not set.
  public var name = ""
  public var area = ""
  /// What carries its messages: devices of one gateway that all fall silent are one loss. Empty when not set.
  public var gateway = ""
  /// How much depends on it, 1 (most) to 3; nil when nobody said.
  public var criticality: Int?
  /// Taken out of the plant: its silence is no news, its readings are judged and announced.
  public var isRetired = false
  /// The sensor types it is known to have; nothing is judged by them.
  public var sensors: [String] = []
  /// The longest gap expected between readings, in nanoseconds; replaces the learned long gap.
  public var expect: Int64?
  /// Limits of its own by sensor type name (lower case); complete, already merged with the type's.
  public var limits: [SensorTypeConfiguration] = []
  /// When it counts as running; nil when it always does.
  public var state: PlantStateRule?
  /// Names a table of zones; empty when not set.
  public var machineClass = ""

  /// Learned detectors of its own; nil takes the plant's.
  public var detect: DetectRules?
  /// Learned detectors by sensor type name (lower case); complete, already merged with the device's.
  public var detectBySensor: [String: DetectRules] = [:]

  /// Whether it stands here for limits that are tried out only: it is not expected, and gets no number before it is
  /// heard, so that all others keep theirs.
  var isOnTrial = false

  public init(id: String) { self.id = id }
}

/// How the bytes given to an engine are framed.
public enum InputFormat: Sendable, Hashable {
  /// The native recording, and what a live session gives to its engine.
  case capture
  /// One bare JSON reading a line.
  case jsonLines
}
