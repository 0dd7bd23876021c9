import PlantCore

/// Plays, pauses, steps and seeks: the body of a replay's engine thread. Confined to it.
final class ReplayEngineLoop {
  static let snapshotPace = 50 * Interval.millisecond
  /// Bytes judged at most between looks at the mailbox.
  static let portion = 128 << 10
  /// How long to wait for a reader that is not there yet, in nanoseconds.
  static let fileWait = 20 * Interval.millisecond

  let options: ReplayOptions
  /// What is judged by: the options' configuration, with what is tried out.
  var configuration: EngineConfiguration
  var trials: [LimitTrial] = []
  /// What the whole recording comes to as configured, once something is tried out.
  var untried = TrialFigures()
  private var scan: ReplayScan?
  let mailbox: Mailbox
  private let notices: NoticeBoard
  private let stop: StopFlag
  private let ended: WakeUp
  private var pipe: BlockPipe
  let exporter: Exporter
  /// What was noted since the recording was opened: kept while limits are tried out.
  var ownNotes: [Mark] = []
  var engine: Engine
  private var block = BlockPipe.Block()
  private var at = 0
  var pace: ReplayPace
  /// Whether stretches without readings are jumped over.
  var skipsIdle = false
  /// Where it is on its way to; nil while it plays or stands.
  var goal: ReplayGoal?
  var isAtEnd = false
  private var isWaitingForInput = false
  private var hasChanged = true
  /// How many notices there were when the last snapshot was made.
  private var toldNotices = 0
  private var toldWarnings: Set<String> = []
  private var isAwaited = false
  private var lastSnapshot: Int64 = 0
  private var status = SessionStatus()
  private var wentToAlarm = false
  private var wasScanned = false
  /// Without a scan ahead the journal is what was played so far.
  private var journal = JournalLog()

  init(
    options: ReplayOptions, pipe: BlockPipe, mailbox: Mailbox, notices: NoticeBoard,
    stop: StopFlag, ended: WakeUp
  ) {
    self.options = options
    configuration = options.engine
    self.pipe = pipe
    exporter = Exporter(options.export, notices, told: mailbox.asked)
    self.mailbox = mailbox
    self.notices = notices
    self.stop = stop
    self.ended = ended
    engine = Engine(
      configuration: options.engine, format: options.inputs.format, messageLogBytes: options.messageLogBytes)
    pace = ReplayPace(speed: options.speed, isPaused: options.isPaused)
    startScan()
    status.mode = .replay
    status.plant = options.engine.plant
    status.source = options.inputs.descriptions.map(\.path).joined(separator: ", ")
    status.started = SystemClock.wall()
  }

  /// Shorter stretches without readings are played.
  private static let idleLimit = 5 * Interval.second

  /// Runs until stopped.
  func run() -> SessionResult {
    while !stop.isRaised {
      mailbox.beat()
      for command in mailbox.commands() { carryOut(command) }
      var wait = 250 * Interval.millisecond
      if let goal { wait = approach(goal) } else if !isAtEnd && !pace.isPaused { wait = play() }
      answer()
      if hasChanged && isAwaited { wait = min(wait, Self.snapshotPace) }
      if wait > 0 {
        _ = waitReadable(mailbox.asked.descriptor, stop.descriptor, nanoseconds: wait)
        mailbox.asked.clear()
      }
    }
    pipe.cancel()
    scan?.end()
    exporter.end()
    if !isAtEnd { engine.finish() }
    takeEvents(isPlaying: true)
    return SessionResult(
      digest: engine.digest, counters: engine.counters, wentToAlarm: wentToAlarm, trial: trialText)
  }

  /// Judges what is due; how long nothing will be.
  private func play() -> Int64 {
    let now = SystemClock.sinceBoot()
    let taken = judge(until: pace.limit(at: now), isPlaying: true)
    if isAtEnd || taken > 0 { return 0 }
    if isWaitingForInput { return Self.fileWait }
    let next = engine.nextRecordTime
    guard next.isKnown else { return 0 }
    if !pace.isAnchored {
      pace.stand(at: next, now: now)
      return 0
    }
    if skipsIdle, let end = index?.idleEnd(from: engine.streamTime), end - present(now) > Self.idleLimit {
      goal = .time(end)
      return 0
    }
    return min(250 * Interval.millisecond, pace.wait(for: next, at: now))
  }

  /// Judges a portion of the stream.
  ///
  /// - Returns: How many bytes; 0 when the next record lies beyond `limit`, at the end, or when a pipe is slow.
  func judge(until limit: Stamp, maxRecords: Int = .max, isPlaying: Bool) -> Int {
    isWaitingForInput = false
    if at == block.bytes.count {
      // At the end of a pipe that still lives, the screen goes on.
      switch pipe.next(reusing: block, nanoseconds: Self.fileWait) {
      case .block(let next):
        (block, at) = (next, 0)
        tellWarnings()
      case .later:
        (block, at) = (BlockPipe.Block(), 0)
        isWaitingForInput = true
        return 0
      case .end:
        (block, at) = (BlockPipe.Block(), 0)
        reachEnd(isPlaying: isPlaying)
        return 0
      }
    }
    let end = min(block.bytes.count, at + Self.portion)
    let taken = unsafe block.bytes.withUnsafeBytes { [at] in
      unsafe engine.consume(
        UnsafeRawBufferPointer(rebasing: $0[at..<end]), until: limit, maxRecords: maxRecords)
    }
    at += taken
    if taken > 0 {
      hasChanged = true
      takeEvents(isPlaying: isPlaying)
    }
    return taken
  }

  private func reachEnd(isPlaying: Bool) {
    engine.finish()
    takeEvents(isPlaying: isPlaying)
    isAtEnd = true
    hasChanged = true
    tellWarnings()
    ended.signal()
  }

  /// Tells once what of the input cannot be read.
  private func tellWarnings() {
    for warning in pipe.warnings where toldWarnings.insert(warning).inserted { notices.add(warning, isWarning: true) }
  }

  /// Goes on from a checkpoint, or from the beginning when there is none.
  ///
  /// - Returns: False when the input cannot be read again; then nothing has changed.
  func restart(from checkpoint: ReplayIndex.Checkpoint?) -> Bool {
    guard options.inputs.isRepeatable else {
      note("a pipe cannot be read again: no going back")
      return false
    }
    do {
      let fresh = try BlockPipe.open(options.inputs, from: checkpoint?.offset ?? 0)
      pipe.cancel()
      pipe = fresh
    } catch {
      note(String(describing: error))
      return false
    }
    (block, at) = (BlockPipe.Block(), 0)
    isAtEnd = false
    hasChanged = true
    ended.clear()
    engine = Engine(
      configuration: configuration, format: options.inputs.format, messageLogBytes: options.messageLogBytes)
    if let checkpoint, !engine.restore(image: checkpoint.image) { return restart(from: nil) }
    return true
  }

  /// Begins to read everything ahead, by what is judged by now.
  func startScan() {
    scan?.end()
    scan =
      options.hasTimeline && options.inputs.isRepeatable
      ? ReplayScan(options.inputs, configuration: configuration) : nil
  }

  /// What was found ahead; nil where nothing is read ahead.
  var index: ReplayIndex? { scan?.index }

  func note(_ text: String) {
    notices.add(text, isWarning: false)
    hasChanged = true
  }

  /// Whether the last `judge` found nothing because the reader is not there yet.
  var isAwaitingFile: Bool { isWaitingForInput && options.inputs.isRepeatable }

  /// Where the inputs begin; unknown when they do not say.
  var firstTime: Stamp { options.inputs.firstTime }

  /// What is tried out, in words.
  var trialText: String { trials.map(\.text).joined(separator: ", ") }

  func touch() { hasChanged = true }

  private func takeEvents(isPlaying: Bool) {
    let new = engine.takeEvents()
    for case .alarm(let alarm) in new where alarm.to == .alarm { wentToAlarm = true }
    if scan == nil { journal.take(new) }
    if isPlaying { notices.add(new) }
    if isPlaying && !new.isEmpty { options.events?(new) }
  }

  private func answer() {
    let wanted = mailbox.query()
    isAwaited = wanted.isTaken
    let now = SystemClock.sinceBoot()
    let isScanned = index?.with { $0.isComplete } ?? false
    if isScanned != wasScanned || (!isScanned && now - lastSnapshot > Interval.second / 4) { hasChanged = true }
    wasScanned = isScanned
    if notices.count != toldNotices { hasChanged = true }
    let isDue = hasChanged && wanted.isTaken && now - lastSnapshot >= Self.snapshotPace
    guard wanted.isNew || isDue else { return }
    lastSnapshot = now
    hasChanged = false
    toldNotices = notices.count
    var snapshot = engine.snapshot(for: wanted.query)
    status.now = SystemClock.wall()
    let shown = engine.streamTime.isKnown ? engine.streamTime : status.now
    (status.zoneOffsetSeconds, status.zoneName) = LocalZone.at(shown)
    status.notices = notices.all
    status.replay = replayStatus()
    snapshot.session = status
    snapshot.journal =
      index?.with { [moment = engine.streamTime] in $0.journal.page(wanted.query.journal, upTo: moment) }
      ?? journal.page(wanted.query.journal)
    mailbox.put(snapshot)
  }

  private func replayStatus() -> ReplayStatus {
    var replay = ReplayStatus()
    replay.isPaused = pace.isPaused
    replay.speed = pace.speed
    replay.isAtEnd = isAtEnd
    replay.skipsIdle = skipsIdle
    replay.isSeeking = goal != nil
    replay.position = engine.streamTime
    replay.first = firstTime
    if let begins = options.inputs.range?.lowerBound, firstTime.isKnown, begins > firstTime { replay.begins = begins }
    index?.with {
      if $0.first.isKnown { replay.first = $0.first }
      if !trials.isEmpty {
        replay.trial = TrialStatus(
          text: trialText, before: untried, after: $0.figures)
      }
      replay.last = $0.last
      replay.scanned = $0.fraction
      replay.timeline = $0.slots
      if $0.first.isKnown && $0.last.isKnown && !$0.slots.isEmpty {
        // Until everything is read, what is known to lie ahead is shown empty.
        let whole = Int(min(Int64(4 * ReplayIndex.slotLimit), ($0.last - $0.first) / $0.slotWidth + 1))
        if whole > $0.slots.count {
          replay.timeline += Array(repeating: TimelineSlot(), count: whole - $0.slots.count)
        }
      }
    }
    if !replay.last.isKnown || replay.position > replay.last { replay.last = replay.position }
    return replay
  }
}
