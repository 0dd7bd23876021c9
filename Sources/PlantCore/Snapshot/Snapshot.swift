/// Index of a device in first-seen order; stable for the life of an engine.
public typealias DeviceID = UInt32
/// Index of a sensor (one device, one sensor type) in first-seen order; stable for the life of an engine.
public typealias SensorID = UInt32
/// Index of a sensor type in first-seen order (configured types first); stable for the life of an engine.
public typealias SensorTypeID = UInt32

/// Everything a screen needs of the plant at one moment, as plain values.
///
/// Made by `Engine.snapshot(for:)` on the engine's thread, then sent to the main thread. Texts are as they
/// came from outside: the canvas cleans them.
public struct Snapshot: Sendable {
  /// The largest arrival (or event) time so far; unknown before the first.
  public var streamTime: Stamp = .unknown
  /// Stream time of the first record; unknown before the first.
  public var firstTime: Stamp = .unknown
  /// What it answers.
  public var query = Query()
  public var counters = Counters()
  /// Sums over the last 10, 60 and 300 closed seconds, in this order.
  public var windows: [WindowSums] = []
  /// Iterator age at the last tick in milliseconds; nil while there is no sample.
  public var lagMilliseconds: Int64?
  /// Arrival minus event time of the newest reading with an event time, in nanoseconds.
  public var dataAge: Int64?
  public var alarms: [PipelineAlarm] = []
  public var types: [SensorTypeInfo] = []
  public var devices = DeviceList()
  /// The plant wall; empty unless the query asks for it.
  public var wall = WallList()
  /// The device asked for by `Query.focus`.
  public var focus: DeviceDetail?
  /// The sensors asked for by `Query.pens`, in that order.
  public var pens: [PenDetail] = []
  public var episodes = EpisodeList()
  /// Every alarm under its operator states.
  public var operatorAlarms = AlarmList()
  public var messages = MessageList()
  /// The page of the journal that was asked for (set by the session, not by the engine).
  public var journal = JournalList()
  /// The newest lines of the program's own log, oldest first, where they were asked for (set by the session).
  public var log: [String] = []
  /// Every device that was heard, by name; nil unless the query asks for it.
  public var inventory: [InventoryDevice]?
  /// What the panes show of the past while a live screen looks back (set by the session); nil while it does not.
  public var past: Snapshot? {
    get { pasts.first }
    set { pasts = newValue.map { [$0] } ?? [] }
  }
  private var pasts: [Snapshot] = []
  /// What the process around the engine says of itself (set by the session, not by the engine).
  public var session = SessionStatus()
  /// Devices of which sensors are dead; nil while there are none.
  public var dead: DeadDevices?

  public init() {}
}

/// Devices with sensors that are dead, in one line.
public struct DeadDevices: Sendable, Hashable {
  public var devices: Int
  /// The one that fell silent last, and when it was last heard.
  public var name: String
  public var heard: Stamp

  public init(devices: Int, name: String, heard: Stamp) {
    (self.devices, self.name, self.heard) = (devices, name, heard)
  }
}

/// Counts since the engine started. Every record is counted in exactly one of readings, errors (but `time`,
/// which is a reading too), duplicates, retained or damaged.
public struct Counters: Sendable, BitwiseCopyable {
  public var records: UInt64 = 0
  public var bytes: UInt64 = 0
  public var readings: UInt64 = 0
  /// Breaching readings: AnomaliesDetected.
  public var anomalies: UInt64 = 0
  public var late: UInt64 = 0
  public var skewed: UInt64 = 0
  public var implausible: UInt64 = 0
  public var duplicates: UInt64 = 0
  public var retained: UInt64 = 0
  /// Readings whose unit is unknown, of another quantity or not the configured one; judged as configured.
  public var unitMismatch: UInt64 = 0
  public var damaged: UInt64 = 0
  /// Messages that had to be refused (`# gap` records).
  public var lost: UInt64 = 0
  /// Sensors whose type has no limits: shown and trended, never an anomaly.
  public var sensorsWithoutLimits: UInt32 = 0
  public var errorTotal: UInt64 = 0
  var errorCounts = ErrorCounts()
  public var devices: UInt32 = 0
  public var sensors: UInt32 = 0
  public var staleSensors: UInt32 = 0
  public var deadSensors: UInt32 = 0
  public var openEpisodes: UInt32 = 0
  /// Sensors of which nearly every reading breaks the same limit: limit or unit may be wrong.
  public var doubtedLimits: UInt32 = 0
  /// Limit episodes opened since the start.
  public var episodes: UInt64 = 0
  /// Advisories of the learned detectors opened since the start.
  public var advisories: UInt64 = 0
  public var openAdvisories: UInt32 = 0

  public init() {}

  /// How many records were bad for `reason`.
  public func errors(_ reason: ProcessingError) -> UInt64 { errorCounts[reason] }
}

/// One count for each reason of `ProcessingError`, without an array behind it.
struct ErrorCounts: Sendable, BitwiseCopyable {
  private var oversize: UInt64 = 0
  private var topic: UInt64 = 0
  private var encoding: UInt64 = 0
  private var json: UInt64 = 0
  private var shape: UInt64 = 0
  private var value: UInt64 = 0
  private var time: UInt64 = 0
  private var identity: UInt64 = 0
  private var capacity: UInt64 = 0

  subscript(reason: ProcessingError) -> UInt64 {
    get {
      switch reason {
      case .oversize: oversize
      case .topic: topic
      case .encoding: encoding
      case .json: json
      case .shape: shape
      case .value: value
      case .time: time
      case .identity: identity
      case .capacity: capacity
      }
    }
    set {
      switch reason {
      case .oversize: oversize = newValue
      case .topic: topic = newValue
      case .encoding: encoding = newValue
      case .json: json = newValue
      case .shape: shape = newValue
      case .value: value = newValue
      case .time: time = newValue
      case .identity: identity = newValue
      case .capacity: capacity = newValue
      }
    }
  }
}

/// The plant's metrics summed over closed seconds of stream time.
public struct WindowSums: Sendable, Hashable {
  /// Length of the window in seconds: 10, 60 or 300.
  public var seconds: Int
  /// How many of these seconds the input has covered so far ("covers 12 of 300 s").
  public var covered: Int
  /// SensorReadingsProcessed.
  public var readings: UInt64
  /// AnomaliesDetected.
  public var anomalies: UInt64
  /// ProcessingErrors.
  public var errors: UInt64
  /// Messages that had to be refused.
  public var lost: UInt64

  public init(seconds: Int, covered: Int, readings: UInt64, anomalies: UInt64, errors: UInt64, lost: UInt64) {
    self.seconds = seconds
    self.covered = covered
    self.readings = readings
    self.anomalies = anomalies
    self.errors = errors
    self.lost = lost
  }
}
