import PlantCore

/// Judges what arrives, makes the ticks, and answers the screen: the body of a live session's engine thread.
///
/// Confined to that thread. It gives the same bytes to the engine and to the recordings.
final class LiveEngineLoop {
  /// Drained bytes are given on in batches of this size.
  static let batchBytes = 512 << 10
  /// After work, pause this long before looking again: a burst costs one wake-up, not one for each message.
  static let breath = 50 * Interval.millisecond
  /// Changed data is shown this often; a new query is answered at once.
  static let snapshotPace = 400 * Interval.millisecond
  /// The least time to a picture in which something has begun or ended that calls the operator.
  static let newsPace = 100 * Interval.millisecond

  private let feed: LiveFeed
  private let mailbox: Mailbox
  private var recordings: Recordings
  private var control: ControlDesk
  private var storeFeed: StoreFeed?
  private let notices: NoticeBoard
  private let stop: StopFlag
  private let events: EventSink?
  /// Who sits at this terminal.
  private let person = Person.here
  private var engine: Engine
  private var status = SessionStatus()
  private var batch: RecordBatch
  private var nextTick: Stamp
  private var isConnected = false
  /// When the program went on after a standstill that is not told to its end; unknown otherwise.
  private var goesOnAt = Stamp.unknown
  private var knownStep: Int64 = 0
  private var lastTurn: Stamp
  private var lastSnapshot: Stamp = .unknown
  private var lastNews = Engine.News()
  private var hasChanged = true
  private var wentToAlarm = false
  private var journal = JournalLog()
  private let past: LivePast
  private let exporter: Exporter
  private let history: HistoryReader?
  private var keeper: StateKeeper?
  private let configurationHash: String
  private var watch = RecordingWatch()
  private var zoneMinute: Int64 = .min
  /// Why the last action was not carried out; empty when it was.
  private var refusal = ""
  /// Whether somebody waits for the next snapshot.
  private var isAwaited = false

  init(
    options: LiveOptions, mode: Mode, source: String, feed: LiveFeed, mailbox: Mailbox, recordings: Recordings,
    control: ControlDesk, notices: NoticeBoard, stop: StopFlag
  ) {
    self.feed = feed
    self.mailbox = mailbox
    self.recordings = recordings
    self.control = control
    self.notices = notices
    self.stop = stop
    events = options.events
    engine = Engine(configuration: options.engine, format: .capture, messageLogBytes: options.messageLogBytes)
    engine.keepsErrorTimes = true
    batch = RecordBatch(capacity: Self.batchBytes + CaptureRecord.largestPayload + (256 << 10))
    let now = feed.clock.now()
    past = LivePast(options, notices, start: now)
    exporter = Exporter(options.export, notices, told: mailbox.asked)
    history = options.historyPath.map { HistoryReader(path: $0, told: mailbox.asked) }
    nextTick = Stamp(seconds: now.second + 1)
    lastTurn = now
    keeper = options.stateFile.map { StateKeeper($0, notices, now: now) }
    configurationHash = ConfigurationHash.of(options.engine)
    status.mode = mode
    status.plant = options.engine.plant
    status.source = source
    status.started = SystemClock.wall()
    if let store = recordings.store { storeFeed = StoreFeed(store, &engine) }
    give(CaptureRecord.header(options.engine, hash: configurationHash, at: now))
    // The collector's state is nearer to the present than what was saved here.
    let beginning = control.client?.beginning() ?? ControlBeginning()
    journal.take(beginning.journal)
    var state = beginning.state
    if let first = state.first, let misfit = engine.misfit(part: first) {
      notices.add("the collector's state \(misfit): this dashboard begins from its own", isWarning: false)
      state = []
    }
    if state.isEmpty, let saved = keeper?.load(for: engine) {
      let (reached, events) = CatchUp.from(saved, options, until: now, notices)
      storeFeed?.give(events)
      journal.take(events)
      state = reached.parts
    }
    judge()
    for part in state {
      let line = CaptureRecord.control("state", at: now, part)
      recordings.makeRoom(line.count)
      give(line)
      judge()
    }
    storeFeed?.give(engine.standingEpisodes())
    // The beginning is no standstill, however long it took.
    lastTurn = feed.clock.now()
  }

  /// Runs until stopped and everything that arrived is judged.
  func run() -> SessionResult {
    while true {
      let isLast = stop.isRaised
      let isBacklogged = turn()
      if isLast && !isBacklogged { break }
      if !isBacklogged { rest() }
    }
    // What arrived after the last tick is still in the ring.
    while drain(before: Stamp(nanoseconds: .max)) {}
    judge()
    engine.finish()
    takeEvents()
    storeFeed?.give(engine.standingEpisodes())
    control.end()
    recordings.closeSinks()
    watch.tell(recordings, history, feed.gate, notices)
    recordings.close()
    keeper?.save(engine, configuration: configurationHash, now: feed.clock.now(), isLast: true)
    keeper?.close()
    exporter.end()
    history?.end()
    return SessionResult(digest: engine.digest, counters: engine.counters, wentToAlarm: wentToAlarm)
  }

  /// Judges what is there, ticks when it is time, answers the screen; true when more waits already.
  private func turn() -> Bool {
    mailbox.beat()
    noteStandstill()
    for command in mailbox.commands() {
      switch command {
      case .operate(let action, let why): operate(action, OperatorNote(by: person, why: why))
      case .export(let order): exporter.begin(order, past.exported(order.span, engine))
      case .lampTest: recordings.notifier?.test(by: person)
      case .note(let text): operate(.note(about: past.heading), OperatorNote(by: person, why: text))
      default: past.carryOut(command, engine)
      }
      hasChanged = true
    }
    attend()
    var isBacklogged = drain(before: nextTick)
    if !isBacklogged && feed.clock.now() >= nextTick {
      // Whoever is stamping at this moment may still hold a stamp before the tick.
      var patience = 1000
      while feed.isStamping.load(ordering: .acquiring) && patience > 0 {
        Worker.yield()
        patience -= 1
      }
      isBacklogged = patience == 0 || drain(before: nextTick)
      if !isBacklogged { tick() }
    }
    judge()
    keeper?.save(engine, configuration: configurationHash, now: feed.clock.now(), isLast: false)
    answer()
    return isBacklogged || feed.clock.now() >= nextTick
  }

  /// Takes frames that arrived before `moment` into the batch; true when a full batch stopped it.
  private func drain(before moment: Stamp) -> Bool {
    while let frame = unsafe feed.ring.peek(), unsafe frame.arrival < moment {
      unsafe batch.append(frame.bytes)
      switch unsafe frame.kind {
      case .connected: (isConnected, goesOnAt) = (true, .unknown)
      case .disconnected: (isConnected, goesOnAt) = (false, .unknown)
      default: break
      }
      feed.ring.release()
      if batch.count >= Self.batchBytes {
        judge()
        return true
      }
    }
    return false
  }

  /// Ends the second before `nextTick`: all that arrived in it has been drained.
  private func tick() {
    goOn()
    let now = feed.clock.now()
    let step = feed.clock.wallStep()
    if abs(step - knownStep) > Interval.second / 2 {
      let change = step - knownStep
      knownStep = step
      // Rounded: the two clocks are read one after the other, and an hour must not become 3599.999 s.
      let milliseconds = (abs(change) + Interval.millisecond / 2) / Interval.millisecond
      let seconds = "\(change < 0 ? "-" : "")\(milliseconds / 1000).\(padded(Int(milliseconds % 1000), 3))"
      give(CaptureRecord.control("clock", at: nextTick, "{\"step\":\(seconds)}"))
      notices.add(
        "the wall clock was stepped by \(seconds) s; arrival times go on unstepped", isWarning: true, isEvent: true)
    }
    let oldest = unsafe feed.ring.peek()?.arrival
    let lag = max(0, oldest.map { now - $0 } ?? 0) / Interval.millisecond
    give(CaptureRecord.control("tick", at: nextTick, isConnected ? "{\"lag\":\(lag)}" : "{}"))
    nextTick = nextTick + Interval.second
    recordings.flush()
    // Blind, it would tell of nothing: then whoever sees does.
    let tells = isConnected && recordings.notifier?.tellsAlarms == true
    control.tick(engine, CollectorWord(tells: tells, trouble: watch.trouble))
    recordings.measure(engine, isConnected: isConnected)
    watch.tell(recordings, history, feed.gate, notices)
    if let health = watch.health(
      recordings, certificateEnd: feed.certificateEnd, collector: control.trouble, now: SystemClock.wall())
    {
      give(CaptureRecord.control("health", at: min(feed.clock.now(), nextTick + -1), health))
    }
  }

  /// Asks the collector to do what somebody did here; without one it is done here.
  private func operate(_ action: OperatorAction, _ note: OperatorNote) {
    // The bell that rests is this terminal's.
    if case .silence = action { return carryOut(action, note) }
    // What is no longer as it was drawn is refused here.
    guard let shared = engine.shared(action, note, now: feed.clock.now()) else { return carryOut(action, note) }
    if control.client?.ask(shared) == true { return }
    carryOut(action, note)
    if refusal.isEmpty { control.tell(shared, at: engine.streamTime, notices) }
  }

  /// Does what comes through the collector's socket.
  private func attend() {
    var misfits = 0
    for news in control.take(engine, notices) {
      switch news {
      case .order(let client, let shared): order(shared, of: client)
      case .joined(let client, let wantsState):
        judge()
        let beginning = wantsState ? ControlBeginning(state: savedState().parts, journal: journal.entries) : nil
        control.server?.welcome(client, beginning, engine.standingActions(now: feed.clock.now()))
      case .done(let shared):
        let (action, misfit) = engine.fitting(shared, now: feed.clock.now())
        if misfit == .none { carryOut(action, shared.note) } else if misfit != .nothingToDo { misfits += 1 }
      // Its alarm is named as it is here.
      case .unheard(let shared):
        if engine.fitting(shared, now: feed.clock.now()).refusal != .nothingToDo {
          carryOut(shared.action, shared.note)
          if refusal.isEmpty { control.tell(shared, at: engine.streamTime, notices) }
        }
      case .handedOver, .heard, .gone, .notice: break
      }
      hasChanged = true
    }
    guard misfits > 0 else { return }
    let actions = misfits == 1 ? "an action" : "\(misfits) actions"
    notices.add(
      "\(actions) done elsewhere could not be done here: the alarm is not known here, or calls anew", isWarning: true)
  }

  /// Does what a dashboard asks for, and tells all of them; or tells it why not.
  private func order(_ shared: SharedAction, of client: Int) {
    let (action, misfit) = engine.fitting(shared, now: feed.clock.now())
    refusal = misfit.text
    let told = engine.shared(action, shared.note, now: feed.clock.now()) ?? shared
    if misfit == .none { carryOut(action, shared.note) }
    if refusal.isEmpty {
      control.server?.tell(told, askedBy: client)
    } else {
      control.server?.refuse(client, refusal)
    }
  }

  private func savedState() -> SavedState {
    SavedState(configuration: configurationHash, saved: engine.streamTime, image: engine.image())
  }

  /// What an operator does is a record of the stream, so that a replay shows it too.
  private func carryOut(_ action: OperatorAction, _ note: OperatorNote) {
    judge()
    refusal = ""
    // Before the tick that ends this second, however late that comes.
    let moment = min(feed.clock.now(), nextTick + -1)
    give(CaptureRecord.control("action", at: moment, ActionLine.json(action, note)))
    judge()
  }

  private func give(_ record: [UInt8]) { batch.append(record) }

  /// Gives the batch to engine and recordings.
  private func judge() {
    guard batch.count > 0 else { return }
    unsafe batch.withBytes { bytes in
      unsafe past.append(bytes, before: engine)
      unsafe engine.consume(bytes)
      unsafe recordings.append(bytes, records: batch.records, at: nextTick, upTo: feed.ring.consumed)
    }
    batch.clear()
    hasChanged = true
    takeEvents()
  }

  private func takeEvents() {
    let new = engine.takeEvents()
    storeFeed?.give(&engine, new, upTo: feed.ring.consumed)
    recordings.take(new, isTold: control.isTold)
    notices.log?.add(new)
    for case .alarm(let alarm) in new where alarm.to == .alarm { wentToAlarm = true }
    journal.take(new)
    past.note(new, errors: engine.takeErrorTimes())
    notices.add(new)
    for case .operation(let operation) in new where operation.refusal != .none {
      refusal = operation.refusalText
      notices.add(operation.refusalText, isWarning: true, isEvent: true)
    }
    if !new.isEmpty {
      keeper?.isUnsaved = true
      events?(new)
    }
  }

  /// A process that stood still (^Z, a suspended machine) saw nothing, and says so: a gap in the recording, and no
  /// feed until it goes on, so that its own blindness is not blamed on the devices.
  private func noteStandstill() {
    let now = feed.clock.now()
    defer { lastTurn = now }
    guard now - lastTurn > 5 * Interval.second else { return }
    notices.add(
      "not watching for \(spanText(now - lastTurn)): the program stood still", isWarning: true, isEvent: true)
    let start = max(lastTurn, nextTick + -Interval.second)
    let seconds = (now - lastTurn) / Interval.second
    give(CaptureRecord.control("gap", at: start, "{\"lost\":0,\"unwatched\":\(seconds)}"))
    guard isConnected else { return }
    give(CaptureRecord.control("disconnected", at: start, "{\"why\":\"the program stood still\"}"))
    isConnected = false
    goesOnAt = now
  }

  /// The first tick after a standstill ends the blindness.
  private func goOn() {
    guard goesOnAt.isKnown, nextTick >= goesOnAt else { return }
    goesOnAt = .unknown
    isConnected = true
    give(CaptureRecord.control("connected", at: nextTick, "{\"why\":\"the program goes on\"}"))
  }

  private func answer() {
    let wanted = mailbox.query()
    isAwaited = wanted.isTaken
    if history?.takeNews() == true { hasChanged = true }
    let now = feed.clock.now()
    let news = engine.news
    let pace = news == lastNews ? Self.snapshotPace : Self.newsPace
    let isDue = hasChanged && wanted.isTaken && (!lastSnapshot.isKnown || now - lastSnapshot >= pace)
    guard wanted.isNew || isDue else { return }
    (lastSnapshot, lastNews) = (now, news)
    hasChanged = false
    var snapshot = engine.snapshot(for: wanted.query)
    status.now = SystemClock.wall()
    if status.now.second / 60 != zoneMinute {
      zoneMinute = status.now.second / 60
      (status.zoneOffsetSeconds, status.zoneName) = LocalZone.at(status.now)
    }
    status.connection = feed.status
    status.recording = recordings.status
    status.notices = notices.all
    status.replay = past.status(engine)
    status.hasHistory = history?.isThere ?? false
    history?.fill(&snapshot, wanted.query, engine, now: status.now)
    snapshot.session = status
    snapshot.past = past.picture(wanted.query, status, engine)
    let moment = wanted.query.journal.isOfNow ? nil : past.heading
    snapshot.journal = journal.page(wanted.query.journal, upTo: moment ?? Stamp(nanoseconds: .max))
    if wanted.query.wantsLog { snapshot.log = notices.log?.lines ?? [] }
    mailbox.put(snapshot)
  }

  /// Sleeps until there may be something to do.
  private func rest() {
    let now = feed.clock.now()
    let untilTick = max(0, nextTick - now)
    if feed.gate != nil {
      // A broker that waits for answers is not kept waiting for the next burst.
      if feed.mayConsumerSleep() {
        let woken = waitReadable(
          feed.arrived.descriptor, mailbox.asked.descriptor, stop.descriptor,
          nanoseconds: hasChanged && isAwaited ? min(untilTick, Self.breath) : untilTick)
        if woken[0] { hasChanged = true }
      }
    } else if (hasChanged && isAwaited) || !feed.mayConsumerSleep() {
      _ = waitReadable(mailbox.asked.descriptor, stop.descriptor, nanoseconds: min(untilTick, Self.breath))
    } else {
      let woken = waitReadable(
        feed.arrived.descriptor, mailbox.asked.descriptor, stop.descriptor, nanoseconds: untilTick)
      if woken[0] { hasChanged = true }
      // One burst is seldom alone: let its neighbours come in.
      if feed.ring.usedBytes > 0 && feed.ring.usedBytes < feed.ring.capacity / 4 {
        let rest = min(max(0, nextTick - feed.clock.now()), Self.breath)
        _ = waitReadable(mailbox.asked.descriptor, stop.descriptor, nanoseconds: rest)
      }
    }
    mailbox.asked.clear()
  }
}
