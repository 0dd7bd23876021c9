import Glibc
import PlantCore
import PlantIO

/// Writes events as JSON lines, for `--events`.
final class EventFile {
  private let descriptor: Int32
  private let path: String
  private var buffer: [UInt8] = []

  /// Creates the file; `-` is standard output. Only an earlier file of events is written over, never a recording.
  init(path: String) throws(SetupError) {
    self.path = path
    if path != "-" { try Self.refuseForeign(path) }
    descriptor = path == "-" ? 1 : unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      throw SetupError(path, "cannot be written: " + (unsafe String(cString: strerror(errno)).lowercased()))
    }
  }

  deinit { if descriptor > 2 { close(descriptor) } }

  /// Throws when `path` holds something that is no list of events.
  private static func refuseForeign(_ path: String) throws(SetupError) {
    let existing = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard existing >= 0 else { return }
    defer { close(existing) }
    var status = stat()
    guard unsafe fstat(existing, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return }
    var start = [UInt8](repeating: 0, count: 6)
    let count = unsafe read(existing, &start, start.count)
    guard count < 6 || start != Array("{\"at\":".utf8) else { return }
    throw SetupError(path, "exists and holds no events", fix: "choose another file: nothing is overwritten")
  }

  func write(_ events: [Event]) throws(SetupError) {
    for event in events {
      buffer += event.jsonLine.utf8
      buffer.append(10)
    }
    if buffer.count > 1 << 16 { try flush() }
  }

  func flush() throws(SetupError) {
    if let failure = Descriptor.write(buffer, to: descriptor) {
      throw SetupError(path, "cannot be written: " + (unsafe String(cString: strerror(failure)).lowercased()))
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
