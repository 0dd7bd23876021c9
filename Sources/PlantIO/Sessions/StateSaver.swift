import PlantCore
import Synchronization

/// Saves states on a thread of its own, so that a slow disk never delays an alarm; only the newest waits.
final class StateSaver: Sendable {
  private final class Shared: Sendable {
    let waiting = Mutex<SavedState?>(nil)
    let failure = Mutex<String?>(nil)
    let asked = WakeUp()
    let stop = StopFlag()
  }
  private let shared = Shared()
  private let file: StateFile
  private let worker: Worker

  /// Nil when another run saves into the file.
  init?(_ file: StateFile) {
    self.file = file
    guard let claim = file.claim() else { return nil }
    worker = Worker(name: "state") { [file, shared] in
      while true {
        let isLast = shared.stop.isRaised
        if let state = shared.waiting.withLock({ $0.take() }) {
          let failure = file.save(state, claim)
          shared.failure.withLock { $0 = failure }
        }
        if isLast { break }
        _ = waitReadable(shared.asked.descriptor, shared.stop.descriptor, nanoseconds: -1)
        shared.asked.clear()
      }
      claim.replace(by: -1)
    }
  }

  /// Why the last state could not be saved, in words; nil while all is well.
  var failure: String? { shared.failure.withLock { $0 }.map { "\(file.path): \($0.lowercased())" } }

  /// Takes a state to save; one that still waits is replaced.
  func put(_ state: SavedState) {
    shared.waiting.withLock { $0 = state }
    shared.asked.signal()
  }

  /// Saves what waits, and ends.
  func close() {
    shared.stop.raise()
    worker.join(nanoseconds: 10 * Interval.second)
  }
}
