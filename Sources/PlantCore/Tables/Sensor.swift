/// What every reading of a sensor touches: limits, latest value, freshness, the open window bucket.
struct Sensor: BitwiseCopyable {
  var device: DeviceID
  var type: SensorTypeID
  /// The spelling of the type it was first seen with.
  var spelling = UInt32.max
  /// Readings whose unit does not fit.
  var unitMismatch: UInt32 = 0

  /// A reading above this is a breach: the lower of H and HH, infinite when neither is set.
  var upper = Double.infinity
  /// A reading below this is a breach: the higher of L and LL.
  var lower = -Double.infinity
  /// Index of the rest of its limits, which most sensors of a type share.
  var limits: UInt32 = 0
  /// Index + 1 of its on-delay, 0 while it never had one.
  var onDelay: UInt32 = 0
  /// The latest value by event time.
  var value = Double.nan
  var judgement = Judgement.normal
  /// Whether its readings come in another unit than the one that is judged.
  var isConverted = false
  /// Whether a value can lie outside its span and break no limit.
  var isSpanNarrow = false
  /// Whether it is stuck: its advisory "flat" is open. Kept here because every reading asks.
  var isStuck = false
  /// Whether it has had its line "limit or unit wrong?".
  var isLimitDoubted = false
  /// Breaches of L and LL; the other ones are of H and HH.
  var lowBreaches: UInt32 = 0
  /// Event time of the latest value: the newest event time.
  var newest = Stamp.unknown
  /// The same as the payload gave it, for telling duplicates; unknown when the payload gave none.
  var newestGiven = Stamp.unknown
  /// Stream time of the last reading that counts as hearing from it.
  var heard = Stamp.unknown
  /// Stream time between the last two readings, in nanoseconds.
  var lastGap: Int64 = 0
  /// Arrival minus event time of the latest value; `Int64.min` without both.
  var delay = Int64.min
  /// The smallest delay of the last whole ten minutes; 0 until ten minutes have passed.
  var usualDelay: Int64 = 0
  /// The smallest delay of the present ten minutes, and their number.
  var smallestDelay = Int64.max
  var delaySlot = Int64.min
  /// A value from a retained message, shown as last known.
  var retainedValue = Double.nan
  var retainedMeasured = Stamp.unknown

  /// Index + 1 of the open episode of each side, 0 for none.
  var highEpisode: UInt32 = 0
  var lowEpisode: UInt32 = 0
  var silence = SilenceState()
  var clock = SensorClock()

  var readings: UInt64 = 0
  var anomalies: UInt64 = 0
  var late: UInt32 = 0
  var skewed: UInt32 = 0
  var duplicates: UInt32 = 0
  var retained: UInt32 = 0

  /// Window statistics are kept as offsets from the first value that could be trusted, so that single precision is
  /// enough; no number before it.
  var reference = Double.nan
  var openBucket = OpenBucket()
  /// Newest trend slots of the two rings; `Int64.min` before the first.
  var shortSlot = Int64.min
  var longSlot = Int64.min

  init(device: DeviceID, type: SensorTypeID) {
    self.device = device
    self.type = type
  }

  var hasLimits: Bool { upper < .infinity || lower > -.infinity }
}

/// A device's counts and whereabouts.
struct Device: BitwiseCopyable {
  var sensorCount: UInt32 = 0
  var staleSensors: UInt32 = 0
  var deadSensors: UInt32 = 0
  /// First of its sensors; they are linked through `sensorLinks`.
  var firstSensor: UInt32 = .max
  var lastSensor: UInt32 = .max
  /// Index + 1 of the open episode "the whole device is silent".
  var silenceEpisode: UInt32 = 0
  /// How many of its sensors have an open freshness episode of their own.
  var ownSilences: UInt32 = 0
  /// How many of its sensors were ever heard, retained messages aside.
  var heardSensors: UInt32 = 0
  /// The gateway it is behind, as number + 1, 0 for none; and the next device behind the same.
  var gateway: UInt32 = 0
  var nextOfGateway: UInt32 = .max
  /// Index into the configured devices, -1 when it is not configured.
  var configured: Int32 = -1
  /// What its topic says beside it, as index + 1 into the engine's `topicGroups`; 0 while that is unknown.
  var topicGroup: UInt16 = 0
  /// Whether the configuration or an operator has taken it out of the plant, and whether it was announced that it
  /// sends all the same.
  var isRetired = false
  var hasSent = false
  /// The minute of its last skewed reading.
  var skewedMinute = Int64.min
  var heard = Stamp.unknown
  var running = RunningRule()
  var anomalies: UInt64 = 0
  var errors = ErrorCounts()
  var errorTotal: UInt64 = 0
}
