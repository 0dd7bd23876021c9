import Glibc
import PlantCore
import PlantIO

/// Writes events as JSON lines, for `--events`.
final class EventFile {
  private let descriptor: Int32
  private let path: String
  private var buffer: [UInt8] = []

  /// Creates (or empties) the file; `-` is standard output.
  init(path: String) throws(SetupError) {
    self.path = path
    descriptor = path == "-" ? 1 : unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      throw SetupError(path, "cannot be written: " + (unsafe String(cString: strerror(errno)).lowercased()))
    }
  }

  deinit { if descriptor > 2 { close(descriptor) } }

  func write(_ events: [Event]) throws(SetupError) {
    for event in events {
      buffer += event.jsonLine.utf8
      buffer.append(10)
    }
    if buffer.count > 1 << 16 { try flush() }
  }

  func flush() throws(SetupError) {
    var written = 0
    while written < buffer.count {
      let count = unsafe buffer[written...].withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw SetupError(path, "cannot be written: " + (unsafe String(cString: strerror(errno)).lowercased()))
      }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
