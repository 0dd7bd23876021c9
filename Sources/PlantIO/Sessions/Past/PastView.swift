import PlantCore

/// An engine that stands somewhere in the held past: the panes of a screen that is rewound.
///
/// Confined to the engine's thread. It starts from the state before the segment it needs and judges on from there, so
/// that it stands exactly as the live engine stood. Wherever it starts it goes one segment further back, for the log.
final class PastView {
  private var engine: Engine
  /// Number of the segment it reads, counted from the oldest that was ever held.
  private var segment = 0
  private var bytes: [UInt8] = []
  private var at = 0
  private let configuration: EngineConfiguration
  private let messageLogBytes: Int

  init(configuration: EngineConfiguration, messageLogBytes: Int) {
    self.configuration = configuration
    self.messageLogBytes = messageLogBytes
    engine = Engine(configuration: configuration, format: .capture, messageLogBytes: messageLogBytes)
  }

  /// Stream time it stands at.
  var time: Stamp { engine.streamTime }
  var records: UInt64 { engine.counters.records }
  var digest: UInt64 { engine.digest }

  /// Judges everything up to and including a stream time, and nothing after it; false when it is not held any more.
  func stand(at moment: Stamp, in log: PastLog) -> Bool {
    guard let segment = log.segments.lastIndex(where: { $0.time <= moment || !$0.time.isKnown }) else { return false }
    if !start(before: segment, in: log) { return false }
    judge(until: moment, records: .max, in: log)
    return true
  }

  /// Judges so many records in all; false when that place is not held any more.
  func stand(after records: UInt64, in log: PastLog) -> Bool {
    guard let segment = log.segments.lastIndex(where: { $0.records <= records }), records > 0 else { return false }
    if !start(before: segment, in: log) { return false }
    judge(until: Stamp(nanoseconds: .max), records: records, in: log)
    return true
  }

  func snapshot(for query: Query) -> Snapshot { engine.snapshot(for: query) }

  private func start(before index: Int, in log: PastLog) -> Bool {
    segment = max(0, index - 1)
    let contents = log.contents(of: segment)
    (bytes, at) = (contents.bytes, 0)
    engine = Engine(configuration: configuration, format: .capture, messageLogBytes: messageLogBytes)
    return engine.restore(image: contents.image)
  }

  private func judge(until moment: Stamp, records: UInt64, in log: PastLog) {
    while true {
      while at < bytes.count {
        let wanted = records == .max ? Int.max : Int(clamping: records - engine.counters.records)
        let taken =
          wanted == 0
          ? 0
          : unsafe bytes.withUnsafeBytes {
            unsafe engine.consume(UnsafeRawBufferPointer(rebasing: $0[at...]), until: moment, maxRecords: wanted)
          }
        _ = engine.takeEvents()
        at += taken
        if taken == 0 { return }
      }
      guard segment + 1 < log.segments.count else { return }
      segment += 1
      (bytes, at) = (log.contents(of: segment).bytes, 0)
    }
  }
}
