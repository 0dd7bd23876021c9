import PlantCore
import Synchronization

/// Finishes segments and carries the lifecycle out, on a thread of its own beside the writer's.
final class ArchiveKeeper: Sendable {
  private struct State: Sendable {
    var waiting: [SegmentName] = []
    var notices: [String] = []
    var lacking = ""
  }

  /// The lifecycle is asked this often, and whenever a segment was finished.
  private static let pace = Interval.hour
  /// Whether all that is finished still stands is looked at this often.
  private static let round = Interval.minute
  private let state = Mutex(State())
  private let wake = WakeUp()
  private let stop = StopFlag()
  private let options: ArchiveOptions
  private let configuration: EngineConfiguration
  private let worker = Mutex<Worker?>(nil)

  init(_ options: ArchiveOptions, configuration: EngineConfiguration) {
    (self.options, self.configuration) = (options, configuration)
    worker.withLock { $0 = Worker(name: "archive-keeper") { self.run() } }
  }

  /// Nobody writes to `segment` any more. Any thread.
  func finish(_ segment: SegmentName) {
    state.withLock { $0.waiting.append(segment) }
    wake.signal()
  }

  func takeNotices() -> [String] {
    state.withLock { state in
      defer { state.notices = [] }
      return state.notices
    }
  }

  /// Which finished segments somebody has taken away; empty when all are there.
  var lacking: String { state.withLock(\.lacking) }

  /// Stops at the next frame; what is not finished is finished after the next start.
  func end() {
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: 5 * Interval.second)
  }

  private func run() {
    var isDue = true
    var nextPrune = SystemClock.sinceBoot()
    // As this thread has left it: nobody else may change it.
    var manifest = options.folder.checksums()
    while !stop.isRaised {
      look(manifest)
      while let segment = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }), !stop.isRaised {
        seal(segment)
        isDue = true
      }
      if isDue {
        prune()
        nextPrune = SystemClock.sinceBoot() + Self.pace
      }
      manifest = options.folder.checksums()
      _ = waitReadable(wake.descriptor, stop.descriptor, nanoseconds: Self.round)
      wake.clear()
      isDue = SystemClock.sinceBoot() >= nextPrune
    }
  }

  /// Finds out whether somebody has taken a finished segment away, or what the manifest says of it.
  private func look(_ manifest: [String: String]) {
    if options.folder.checksums() != manifest, (try? options.folder.write(checksums: manifest)) != nil {
      tell("\(options.folder.manifest) was taken away or changed: written anew as it was")
    }
    let gone = options.folder.tiers.flatMap { $0.missing() }
    let others = gone.count > 1 ? " and \(gone.count - 1) more" : ""
    let text = gone.first.map { "\($0.path)\(others): plantwatch archive verify says what is lost" }
    state.withLock { [text] in $0.lacking = text ?? "" }
  }

  private func seal(_ segment: SegmentName) {
    let sealer = SegmentSealer(folder: options.folder, configuration: configuration)
    do throws(SetupError) {
      guard let outcome = try sealer.seal(segment, shouldStop: { stop.isRaised }) else { return }
      for (range, file) in outcome.damage {
        tell("\(segment.path): \(range.count) bytes at \(range.lowerBound) cannot be read: set aside as \(file)")
      }
      let (lost, isCounted) = (outcome.index.lostMessages, outcome.index.isCounted)
      if lost > 0 || !isCounted {
        tell("\(segment.path): \(isCounted ? "" : "at least ")\(lost) messages lost")
      }
    } catch {
      tell("a segment is not finished: \(error.description)")
    }
  }

  private func prune() {
    let lifecycle = options.lifecycle
    let steps = lifecycle.steps(
      options.folder, now: SystemClock.wall(), free: Lifecycle.free(options.folder))
    for step in steps where !stop.isRaised {
      do throws(SetupError) {
        let done = try Lifecycle.carryOut(
          step, options.folder, configuration: configuration, shouldStop: { stop.isRaised })
        if let done { tell(done) }
      } catch {
        return tell("the archive is not kept in shape: \(error.description)")
      }
    }
  }

  private func tell(_ text: String) {
    state.withLock { [text] in
      if $0.notices.count < 100 { $0.notices.append(text) }
    }
  }
}
