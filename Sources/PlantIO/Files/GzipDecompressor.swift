import CZlib

/// gzip, several members one after another included.
@safe final class GzipDecompressor: Decompressor {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private(set) var isComplete = true

  init() {
    unsafe stream.initialize(to: z_stream())
    // 15 bits of window, and 16 says gzip.
    let code = unsafe inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib does not start")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> (taken: Int, written: Int)? {
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(input.count)
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    let code = unsafe inflate(stream, Z_NO_FLUSH)
    let taken = unsafe input.count - Int(stream.pointee.avail_in)
    let written = unsafe output.count - Int(stream.pointee.avail_out)
    if taken > 0 { isComplete = false }
    switch code {
    case Z_STREAM_END:
      isComplete = true
      unsafe inflateReset(stream)
    case Z_OK, Z_BUF_ERROR: break
    default: return nil
    }
    return (taken, written)
  }
}
