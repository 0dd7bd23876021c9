import PlantCore

/// What a live run holds of its own past: the bytes it has judged, with a state of the engine before each segment.
///
/// Confined to the engine's thread. At most `budget` bytes, compressed; the oldest segment goes first. Where one state
/// is more than four times that before it is compressed nothing is held, and `isTooSmall` says so.
struct PastLog {
  /// Bytes judged between two states, unless told otherwise: judged again in some hundredths of a second.
  static let segmentBytes = 2 << 20
  /// At most this many places to jump to, of each kind.
  static let markLimit = 4096

  /// A stretch of the stream and the engine's state before it.
  struct Segment: Sendable {
    /// Stream time of that state; unknown before the first record.
    var time: Stamp
    var records: UInt64
    /// Whether a broker was connected then.
    var isConnected: Bool
    /// Both compressed once the segment is closed.
    var image: [UInt8]
    var bytes: [UInt8]
    var isClosed = false

    var size: Int { image.count + bytes.count }
  }

  let budget: Int
  private(set) var segments: [Segment] = []
  private(set) var isTooSmall = false
  /// Stream times of openings of limit episodes and of advisories, of calls for the operator, and what was noted.
  private(set) var anomalies: [Stamp] = []
  private(set) var advisories: [Stamp] = []
  private(set) var alarms: [Stamp] = []
  private(set) var errors: [Stamp] = []
  private(set) var notes: [Mark] = []
  private var closedBytes = 0

  private let start: Stamp
  private let segmentBytes: Int

  /// - Parameter start: The time of the stream's first record.
  init(budget: Int, start: Stamp, segmentBytes: Int = segmentBytes) {
    self.budget = budget
    self.segmentBytes = segmentBytes
    self.start = start
  }

  /// Stream time from which on everything is held; unknown while nothing is.
  var first: Stamp { segments.first.map { $0.time.isKnown ? $0.time : start } ?? .unknown }

  /// How many bytes are held.
  var size: Int { closedBytes + (segments.last?.size ?? 0) }

  /// Takes bytes that `engine` is about to judge.
  mutating func append(_ bytes: UnsafeRawBufferPointer, before engine: borrowing Engine) {
    guard budget > 0 else { return }
    if segments.last.map({ $0.bytes.count >= segmentBytes }) ?? true { begin(before: engine) }
    guard !segments.isEmpty else { return }
    unsafe segments[segments.count - 1].bytes.append(contentsOf: bytes)
  }

  /// Notes places to jump to.
  mutating func note(_ events: [Event], errors new: [Stamp]) {
    errors += new
    if errors.count > Self.markLimit { errors.removeFirst(errors.count - Self.markLimit / 2) }
    for event in events {
      switch event {
      case .anomaly(let event) where event.isLimitOpening:
        anomalies.append(event.seen)
        if event.announcement.isCall { alarms.append(event.seen) }
      case .anomaly(let event) where event.isAdvisoryOpening: advisories.append(event.seen)
      case .operation(let event) where event.isNote: notes.insertInOrder(Mark(event))
      case .alarm(let event) where event.to == .alarm: alarms.append(event.seen)
      default: break
      }
    }
    if anomalies.count > Self.markLimit { anomalies.removeFirst(anomalies.count - Self.markLimit / 2) }
    if advisories.count > Self.markLimit { advisories.removeFirst(advisories.count - Self.markLimit / 2) }
    if notes.count > Self.markLimit { notes.removeFirst(notes.count - Self.markLimit / 2) }
    if alarms.count > Self.markLimit { alarms.removeFirst(alarms.count - Self.markLimit / 2) }
  }

  private mutating func begin(before engine: borrowing Engine) {
    isTooSmall = engine.imageBytes / 4 > budget
    guard !isTooSmall else {
      segments.removeAll()
      closedBytes = 0
      return
    }
    close()
    segments.append(
      Segment(
        time: engine.streamTime, records: engine.counters.records, isConnected: engine.isConnected,
        image: engine.image(), bytes: []))
  }

  private mutating func close() {
    guard let last = segments.indices.last else { return }
    segments[last].image = Self.compressed(segments[last].image)
    segments[last].bytes = Self.compressed(segments[last].bytes)
    segments[last].isClosed = true
    closedBytes += segments[last].size
    while closedBytes > budget, segments.count > 1 { closedBytes -= segments.removeFirst().size }
  }

  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    ZstdCompressor().compress(bytes, isLast: true, into: &result)
    return result
  }

  /// The contents of a segment, plain.
  func contents(of index: Int) -> (image: [UInt8], bytes: [UInt8]) { Self.plainContents(of: segments[index]) }

  static func plainContents(of segment: Segment) -> (image: [UInt8], bytes: [UInt8]) {
    guard segment.isClosed else { return (segment.image, segment.bytes) }
    return (plain(segment.image), plain(segment.bytes))
  }

  private static func plain(_ bytes: [UInt8]) -> [UInt8] {
    let decompressor = ZstdDecompressor()
    var result: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 256 << 10)
    var at = 0
    while true {
      let step = unsafe room.withUnsafeMutableBytes { room in
        unsafe bytes.withUnsafeBytes {
          unsafe decompressor.step(UnsafeRawBufferPointer(rebasing: $0[at...]), into: room)
        }
      }
      guard let step else { preconditionFailure("what was compressed here cannot be read") }
      result += room[..<step.written]
      at += step.taken
      if at == bytes.count, step.written < room.count { return result }
    }
  }
}
