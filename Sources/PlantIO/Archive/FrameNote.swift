/// What stands before each frame of a segment that is being written: how many messages the frame holds, so that damage is
/// told to the message before there is an index; how long it is, and the time of its last record, so that it can be passed
/// by unread.
///
/// A skippable frame of Zstandard: `zstdcat` and every other reader pass it by. A finished segment has none.
struct FrameNote {
  /// Magic number and length of the content, little-endian.
  static let head: [UInt8] = [0x5E, 0x2A, 0x4D, 0x18, 16, 0, 0, 0]
  static let length = 24
  /// No version of a note holds more.
  private static let longestContent = 256

  var messages: Int
  var frameLength: Int
  /// Milliseconds since the epoch, rounded up; as large as can be where no record says its time.
  var last: Int64

  var bytes: [UInt8] {
    Self.head + Self.bytes(UInt32(clamping: messages)) + Self.bytes(UInt32(clamping: frameLength)) + Self.bytes(last)
  }

  init(messages: Int, frameLength: Int, last: Int64) {
    (self.messages, self.frameLength, self.last) = (messages, frameLength, last)
  }

  /// Reads a note at the front of `bytes`; nil when there is none.
  init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count >= Self.length, bytes.starts(with: Self.head) else { return nil }
    func number(at place: Int, _ count: Int) -> UInt64 {
      bytes.dropFirst(Self.head.count + place).prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    (messages, frameLength) = (Int(number(at: 0, 4)), Int(number(at: 4, 4)))
    last = Int64(bitPattern: number(at: 8, 8))
  }

  /// How long a note of another version at the front of `bytes` is; nil when there is none.
  static func foreignLength(_ bytes: some Collection<UInt8>) -> Int? {
    guard bytes.count >= head.count, bytes.starts(with: head[..<4]) else { return nil }
    let content = bytes.dropFirst(4).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let length = head.count + content
    return content <= longestContent && bytes.count > length ? length : nil
  }

  /// Little-endian.
  private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}
