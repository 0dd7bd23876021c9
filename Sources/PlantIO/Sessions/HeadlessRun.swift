import PlantCore

/// Judges whole inputs as fast as they can be read, on the calling thread; reading uses a second one.
public enum HeadlessRun {
  /// What a headless run came to.
  public struct Outcome: Sendable {
    public var result = SessionResult()
    /// Plain bytes judged.
    public var bytes = 0
    /// The plant at the end, as each of the queries asked for it.
    public var snapshots: [Snapshot] = []
    /// Sentences about cut or damaged inputs.
    public var warnings: [String] = []
  }

  /// Runs the inputs through an engine.
  ///
  /// - Parameters:
  ///   - queries: What the final snapshots shall hold; made one after the other.
  ///   - shouldStop: Asked once a block and while a pipe is silent; true ends the run as if the input ended there.
  ///   - progress: Told once a block how many plain bytes are judged.
  ///   - events: Receives the events in stream order.
  /// - Throws: `SetupError` when an input has gone since it was recognised.
  public static func run(
    _ inputs: Inputs, configuration: EngineConfiguration, queries: [Query] = [Query()],
    shouldStop: () -> Bool = { false }, progress: (Int) -> Void = { _ in }, events: ([Event]) -> Void = { _ in }
  ) throws(SetupError) -> Outcome {
    var engine = Engine(configuration: configuration, format: inputs.format)
    var outcome = Outcome()
    let pipe = try BlockPipe.open(inputs, readsAhead: true)
    func hand(_ new: [Event]) {
      for case .alarm(let alarm) in new where alarm.to == .alarm { outcome.result.wentToAlarm = true }
      if !new.isEmpty { events(new) }
    }
    pipe.forEachBlock(shouldStop: shouldStop) { block in
      unsafe block.bytes.withUnsafeBytes { [lines = block.lines] in unsafe engine.consume($0, scanned: lines) }
      outcome.bytes += block.bytes.count
      hand(engine.takeEvents())
      progress(outcome.bytes)
    }
    engine.finish()
    hand(engine.takeEvents())
    outcome.result.digest = engine.digest
    outcome.result.counters = engine.counters
    for query in queries { outcome.snapshots.append(engine.snapshot(for: query)) }
    outcome.warnings = pipe.warnings
    return outcome
  }
}
