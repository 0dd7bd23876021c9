import PlantCore
import Synchronization

/// Where the engine's thread leaves its latest snapshot and finds what is wanted next.
///
/// A slot, not a queue: a screen that is slow misses pictures, never delays the engine.
public final class Mailbox: Sendable {
  private struct State: Sendable {
    var snapshot: Snapshot?
    var query = Query()
    var isQueryNew = true
    var commands: [SessionCommand] = []
    /// Whether the engine's thread has found its last snapshot not taken, and may have a newer one.
    var isHeldUp = false
  }
  private let state = Mutex(State())
  private let filled = WakeUp()
  /// Wakes the engine's thread.
  let asked = WakeUp()
  /// Boot-time nanoseconds when the engine's thread last showed that it lives.
  private let heartbeat = Atomic<Int64>(SystemClock.sinceBoot())
  /// At most this many commands wait; further ones replace the newest.
  static let commandLimit = 64

  init() {}

  /// For the main thread's `poll`: readable while a snapshot waits.
  public var descriptor: Int32 { filled.descriptor }

  /// Takes the latest snapshot, if there is a new one. Main thread.
  public func take() -> Snapshot? {
    filled.clear()
    let (snapshot, isHeldUp) = state.withLock { state in
      defer { state.isHeldUp = false }
      return (state.snapshot.take(), state.isHeldUp)
    }
    if isHeldUp { asked.signal() }
    return snapshot
  }

  /// Says what the next snapshots shall show. Main thread.
  public func ask(_ query: Query) {
    let isNew = state.withLock {
      let isNew = $0.query != query
      $0.query = query
      $0.isQueryNew = $0.isQueryNew || isNew
      return isNew
    }
    if isNew { asked.signal() }
  }

  /// Asks the session to do something. Main thread.
  public func send(_ command: SessionCommand) {
    state.withLock {
      if $0.commands.count >= Self.commandLimit { $0.commands.removeLast() }
      $0.commands.append(command)
    }
    asked.signal()
  }

  /// How long the engine's thread has not shown itself, in nanoseconds; it does so at least once a second.
  public var silence: Int64 { SystemClock.sinceBoot() - heartbeat.load(ordering: .relaxed) }

  // Engine's thread from here on.

  func beat() { heartbeat.store(SystemClock.sinceBoot(), ordering: .relaxed) }

  /// The query, whether it has changed since last asked for, and whether the last snapshot was taken.
  func query() -> (query: Query, isNew: Bool, isTaken: Bool) {
    state.withLock { state in
      defer { state.isQueryNew = false }
      state.isHeldUp = state.snapshot != nil
      return (state.query, state.isQueryNew, state.snapshot == nil)
    }
  }

  func commands() -> [SessionCommand] {
    state.withLock { state in
      defer { state.commands.removeAll() }
      return state.commands
    }
  }

  func put(_ snapshot: sending Snapshot) {
    state.withLock { $0.snapshot = snapshot }
    filled.signal()
  }
}
