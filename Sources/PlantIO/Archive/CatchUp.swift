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

  /// Nil when there is nothing to catch up with.
  ///
  /// - Parameter end: The beginning of this session.
  init?(_ saved: SavedState, _ archive: ArchiveFolder, _ configuration: EngineConfiguration, until end: Stamp) {
    var engine = Engine(configuration: configuration, format: .capture)
    guard engine.restore(image: saved.image) else { return nil }
    let (start, before) = (engine.streamTime, engine.counters)
    guard start.isKnown, start < end,
      let inputs = try? Inputs(archive: archive, (start + 1)...min(end + -1, start + Self.longest)),
      let pipe = try? BlockPipe.open(inputs)
    else { return nil }
    var block = BlockPipe.Block()
    events = []
    reading: while true {
      switch pipe.next(reusing: block, nanoseconds: Interval.second / 5) {
      case .end: break reading
      case .later: block = BlockPipe.Block()
      case .block(let next): block = next
      }
      unsafe block.bytes.withUnsafeBytes { _ = unsafe engine.consume($0) }
      events += engine.takeEvents()
    }
    pipe.cancel()
    let now = engine.counters
    guard now.records > before.records else { return nil }
    messages = now.readings - before.readings + now.errorTotal - before.errorTotal
    state = SavedState(configuration: saved.configuration, saved: engine.streamTime, image: engine.image())
  }
}
