import CZstd

/// Zstandard, several frames one after another included.
@safe final class ZstdDecompressor: Decompressor {
  private let stream: OpaquePointer
  private(set) var isComplete = true

  init() {
    guard let made = unsafe ZSTD_createDStream() else { preconditionFailure("libzstd does not start") }
    unsafe stream = made
  }

  deinit { unsafe ZSTD_freeDStream(stream) }

  func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> (taken: Int, written: Int)?
  {
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let code = unsafe ZSTD_decompressStream(stream, &target, &source)
    if ZSTD_isError(code) != 0 { return nil }
    // Asked without input, it already speaks of the next frame, which need not come.
    if unsafe source.pos > 0 || target.pos > 0 { isComplete = code == 0 }
    return unsafe (source.pos, target.pos)
  }
}

/// Zstandard, written.
@safe final class ZstdCompressor: Compressor {
  private let stream: OpaquePointer

  init() {
    guard let made = unsafe ZSTD_createCStream() else { preconditionFailure("libzstd does not start") }
    unsafe stream = made
  }

  deinit { unsafe ZSTD_freeCStream(stream) }

  func compress(_ input: [UInt8], isLast: Bool, into output: inout [UInt8]) {
    var room = [UInt8](repeating: 0, count: 128 << 10)
    unsafe input.withUnsafeBytes { input in
      var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
      var isDone = false
      while !isDone {
        let written = unsafe room.withUnsafeMutableBytes { room in
          var target = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
          let left = unsafe ZSTD_compressStream2(stream, &target, &source, isLast ? ZSTD_e_end : ZSTD_e_continue)
          precondition(ZSTD_isError(left) == 0, "libzstd cannot compress")
          isDone = unsafe isLast ? left == 0 : source.pos == source.size
          return unsafe target.pos
        }
        output += room[..<written]
      }
    }
  }
}
