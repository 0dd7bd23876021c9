import PlantCore
import Synchronization

/// What a frame of the ring holds; `capture` records and control records are both bytes of a capture.
enum FrameKind: UInt32 {
  /// A message's record.
  case message = 1
  /// A control record of the source (`# gap`, `# oversize`).
  case control
  /// The control record `# connected`.
  case connected
  /// The control record `# disconnected`.
  case disconnected
  /// Nothing: the rest up to the ring's end is skipped.
  case wrap
}

/// One frame as the consumer sees it; its bytes are valid until `ByteRing.release`.
@unsafe struct Frame {
  var kind: FrameKind
  var arrival: Stamp
  var bytes: UnsafeRawBufferPointer
}

/// A bounded single-producer single-consumer ring of frames: how records cross from the network thread to the
/// engine's without a lock or an allocation.
///
/// A frame is contiguous: a 16-byte header (length, kind, arrival), its bytes, padding to 16. Ordinary frames leave
/// `reserve` bytes free, so that a control record (which may use them) can always tell of what was refused.
///
/// `@unchecked Sendable`: the storage is only touched between a release-store and the acquire-load of `tail` (by the
/// producer before, by the consumer after) and of `head` (the other way round); the plain variables belong to the
/// producer alone.
@safe final class ByteRing: @unchecked Sendable {
  static let headerBytes = 16
  let capacity: Int
  private let reserve: Int
  private let storage: UnsafeMutableRawPointer
  /// Consumer's position: everything before it is free.
  private let head = Atomic<Int>(0)
  /// Producer's position: everything before it is published.
  private let tail = Atomic<Int>(0)
  /// Producer's own: the last head it has seen, and how many bytes its claim skips for wrapping.
  private var knownHead = 0
  private var claimSkip = 0

  /// - Parameters:
  ///   - capacity: Bytes; a power of two.
  ///   - reserve: Bytes that only control frames may use; a multiple of 16.
  init(capacity: Int = 16 << 20, reserve: Int = 64 << 10) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0 && reserve % 16 == 0 && reserve < capacity)
    self.capacity = capacity
    self.reserve = reserve
    unsafe storage = .allocate(byteCount: capacity, alignment: 64)
  }

  deinit { unsafe storage.deallocate() }

  /// Bytes in use. Any thread.
  var usedBytes: Int { max(0, tail.load(ordering: .relaxed) - head.load(ordering: .relaxed)) }

  /// Everything before this position is published. The producer.
  var published: Int { tail.load(ordering: .relaxed) }
  /// Everything before this position is released. The consumer.
  var consumed: Int { head.load(ordering: .relaxed) }

  /// Producer: room for a frame of at most `count` bytes, or nil when the ring is full.
  func claim(_ count: Int, mayUseReserve: Bool = false) -> UnsafeMutableRawBufferPointer? {
    let size = Self.frameBytes(count)
    let position = tail.load(ordering: .relaxed)
    let at = position & (capacity - 1)
    let skip = at + size > capacity || isEmptyFar(from: position, at: at, size: size) ? capacity - at : 0
    let needed = skip + size + (mayUseReserve ? 0 : reserve)
    if position + needed - knownHead > capacity {
      knownHead = head.load(ordering: .acquiring)
      if position + needed - knownHead > capacity { return nil }
    }
    claimSkip = skip
    return unsafe UnsafeMutableRawBufferPointer(
      start: storage + ((at + skip) & (capacity - 1)) + Self.headerBytes, count: count)
  }

  /// Whether nothing waits and the producer stands an eighth into the ring: it then goes back to the start, so that a
  /// plant that is kept up with touches that eighth only. What it passes over counts as used until the consumer comes
  /// by; an eighth is left for what arrives in the meantime.
  private func isEmptyFar(from position: Int, at: Int, size: Int) -> Bool {
    at > capacity / 8 && size + reserve < capacity / 16 && head.load(ordering: .acquiring) == position
  }

  /// Producer: publishes the first `count` bytes of the room claimed last.
  func publish(_ kind: FrameKind, arrival: Stamp, count: Int) {
    var position = tail.load(ordering: .relaxed)
    if claimSkip > 0 {
      writeHeader(at: position, length: claimSkip - Self.headerBytes, kind: .wrap, arrival: arrival)
      position += claimSkip
      claimSkip = 0
    }
    writeHeader(at: position, length: count, kind: kind, arrival: arrival)
    tail.store(position + Self.frameBytes(count), ordering: .releasing)
  }

  /// Producer: copies `bytes` in as one frame; false when the ring is full.
  func push(_ bytes: [UInt8], kind: FrameKind, arrival: Stamp) -> Bool {
    guard let room = unsafe claim(bytes.count, mayUseReserve: kind != .message) else { return false }
    unsafe room.copyBytes(from: bytes)
    publish(kind, arrival: arrival, count: bytes.count)
    return true
  }

  /// Consumer: the oldest frame, or nil when the ring is empty.
  func peek() -> Frame? {
    var position = head.load(ordering: .relaxed)
    let end = tail.load(ordering: .acquiring)
    while position < end {
      let start = unsafe storage + (position & (capacity - 1))
      let length = unsafe Int(start.load(as: UInt32.self))
      let kind = unsafe FrameKind(rawValue: start.load(fromByteOffset: 4, as: UInt32.self))
      if kind == .wrap {
        position += Self.frameBytes(length)
        head.store(position, ordering: .releasing)
        continue
      }
      let arrival = unsafe Stamp(nanoseconds: start.load(fromByteOffset: 8, as: Int64.self))
      guard let kind else { preconditionFailure("the ring holds a frame of no known kind") }
      return unsafe Frame(
        kind: kind, arrival: arrival, bytes: .init(start: start + Self.headerBytes, count: length))
    }
    return nil
  }

  /// Consumer: gives the oldest frame's room back.
  func release() {
    let position = head.load(ordering: .relaxed)
    let length = unsafe Int((storage + (position & (capacity - 1))).load(as: UInt32.self))
    head.store(position + Self.frameBytes(length), ordering: .releasing)
  }

  private static func frameBytes(_ count: Int) -> Int { (headerBytes + count + 15) & ~15 }

  private func writeHeader(at position: Int, length: Int, kind: FrameKind, arrival: Stamp) {
    let start = unsafe storage + (position & (capacity - 1))
    unsafe start.storeBytes(of: UInt32(length), as: UInt32.self)
    unsafe start.storeBytes(of: kind.rawValue, toByteOffset: 4, as: UInt32.self)
    unsafe start.storeBytes(of: arrival.nanoseconds, toByteOffset: 8, as: Int64.self)
  }
}
