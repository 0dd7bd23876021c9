import Glibc

/// Turns plain bytes into compressed ones, piece by piece. Confined to one thread.
protocol Compressor: AnyObject {
  func compress(_ input: [UInt8], isLast: Bool, into output: inout [UInt8])
}

/// A new file written from beginning to end, compressed when its name ends in `.gz` or `.zst`.
struct OutputFile: ~Copyable {
  let path: String
  private let descriptor: Int32
  private let compressor: (any Compressor)?

  /// Creates `path` (mode 0640), replacing a file of that name; `-` is standard output.
  init(_ path: String) throws(SetupError) {
    self.path = path
    compressor = path.hasSuffix(".gz") ? GzipCompressor() : path.hasSuffix(".zst") ? ZstdCompressor() : nil
    descriptor = path == "-" ? dup(1) : unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw SetupError(path, "cannot be written: \(errorText(errno))") }
  }

  deinit { close(descriptor) }

  /// Writes more bytes; the last call ends the file.
  func write(_ bytes: [UInt8], isLast: Bool = false) throws(SetupError) {
    var output = bytes
    if let compressor {
      output = []
      compressor.compress(bytes, isLast: isLast, into: &output)
    }
    if let failure = Descriptor.write(output, to: descriptor) {
      throw SetupError(path, "cannot be written: \(errorText(failure))")
    }
  }
}
