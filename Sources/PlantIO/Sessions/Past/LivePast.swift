import PlantCore

/// A live run's way back: what is held of its past, and where in it the screen stands.
///
/// Confined to the engine's thread. Judging goes on whatever the screen looks at.
final class LivePast {
  private static let slots = 240
  private var log: PastLog
  private var view: PastView?
  /// The moment the screen stands at; nil while it follows the present.
  private(set) var heading: Stamp?
  private let options: LiveOptions
  private let notices: NoticeBoard

  init(_ options: LiveOptions, _ notices: NoticeBoard, start: Stamp) {
    self.options = options
    self.notices = notices
    log = PastLog(budget: options.pastBytes, start: start)
  }

  /// Takes bytes that `engine` is about to judge.
  func append(_ bytes: UnsafeRawBufferPointer, before engine: borrowing Engine) {
    unsafe log.append(bytes, before: engine)
  }

  /// - Parameter errors: The moments of processing errors.
  func note(_ events: [Event], errors: [Stamp]) { log.note(events, errors: errors) }

  /// Does what the operator asks about time.
  func carryOut(_ command: SessionCommand, _ engine: borrowing Engine) {
    switch command {
    case .pause(let isPaused): (heading, view) = (isPaused ? engine.streamTime : nil, nil)
    case .seek(let target): stand(at: target, engine)
    case .seekBy(let distance): stand(at: (heading ?? engine.streamTime) + distance, engine)
    case .step(let records): step(records, engine)
    case .seekAnomaly(let forward): jump(log.anomalies, forward: forward, "anomaly", engine)
    case .seekAdvisory(let forward): jump(log.advisories, forward: forward, "advisory", engine)
    case .seekAlarm(let forward): jump(log.alarms, forward: forward, "alarm", engine)
    case .seekError(let forward): jump(log.errors, forward: forward, "error", engine)
    case .seekNote(let forward): jumpToNote(forward: forward, engine)
    case .operate, .skipIdle, .speed, .tryOut, .note, .export, .lampTest: break
    }
  }

  /// What an export takes of what is held; nil while nothing is.
  func exported(_ span: Int64?, _ engine: borrowing Engine) -> ExportSource? {
    guard log.first.isKnown else { return nil }
    let end = heading ?? engine.streamTime
    let start = span.map { end + -$0 } ?? log.first
    let first = log.segments.lastIndex { $0.time <= start } ?? 0
    let segments = Array(log.segments[first...])
    let image = segments[0].time.isKnown ? PastLog.plainContents(of: segments[0]).image : nil
    return ExportSource(
      stream: .held(segments), image: image, time: segments[0].time, isConnected: segments[0].isConnected, end: end,
      configuration: options.engine, notes: log.notes.filter { $0.at >= log.first && $0.at <= end })
  }

  private func stand(at wish: Stamp, _ engine: borrowing Engine) {
    guard log.first.isKnown else {
      tell(
        log.isTooSmall ? "the plant is too large for the memory that is set aside for the past" : "no past is held yet")
      return
    }
    if wish < log.first { tell("nothing earlier is held") }
    let target = min(max(wish, log.first), engine.streamTime)
    let view = self.view ?? PastView(configuration: options.engine, messageLogBytes: options.messageLogBytes)
    guard view.stand(at: target, in: log) else { return }
    (heading, self.view) = (target, view)
  }

  private func step(_ records: Int, _ engine: borrowing Engine) {
    if view == nil { stand(at: heading ?? engine.streamTime, engine) }
    guard let view else { return }
    let target = max(0, Int(view.records) + records)
    guard view.stand(after: UInt64(target), in: log) else {
      tell("nothing earlier is held")
      stand(at: log.first, engine)
      return
    }
    heading = view.time
  }

  private func jump(_ places: [Stamp], forward: Bool, _ name: String, _ engine: borrowing Engine) {
    let from = heading ?? engine.streamTime
    let target =
      forward ? places.first { $0 > from } : places.last { $0 < from && $0 >= log.first }
    guard let target else { return tell("no \(forward ? "later" : "earlier") \(name) is held") }
    stand(at: target, engine)
  }

  private func jumpToNote(forward: Bool, _ engine: borrowing Engine) {
    let here = heading ?? engine.streamTime
    guard let note = log.notes.neighbour(forward: forward, of: here), forward || note.at >= log.first else {
      return tell("no \(forward ? "later" : "earlier") note is held")
    }
    stand(at: note.at, engine)
    tell(note.said)
  }

  private func tell(_ text: String) { notices.add(text, isWarning: false) }

  /// What the screen shows in place of the present; nil while it does not look back. Paused, what is looked at only now
  /// is shown as it was then, as far as that is held.
  func picture(_ query: Query, _ status: SessionStatus, _ engine: borrowing Engine) -> Snapshot? {
    if view == nil, let heading, query.isOfMore, log.first.isKnown { stand(at: heading, engine) }
    guard let view else { return nil }
    var picture = view.snapshot(for: query)
    picture.session = status
    return picture
  }

  /// What is held and where the screen stands in it; nil while nothing is.
  func status(_ engine: borrowing Engine) -> ReplayStatus? {
    guard log.first.isKnown else { return nil }
    var status = ReplayStatus()
    status.isPaused = heading != nil
    status.first = log.first
    status.last = engine.streamTime
    status.position = heading ?? engine.streamTime
    status.scanned = 1
    if view != nil { status.timeline = timeline(from: status.first, to: status.last) }
    return status
  }

  private func timeline(from first: Stamp, to last: Stamp) -> [TimelineSlot] {
    var one = TimelineSlot()
    one.readings = 1
    var slots = Array(repeating: one, count: Self.slots)
    let width = max(1, (last - first) / Int64(Self.slots) + 1)
    for moment in log.anomalies where moment >= first && moment <= last {
      slots[Int((moment - first) / width)].anomalies += 1
    }
    for moment in log.alarms where moment >= first && moment <= last {
      slots[Int((moment - first) / width)].isAlarm = true
    }
    for note in log.notes where note.at >= first && note.at <= last {
      slots[Int((note.at - first) / width)].isNoted = true
    }
    return slots
  }
}
