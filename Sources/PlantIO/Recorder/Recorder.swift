import CSystem
import Glibc
import PlantCore
import Synchronization

/// Appends a session's records to a file, without ever making the judging thread wait for the disk.
///
/// The engine's thread appends to a bounded buffer; a thread of its own writes. What a crash finds in the buffer the
/// crash handler writes. A disk that is too slow or full is told on screen; the records it cost become a `# gap`.
public final class Recorder: Sendable {
  private let state: RecorderState
  private let worker: Worker

  /// Opens `path` and starts the writing thread.
  ///
  /// - Throws: `SetupError`, see `RecordingFile.open`.
  public init(path: String, bufferBytes: Int = 8 << 20) throws(SetupError) {
    let descriptor = try RecordingFile.open(path)
    guard let state = RecorderState(path: path, descriptor: descriptor, bufferBytes: bufferBytes) else {
      Glibc.close(descriptor)
      throw SetupError(path, "no memory is left for its buffer")
    }
    self.state = state
    worker = Worker(name: "recorder") { state.writeUntilStopped() }
  }

  /// How the recording stands. Any thread.
  public var status: RecordingStatus { state.status.withLock { $0 } }

  /// Appends whole records. The engine's thread only; never blocks.
  public func append(_ bytes: UnsafeRawBufferPointer, records: Int, at moment: Stamp) {
    unsafe state.append(bytes, records: records, at: moment)
  }

  /// Waits until `bytes` more fit into the buffer, at most five seconds. The engine's thread, while a run begins.
  func makeRoom(_ bytes: Int) {
    let deadline = SystemClock.sinceBoot() + 5 * Interval.second
    while state.room < bytes, SystemClock.sinceBoot() < deadline {
      state.wake.signal()
      Worker.rest(nanoseconds: Interval.millisecond)
    }
  }

  /// Hands what is buffered to the disk soon. The engine's thread, at each tick.
  public func flush() { state.wake.signal() }

  /// Writes what is left and closes the file; gives a broken disk two seconds. The engine's thread, once.
  public func close() {
    state.isStopping.store(true, ordering: .releasing)
    state.wake.signal()
    worker.join(nanoseconds: 3 * Interval.second)
  }
}

/// What the two threads of a recorder share.
///
/// `@unchecked Sendable`: `pending` is a single-producer single-consumer ring with atomics inside; `lost` and
/// `lostSince` belong to the engine's thread alone.
@safe private final class RecorderState: @unchecked Sendable {
  let path: String
  let descriptor: Int32
  let wake = WakeUp()
  let isStopping = Atomic<Bool>(false)
  let status: Mutex<RecordingStatus>
  private let pending: OpaquePointer
  private let capacity: Int
  private let isLosing = Atomic<Bool>(false)
  private var lost = 0

  init?(path: String, descriptor: Int32, bufferBytes: Int) {
    guard let made = unsafe plant_pending_new(bufferBytes) else { return nil }
    unsafe pending = made
    capacity = bufferBytes
    self.path = path
    self.descriptor = descriptor
    status = Mutex(.on(file: path, bytes: 0))
    unsafe plant_pending_guard(pending, descriptor)
  }

  deinit {
    unsafe plant_pending_free(pending)
    Glibc.close(descriptor)
  }

  var room: Int { unsafe Int(plant_pending_room(pending)) }

  func append(_ bytes: UnsafeRawBufferPointer, records: Int, at moment: Stamp) {
    if lost > 0 {
      let gap = CaptureRecord.control("gap", at: moment, "{\"lost\":\(lost)}")
      if unsafe plant_pending_room(pending) >= gap.count + bytes.count {
        unsafe plant_pending_append(pending, gap, gap.count)
        lost = 0
        isLosing.store(false, ordering: .relaxed)
      }
    }
    guard lost == 0, unsafe plant_pending_room(pending) >= bytes.count else {
      lost += records
      isLosing.store(true, ordering: .relaxed)
      let why = "the disk is too slow: \(lost) records not recorded"
      status.withLock { if case .on = $0 { $0 = .failed(file: path, why: why) } }
      return
    }
    unsafe plant_pending_append(pending, bytes.baseAddress, bytes.count)
    if unsafe plant_pending_count(pending) > capacity / 8 { wake.signal() }
  }

  func writeUntilStopped() {
    var written: UInt64 = 0
    var deadline = Int64.max
    while true {
      let isLast = isStopping.load(ordering: .acquiring)
      if isLast && deadline == .max { deadline = SystemClock.sinceBoot() + 2 * Interval.second }
      let failure = writeAll(&written)
      if let failure {
        status.withLock { $0 = .failed(file: path, why: failure) }
      } else if !isLosing.load(ordering: .relaxed) {
        status.withLock { $0 = .on(file: path, bytes: written) }
      }
      if isLast && (failure == nil || SystemClock.sinceBoot() > deadline) { break }
      _ = waitReadable(wake.descriptor, nanoseconds: failure == nil ? Interval.second : Interval.second / 5)
      wake.clear()
      if failure != nil && !isLast { usleep(500_000) }
    }
    plant_pending_guard(nil, -1)
  }

  /// Writes what waits; says why it could not.
  private func writeAll(_ written: inout UInt64) -> String? {
    while true {
      var start: UnsafePointer<UInt8>?
      let count = unsafe plant_pending_begin(pending, &start)
      if count == 0 { return nil }
      let done = unsafe write(descriptor, start, min(count, 1 << 20))
      unsafe plant_pending_end(pending, max(0, done))
      if done < 0 && errno != EINTR { return errorText(errno).lowercased() }
      written += UInt64(max(0, done))
    }
  }
}
