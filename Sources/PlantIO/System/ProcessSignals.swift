import CSystem
import Glibc

/// Signals as bytes in a pipe: the main thread reads them where it waits for everything else.
///
/// One for the process, made by the main thread before any other thread starts (and after curses, which installs
/// handlers of its own, has been initialised: `reinstall`).
public struct ProcessSignals: Sendable {
  public enum Signal: Sendable, Hashable {
    case interrupt, terminate, hangUp, stop, goOn, resize

    /// What the shell expects of a program ended by it: 130, 143, 129; nil for signals that do not end it.
    public var exitCode: Int32? {
      switch self {
      case .interrupt: 130
      case .terminate: 143
      case .hangUp: 129
      default: nil
      }
    }
  }

  /// For `poll`: readable while a signal waits.
  public let descriptor: Int32

  /// Installs the handlers; INT also when it was inherited as ignored.
  ///
  /// - Throws: `SetupError` when no pipe can be made.
  public init() throws(SetupError) {
    descriptor = plant_signals_open()
    guard descriptor >= 0 else { throw SetupError("signals", "cannot be caught: \(errorText(errno))") }
  }

  /// Installs the handlers again, after a library has installed its own.
  public func reinstall() { _ = plant_signals_open() }

  /// The next signal that came; nil when none waits.
  public func next() -> Signal? {
    var byte: UInt8 = 0
    while unsafe read(descriptor, &byte, 1) == 1 {
      switch Int32(byte) {
      case SIGINT: return .interrupt
      case SIGTERM: return .terminate
      case SIGHUP: return .hangUp
      case SIGTSTP: return .stop
      case SIGCONT: return .goOn
      case SIGWINCH: return .resize
      default: continue
      }
    }
    return nil
  }

  /// Stops the process as ^Z does; returns when it goes on. The terminal must have been given back before.
  public func stopProcess() { plant_stop_self() }
}

/// What happens to terminal and recording when the program crashes.
public enum CrashGuard {
  /// Installs the handlers for ILL, TRAP, SEGV, BUS, FPE and ABRT. Once, on the main thread.
  public static func install() { plant_crash_install() }

  /// Remembers a terminal's present modes, and the text that puts its screen back (at most 1023 bytes).
  public static func remember(terminal descriptor: Int32, restore: [UInt8]) {
    unsafe restore.withUnsafeBytes { bytes in
      unsafe plant_terminal_remember(descriptor, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
  }

  /// Puts the remembered terminal back, once.
  public static func restoreTerminal() { plant_terminal_restore() }

  /// Forgets the terminal: curses has put it back itself.
  public static func forgetTerminal() { plant_terminal_remember(-1, nil, 0) }
}

/// Waits until one of some descriptors is readable.
public enum Readiness {
  /// - Parameter nanoseconds: At most this long; negative waits for ever.
  /// - Returns: One flag for each descriptor; all false after the time, and after a signal.
  public static func wait(_ descriptors: [Int32], nanoseconds: Int64) -> [Bool] {
    waitReadable(descriptors, nanoseconds: nanoseconds)
  }
}
