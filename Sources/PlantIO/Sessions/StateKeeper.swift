import PlantCore

/// When a session's state is saved, and what is told of it. Confined to the engine's thread.
struct StateKeeper {
  /// Whether something happened that a restart must not forget.
  var isUnsaved = false
  private let file: StateFile
  /// Nil when another run saves into the file.
  private let saver: StateSaver?
  private let notices: NoticeBoard
  private var lastSaved: Stamp
  private var savedBytes = 0
  private var told = ""

  /// Takes the right to save into `file`.
  init(_ file: StateFile, _ notices: NoticeBoard, now: Stamp) {
    // The first thing that happens is saved at once.
    (self.file, self.notices, lastSaved) = (file, notices, now + -2 * Interval.second)
    saver = StateSaver(file)
    if saver == nil {
      notices.add("another run keeps its state in \(file.path): this one keeps none over a restart", isWarning: true)
    }
  }

  /// What was saved; nil when there is nothing to go on from.
  func load(for engine: borrowing Engine) -> SavedState? {
    do throws(SetupError) {
      guard let state = try file.load() else { return nil }
      // What this engine cannot go on from would be overwritten by the next save.
      if let misfit = engine.misfit(image: state.image), saver != nil, file.keep(as: "before") {
        notices.add("the saved state \(misfit): it is kept as \(file.path).before", isWarning: true)
      }
      return state
    } catch {
      let isKept = saver != nil && file.isDamage(error) && file.keep(as: "damaged")
      let kept = isKept ? "; it is kept as .damaged" : ""
      notices.add("starting from nothing: \(error.description)\(kept)", isWarning: true)
      return nil
    }
  }

  /// Hands the state to the saver: a second after something happened, else once a minute, large ones more seldom.
  mutating func save(_ engine: borrowing Engine, configuration: String, now: Stamp, isLast: Bool) {
    guard let saver else { return }
    let age = now - lastSaved
    let seldom = savedBytes > 4 << 20
    let isDue =
      age > (seldom ? 10 : 1) * Interval.minute || (isUnsaved && age > (seldom ? Interval.minute : Interval.second))
    guard isLast || isDue else { return }
    (lastSaved, isUnsaved) = (now, false)
    let image = engine.image()
    savedBytes = image.count
    if engine.streamTime.isKnown {
      saver.put(SavedState(configuration: configuration, saved: engine.streamTime, image: image))
    }
    if let failure = saver.failure, failure != told {
      told = failure
      notices.add("the state is not kept over a restart: \(failure)", isWarning: true)
    }
  }

  func close() { saver?.close() }
}
