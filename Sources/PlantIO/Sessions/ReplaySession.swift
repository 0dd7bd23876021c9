import PlantCore

/// What a replay is made of.
public struct ReplayOptions: Sendable {
  public var engine: EngineConfiguration
  public var inputs: Inputs
  /// Times as fast as recorded; infinity is as fast as possible.
  public var speed = 1.0
  public var isPaused = false
  /// Bytes of raw messages the engine keeps for the screen; 0 without one.
  public var messageLogBytes = 4 << 20
  /// False leaves the background scan out (no timeline, slower seeking): for a run without a screen.
  public var hasTimeline = true
  /// Events in stream order while playing; not those passed over by seeking.
  public var events: EventSink?
  /// Completes an incident bundle; nil where none can be asked for.
  public var export: ExportSink?

  /// Makes options for recognised inputs with everything else as usual.
  public init(engine: EngineConfiguration, inputs: Inputs) {
    self.engine = engine
    self.inputs = inputs
  }
}

/// A recording played through the engine at any pace.
///
/// Made, asked and stopped by one thread, usually the main one; commands go through its mailbox.
public final class ReplaySession: Sendable {
  /// Where snapshots appear, and queries and commands go.
  public let mailbox = Mailbox()
  private let notices = NoticeBoard()
  private let stopFlag = StopFlag()
  private let result = ResultSlot()
  private let ended = WakeUp()
  private let engine: Worker

  /// Starts playing.
  ///
  /// - Throws: `SetupError` when an input has gone since it was recognised.
  public init(_ options: ReplayOptions) throws(SetupError) {
    let pipe = try BlockPipe.open(options.inputs)
    for warning in options.inputs.warnings { notices.add(warning, isWarning: true) }
    if let recorded = options.inputs.header?.configuration, !recorded.isEmpty,
      recorded != ConfigurationHash.of(options.engine)
    {
      notices.add("the recording was judged by another configuration (\(recorded))", isWarning: true)
    }
    engine = Worker(name: "engine") { [mailbox, notices, stopFlag, result, ended] in
      let loop = ReplayEngineLoop(
        options: options, pipe: pipe, mailbox: mailbox, notices: notices, stop: stopFlag, ended: ended)
      result.put(loop.run())
    }
  }

  /// Readable once the end of the inputs has been judged: a run without a screen stops then.
  public var endDescriptor: Int32 { ended.descriptor }

  /// Whether the end of the inputs has been judged.
  public var hasEnded: Bool { waitReadable(ended.descriptor, nanoseconds: 0)[0] }

  /// Adds a line for the operator; it appears with the next snapshot.
  public func notify(_ text: String, isWarning: Bool) { notices.add(text, isWarning: isWarning) }

  /// What was said since the last call and is no event: for a run without a screen.
  public func takeNotices() -> [Notice] { notices.takeUntold() }

  /// Ends the replay where it stands.
  ///
  /// - Returns: Digest and counts of what was judged.
  public func stop() -> SessionResult {
    stopFlag.raise()
    engine.join()
    return result.value
  }
}
