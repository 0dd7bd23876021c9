import PlantCore

/// Where a paced replay should be now: reckoned from the instant it started, so that it never drifts.
struct ReplayPace {
  private(set) var speed: Double
  private(set) var isPaused: Bool
  /// Stream time and boot-time instant that belong together; unknown before the first record.
  private var anchor: Stamp = .unknown
  private var instant: Int64 = 0

  init(speed: Double, isPaused: Bool) {
    self.speed = Self.clamped(speed)
    self.isPaused = isPaused
  }

  /// Whether it runs as fast as it can.
  var isUnbounded: Bool { speed == .infinity }

  /// Whether it knows where the stream stands.
  var isAnchored: Bool { anchor.isKnown }

  /// How far the stream may be judged at `now`.
  func limit(at now: Int64) -> Stamp {
    guard anchor.isKnown else { return Stamp(nanoseconds: Int64.min + 1) }
    if isPaused { return anchor }
    if isUnbounded { return Stamp(nanoseconds: .max) }
    return anchor + Int64(Double(now - instant) * speed)
  }

  /// How long until `moment` is due, in nanoseconds.
  func wait(for moment: Stamp, at now: Int64) -> Int64 {
    guard anchor.isKnown, !isUnbounded else { return 0 }
    return max(0, Int64(min(1e18, Double(moment - anchor) / speed)) - (now - instant))
  }

  /// From `now` on the stream stands at `moment`.
  mutating func stand(at moment: Stamp, now: Int64) {
    anchor = moment
    instant = now
  }

  /// Stops or goes on from where the stream stands.
  mutating func pause(_ pause: Bool, at moment: Stamp, now: Int64) {
    stand(at: moment, now: now)
    isPaused = pause
  }

  /// Changes the speed from here on.
  mutating func change(speed: Double, at moment: Stamp, now: Int64) {
    stand(at: moment, now: now)
    self.speed = Self.clamped(speed)
  }

  private static func clamped(_ speed: Double) -> Double {
    speed == .infinity || speed.isNaN ? .infinity : min(64, max(0.5, speed))
  }
}
