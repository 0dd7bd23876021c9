import Glibc
import Synchronization

/// The right to save into a state file: a lock on the file that stands there, handed on to each that takes its place.
final class StateClaim: Sendable {
  /// -1 while nothing is locked.
  private let descriptor: Mutex<Int32>

  init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

  deinit { replace(by: -1) }

  /// Whether an open file could be locked, or its file system knows no locks.
  static func lock(_ descriptor: Int32) -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK }

  func replace(by newer: Int32) {
    descriptor.withLock { old in
      if old >= 0 { close(old) }
      old = newer
    }
  }

  /// Whether the file that stands at `path` is the one locked here; also where nothing stands, or nothing was locked.
  func covers(_ path: String) -> Bool {
    descriptor.withLock { descriptor in
      guard let own = FileIdentity(descriptor), let there = FileIdentity(at: path) else { return true }
      return own == there
    }
  }
}
