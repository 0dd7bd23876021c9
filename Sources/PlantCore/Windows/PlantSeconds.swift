/// The plant's own counters in buckets of one second of stream time, with running sums over 10, 60 and 300 s.
struct PlantSeconds: ~Copyable {
  struct Bucket: BitwiseCopyable {
    var readings: UInt32 = 0
    var anomalies: UInt32 = 0
    var errors: UInt32 = 0
    var lost: UInt32 = 0
    /// Largest lag sample in milliseconds, -1 without one.
    var lag: Int64 = -1
    /// Whether the feed was disconnected at some moment.
    var isBlind = false

    var isEmpty: Bool { readings == 0 && anomalies == 0 && errors == 0 && lost == 0 && lag < 0 && !isBlind }
  }

  struct Sums: BitwiseCopyable {
    var readings: UInt64 = 0
    var anomalies: UInt64 = 0
    var errors: UInt64 = 0
    var lost: UInt64 = 0

    var isEmpty: Bool { readings == 0 && anomalies == 0 && errors == 0 && lost == 0 }

    mutating func add(_ bucket: Bucket) {
      readings += UInt64(bucket.readings)
      anomalies += UInt64(bucket.anomalies)
      errors += UInt64(bucket.errors)
      lost += UInt64(bucket.lost)
    }

    mutating func remove(_ bucket: Bucket) {
      readings -= UInt64(bucket.readings)
      anomalies -= UInt64(bucket.anomalies)
      errors -= UInt64(bucket.errors)
      lost -= UInt64(bucket.lost)
    }
  }

  static let length = 300
  static let lagLength = 60

  struct State: BitwiseCopyable {
    /// The second that is being filled.
    var open = Bucket()
    var ten = Sums()
    var minute = Sums()
    var fiveMinutes = Sums()
    /// Closed seconds since the start or the last rebase, counted to 300.
    var covered = 0
    /// How many of the newest closed seconds are empty, counted to 300.
    var emptyRun = 300
    /// Disconnected seconds among the last 300.
    var blindSeconds = 0
    /// How many of the newest closed seconds have no lag sample, counted to 60.
    var lagRun = 60
  }

  var state = State()
  var buckets = Slab<Bucket>(repeating: Bucket(), count: length)

  init() {}

  /// Closes the open second, which is second number `second`.
  mutating func close(second: Int64) {
    let index = Self.index(second)
    let leaving = buckets[index]
    let bucket = state.open
    state.fiveMinutes.remove(leaving)
    if leaving.isBlind { state.blindSeconds -= 1 }
    state.ten.remove(buckets[Self.index(second - 10)])
    state.minute.remove(buckets[Self.index(second - 60)])
    buckets[index] = bucket
    state.ten.add(bucket)
    state.minute.add(bucket)
    state.fiveMinutes.add(bucket)
    if bucket.isBlind { state.blindSeconds += 1 }
    state.covered = min(state.covered + 1, Self.length)
    state.lagRun = bucket.lag < 0 ? min(state.lagRun + 1, Self.lagLength) : 0
    state.emptyRun = bucket.isEmpty ? min(state.emptyRun + 1, Self.length) : 0
    state.open = Bucket()
  }

  /// Whether closing another empty second would change no sum.
  var isQuiet: Bool { state.emptyRun >= Self.length && state.open.isEmpty }

  /// Whether all 300 seconds were blind and otherwise empty, so that closing another such one would change no sum.
  var isBlindThroughout: Bool {
    state.blindSeconds >= Self.length && state.fiveMinutes.isEmpty && state.open.isEmpty
      && state.lagRun >= Self.lagLength
  }

  /// Passes over `count` seconds while quiet.
  mutating func skip(_ count: Int64) {
    state.covered = Int(min(Int64(state.covered) + count, Int64(Self.length)))
  }

  /// Windows start anew.
  mutating func reset() {
    state = State()
    buckets.fill(Bucket())
  }

  private static func index(_ second: Int64) -> Int {
    let remainder = Int(second % Int64(length))
    return remainder < 0 ? remainder + length : remainder
  }
}
