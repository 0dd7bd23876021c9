import Glibc
import PlantCore

extension ScreenLoop {
  /// What ended a wait.
  struct Ready {
    var hasInput = false
    var isWoken = false
    var isStopped = false
    var isTerminalGone = false
  }

  /// The monotonic clock in nanoseconds; only for pacing frames.
  static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * Interval.second + Int64(time.tv_nsec)
  }

  /// Waits for a key, a snapshot or the end, at most for `nanoseconds`. A signal (a resize) ends the wait too.
  static func poll(_ terminal: Int32, _ wake: Int32, _ stop: Int32, nanoseconds: Int64) -> Ready {
    let readable = Int16(POLLIN)
    var descriptors = [
      pollfd(fd: terminal, events: readable, revents: 0), pollfd(fd: wake, events: readable, revents: 0),
      pollfd(fd: stop, events: readable, revents: 0),
    ]
    // Rounded up, so that a wait of less than a millisecond does not spin.
    let milliseconds = Int32((nanoseconds + Interval.millisecond - 1) / Interval.millisecond)
    let count = unsafe Glibc.poll(&descriptors, nfds_t(descriptors.count), milliseconds)
    guard count > 0 else { return Ready() }
    let gone = Int16(POLLHUP) | Int16(POLLERR) | Int16(POLLNVAL)
    return Ready(
      hasInput: descriptors[0].revents & readable != 0,
      isWoken: descriptors[1].revents & readable != 0, isStopped: descriptors[2].revents != 0,
      isTerminalGone: descriptors[0].revents & gone != 0)
  }

  /// Reads a descriptor empty; it must not block.
  static func drain(_ descriptor: Int32) {
    var bytes: [UInt8] = Array(repeating: 0, count: 64)
    while true {
      let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if count < 64 { return }
    }
  }
}
