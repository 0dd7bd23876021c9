import PlantCore
import PlantDemo
import Synchronization

/// What a live session is made of, brokers aside.
public struct LiveOptions: Sendable {
  public var engine: EngineConfiguration
  /// Where to record to; nil records nothing.
  public var recordPath: String?
  /// The archive to write; nil writes none.
  public var archive: ArchiveOptions?
  /// The archive whose collector hears what is done here; nil where this session writes one itself, or is alone.
  public var collector: ArchiveFolder?
  /// Who is told of alarms; nobody unless told.
  public var notify = NotifyOptions()
  /// Where metrics go; nowhere unless told.
  public var metrics = MetricsOptions()
  /// The store to write; nil writes none.
  public var storePath: String?
  /// The store that charts over days are read from, this session's own or a collector's; nil for none.
  public var historyPath: String?
  /// The folder of the program's own log; nil keeps none.
  public var logFolder: StateFolder?
  /// Readings of an older event time leave the store, in nanoseconds.
  public var storeRetention = 90 * Interval.day
  /// Where the state is kept over a restart; nil keeps none.
  public var stateFile: StateFile?
  /// Bytes of raw messages the engine keeps for the screen; 0 without one.
  public var messageLogBytes = 4 << 20
  /// Bytes, compressed, that may be held of the past for a screen to look back; 0 holds none.
  public var pastBytes = 8 << 20
  /// Bytes of the ring between the network's and the engine's thread; a power of two.
  public var ringBytes = 16 << 20
  /// Events in stream order, for `--plain` and `--events`.
  public var events: EventSink?
  /// Completes an incident bundle; nil where none can be asked for.
  public var export: ExportSink?

  /// Makes options for an engine with everything else as usual.
  public init(engine: EngineConfiguration) { self.engine = engine }
}

/// A plant watched as it runs: a network thread that receives and an engine thread that judges.
///
/// Made, asked and stopped by one thread, usually the main one; its mailbox is where snapshots come from.
public final class LiveSession: Sendable {
  /// Where snapshots appear and queries go.
  public let mailbox = Mailbox()
  private let mode: Mode
  private let feed: LiveFeed
  private let notices: NoticeBoard
  private let recordings: Recordings
  private let control: ControlDesk
  private let stopFlag = StopFlag()
  private let result: ResultSlot
  private let engine: Worker
  private let endSource: @Sendable () -> Void

  /// Watches the plant behind a broker.
  ///
  /// - Throws: `SetupError` for options that cannot work and for a recording that cannot be opened. A broker that
  ///   does not answer is no error: the session tries for ever, and its status says why it fails.
  public convenience init(_ options: LiveOptions, brokers: BrokerOptions) throws(SetupError) {
    try brokers.validate()
    try self.init(
      options, mode: .live, source: brokers.urls.map(\.description).joined(separator: ", "), notices: [],
      brokers: brokers
    ) { feed in
      let source = MQTTSource(options: brokers, feed: feed)
      return { source.end() }
    }
  }

  /// Watches the simulated plant: through a private broker where mosquitto is installed, else fed in process.
  ///
  /// - Parameters:
  ///   - plant: Made from the start second that the session begins at (`LiveSession.demoStart`).
  ///   - inProcess: Do without a broker in any case.
  public convenience init(_ options: LiveOptions, demo plant: Plant, inProcess: Bool = false) throws(SetupError) {
    var broker: DemoBroker?
    var notices: [String] = []
    if !inProcess {
      do { broker = try DemoBroker() } catch { notices.append("demo without a broker, fed in process: \(error)") }
    }
    let url = broker?.url.description ?? "in process"
    let own = broker.map { BrokerOptions(urls: [$0.url]) }
    try self.init(options, mode: .demo, source: url, notices: notices, brokers: own) { [broker] feed in
      guard let broker else {
        let feeder = DemoFeeder(plant: plant, feed: feed)
        return { feeder.end() }
      }
      var brokers = BrokerOptions(urls: [broker.url])
      brokers.topics = options.engine.topics
      let source = MQTTSource(options: brokers, feed: feed)
      let publisher = DemoPublisher(plant: plant, url: broker.url)
      return {
        publisher.end()
        source.end()
        broker.end()
      }
    }
  }

  /// The Unix second at which a demo's story shall start: now.
  public static var demoStart: Int64 { SystemClock.wall().second }

  private init(
    _ options: LiveOptions, mode: Mode, source: String, notices: [String], brokers: BrokerOptions?,
    start: (LiveFeed) -> @Sendable () -> Void
  ) throws(SetupError) {
    try options.notify.refuseEcho(of: options.engine.topics)
    let feed = LiveFeed(
      clock: ArrivalClock(), ringBytes: options.ringBytes, gate: options.archive == nil ? nil : AckGate())
    self.feed = feed
    self.mode = mode
    var recordings = Recordings()
    if let path = options.recordPath { recordings.recorder = try Recorder(path: path) }
    if let archive = options.archive {
      let writer = try ArchiveWriter(archive, configuration: options.engine)
      if let gate = feed.gate { writer.open(gate) }
      recordings.archive = writer
      let audit = try AuditLog(AuditFolder("\(archive.folder.path)/audit"))
      audit.add("start", "\(archive.purpose) by \(Person.here), configuration \(ConfigurationHash.of(options.engine))")
      recordings.audit = audit
    }
    if let path = options.storePath {
      let source = options.archive.map {
        StoreSource(archive: $0.folder, configuration: options.engine, end: feed.clock.now(), gate: feed.gate)
      }
      recordings.store = try StoreWriter(path: path, retention: options.storeRetention, source: source)
    }
    if options.metrics.isOn {
      recordings.metrics = try MetricsExport(options.metrics)
    }
    if options.notify.isOn { recordings.notifier = Notifier(options.notify, brokers: brokers) }
    recordings.watchSpace()
    self.recordings = recordings
    let log = options.logFolder.map { ProgramLog(folder: $0, run: "\(mode)") }
    self.notices = NoticeBoard(log: log)
    log?.add("begins", ["source": source, "configuration": ConfigurationHash.of(options.engine)])
    var control = ControlDesk()
    let urls = brokers?.urls.map(\.description) ?? []
    if let archive = options.archive {
      control.server = try ControlServer(
        archive.folder, brokers: urls, asked: mailbox.asked)
    } else if let collector = options.collector {
      control.client = ControlClient(collector, brokers: urls, asked: mailbox.asked)
    }
    self.control = control
    let result = ResultSlot()
    self.result = result
    for notice in notices { self.notices.add(notice, isWarning: true) }
    engine = Worker(name: "engine") {
      [mailbox, recordings, control, stopFlag, notices = self.notices] in
      let loop = LiveEngineLoop(
        options: options, mode: mode, source: source, feed: feed, mailbox: mailbox, recordings: recordings,
        control: control, notices: notices, stop: stopFlag)
      result.put(loop.run())
    }
    endSource = start(feed)
  }

  /// The connection as it stands, for a run without a screen.
  public var connection: ConnectionStatus { feed.status }

  /// Whether a broker has answered since the start; a run without a screen gives up when none has within 10 s.
  public var hasConnected: Bool { mode == .demo || feed.hasConnected.load(ordering: .relaxed) }

  /// How the recording stands.
  public var recording: RecordingStatus { recordings.status }

  /// What the session had to say since the last call, besides its events: for a run without a screen.
  public func takeNotices() -> [Notice] { notices.takeUntold() }

  /// Adds a line for the operator; it appears with the next snapshot.
  public func notify(_ text: String, isWarning: Bool) { notices.add(text, isWarning: isWarning) }

  /// Closes the connection, judges and records what has arrived, and ends the threads.
  ///
  /// - Returns: Digest and counts; the recording, if any, is complete and gives the same digest.
  public func stop() -> SessionResult {
    endSource()
    stopFlag.raise()
    engine.join()
    let value = result.value
    notices.log?.add(
      "ends",
      ["digest": ConfigurationHash.hexadecimal(value.digest), "readings": String(value.counters.readings)])
    notices.log?.close()
    return value
  }
}

/// Where the engine's thread leaves what the run came to.
final class ResultSlot: Sendable {
  private let result = Mutex(SessionResult())

  var value: SessionResult { result.withLock { $0 } }

  func put(_ value: SessionResult) { result.withLock { $0 = value } }
}
