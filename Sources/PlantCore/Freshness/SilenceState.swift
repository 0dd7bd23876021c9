/// How long a sensor has been silent, as last looked at.
struct SilenceState: BitwiseCopyable {
  var freshness = Freshness.lastKnown
  /// Whether its present silence has had its line; not while the feed's alarm explains it.
  var isAnnounced = false
  /// Index + 1 of its own open freshness episode, 0 for none.
  var episode: UInt32 = 0
  /// The moment its next timer is set for; other timers of it are void.
  var nextCheck = Int64.max
  /// Deadline of its timer in the heap, `Int64.max` without one.
  var heapDeadline = Int64.max
  /// Whether that timer stands in the wheel rather than in the heap.
  var isInWheel = false
  /// Stream time from which silence counts when the feed was down: never before the last reading.
  var countsFrom = Stamp.unknown
}

/// Notes about a sensor whose readings are late, to tell a backlog from a clock that stepped back.
struct SensorClock: BitwiseCopyable {
  var lateReadings: UInt32 = 0
  /// Arrival and event time of the first reading of the present run of late ones.
  var runArrival = Stamp.unknown
  var runEvent = Stamp.unknown
  var previousEvent = Stamp.unknown
}

/// When silence becomes STALE and DEAD.
enum SilenceLimits {
  /// What counts as a sensor's long gap until five gaps were seen.
  static let assumedLongGap = 40 * Interval.second
  static let shortestStale = 10 * Interval.second
  static let shortestDead = 60 * Interval.second

  static func stale(longGap: Int64) -> Int64 { max(shortestStale, longGap + longGap / 2) }
  static func dead(longGap: Int64) -> Int64 { max(shortestDead, 3 * longGap) }

  /// The first full second at which something heard at `heard` is silent for strictly longer than `limit`.
  static func deadline(heard: Stamp, limit: Int64) -> Int64 {
    (Stamp(nanoseconds: heard.nanoseconds + limit).second + 1) * Interval.second
  }
}
