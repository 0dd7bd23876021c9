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

  func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> (taken: Int, written: Int)? {
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let code = unsafe ZSTD_decompressStream(stream, &target, &source)
    if ZSTD_isError(code) != 0 { return nil }
    isComplete = code == 0
    return unsafe (source.pos, target.pos)
  }
}
