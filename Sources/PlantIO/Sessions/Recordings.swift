import PlantCore

/// Where a live session's records are kept: a capture, an archive, a store, all or none of them. The engine's thread, but `status`.
struct Recordings: Sendable {
  var recorder: Recorder?
  var archive: ArchiveWriter?
  var store: StoreWriter?

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

  func makeRoom(_ bytes: Int) { for sink in sinks { sink.makeRoom(bytes) } }
  func flush() { for sink in sinks { sink.flush() } }
  func close() {
    for sink in sinks { sink.close() }
    store?.close()
  }

  private var sinks: [any RecordSink] {
    [recorder as (any RecordSink)?, archive as (any RecordSink)?].compactMap { $0 }
  }
}
