import PlantCore

/// Where a live session's records are kept: a capture, an archive, a store, all or none of them. The engine's thread, but `status`.
struct Recordings: Sendable {
  var recorder: Recorder?
  var archive: ArchiveWriter?
  var store: StoreWriter?
  var audit: AuditLog?
  var metrics: MetricsExport?
  var notifier: Notifier?
  private(set) var space: FreeSpace?
  /// Whether nothing is recorded any more.
  private(set) var isClosed = false
  /// What somebody else was to tell of lately, in nanoseconds since the boot: it may hang, which shows only later.
  private(set) var leftToOthers: [(at: Int64, events: [Event])] = []

  /// How recording stands; a failure before anything else. Any thread.
  var status: RecordingStatus {
    let all = sinks.map(\.status)
    return all.first { if case .failed = $0 { true } else { false } } ?? all.first ?? .off
  }

  /// Appends whole records, all of those before a position of the ring.
  func append(_ bytes: UnsafeRawBufferPointer, records: Int, at moment: Stamp, upTo position: Int) {
    for sink in sinks { unsafe sink.append(bytes, records: records, at: moment) }
    archive?.mark(position)
  }

  /// Takes what the engine has decided.
  ///
  /// - Parameter isTold: Whether somebody else tells of it.
  mutating func take(_ events: [Event], isTold: Bool) {
    audit?.add(events)
    guard let notifier else { return }
    let now = SystemClock.sinceBoot()
    leftToOthers.removeAll { now - $0.at > ControlPlace.silence + ControlPlace.pulse }
    guard !isTold else {
      if !events.isEmpty { leftToOthers.append((now, events)) }
      return
    }
    for left in leftToOthers { notifier.add(left.events) }
    leftToOthers = []
    notifier.add(events)
  }

  func makeRoom(_ bytes: Int) { for sink in sinks { sink.makeRoom(bytes) } }
  func flush() { for sink in sinks { sink.flush() } }

  /// Begins to look at how much is free where it is recorded.
  mutating func watchSpace() { space = FreeSpace(sinks.map(\.place)) }

  /// Records that could not be kept since the start.
  var lost: Int { sinks.reduce(0) { $0 + $1.lost } }

  /// Brings what is left to the disk.
  mutating func closeSinks() {
    isClosed = true
    for sink in sinks { sink.close() }
    store?.close()
  }

  /// Ends what tells of the session, once everything is told.
  func close() {
    audit?.add("stop", "watching ends")
    audit?.close()
    metrics?.end()
    notifier?.end()
    space?.end()
  }

  /// What the metrics are at this moment.
  func measure(_ engine: borrowing Engine, isConnected: Bool) {
    guard let metrics else { return }
    var page = MetricsPage()
    page.counters = engine.counters
    page.alarms = engine.pipelineAlarms()
    page.lag = engine.lagMilliseconds.map { Double($0) / 1000 }
    page.dataAge = engine.dataAge.map { Double($0) / Double(Interval.second) }
    page.isConnected = isConnected
    if case .failed = status { page.isRecordingFailed = true }
    page.notRecorded = lost
    metrics.put(page)
  }

  private var sinks: [any RecordSink] {
    [recorder as (any RecordSink)?, archive as (any RecordSink)?].compactMap { $0 }
  }
}
