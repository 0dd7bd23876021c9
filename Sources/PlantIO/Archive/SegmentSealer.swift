import Glibc
import PlantCore

/// Rewrites segments: small frames into large ones with an index, damage set aside, at a level of its own.
///
/// The old file stands until the new one is on the disk. Confined to one thread.
struct SegmentSealer {
  let folder: ArchiveFolder
  let configuration: EngineConfiguration
  /// Frames of a finished segment hold about this much before compression.
  var frameBytes = 1 << 20
  /// And no more than this time, so that damage in a small plant's segment costs minutes, not the hour.
  var frameSpan = 5 * Interval.minute
  /// Levels of compression: when a segment is finished, and when it has grown old.
  static let (level, highLevel) = (3, 19)

  /// What came of a segment.
  struct Outcome {
    var index = SegmentIndex()
    /// Bytes that were no readable frame, and where they are kept.
    var damage: [(range: Range<Int>, file: String)] = []
  }

  /// Finishes `name`, or writes a finished one anew.
  ///
  /// - Parameters:
  ///   - missing: Messages that an index says were in frames that cannot be read, by where those began; else the notes
  ///     before them tell.
  ///   - isCounted: Whether no others are missing, whatever the notes tell.
  ///   - shouldStop: Asked once a frame; true leaves everything as it was.
  /// - Returns: Nil when it was stopped.
  /// - Throws: `SetupError` when it cannot be read or written.
  func seal(
    _ name: SegmentName, level: Int = Self.level, missing: [Int: Int] = [:], isCounted: Bool = false,
    shouldStop: () -> Bool = { false }
  ) throws(SetupError) -> Outcome? {
    let path = folder.file(name)
    let reader = try FrameReader(path)
    let beside = path + ".new"
    let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { throw SetupError(beside, "cannot be written: \(errorText(errno))") }
    defer { close(descriptor) }
    var work = SealWork(
      descriptor: descriptor, level: level, frameBytes: frameBytes, frameSpan: frameSpan, configuration)
    var damage: [(Range<Int>, String)] = []
    reading: while true {
      if shouldStop() {
        _ = unsafe unlink(beside)
        return nil
      }
      switch reader.next() {
      case .frame(_, let content): work.take(content)
      case .damaged(let range), .cut(let range):
        damage.append((range, try quarantine(name, range)))
        work.lose(
          messages: missing[range.lowerBound] ?? reader.lostMessages ?? (isCounted ? 0 : nil), bytes: range.count)
      case .end:
        work.lose(messages: missing[folder.size(name)] ?? 0, bytes: 0)
        break reading
      }
      if let failure = work.failure { throw fail(beside, failure) }
    }
    if let failure = reader.failure { throw fail(beside, failure) }
    // What it cost before is not made good by being written anew.
    let index = work.finish(after: folder.index(name))
    if let failure = work.failure ?? (fdatasync(descriptor) == 0 ? nil : errorText(errno)) {
      throw fail(beside, failure)
    }
    guard unsafe rename(beside, path) == 0 else { throw fail(beside, errorText(errno)) }
    try WholeFile.replace(folder.indexFile(name), by: Array(index.text.utf8))
    try enter(name)
    return Outcome(index: index, damage: damage)
  }

  /// Enters a segment and its index into the manifest.
  func enter(_ name: SegmentName) throws(SetupError) {
    var sums = folder.checksums()
    for path in [name.path, name.indexPath] { sums[path] = WholeFile.checksum("\(folder.path)/\(path)") }
    try folder.write(checksums: sums)
  }

  private func fail(_ beside: String, _ why: String) -> SetupError {
    _ = unsafe unlink(beside)
    return SetupError(beside, "cannot be written: \(why)")
  }

  /// Keeps bytes that cannot be read, for whoever knows better.
  private func quarantine(_ name: SegmentName, _ range: Range<Int>) throws(SetupError) -> String {
    try WholeFile.makeFolder(folder.quarantine)
    let path = folder.quarantined(name.path.dropLast(SegmentName.suffix.utf8.count) + ".\(range.lowerBound)")
    let descriptor = unsafe open(folder.file(name), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SetupError(folder.file(name), "cannot be read: \(errorText(errno))") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    _ = lseek(descriptor, range.lowerBound, SEEK_SET)
    if let failure = Descriptor.read(descriptor, limit: range.count, into: &bytes) {
      throw SetupError(folder.file(name), "cannot be read: \(errorText(failure))")
    }
    try WholeFile.replace(path, by: Array(bytes.prefix(range.count)))
    return path
  }
}

/// A segment in the making: frames out, index and judgement on the way.
private struct SealWork: ~Copyable {
  private let descriptor: Int32
  private let frameBytes: Int
  private let frameSpan: Int64
  private let compressor: ZstdFrameWriter
  private var judging: SegmentEngine
  private var index = SegmentIndex()
  private var waiting: [UInt8] = []
  /// Stream time at which what waits began.
  private var begun = Stamp.unknown
  private var offset = 0
  private(set) var failure: String?

  init(descriptor: Int32, level: Int, frameBytes: Int, frameSpan: Int64, _ configuration: EngineConfiguration) {
    (self.descriptor, self.frameBytes, self.frameSpan) = (descriptor, frameBytes, frameSpan)
    compressor = ZstdFrameWriter(level: level)
    judging = SegmentEngine(configuration)
    index.level = level
  }

  mutating func take(_ content: [UInt8]) {
    judging.take(content)
    if waiting.isEmpty { begun = judging.streamTime }
    waiting += content
    if waiting.count >= frameBytes || judging.streamTime - begun >= frameSpan { flush() }
  }

  /// Notes what could not be read, in the recording too.
  ///
  /// - Parameter messages: Nil where nobody knows.
  mutating func lose(messages: Int?, bytes: Int) {
    guard messages ?? 0 > 0 || bytes > 0 else { return }
    flush()
    if messages == nil { index.isCounted = false }
    let messages = messages ?? 0
    index.damagedBytes += bytes
    index.lostMessages += messages
    if index.last.isKnown, messages > 0 {
      waiting += CaptureRecord.control("gap", at: index.last, "{\"lost\":\(messages)}")
    }
  }

  mutating func finish(after before: SegmentIndex?) -> SegmentIndex {
    flush()
    judging.finish(&index)
    index.damagedBytes += before?.damagedBytes ?? 0
    index.lostMessages += before?.lostMessages ?? 0
    index.isCounted = index.isCounted && before?.isCounted ?? true
    return index
  }

  private mutating func flush() {
    guard !waiting.isEmpty, failure == nil else { return }
    let tally = RecordTally.of(waiting)
    let frame = unsafe waiting.withUnsafeBytes { unsafe compressor.frame(of: $0) }
    failure = Descriptor.write(frame, to: descriptor).map(errorText)
    index.frames.append(
      .init(
        offset: offset, first: tally.first.isKnown ? tally.first.nanoseconds / Interval.millisecond : 0,
        last: tally.last.isKnown ? tally.last.nanoseconds / Interval.millisecond + 1 : 0, messages: tally.messages))
    if !index.first.isKnown { index.first = tally.first }
    index.last = max(index.last, tally.last)
    index.records += tally.records
    index.messages += tally.messages
    index.plainBytes += waiting.count
    offset += frame.count
    waiting.removeAll(keepingCapacity: true)
  }
}

/// Judges a segment for its index: what each device sent, and what broke a limit.
struct SegmentEngine: ~Copyable {
  private var engine: Engine

  init(_ configuration: EngineConfiguration) {
    var light = configuration
    light.detect.rules = []
    engine = Engine(configuration: light, format: .capture)
  }

  var streamTime: Stamp { engine.streamTime }

  mutating func take(_ content: [UInt8]) {
    unsafe content.withUnsafeBytes { _ = unsafe engine.consume($0) }
    _ = engine.takeEvents()
  }

  /// Writes into an index what has been judged.
  mutating func finish(_ index: inout SegmentIndex) {
    engine.finish()
    index.readings = Int(engine.counters.readings)
    index.anomalies = Int(engine.counters.anomalies)
    index.errors = Int(engine.counters.errorTotal)
    index.devices = engine.inventory().map {
      SegmentIndex.DeviceCount(name: $0.name, readings: Int($0.readings), anomalies: Int($0.anomalies))
    }
  }
}
