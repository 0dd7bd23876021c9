/// Turns compressed bytes into plain ones, piece by piece: a bomb just streams. Confined to one thread.
protocol Decompressor: AnyObject {
  /// Takes from `input` and writes to `output`.
  ///
  /// - Returns: How many bytes were taken and written; nil when the data is damaged.
  func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> (taken: Int, written: Int)?

  /// Whether the input may end here: between two members, not inside one.
  var isComplete: Bool { get }
}

/// How an input is compressed.
public enum Compression: String, Sendable, Hashable {
  case none, gzip, zstd

  /// Known by magic bytes, never by name.
  static func of(_ beginning: ArraySlice<UInt8>) -> Compression {
    if beginning.starts(with: [0x1F, 0x8B]) { return .gzip }
    if beginning.starts(with: ZstdFrame.magic) { return .zstd }
    // A skippable frame, as a segment that is being written begins with.
    if let first = beginning.first, first >> 4 == 5, beginning.dropFirst().starts(with: [0x2A, 0x4D, 0x18]) {
      return .zstd
    }
    return .none
  }
}
