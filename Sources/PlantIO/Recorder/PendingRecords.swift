import CSystem
import Glibc
import PlantCore
import Synchronization

/// Records on their way from the engine's thread to the thread that stores them: bounded, and never waited for.
///
/// What finds no room is counted, and becomes a `# gap` as soon as there is room again.
///
/// `@unchecked Sendable`: `ring` is a single-producer single-consumer ring with atomics inside; `lost` belongs to the
/// producer alone.
@safe final class PendingRecords: @unchecked Sendable {
  /// Wakes the thread that stores.
  let wake = WakeUp()
  let isStopping = Atomic<Bool>(false)
  /// Whether records found no room and the gap is not told yet. Any thread.
  let isLosing = Atomic<Bool>(false)
  /// How many records found no room since the start, or were never stored. Any thread.
  let lostTotal = Atomic<Int>(0)
  private let ring: OpaquePointer
  private let capacity: Int
  private var lost = 0

  /// - Parameter bytes: A power of two.
  /// - Returns: Nil when there is no memory for it.
  init?(bytes: Int) {
    guard let made = unsafe plant_pending_new(bytes) else { return nil }
    unsafe ring = made
    capacity = bytes
  }

  deinit { unsafe plant_pending_free(ring) }

  /// Producer: how many bytes are free.
  var room: Int { unsafe Int(plant_pending_room(ring)) }

  /// Producer: appends whole records.
  ///
  /// - Returns: How many records have found no room since there was room last; 0 when these did.
  func append(_ bytes: UnsafeRawBufferPointer, records: Int, at moment: Stamp) -> Int {
    if lost > 0 {
      let gap = CaptureRecord.control("gap", at: moment, "{\"lost\":\(lost)}")
      if unsafe plant_pending_room(ring) >= gap.count + bytes.count {
        unsafe plant_pending_append(ring, gap, gap.count)
        lost = 0
        isLosing.store(false, ordering: .relaxed)
      }
    }
    guard lost == 0, unsafe plant_pending_room(ring) >= bytes.count else {
      lost += records
      lostTotal.add(records, ordering: .relaxed)
      isLosing.store(true, ordering: .relaxed)
      return lost
    }
    unsafe plant_pending_append(ring, bytes.baseAddress, bytes.count)
    if unsafe plant_pending_count(ring) > capacity / 8 { wake.signal() }
    return 0
  }

  /// Producer: waits until `bytes` more fit in, at most five seconds; while a run begins.
  func makeRoom(_ bytes: Int) {
    let deadline = SystemClock.sinceBoot() + 5 * Interval.second
    while room < bytes, SystemClock.sinceBoot() < deadline {
      wake.signal()
      Worker.rest(nanoseconds: Interval.millisecond)
    }
  }

  /// Producer: lets the consumer end once everything is stored.
  func finish() {
    isStopping.store(true, ordering: .releasing)
    wake.signal()
  }

  /// Consumer: the oldest bytes that lie together, until `release`; empty when nothing waits.
  func peek() -> UnsafeRawBufferPointer {
    var start: UnsafePointer<UInt8>?
    let count = unsafe plant_pending_begin(ring, &start)
    return unsafe UnsafeRawBufferPointer(start: start, count: count)
  }

  /// Consumer: gives room back.
  func release(_ count: Int) { unsafe plant_pending_end(ring, count) }

  /// Consumer: moves all that waits to the end of `bytes`.
  func take(into bytes: inout [UInt8]) {
    while true {
      let piece = unsafe peek()
      if piece.count == 0 { return }
      unsafe bytes.append(contentsOf: piece)
      release(piece.count)
    }
  }

  /// Consumer: from now on a crash writes what waits to `descriptor`.
  func rescue(to descriptor: Int32) { unsafe plant_pending_guard(ring, descriptor) }

  /// Consumer: ends `rescue`.
  func endRescue() { plant_pending_guard(nil, -1) }
}
