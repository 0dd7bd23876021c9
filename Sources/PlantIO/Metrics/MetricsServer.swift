import Glibc
import PlantCore

/// Answers requests at a listening socket, many at once, so that a connection that says nothing holds up no other.
///
/// Confined to one thread, which waits in `turn`.
final class MetricsServer {
  /// Beyond so many the oldest that has asked for nothing yet is closed.
  static let mostConnections = 32
  /// A connection is closed after this time, whatever it does.
  static let patience = 3 * Interval.second
  private static let longestRequest = 8192
  /// Connections that one turn takes, so that those who have asked get their turn, too.
  private static let mostAtOnce = 16

  private struct Connection {
    let descriptor: Int32
    let deadline: Int64
    var request: [UInt8] = []
    /// What is still to be sent; nil until the request is whole.
    var answer: ArraySlice<UInt8>?
  }

  private let listener: Int32
  private let stop: StopFlag
  private let answer: (String) -> String
  /// In the order in which they came.
  private var connections: [Connection] = []
  private var block = [UInt8](repeating: 0, count: 2048)
  /// Until then nobody is let in: there was no descriptor left.
  private var closedUntil = Int64.min

  /// - Parameters:
  ///   - listener: Where it listens, which stays the caller's; negative for nowhere.
  ///   - answer: Makes the response to a request.
  init(listener: Int32, stop: StopFlag, answer: @escaping (String) -> String) {
    (self.listener, self.stop, self.answer) = (listener, stop, answer)
    if listener >= 0 { _ = fcntl(listener, F_SETFL, O_NONBLOCK) }
  }

  deinit { for connection in connections { close(connection.descriptor) } }

  /// Waits until somebody wants something, the stop flag is raised or the time is over, and serves who is ready.
  func turn(nanoseconds: Int64) {
    let now = SystemClock.sinceBoot()
    let isOpen = now >= closedUntil
    var end = connections.reduce(now + nanoseconds) { min($0, $1.deadline) }
    if !isOpen { end = min(end, closedUntil) }
    var entries = [
      pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isOpen ? listener : -1, events: Int16(POLLIN), revents: 0),
    ]
    for connection in connections {
      let wanted = connection.answer == nil ? POLLIN : POLLOUT
      entries.append(pollfd(fd: connection.descriptor, events: Int16(wanted), revents: 0))
    }
    let milliseconds = (min(max(0, end - now), Interval.hour) + 999_999) / Interval.millisecond
    guard unsafe poll(&entries, nfds_t(entries.count), Int32(milliseconds)) >= 0 else { return }
    let after = SystemClock.sinceBoot()
    var left: [Connection] = []
    for (var connection, entry) in zip(connections, entries.dropFirst(2)) {
      let isOver = connection.deadline <= after || (entry.revents != 0 && !advance(&connection))
      if isOver { close(connection.descriptor) } else { left.append(connection) }
    }
    connections = left
    if entries[1].revents != 0 { letIn() }
  }

  /// Takes the connections that wait.
  private func letIn() {
    for _ in 0..<Self.mostAtOnce {
      let client = accept(listener, nil, nil)
      guard client >= 0 else {
        if errno == EMFILE || errno == ENFILE { closedUntil = SystemClock.sinceBoot() + Interval.second }
        return
      }
      _ = fcntl(client, F_SETFL, O_NONBLOCK)
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      var connection = Connection(descriptor: client, deadline: SystemClock.sinceBoot() + Self.patience)
      guard advance(&connection) else {
        close(client)
        continue
      }
      if connections.count >= Self.mostConnections {
        close(connections.remove(at: connections.firstIndex { $0.answer == nil } ?? 0).descriptor)
      }
      connections.append(connection)
    }
  }

  /// Reads or sends what can be at once; false when the connection is done with.
  private func advance(_ connection: inout Connection) -> Bool {
    if connection.answer == nil {
      let count = unsafe read(connection.descriptor, &block, block.count)
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      guard count > 0, connection.request.count + count <= Self.longestRequest else { return false }
      connection.request += block[..<count]
      guard Self.isWhole(connection.request) else { return true }
      connection.answer = Array(answer(String(decoding: connection.request, as: UTF8.self)).utf8)[...]
    }
    while let rest = connection.answer, !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe send(connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      connection.answer = rest.dropFirst(count)
    }
    return false
  }

  /// Whether the head has come: what follows it is of no interest.
  private static func isWhole(_ request: [UInt8]) -> Bool {
    let lines = request.filter { $0 != 13 }
    return zip(lines, lines.dropFirst()).contains { $0 == 10 && $1 == 10 }
  }
}
