import PlantCore

/// How long to wait before the next attempt: 1, 2, 4 … 30 s, each up to a quarter shorter or longer, so that a
/// hundred programs do not come back to a restarted broker in the same instant.
struct Backoff {
  static let longest: Int64 = 30 * Interval.second
  private var failures = 0

  /// The wait after one more failure, in nanoseconds.
  mutating func next() -> Int64 {
    let whole = min(Self.longest, Interval.second << Int64(min(failures, 5)))
    failures += 1
    return min(Self.longest, whole + Int64.random(in: -whole / 4...whole / 4))
  }

  /// After success the waits start anew.
  mutating func reset() { failures = 0 }
}
