import Glibc
import PlantCore
import Synchronization

/// Stores a session's records in an archive, without ever making the judging thread wait for the disk.
///
/// The engine's thread appends to a bounded buffer. A thread of its own makes a frame of what has gathered, once a
/// second or as soon as a broker waits for the answer, and brings it onto the disk. A second thread finishes segments
/// whose hour is over and gives the lifecycle its turn.
public final class ArchiveWriter: RecordSink {
  private let thread: ArchiveThread
  private let worker: Worker
  private let keeper: ArchiveKeeper

  /// Opens the archive for writing and starts its threads.
  ///
  /// - Throws: `SetupError` when another process writes it, or it cannot be written.
  public init(_ options: ArchiveOptions, configuration: EngineConfiguration, bufferBytes: Int = 8 << 20)
    throws(SetupError)
  {
    let lock = try ArchiveLock(options.folder, purpose: options.purpose)
    guard let pending = PendingRecords(bytes: bufferBytes) else {
      throw SetupError(options.folder.path, "no memory is left for its buffer")
    }
    let keeper = ArchiveKeeper(options, configuration: configuration)
    self.keeper = keeper
    let thread = try ArchiveThread(options, lock, pending, keeper, configuration)
    self.thread = thread
    worker = Worker(name: "archive") { thread.run() }
  }

  /// Waits with answers to the broker until the archive has what it is answered for.
  func open(_ gate: AckGate) { thread.gate.withLock { $0 = gate } }

  public var status: RecordingStatus { thread.status.withLock { $0 } }
  public var place: String { thread.place }
  public var lost: Int { thread.pending.lostTotal.load(ordering: .relaxed) }

  /// What there is to say since the last call. Any thread.
  func takeNotices() -> [String] { thread.takeNotices() + keeper.takeNotices() }

  /// Which finished segments somebody has taken away; empty when all are there. Any thread.
  var lacking: String { keeper.lacking }

  public func append(_ bytes: UnsafeRawBufferPointer, records: Int, at moment: Stamp) {
    let lost = unsafe thread.pending.append(bytes, records: records, at: moment)
    if lost > 0 { thread.fail("the disk is too slow: \(lost) records not archived") }
  }

  /// Everything appended so far stands before this position of the ring. The engine's thread.
  func mark(_ position: Int) {
    thread.mark.store(position, ordering: .releasing)
    if let gate = thread.gate.withLock({ $0 }), gate.awaited.load(ordering: .relaxed) > 0 { flush() }
  }

  public func makeRoom(_ bytes: Int) { thread.pending.makeRoom(bytes) }

  public func flush() { thread.pending.wake.signal() }

  public func close() {
    thread.pending.finish()
    worker.join(nanoseconds: 5 * Interval.second)
    keeper.end()
  }
}

/// Where an archive is and how it is kept.
public struct ArchiveOptions: Sendable {
  public var folder: ArchiveFolder
  /// What the writer is, for whoever finds the archive locked.
  public var purpose = "collect"
  public var lifecycle = Lifecycle()
  /// A segment of more bytes on disk than this is ended before its hour is over.
  public var segmentBytes = 256 << 20

  public init(folder: ArchiveFolder) { self.folder = folder }
}

/// The archive's thread: frames and segments.
///
/// `@unchecked Sendable`: what is not atomic or locked belongs to the archive's thread, which `run` is.
private final class ArchiveThread: @unchecked Sendable {
  /// Frames hold no more than this before compression, one record longer than it aside.
  static let frameBytes = 1 << 20
  /// A broker that waits for fewer answers than this is kept waiting a little, so that a frame is worth its trouble.
  static let crowd = 16
  static let gathering = 10 * Interval.millisecond

  let pending: PendingRecords
  let status: Mutex<RecordingStatus>
  let gate = Mutex<AckGate?>(nil)
  var place: String { options.folder.path }
  let mark = Atomic<Int>(0)
  private let notices = Mutex<[String]>([])
  /// Held as long as the archive is written.
  private let lock: ArchiveLock
  private let options: ArchiveOptions
  private let keeper: ArchiveKeeper
  /// What each segment begins with, its moment aside.
  private let header: String
  private let compressor = ZstdFrameWriter(level: 3)
  private var segment: OpenSegment
  /// Whole records that are not in a frame yet.
  private var waiting: [UInt8] = []
  /// Whether there are frames that may not be on the disk.
  private var isUnsynced = false
  private var written: UInt64 = 0

  init(
    _ options: ArchiveOptions, _ lock: ArchiveLock, _ pending: PendingRecords, _ keeper: ArchiveKeeper,
    _ configuration: EngineConfiguration
  ) throws(SetupError) {
    (self.options, self.lock, self.pending, self.keeper) = (options, lock, pending, keeper)
    header = CaptureRecord.headerJSON(configuration, hash: ConfigurationHash.of(configuration))
    let folder = options.folder
    let (now, sealed, known) = (SegmentName(of: SystemClock.wall()), folder.checksums(), folder.segments())
    // A clock that was put back must not make a segment that stands before the last one.
    let hour = max(now.hour, known.last?.hour ?? now.hour)
    let newest = known.last { $0.hour == hour }
    let isFinished = newest.map { sealed[$0.path] != nil } ?? false
    let name = SegmentName(hour: hour, part: (newest?.part ?? 0) + (isFinished ? 1 : 0))
    segment = try OpenSegment(folder, name)
    status = Mutex(.on(file: folder.path, bytes: 0))
    if segment.cutBytes > 0 {
      tell("\(name.path) ended in \(segment.cutBytes) bytes that were no whole frame: cut off")
    }
    if segment.damagedBytes > 0 {
      tell("\(segment.damagedBytes) bytes in \(name.path) cannot be read: plantwatch archive verify says what is lost")
    }
    // What an earlier run could not finish.
    for left in known where left != name && sealed[left.path] == nil { keeper.finish(left) }
  }

  func tell(_ text: String) {
    notices.withLock { [text] in
      if $0.count < 100 { $0.append(text) }
    }
  }

  func takeNotices() -> [String] {
    notices.withLock { texts in
      defer { texts = [] }
      return texts
    }
  }

  func fail(_ why: String) {
    status.withLock { [path = options.folder.path] in if case .on = $0 { $0 = .failed(file: path, why: why) } }
  }

  func run() {
    var deadline = Int64.max
    while true {
      let isLast = pending.isStopping.load(ordering: .acquiring)
      if isLast && deadline == .max { deadline = SystemClock.sinceBoot() + 2 * Interval.second }
      // The mark first: everything before it is in the buffer by now.
      let position = mark.load(ordering: .acquiring)
      // While the disk refuses, the bounded buffer keeps what comes.
      if waiting.isEmpty { pending.take(into: &waiting) }
      let failure = store()
      let gate = gate.withLock { $0 }
      if let failure {
        status.withLock { [path = options.folder.path] in $0 = .failed(file: path, why: failure) }
      } else {
        gate?.store(position)
        if !pending.isLosing.load(ordering: .relaxed) {
          status.withLock { [path = options.folder.path, written] in $0 = .on(file: path, bytes: written) }
        }
      }
      if isLast && (failure == nil || SystemClock.sinceBoot() > deadline) { break }
      _ = waitReadable(pending.wake.descriptor, nanoseconds: failure == nil ? Interval.second : Interval.second / 2)
      pending.wake.clear()
      if failure != nil && !isLast { Worker.rest(nanoseconds: Interval.second / 2) }
      let awaited = gate?.awaited.load(ordering: .relaxed) ?? 0
      if awaited > 0 && awaited < Self.crowd && !isLast { Worker.rest(nanoseconds: Self.gathering) }
    }
    // What a disk that took nothing to the end has cost.
    pending.take(into: &waiting)
    pending.lostTotal.add(RecordTally.of(waiting).records, ordering: .relaxed)
  }

  /// Brings everything that waits onto the disk; says why it could not. What could not be stored goes on waiting.
  private func store() -> String? {
    do throws(SetupError) { try restore() } catch {
      return "what it writes was taken away, and \(error.subject) \(error.problem)"
    }
    if waiting.isEmpty && !isUnsynced { return nil }
    var done = 0
    defer { waiting.removeFirst(done) }
    while done < waiting.count {
      let (end, hour, tally) = frame(from: done)
      do throws(SetupError) {
        if hour > segment.name.hour {
          try next(part: 0, of: hour)
        } else if segment.length > options.segmentBytes {
          try next(part: segment.name.part + 1, of: segment.name.hour)
        }
      } catch { return error.problem }
      var plain = segment.plainBytes == 0 ? opening(at: max(hour, segment.name.hour), done) : []
      plain += waiting[done..<end]
      let frame = unsafe plain.withUnsafeBytes { unsafe compressor.frame(of: $0) }
      isUnsynced = true
      if let failure = segment.append(frame, plain: plain.count, tally) { return failure }
      written += UInt64(frame.count)
      done = end
    }
    let failure = segment.sync()
    isUnsynced = failure != nil
    return failure
  }

  /// Makes anew what somebody has taken away: of a segment that is open here nothing is lost.
  private func restore() throws(SetupError) {
    if try lock.renew() { tell("the archive's lock was taken away, and is held again") }
    let cut = segment.takeCut()
    if cut > 0 {
      tell("\(cut) bytes were cut off the file of \(segment.name.path): plantwatch archive verify says what is lost")
    }
    guard !segment.isThere else { return }
    let fresh = try OpenSegment(options.folder, SegmentName(hour: segment.name.hour, part: segment.name.part + 1))
    try fresh.take(over: segment)
    tell("the file of \(segment.name.path) was taken away: all it held was written anew as \(fresh.name.path)")
    segment = fresh
  }

  /// The records from `start` on that go into one frame, the hour they belong to, and what they come to.
  private func frame(from start: Int) -> (end: Int, hour: Int64, tally: RecordTally) {
    unsafe waiting.withUnsafeBytes { bytes in
      var (at, end, hour) = (start, start, Int64.min)
      var tally = RecordTally()
      var taken = RecordTally()
      while at - start < Self.frameBytes, unsafe tally.take(bytes, at: at, end: &end) {
        if tally.last.isKnown {
          let own = max(SegmentName(of: tally.last).hour, segment.name.hour)
          if hour == .min { hour = own } else if own > hour { break }
        }
        (at, taken) = (end, tally)
      }
      return (max(at, start), hour, taken)
    }
  }

  /// The line that a new segment begins with: a recording of its own needs to say what it is of. A run's own header
  /// says it already.
  private func opening(at hour: Int64, _ start: Int) -> [UInt8] {
    if waiting[start...].starts(with: Array("# plantwatch ".utf8)) { return [] }
    let first = unsafe waiting.withUnsafeBytes {
      unsafe RecordFrame.capture(in: UnsafeRawBufferPointer(rebasing: $0[start...]), at: 0, isAtEnd: true).time
    }
    let moment = max(first ?? .unknown, SegmentName(hour: hour).start)
    return CaptureRecord.control("segment", at: moment, header)
  }

  /// Ends the present segment and begins another.
  private func next(part: Int, of hour: Int64) throws(SetupError) {
    let fresh = try OpenSegment(options.folder, SegmentName(hour: hour, part: part))
    _ = segment.sync()
    keeper.finish(segment.name)
    segment = fresh
  }
}
