import Glibc

/// One input, plain or compressed, read in blocks from its beginning to its end. Confined to one thread at a time.
final class InputReader {
  let path: String
  let compression: Compression
  /// Bytes on disk; nil for a pipe and for standard input.
  let size: Int?
  /// Bytes taken from the disk so far.
  var position: Int { archive?.position ?? taken }
  /// What was wrong with the input, for the operator.
  var warnings: [String] { archive?.warnings ?? warning.map { [$0] } ?? [] }
  private var taken = 0
  private var warning: String?

  private let descriptor: Int32
  private let decompressor: (any Decompressor)?
  private let archive: ArchiveStream?
  /// Turns others' lines into records; nil where the input holds records already.
  var translation: LineTranslation?
  private var raw: [UInt8]
  private var rawStart = 0
  private var rawEnd = 0
  private var isAtEnd = false

  /// Opens `path`; `-` is standard input.
  ///
  /// - Throws: `SetupError` for a missing file, a directory, or one that may not be read.
  ///
  /// - Parameter archive: A stretch of an archive that stands for the file.
  init(_ path: String, archive: ArchiveStream? = nil) throws(SetupError) {
    self.path = path
    self.archive = archive
    if let archive {
      (descriptor, size, compression, decompressor, raw) = (-1, archive.size, .zstd, nil, [])
      return
    }
    descriptor = path == "-" ? dup(0) : unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT: throw SetupError(path, "there is no such file", fix: "check the name; relative names start here")
      case EACCES: throw SetupError(path, "may not be read by this user", fix: "ask its owner, or chmod +r")
      default: throw SetupError(path, "cannot be read: \(errorText(errno))")
      }
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw SetupError(path, "is a directory", fix: "name the files in it: \(path)/*")
    }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    // Standard input can be a file, but opening `-` again would go on where the first reading stopped.
    size = isRegular && path != "-" ? Int(status.st_size) : nil
    if isRegular { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
    raw = [UInt8](repeating: 0, count: 256 << 10)
    while rawEnd < 4 {
      let count = unsafe raw.withUnsafeMutableBytes { [descriptor, rawEnd] in
        unsafe Glibc.read(descriptor, $0.baseAddress?.advanced(by: rawEnd), $0.count - rawEnd)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      rawEnd += count
    }
    taken = rawEnd
    compression = Compression.of(raw[..<rawEnd])
    switch compression {
    case .none: decompressor = nil
    case .gzip: decompressor = GzipDecompressor()
    case .zstd: decompressor = ZstdDecompressor()
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Whether the same bytes can be had again by opening the path again.
  var isRepeatable: Bool { size != nil }

  /// Goes on at a byte of a plain regular file; false for other inputs.
  func skip(to offset: Int) -> Bool {
    guard isRepeatable, compression == .none, translation == nil, lseek(descriptor, offset, SEEK_SET) == offset else {
      return false
    }
    (rawStart, rawEnd, taken) = (0, 0, offset)
    return true
  }

  /// Reads plain bytes.
  ///
  /// - Returns: How many; 0 at the end.
  func read(into output: UnsafeMutableRawBufferPointer) -> Int {
    guard let translation else { return unsafe readUntranslated(into: output) }
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe translation.take(into: output)
      if count > 0 || output.count == 0 { return count }
      let more = unsafe block.withUnsafeMutableBytes { unsafe readUntranslated(into: $0) }
      if more == 0 {
        translation.finish()
        return unsafe translation.take(into: output)
      }
      translation.feed(block[..<more])
    }
  }

  private func readUntranslated(into output: UnsafeMutableRawBufferPointer) -> Int {
    if let archive { return unsafe archive.read(into: output) }
    guard let decompressor else { return unsafe readPlain(into: output) }
    while !isAtEnd {
      if rawStart == rawEnd { fill() }
      let result = unsafe raw.withUnsafeBytes { [rawStart, rawEnd] in
        unsafe decompressor.step(UnsafeRawBufferPointer(rebasing: $0[rawStart..<rawEnd]), into: output)
      }
      guard let result else {
        warning = "\(path): the compressed data is damaged after \(position) bytes; what came before is used"
        isAtEnd = true
        return 0
      }
      rawStart += result.taken
      if result.written > 0 { return result.written }
      if rawStart == rawEnd && isExhausted {
        isAtEnd = true
        if !decompressor.isComplete { warning = "\(path): the compressed file is cut; what there is of it is used" }
      }
    }
    return 0
  }

  private var isExhausted = false

  private func fill() {
    rawStart = 0
    rawEnd = unsafe raw.withUnsafeMutableBytes { unsafe readDescriptor(into: $0) }
  }

  private func readPlain(into output: UnsafeMutableRawBufferPointer) -> Int {
    guard rawStart < rawEnd else { return unsafe readDescriptor(into: output) }
    let count = min(output.count, rawEnd - rawStart)
    unsafe output.copyBytes(from: raw[rawStart..<rawStart + count])
    rawStart += count
    return count
  }

  private func readDescriptor(into output: UnsafeMutableRawBufferPointer) -> Int {
    while !isExhausted {
      let count = unsafe Glibc.read(descriptor, output.baseAddress, output.count)
      if count > 0 {
        taken += count
        return count
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { warning = "\(path): reading failed: \(errorText(errno))" }
      isExhausted = true
    }
    return 0
  }
}
