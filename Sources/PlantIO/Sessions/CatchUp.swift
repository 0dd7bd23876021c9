import PlantCore

/// Brings a saved state up to what the archive holds: what was archived after it was saved had been judged and answered
/// for, and nobody sends it again.
struct CatchUp {
  /// A state is saved every ten minutes at the latest; what is older belongs to another run.
  private static let longest = 15 * Interval.minute

  /// The state as it was when the program ended.
  var state: SavedState
  /// What had been decided since it was saved, and told then.
  var events: [Event]
  /// Messages among it; a clean end leaves none.
  var messages: UInt64

  /// The state to go on from, and what had been decided since it was saved; says what was done, or could not be.
  static func from(
    _ saved: SavedState, _ options: LiveOptions, until now: Stamp, _ notices: NoticeBoard
  ) -> (SavedState, [Event]) {
    guard let archive = options.archive?.folder else { return (saved, []) }
    do throws(SetupError) {
      guard let made = try CatchUp(saved, archive, options.engine, until: now) else { return (saved, []) }
      if made.messages > 0 {
        notices.add(
          "the last run did not end well: \(made.messages) messages archived since its state was saved are judged again",
          isWarning: true)
      }
      return (made.state, made.events)
    } catch {
      notices.add("what was archived after the state was saved is not judged again: \(error.problem)", isWarning: true)
      return (saved, [])
    }
  }

  /// Nil when there is nothing to catch up with.
  ///
  /// - Parameter end: The beginning of this session.
  /// - Throws: `SetupError` when what the archive holds cannot be told or read.
  init?(
    _ saved: SavedState, _ archive: ArchiveFolder, _ configuration: EngineConfiguration, until end: Stamp
  ) throws(SetupError) {
    var engine = Engine(configuration: configuration, format: .capture)
    guard engine.restore(image: saved.image) else { return nil }
    let (start, before) = (engine.streamTime, engine.counters)
    guard start.isKnown else { return nil }
    guard start < end else { throw SetupError(archive.path, "the clock was put back since the state was saved") }
    let last = min(end + -1, start + Self.longest)
    guard archive.segments().contains(where: { $0.end > start && $0.start <= last }) else { return nil }
    let inputs = try Inputs(archive: archive, (start + 1)...last)
    var events: [Event] = []
    try BlockPipe.open(inputs).forEachBlock { block in
      unsafe block.bytes.withUnsafeBytes { _ = unsafe engine.consume($0) }
      events += engine.takeEvents()
    }
    let now = engine.counters
    guard now.records > before.records else { return nil }
    self.events = events
    messages = now.readings - before.readings + now.errorTotal - before.errorTotal
    state = SavedState(configuration: saved.configuration, saved: engine.streamTime, image: engine.image())
  }
}
