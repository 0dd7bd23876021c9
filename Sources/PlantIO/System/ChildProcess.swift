import CSystem
import Glibc
import Synchronization

/// A child that the kernel ends with this process, however it ends.
@safe final class ChildProcess: Sendable {
  /// The handle as bits, 0 once the child was ended and freed.
  private let handle: Mutex<UInt>
  let processID: Int32

  /// Starts `arguments[0]`, with `passing` as a descriptor it inherits.
  ///
  /// - Throws: `SetupError` when the program cannot be executed.
  init(_ arguments: [String], passing: Int32 = -1) throws(SetupError) {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    var error: Int32 = 0
    guard let child = unsafe plant_child_start(pointers, passing, &error) else {
      throw SetupError(arguments[0], "cannot be started: \(errorText(error))")
    }
    processID = unsafe plant_child_pid(child)
    handle = Mutex(UInt(bitPattern: child))
  }

  deinit { end() }

  var isRunning: Bool {
    handle.withLock { bits in
      guard let child = unsafe OpaquePointer(bitPattern: bits) else { return false }
      return unsafe plant_child_is_running(child)
    }
  }

  /// Ends the child (TERM, then KILL) and waits for it.
  func end() {
    handle.withLock { bits in
      if let child = unsafe OpaquePointer(bitPattern: bits) { unsafe plant_child_stop(child) }
      bits = 0
    }
  }
}
