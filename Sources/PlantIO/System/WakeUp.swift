import CSystem
import Glibc

/// A descriptor that becomes readable when somebody calls `signal`: how one thread wakes another out of `poll`.
public final class WakeUp: Sendable {
  /// For `poll`; readable from `signal` until `clear`.
  public let descriptor: Int32

  /// Makes one that is not signalled.
  public init() {
    descriptor = plant_eventfd()
    precondition(descriptor >= 0, "no descriptor left for an eventfd")
  }

  deinit { close(descriptor) }

  /// Wakes the waiting thread. Any thread.
  public func signal() {
    var one: UInt64 = 1
    _ = unsafe write(descriptor, &one, 8)
  }

  /// Forgets earlier signals. The waiting thread.
  public func clear() {
    var count: UInt64 = 0
    _ = unsafe read(descriptor, &count, 8)
  }
}

/// Waits until one of `descriptors` is readable; a negative timeout waits for ever.
///
/// - Returns: One flag for each descriptor.
func waitReadable(_ descriptors: Int32..., nanoseconds: Int64) -> [Bool] {
  var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  let milliseconds = nanoseconds < 0 ? -1 : (min(nanoseconds, 3_600_000_000_000) + 999_999) / 1_000_000
  let ready = unsafe poll(&entries, nfds_t(entries.count), Int32(milliseconds))
  return entries.map { ready > 0 && $0.revents != 0 }
}
