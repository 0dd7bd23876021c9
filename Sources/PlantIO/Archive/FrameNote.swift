/// What stands before each frame of a segment that is being written: how many messages the frame holds and how long it is,
/// so that damage is told to the message before there is an index.
///
/// A skippable frame of Zstandard: `zstdcat` and every other reader pass it by. A finished segment has none.
struct FrameNote {
  /// Magic number and length of the content, little-endian.
  static let head: [UInt8] = [0x5E, 0x2A, 0x4D, 0x18, 8, 0, 0, 0]
  static let length = 16

  var messages: Int
  var frameLength: Int

  var bytes: [UInt8] {
    let numbers = [messages, frameLength].map { UInt32(clamping: $0) }
    return Self.head + numbers.flatMap { number in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) } }
  }

  init(messages: Int, frameLength: Int) { (self.messages, self.frameLength) = (messages, frameLength) }

  /// Reads a note at the front of `bytes`; nil when there is none.
  init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count >= Self.length, bytes.starts(with: Self.head) else { return nil }
    func number(at place: Int) -> Int {
      bytes.dropFirst(Self.head.count + place).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    (messages, frameLength) = (number(at: 0), number(at: 4))
  }
}
