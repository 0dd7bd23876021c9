import PlantCore
import Synchronization

/// Whether the disks that a session records on are nearly full: looked at by a thread of its own, since a mount that hangs
/// must not keep the engine waiting.
final class FreeSpace: Sendable {
  /// Less free space than this is a trouble.
  static let least = 1 << 30
  /// It ends only with more than this, so that one at the limit does not come and go.
  static let enough = least + least / 4
  private let low = Atomic(false)
  private let stop = StopFlag()
  private let worker = Mutex<Worker?>(nil)

  /// - Parameters:
  ///   - places: Files or folders on the disks in question.
  ///   - pace: Nanoseconds from one look to the next.
  ///   - free: The bytes that are free where a path is; nil when that cannot be told.
  init(
    _ places: [String], pace: Int64 = 5 * Interval.second,
    free: @escaping @Sendable (String) -> Int? = Lifecycle.free(at:)
  ) {
    guard !places.isEmpty else { return }
    worker.withLock {
      $0 = Worker(name: "free-space") {
        repeat {
          self.take(places.compactMap(free).min())
        } while !waitReadable(self.stop.descriptor, nanoseconds: pace)[0]
      }
    }
  }

  private func take(_ bytes: Int?) {
    guard let bytes, bytes < Self.least || bytes > Self.enough else { return }
    low.store(bytes < Self.least, ordering: .relaxed)
  }

  /// Whether too little is free. Any thread.
  var isLow: Bool { low.load(ordering: .relaxed) }

  /// Ends the thread, which is not waited for where its disk hangs.
  func end() {
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: Interval.second / 2)
  }
}
