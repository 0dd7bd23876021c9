import Glibc
import PlantCore
import Synchronization

/// Appends a session's records to a file, without ever making the judging thread wait for the disk.
///
/// The engine's thread appends to a bounded buffer; a thread of its own writes. What a crash finds in the buffer the
/// crash handler writes. A disk that is too slow or full is told on screen; the records it cost become a `# gap`.
public final class Recorder: RecordSink {
  private let file: RecorderFile
  private let worker: Worker

  /// Opens `path` and starts the writing thread.
  ///
  /// - Throws: `SetupError`, see `RecordingFile.open`.
  public init(path: String, bufferBytes: Int = 8 << 20) throws(SetupError) {
    let descriptor = try RecordingFile.open(path)
    guard let pending = PendingRecords(bytes: bufferBytes) else {
      Glibc.close(descriptor)
      throw SetupError(path, "no memory is left for its buffer")
    }
    pending.rescue(to: descriptor)
    let file = RecorderFile(path: path, descriptor: descriptor, pending: pending)
    self.file = file
    worker = Worker(name: "recorder") { file.writeUntilStopped() }
  }

  public var status: RecordingStatus { file.status.withLock { $0 } }
  public var place: String { file.path }
  public var lost: Int { file.pending.lostTotal.load(ordering: .relaxed) }

  public func append(_ bytes: UnsafeRawBufferPointer, records: Int, at moment: Stamp) {
    let lost = unsafe file.pending.append(bytes, records: records, at: moment)
    if lost > 0 { file.fail("the disk is too slow: \(lost) records not recorded") }
  }

  public func makeRoom(_ bytes: Int) { file.pending.makeRoom(bytes) }

  public func flush() { file.pending.wake.signal() }

  public func close() {
    file.pending.finish()
    worker.join(nanoseconds: 3 * Interval.second)
  }
}

/// Takes a session's records to keep them. All calls but `status` by the engine's thread.
public protocol RecordSink: Sendable {
  /// The file or folder it writes to.
  var place: String { get }
  /// How the recording stands. Any thread.
  var status: RecordingStatus { get }
  /// How many records it could not keep since the start. Any thread.
  var lost: Int { get }
  /// Appends whole records; never blocks.
  func append(_ bytes: UnsafeRawBufferPointer, records: Int, at moment: Stamp)
  /// Waits until `bytes` more fit into the buffer, at most five seconds; while a run begins.
  func makeRoom(_ bytes: Int)
  /// Hands what is buffered to the disk soon; called at each tick.
  func flush()
  /// Writes what is left and ends; gives a broken disk two seconds. Once.
  func close()
}

/// What the two threads of a recorder share.
private final class RecorderFile: Sendable {
  let path: String
  let descriptor: Int32
  let pending: PendingRecords
  let status: Mutex<RecordingStatus>

  init(path: String, descriptor: Int32, pending: PendingRecords) {
    self.path = path
    self.descriptor = descriptor
    self.pending = pending
    status = Mutex(.on(file: path, bytes: 0))
  }

  deinit { Glibc.close(descriptor) }

  /// Says why recording fails, unless it has failed already.
  func fail(_ why: String) {
    status.withLock { [path] in if case .on = $0 { $0 = .failed(file: path, why: why) } }
  }

  func writeUntilStopped() {
    var written: UInt64 = 0
    var deadline = Int64.max
    while true {
      let isLast = pending.isStopping.load(ordering: .acquiring)
      if isLast && deadline == .max { deadline = SystemClock.sinceBoot() + 2 * Interval.second }
      let failure = writeAll(&written)
      if let failure {
        status.withLock { [path] in $0 = .failed(file: path, why: failure) }
      } else if !pending.isLosing.load(ordering: .relaxed) {
        status.withLock { [path, written] in $0 = .on(file: path, bytes: written) }
      }
      if isLast && (failure == nil || SystemClock.sinceBoot() > deadline) { break }
      _ = waitReadable(pending.wake.descriptor, nanoseconds: failure == nil ? Interval.second : Interval.second / 5)
      pending.wake.clear()
      if failure != nil && !isLast { usleep(500_000) }
    }
    pending.endRescue()
    var rest: [UInt8] = []
    pending.take(into: &rest)
    pending.lostTotal.add(RecordTally.of(rest).records, ordering: .relaxed)
  }

  /// Writes what waits; says why it could not.
  private func writeAll(_ written: inout UInt64) -> String? {
    while true {
      let bytes = unsafe pending.peek()
      if bytes.count == 0 { return nil }
      let done = unsafe write(descriptor, bytes.baseAddress, min(bytes.count, 1 << 20))
      pending.release(max(0, done))
      if done < 0 && errno != EINTR { return errorText(errno).lowercased() }
      written += UInt64(max(0, done))
    }
  }
}
