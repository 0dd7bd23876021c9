import Glibc
import PlantCore

/// The clock that stamps arrivals: the wall clock at its start plus the boot-time clock, so that it never steps.
public struct ArrivalClock: Sendable {
  /// Wall clock minus boot-time clock at the start, in nanoseconds.
  private let anchor: Int64
  private let wall: @Sendable () -> Stamp

  /// Anchors a clock at the present wall time.
  public init() { self.init(wall: SystemClock.wall) }

  /// Anchors a clock at the present time of another wall clock, one that may be stepped.
  init(wall: @escaping @Sendable () -> Stamp) {
    self.wall = wall
    anchor = wall().nanoseconds - SystemClock.sinceBoot()
  }

  /// The present moment; never before an earlier answer, on any thread.
  public func now() -> Stamp { Stamp(nanoseconds: SystemClock.sinceBoot() + anchor) }

  /// How far the wall clock has been stepped away from this clock, in nanoseconds; positive when it was put forward.
  public func wallStep() -> Int64 { wall() - now() }
}

/// The machine's own clocks.
public enum SystemClock {
  /// The wall clock; it may step.
  public static func wall() -> Stamp { Stamp(nanoseconds: read(CLOCK_REALTIME)) }

  /// Nanoseconds since the machine started, suspension included; never steps.
  public static func sinceBoot() -> Int64 { read(CLOCK_BOOTTIME) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * Interval.second + Int64(time.tv_nsec)
  }
}
