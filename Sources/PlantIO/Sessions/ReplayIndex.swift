import PlantCore
import Synchronization

/// What the background scan of a replay has found so far: timeline, places to jump to, checkpoints.
final class ReplayIndex: Sendable {
  /// A state of the engine to go back to.
  struct Checkpoint: Sendable {
    var time: Stamp
    /// Bytes of the stream judged before it.
    var offset: Int
    var records: UInt64
    /// Whether a broker was connected then.
    var isConnected: Bool
    var image: [UInt8]
  }
  /// At most this much memory for checkpoints; beyond it every second one goes.
  static let imageBytes = 96 << 20
  static let checkpointLimit = 256
  static let slotLimit = 1024
  /// At most this many places to jump to, of each kind.
  static let markLimit = 200_000

  struct State: Sendable {
    var first: Stamp = .unknown
    var last: Stamp = .unknown
    var slotWidth = Interval.second
    var slots: [TimelineSlot] = []
    var anomalies: [Stamp] = []
    var advisories: [Stamp] = []
    var alarms: [Stamp] = []
    var errors: [Stamp] = []
    /// What was noted in the recording, and since it is open.
    var notes: [Mark] = []
    /// What the recording comes to so far.
    var figures = TrialFigures()
    /// The journal as far as the scan has come.
    var journal = JournalLog()
    var checkpoints: [Checkpoint] = []
    /// Bytes of the stream between checkpoints.
    var spacing = 1 << 20
    var fraction = 0.0
    var isComplete = false
  }
  private let state = Mutex(State())

  /// Reads or changes what is known. Any thread; short.
  func with<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

  /// The newest checkpoint that satisfies `isBefore`, which holds for a beginning of them.
  func checkpoint(where isBefore: (Checkpoint) -> Bool) -> Checkpoint? {
    state.withLock { $0.checkpoints.last(where: isBefore) }
  }

  /// Where the stretch without readings ends that `time` lies in; nil where it lies in none, or nobody knows yet.
  func idleEnd(from time: Stamp) -> Stamp? {
    state.withLock { state in
      guard state.first.isKnown, time >= state.first else { return nil }
      // The slot of `time` may have had readings before it.
      let here = Int((time - state.first) / state.slotWidth) + 1
      guard here < state.slots.count, state.slots[here].readings == 0,
        let next = state.slots[here...].firstIndex(where: { $0.readings > 0 })
      else { return nil }
      return state.first + state.slotWidth * Int64(next) + -1
    }
  }

  /// The next or previous of some places, seen from `time`.
  func place(_ places: KeyPath<State, [Stamp]> & Sendable, forward: Bool, from time: Stamp) -> Stamp? {
    state.withLock {
      forward ? $0[keyPath: places].first { $0 > time } : $0[keyPath: places].last { $0 < time }
    }
  }
}

/// Reads a replay's inputs from beginning to end ahead of the operator, with an engine and a thread of its own.
final class ReplayScan: Sendable {
  let index = ReplayIndex()
  private let stop = StopFlag()
  private let worker: Worker

  init(_ inputs: Inputs, configuration: EngineConfiguration) {
    worker = Worker(name: "scan") { [index, stop] in
      Self.run(inputs, configuration: configuration, index: index, stop: stop)
    }
  }

  /// Stops reading.
  func end() {
    stop.raise()
    worker.join()
  }

  private static func run(_ inputs: Inputs, configuration: EngineConfiguration, index: ReplayIndex, stop: StopFlag) {
    let tail = inputs.lastTimeAtTail()
    index.with { $0.last = tail }
    guard let stream = try? inputs.stream() else { return }
    var scan = Scanner(configuration: configuration, format: inputs.format, index: index)
    var block: [UInt8] = []
    while !stop.isRaised, let next = stream.next(reusing: block) {
      block = next
      scan.take(block, fraction: stream.fraction)
    }
    if !stop.isRaised { scan.finish() }
  }

  private struct Scanner: ~Copyable {
    var engine: Engine
    let index: ReplayIndex
    var slots: [TimelineSlot] = []
    var width = Interval.second
    var first: Stamp = .unknown
    var offset = 0
    var lastCheckpoint = 0
    var spacing = 1 << 20
    var counted = Counters()
    var alarmsOn: Set<PipelineAlarmName> = []
    /// Calls of priority 1.
    var urgent: UInt64 = 0

    init(configuration: EngineConfiguration, format: InputFormat, index: ReplayIndex) {
      engine = Engine(configuration: configuration, format: format)
      engine.keepsErrorTimes = true
      self.index = index
    }

    mutating func take(_ block: [UInt8], fraction: Double) {
      var at = 0
      while at < block.count {
        let limit = first.isKnown ? first + width * Int64(slots.count) + -1 : Stamp(nanoseconds: Int64.min + 1)
        let taken = unsafe block.withUnsafeBytes {
          unsafe engine.consume(UnsafeRawBufferPointer(rebasing: $0[at...]), until: limit)
        }
        at += taken
        offset += taken
        note()
        guard at < block.count else { break }
        let next = engine.nextRecordTime
        guard next.isKnown else { continue }
        if !first.isKnown { first = next }
        openSlots(upTo: next)
        if offset - lastCheckpoint >= spacing { makeCheckpoint() }
      }
      publish(fraction: fraction, isComplete: false)
    }

    mutating func finish() {
      engine.finish()
      note()
      publish(fraction: 1, isComplete: true)
    }

    /// Books what happened since the last call into the last slot.
    private mutating func note() {
      var anomalies: [Stamp] = []
      var advisories: [Stamp] = []
      var alarms: [Stamp] = []
      let events = engine.takeEvents()
      if !events.isEmpty { index.with { [events] in $0.journal.take(events) } }
      for event in events {
        switch event {
        case .anomaly(let event) where event.isLimitOpening:
          anomalies.append(event.seen)
          if event.announcement.isCall { alarms.append(event.seen) }
          if event.episode.priority == 1, event.announcement.isCall { urgent += 1 }
        case .anomaly(let event) where event.isAdvisoryOpening: advisories.append(event.seen)
        case .alarm(let event):
          if event.to == .alarm {
            alarms.append(event.seen)
            alarmsOn.insert(event.name)
            if !slots.isEmpty { slots[slots.count - 1].isAlarm = true }
          } else {
            alarmsOn.remove(event.name)
          }
        case .operation(let event) where event.isNote:
          index.with { if $0.notes.count < ReplayIndex.markLimit { $0.notes.insertInOrder(Mark(event)) } }
        default: break
        }
      }
      if !anomalies.isEmpty || !advisories.isEmpty || !alarms.isEmpty {
        index.with { [anomalies, advisories, alarms] in
          if $0.anomalies.count < ReplayIndex.markLimit { $0.anomalies += anomalies }
          if $0.advisories.count < ReplayIndex.markLimit { $0.advisories += advisories }
          if $0.alarms.count < ReplayIndex.markLimit { $0.alarms += alarms }
        }
      }
      let errors = engine.takeErrorTimes()
      if !errors.isEmpty { index.with { if $0.errors.count < ReplayIndex.markLimit { $0.errors += errors } } }
      let now = engine.counters
      if !slots.isEmpty {
        let last = slots.count - 1
        slots[last].readings &+= UInt32(clamping: now.readings - counted.readings)
        slots[last].anomalies &+= UInt32(clamping: now.anomalies - counted.anomalies)
        slots[last].errors &+= UInt32(clamping: now.errorTotal - counted.errorTotal)
        if !alarmsOn.isEmpty { slots[last].isAlarm = true }
      }
      counted = now
    }

    /// Makes slots so that the last one holds `time`; when they become too many, pairs become one.
    private mutating func openSlots(upTo time: Stamp) {
      while (time - first) / width >= Int64(ReplayIndex.slotLimit) {
        slots = stride(from: 0, to: slots.count, by: 2).map { index in
          guard index + 1 < slots.count else { return slots[index] }
          var joined = slots[index]
          let other = slots[index + 1]
          joined.readings &+= other.readings
          joined.anomalies &+= other.anomalies
          joined.errors &+= other.errors
          joined.isAlarm = joined.isAlarm || other.isAlarm
          return joined
        }
        width *= 2
      }
      var empty = TimelineSlot()
      empty.isAlarm = !alarmsOn.isEmpty
      while Int64(slots.count) <= (time - first) / width { slots.append(empty) }
    }

    private mutating func makeCheckpoint() {
      lastCheckpoint = offset
      let checkpoint = ReplayIndex.Checkpoint(
        time: engine.streamTime, offset: offset, records: engine.counters.records,
        isConnected: engine.isConnected, image: engine.image())
      spacing = index.with { [checkpoint] in
        $0.checkpoints.append(checkpoint)
        let size = $0.checkpoints.reduce(0) { $0 + $1.image.count }
        if size > ReplayIndex.imageBytes || $0.checkpoints.count > ReplayIndex.checkpointLimit {
          $0.checkpoints = $0.checkpoints.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
          $0.spacing *= 2
        }
        return $0.spacing
      }
    }

    private func publish(fraction: Double, isComplete: Bool) {
      let time = engine.streamTime
      let figures = TrialFigures(episodes: engine.counters.episodes, urgent: urgent)
      index.with { [first, slots, width] in
        $0.first = first
        $0.figures = figures
        if !$0.last.isKnown || time > $0.last || isComplete { $0.last = time }
        $0.slots = slots
        $0.slotWidth = width
        $0.fraction = fraction
        $0.isComplete = isComplete
      }
    }
  }
}
