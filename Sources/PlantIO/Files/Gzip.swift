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

  func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> (taken: Int, written: Int)?
  {
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

/// gzip, written.
@safe final class GzipCompressor: Compressor {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  init() {
    unsafe stream.initialize(to: z_stream())
    // Level 5: twice the speed of the usual 6 for two per cent more bytes.
    let code = unsafe deflateInit2_(
      stream, 5, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib does not start")
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  func compress(_ input: [UInt8], isLast: Bool, into output: inout [UInt8]) {
    var room = [UInt8](repeating: 0, count: 64 << 10)
    unsafe input.withUnsafeBufferPointer { input in
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.pointee.avail_in = UInt32(input.count)
      var written = 0
      repeat {
        written = unsafe room.withUnsafeMutableBufferPointer { room in
          unsafe stream.pointee.next_out = room.baseAddress
          unsafe stream.pointee.avail_out = UInt32(room.count)
          unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          return unsafe room.count - Int(stream.pointee.avail_out)
        }
        output += room[..<written]
      } while written == room.count
    }
  }
}
