import CSystem
import Glibc

/// What ends a program, as something to wait for: it ends in order, with everything flushed.
public struct StopSignals: Sendable {
  /// Becomes readable when one of them came.
  public let descriptor: Int32

  /// Installs the handlers; once, on the main thread, after the screen was taken.
  public init() {
    descriptor = plant_signals_open()
    precondition(descriptor >= 0, "no descriptor left for signals")
  }

  /// The signal that came, or nil.
  public func received() -> Int32? {
    var byte: UInt8 = 0
    return unsafe read(descriptor, &byte, 1) == 1 ? Int32(byte) : nil
  }

  /// Waits for a signal or for one of two other descriptors, at most for `nanoseconds`.
  ///
  /// - Returns: The signal that came, or nil.
  public func wait(or other: Int32 = -1, nanoseconds: Int64) -> Int32? {
    _ = waitReadable(descriptor, other, nanoseconds: nanoseconds)
    return received()
  }
}

/// What is done when the program crashes: the terminal is put back and the recording's last bytes are written.
public enum CrashGuard {
  /// Installs the handlers. Main thread, once.
  public static func install() { plant_crash_install() }
}
