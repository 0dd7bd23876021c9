/// Stream time and what is needed to move it.
struct StreamClock: BitwiseCopyable {
  /// The largest arrival (or event) time so far.
  var now = Stamp.unknown
  /// Stream time of the first record.
  var first = Stamp.unknown
  /// Number of the second that is being filled.
  var openSecond: Int64 = 0
  /// Lag of the last tick in milliseconds, -1 before the first.
  var lag: Int64 = -1
  /// Arrival minus event time of the newest reading with an event time; `Int64.min` before the first.
  var dataAge = Int64.min
  /// Devices with a skewed reading in the present minute, and whether our own clock has been blamed for it.
  var skewedDevices: UInt32 = 0
  var isOwnClockBlamed = false
  /// First arrival of the present run of records that are all more than 5 s earlier than stream time.
  var earlierSince = Stamp.unknown
  /// Times far ahead that no second device has confirmed, for inputs without arrivals.
  var claims = InlineArray<8, TimeClaim>(repeating: TimeClaim())
  var nextClaim: UInt32 = 0
  /// Fingerprint of the configuration that the last session's header named; 0 before the first.
  var configuration: UInt64 = 0

  /// The earliest plausible event time: 2000-01-01T00:00:00Z.
  static let earliestPlausible = Stamp(seconds: 946_684_800)
  /// Event times from here on (the year 2255) are beyond what arrivals and their sums can hold.
  static let latestPlausible = Stamp(seconds: 9_000_000_000)
}

/// A jump ahead that one device claims.
struct TimeClaim: BitwiseCopyable {
  var device = DeviceID.max
  var time = Stamp.unknown
}
