import CSystem
import Glibc
import PlantCore

/// One thread of our own: signals stay with the main thread, and the crash handlers find an alternate stack.
///
/// Signals are blocked before the thread starts: a resize or ^Z that lands on a worker would be lost to the screen.
public final class Worker: Sendable {
  private let thread: UInt
  private let done: WakeUp

  /// Starts `body` on a new thread called `name` (at most 15 bytes).
  public init(name: String, _ body: @escaping @Sendable () -> Void) {
    let done = WakeUp()
    self.done = done
    let start = unsafe Unmanaged.passRetained(
      WorkerStart(name: name) {
        body()
        done.signal()
      })
    var old = sigset_t()
    unsafe plant_block_signals(&old)
    defer { unsafe plant_restore_signals(&old) }
    var handle = pthread_t()
    let failure = unsafe pthread_create(&handle, nil, runWorker, start.toOpaque())
    precondition(failure == 0, "the system refuses another thread")
    pthread_detach(handle)
    thread = UInt(handle)
  }

  /// Waits until the body has returned.
  ///
  /// - Returns: Whether it has within `nanoseconds`; negative waits for ever.
  @discardableResult
  public func join(nanoseconds: Int64 = -1) -> Bool { waitReadable(done.descriptor, nanoseconds: nanoseconds)[0] }

  /// Interrupts a blocking call of the worker, which has called `Deadline.arm`; only while it is known to run.
  func interrupt() {
    if !join(nanoseconds: 0) { plant_interrupt(UInt(thread)) }
  }
}

/// A limit on the blocking calls of the calling thread.
enum Deadline {
  /// From now on a blocking call fails with EINTR after this many milliseconds, again and again; 0 ends that.
  static func arm(milliseconds: UInt32) { plant_deadline(milliseconds) }
}

/// What a new thread needs, until it has taken it.
private final class WorkerStart: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

private func runWorker(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context = unsafe context else { return nil }
  let start = unsafe Unmanaged<WorkerStart>.fromOpaque(context).takeRetainedValue()
  unsafe plant_name_thread(start.name)
  plant_crash_prepare_thread()
  start.body()
  plant_crash_release_thread()
  return nil
}

extension Worker {
  /// Sleeps for a moment.
  static func rest(nanoseconds: Int64) {
    var time = timespec(tv_sec: 0, tv_nsec: Int(min(nanoseconds, Interval.second - 1)))
    unsafe nanosleep(&time, nil)
  }

  /// Lets another thread run.
  static func yield() { sched_yield() }
}
