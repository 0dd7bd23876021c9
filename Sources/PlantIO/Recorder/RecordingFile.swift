import Glibc

/// Opens the file a recording goes to, so that appending to it can harm nothing.
enum RecordingFile {
  /// Opens or creates `path` (mode 0640) for appending and completes a cut last line.
  ///
  /// - Returns: A descriptor, locked against a second recorder.
  /// - Throws: `SetupError` for a directory, a file that is no capture, or one that another process records into.
  static func open(_ path: String) throws(SetupError) -> Int32 {
    for compressed in [".gz", ".zst"] where path.hasSuffix(compressed) {
      throw SetupError(
        path, "is a compressed recording, which is not written live",
        fix: "record to '\(path.dropLast(compressed.utf8.count))' and compress it afterwards")
    }
    let descriptor = unsafe Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o640)
    guard descriptor >= 0 else {
      let problem = errno == EISDIR ? "is a directory" : "cannot be written: \(errorText(errno))"
      throw SetupError(path, problem, fix: "--record takes a file; its folder must exist and be writable")
    }
    do {
      try prepare(descriptor, path)
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func prepare(_ descriptor: Int32, _ path: String) throws(SetupError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw SetupError(path, errorText(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { return }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw SetupError(path, "is being recorded into by another process", fix: "choose another file")
    }
    guard status.st_size > 0 else { return }
    var beginning = [UInt8](repeating: 0, count: Recognition.window)
    let count = unsafe pread(descriptor, &beginning, beginning.count, 0)
    switch Recognition.of(Array(beginning.prefix(max(0, count)))) {
    case .format(.capture), .empty: break
    default:
      throw SetupError(path, "exists and is no capture", fix: "choose another file: nothing is overwritten")
    }
    var last: UInt8 = 10
    if unsafe pread(descriptor, &last, 1, status.st_size - 1) == 1, last != 10 {
      var newline: UInt8 = 10
      guard unsafe write(descriptor, &newline, 1) == 1 else {
        throw SetupError(path, "cannot be written: \(errorText(errno))")
      }
    }
  }
}
