import PlantCore

/// An engine that stands somewhere in the held past: the panes of a screen that is rewound.
///
/// Confined to the engine's thread. It starts from the state before the segment it needs and judges on from there, so
/// that it stands exactly as the live engine stood. Wherever it starts it goes one segment further back, for the log.
final class PastView {
  private var engine: Engine
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
    return judge(from: segment, in: log, until: moment)
  }

  /// Judges so many records in all; false when that place is not held any more.
  func stand(after records: UInt64, in log: PastLog) -> Bool {
    guard let segment = log.segments.lastIndex(where: { $0.records <= records }), records > 0 else { return false }
    return judge(from: segment, in: log, records: records)
  }

  func snapshot(for query: Query) -> Snapshot { engine.snapshot(for: query) }

  /// Judges from the state before the segment ahead of this one until one of the limits is reached.
  private func judge(
    from target: Int, in log: PastLog, until moment: Stamp = Stamp(nanoseconds: .max), records: UInt64 = .max
  ) -> Bool {
    let start = max(0, target - 1)
    engine = Engine(configuration: configuration, format: .capture, messageLogBytes: messageLogBytes)
    for segment in start..<log.segments.count {
      let contents = log.contents(of: segment)
      if segment == start, !engine.restore(image: contents.image) { return false }
      var at = 0
      while at < contents.bytes.count {
        let wanted = Int(clamping: records - engine.counters.records)
        guard wanted > 0 else { return true }
        let taken = unsafe contents.bytes.withUnsafeBytes {
          unsafe engine.consume(UnsafeRawBufferPointer(rebasing: $0[at...]), until: moment, maxRecords: wanted)
        }
        _ = engine.takeEvents()
        guard taken > 0 else { return true }
        at += taken
      }
    }
    return true
  }
}
