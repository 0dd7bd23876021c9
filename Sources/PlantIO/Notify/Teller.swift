import PlantCore
import Synchronization

/// Tells notifications to one program, on a thread of its own.
///
/// One that fails is tried again later, and meanwhile the others have their turn.
final class Teller: Sendable {
  /// A notification is tried this often.
  static let tries = 5

  private struct Waiting: Sendable {
    var notification: Notification
    var tries = 0
    var backoff = Backoff()
    /// Nanoseconds since the boot before which it is not tried again.
    var due: Int64 = 0
  }

  private struct State: Sendable {
    /// In the order in which they came.
    var waiting: [Waiting] = []
    var failure = ""
    var sent = 0
  }

  private let state = Mutex(State())
  private let wake = WakeUp()
  private let stop = StopFlag()
  private let command: [String]
  private let options: NotifyOptions
  private let worker = Mutex<Worker?>(nil)

  /// - Parameter command: The program and its arguments.
  init(_ command: [String], _ options: NotifyOptions) {
    (self.command, self.options) = (command, options)
    worker.withLock { $0 = Worker(name: "notify") { self.run() } }
  }

  func put(_ notification: Notification) {
    state.withLock { $0.waiting.append(Waiting(notification: notification)) }
    wake.signal()
  }

  /// How many wait.
  var count: Int { state.withLock { $0.waiting.count } }

  /// Why the last one could not be told; empty when it was.
  var failure: String { state.withLock { $0.failure } }

  /// How many the program took.
  var sent: Int { state.withLock { $0.sent } }

  /// Ends once everything has been tried, after two seconds at the latest.
  func end() {
    let deadline = SystemClock.sinceBoot() + 2 * Interval.second
    while state.withLock({ $0.waiting.contains { $0.tries == 0 } }), SystemClock.sinceBoot() < deadline {
      Worker.rest(nanoseconds: 20 * Interval.millisecond)
    }
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: 2 * Interval.second)
  }

  private func run() {
    while !stop.isRaised {
      let now = SystemClock.sinceBoot()
      let (next, due) = state.withLock { state in
        (
          // The most urgent first, and of those the one that came first.
          state.waiting.indices.filter { state.waiting[$0].due <= now }
            .min { state.waiting[$0].notification.priority < state.waiting[$1].notification.priority },
          state.waiting.map(\.due).min() ?? now + Interval.hour
        )
      }
      if let next {
        // Only this thread takes any away: its place stays.
        tell(at: next)
      } else {
        _ = waitReadable(wake.descriptor, stop.descriptor, nanoseconds: max(0, due - now))
        wake.clear()
      }
    }
  }

  private func tell(at index: Int) {
    let notification = state.withLock { $0.waiting[index].notification }
    let failure = HookCommand.run(
      command, notification.environment(plant: options.plant), input: notification.json(plant: options.plant),
      limit: options.timeout, stop: stop)
    state.withLock { [failure, program = command[0]] state in
      state.failure = failure.map { "\(program) \($0)" } ?? ""
      state.waiting[index].tries += 1
      if failure == nil { state.sent += 1 }
      if failure == nil || state.waiting[index].tries >= Self.tries {
        state.waiting.remove(at: index)
      } else {
        state.waiting[index].due = SystemClock.sinceBoot() + state.waiting[index].backoff.next()
      }
    }
  }
}
