import PlantCore

/// Hands what an engine has judged to a store, batch by batch. Confined to the engine's thread.
struct StoreFeed {
  let writer: StoreWriter
  private var known: UInt32 = 0

  /// From now on the engine keeps its readings.
  init(_ writer: StoreWriter, _ engine: inout Engine) {
    self.writer = writer
    engine.keepsReadings = true
  }

  /// Gives events of before this session, or of what goes on from there.
  func give(_ events: [Event]) {
    var batch = StoreBatch()
    batch.events = events
    writer.append(batch)
  }

  /// Gives what was judged since the last call, with the events of that time.
  ///
  /// - Parameter position: The position of the ring before which everything is judged.
  mutating func give(_ engine: inout Engine, _ events: [Event], upTo position: Int) {
    var batch = StoreBatch()
    batch.readings = engine.takeReadings()
    batch.skipped = engine.takeReadingsNotKept()
    batch.events = events
    (batch.since, batch.until, batch.position) = (engine.streamTime, engine.streamTime, position)
    engine.name(&batch, from: &known)
    writer.append(batch)
  }
}
