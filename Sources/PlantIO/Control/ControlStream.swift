import CSystem
import Glibc
import PlantCore

/// A connected local socket as lines in and bytes out. Confined to one thread.
final class ControlStream {
  let descriptor: Int32
  private var incoming: [UInt8] = []
  private var outgoing: [UInt8] = []
  /// Bytes of `outgoing` that are sent already.
  private var sent = 0
  /// Bytes that may wait although they are more than `patience`: a state, which is as large as the plant.
  private var allowance = 0
  /// Bytes that may wait for a peer that does not read; more ends the connection.
  static let patience = 16 << 20

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Whether something waits to be sent.
  var isWaiting: Bool { sent < outgoing.count }

  func send(_ line: ControlLine) {
    let bytes = line.bytes
    if case .state = line { allowance += bytes.count }
    outgoing += bytes
  }

  /// Sends what the peer takes at the moment; false when the connection is over.
  func flush() -> Bool {
    while sent < outgoing.count {
      let count = unsafe outgoing.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { break }
      guard count > 0 else { return false }
      sent += count
    }
    if sent == outgoing.count {
      (outgoing, sent, allowance) = ([], 0, 0)
    } else if sent > outgoing.count / 2 {
      outgoing.removeFirst(sent)
      sent = 0
    }
    return outgoing.count - sent <= Self.patience + allowance
  }

  /// Takes what has come; nil when the connection is over, or what comes is no line of ours.
  func receive() -> [ControlLine]? {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var isOver = false
    while !isOver {
      let count = unsafe recv(descriptor, &block, block.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { break }
      if count <= 0 { isOver = true } else { incoming += block[..<count] }
      if incoming.count > ControlLine.longest { break }
    }
    var lines: [ControlLine] = []
    var start = 0
    while let newline = newline(from: start) {
      guard let line = ControlLine(Array(incoming[start..<newline])) else { return nil }
      lines.append(line)
      start = newline + 1
    }
    incoming.removeFirst(start)
    return (isOver && lines.isEmpty) || incoming.count > ControlLine.longest ? nil : lines
  }

  private func newline(from start: Int) -> Int? {
    unsafe incoming.withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = unsafe memchr(base + start, 10, bytes.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }
}

/// The place of a collector's socket: `control` in its archive's folder, so that who may read the one may use the other.
enum ControlPlace {
  static let name = "control"
  /// A collector says at least so often that it is there, in nanoseconds.
  static let pulse = 2 * Interval.second
  /// One of which nothing is heard for so long is as good as gone.
  static let silence = 3 * pulse

  /// Calls a socket function with the folder's descriptor; -1 when there is no such folder.
  static func with(_ folder: ArchiveFolder, _ body: (Int32) -> Int32) -> Int32 {
    let descriptor = unsafe open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return -1 }
    defer { close(descriptor) }
    return body(descriptor)
  }
}
