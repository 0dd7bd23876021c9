import Glibc

/// Reading and writing plain bytes through a file descriptor, over interrupted and short calls. Any thread.
public enum Descriptor {
  /// Writes all of `bytes`.
  ///
  /// - Returns: The error number of the call that failed; nil when everything is written.
  public static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return errno }
      done += count
    }
    return nil
  }

  /// Reads to the end, or until `bytes` holds at least `limit` bytes.
  ///
  /// - Returns: The error number of the call that failed; nil when there is nothing more to read.
  public static func read(_ descriptor: Int32, limit: Int = .max, into bytes: inout [UInt8]) -> Int32? {
    var block = [UInt8](repeating: 0, count: min(limit, 1 << 16))
    while bytes.count < limit {
      let count = unsafe block.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return errno }
      if count == 0 { break }
      bytes += block[..<count]
    }
    return nil
  }
}
