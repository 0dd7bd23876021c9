import CZstd

/// Compresses pieces into frames that can each be read without the others, with their size and a checksum inside.
/// Confined to one thread.
@safe final class ZstdFrameWriter {
  private let context: OpaquePointer

  /// - Parameter level: 1 to 19; more is smaller and slower.
  init(level: Int) {
    guard let made = unsafe ZSTD_createCCtx() else { preconditionFailure("libzstd does not start") }
    unsafe context = made
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit { unsafe ZSTD_freeCCtx(context) }

  /// The frame that holds `bytes`.
  func frame(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { room, count in
      count = unsafe ZSTD_compress2(context, room.baseAddress, room.count, bytes.baseAddress, bytes.count)
      precondition(ZSTD_isError(count) == 0, "libzstd cannot compress")
    }
  }
}

/// Reading single frames of a compressed file.
enum ZstdFrame {
  /// What no frame of ours holds more of.
  static let largestContent = 64 << 20

  /// Every frame begins with these.
  static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  /// How long the frame at the front of `bytes` is; nil when it is not all there, or is none. A skippable one is none.
  static func length(at bytes: UnsafeRawBufferPointer) -> Int? {
    guard unsafe bytes.starts(with: magic) else { return nil }
    let length = unsafe ZSTD_findFrameCompressedSize(bytes.baseAddress, bytes.count)
    return ZSTD_isError(length) == 0 ? length : nil
  }

  /// What a whole frame holds; nil when it is damaged or of another make.
  static func content(of frame: UnsafeRawBufferPointer) -> [UInt8]? {
    let told = unsafe ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
    // A frame that was made from a pipe does not say; pages that stay untouched cost nothing.
    let size = told == UInt64.max ? largestContent : Int(clamping: told)
    guard size <= largestContent else { return nil }
    var isWhole = false
    let content = unsafe [UInt8](unsafeUninitializedCapacity: max(1, size)) { room, count in
      let written = unsafe ZSTD_decompress(room.baseAddress, room.count, frame.baseAddress, frame.count)
      isWhole = ZSTD_isError(written) == 0
      count = isWhole ? written : 0
    }
    return isWhole ? content : nil
  }
}
