/// What stands before each frame of a segment that is being written: how many messages the frame holds, so that damage
/// is told to the message before there is an index.
///
/// A skippable frame of Zstandard: `zstdcat` and every other reader pass it by. A finished segment has none.
enum FrameNote {
  /// Magic number and length of the content, little-endian.
  static let head: [UInt8] = [0x5E, 0x2A, 0x4D, 0x18, 4, 0, 0, 0]
  static let length = 12

  static func bytes(messages: Int) -> [UInt8] {
    let count = UInt32(clamping: messages)
    return head + [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: count >> $0) }
  }

  /// The number of messages that a note at the front of `bytes` tells; nil when there is none.
  static func messages(_ bytes: some Collection<UInt8>) -> Int? {
    guard bytes.count >= length, bytes.starts(with: head) else { return nil }
    return bytes.dropFirst(head.count).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
