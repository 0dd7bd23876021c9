import Glibc
import PlantCore
import Synchronization

/// Gives the metrics out: a file for node_exporter every fifteen seconds, and HTTP for whoever asks.
///
/// One thread answers each request at once and waits for a client two seconds at most; nothing it does can hold judgement
/// back.
/// (A server library that needs FoundationNetworking would tie libcurl to a program that is one file.)
final class MetricsExport: Sendable {
  static let filePace = 15 * Interval.second
  private static let patience = 2 * Interval.second
  private static let longestRequest = 8192
  /// Connections that may be open and silent.
  private static let clientLimit = 32

  private struct State: Sendable {
    var page = MetricsPage()
    var failure = ""
  }

  private let state = Mutex(State())
  private let stop = StopFlag()
  private let options: MetricsOptions
  private let listener: Int32
  private let worker = Mutex<Worker?>(nil)

  /// Starts the thread.
  ///
  /// - Throws: `SetupError` when the address cannot be listened at.
  init(_ options: MetricsOptions) throws(SetupError) {
    self.options = options
    listener = try options.listen?.listen() ?? -1
    worker.withLock { $0 = Worker(name: "metrics") { self.run() } }
  }

  deinit { if listener >= 0 { Glibc.close(listener) } }

  /// The port listened at; nil where none is.
  var port: UInt16? { listener < 0 ? nil : ListenAddress.port(of: listener) }

  /// Why the file cannot be written; empty when all is well.
  var failure: String { state.withLock { $0.failure } }

  /// The metrics as they are now. The engine's thread.
  func put(_ page: MetricsPage) {
    state.withLock { [page, plant = options.plant, environment = options.environment] in
      $0.page = page
      ($0.page.plant, $0.page.environment) = (plant, environment)
    }
  }

  /// Writes the file once more and ends.
  func end() {
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: 3 * Interval.second)
  }

  private func run() {
    var nextFile = SystemClock.sinceBoot() + Interval.second
    var clients: [Client] = []
    defer { for client in clients { close(client.descriptor) } }
    while !stop.isRaised {
      let wait = options.textfile == nil ? Interval.hour : max(0, nextFile - SystemClock.sinceBoot())
      serve(&clients, nanoseconds: wait)
      if options.textfile != nil, SystemClock.sinceBoot() >= nextFile {
        nextFile = SystemClock.sinceBoot() + Self.filePace
        writeFile()
      }
    }
    if options.textfile != nil { writeFile() }
  }

  private func writeFile() {
    guard let path = options.textfile else { return }
    var failure = ""
    do throws(SetupError) {
      try WholeFile.replace(path, by: Array(state.withLock { $0.page }.text(.text).utf8), mode: 0o644)
    } catch { failure = error.description }
    state.withLock { [failure] in $0.failure = failure }
  }

  /// Somebody who has connected and has not been answered.
  private struct Client {
    let descriptor: Int32
    let since = SystemClock.sinceBoot()
    var request: [UInt8] = []
  }

  /// Waits until somebody connects or asks, or for so long at most, and answers.
  private func serve(_ clients: inout [Client], nanoseconds: Int64) {
    let oldest = clients.first.map { max(0, $0.since + Self.patience - SystemClock.sinceBoot()) } ?? .max
    let descriptors = [listener, stop.descriptor] + clients.map(\.descriptor)
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let wait = Int32(clamping: (min(nanoseconds, oldest) + Interval.millisecond - 1) / Interval.millisecond)
    guard unsafe poll(&entries, nfds_t(entries.count), wait) >= 0 else { return }
    let now = SystemClock.sinceBoot()
    for index in clients.indices.reversed() {
      let isAsking = entries[index + 2].revents != 0
      guard isAsking ? hear(&clients[index]) : now - clients[index].since > Self.patience else { continue }
      close(clients.remove(at: index).descriptor)
    }
    guard entries[0].revents != 0 else { return }
    let descriptor = accept(listener, nil, nil)
    guard descriptor >= 0 else { return }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    // Who has waited longest without a word makes room.
    if clients.count >= Self.clientLimit { close(clients.removeFirst().descriptor) }
    clients.append(Client(descriptor: descriptor))
  }

  /// Takes what a client says, and answers once that is a request; true when there is no more to hear of it.
  private func hear(_ client: inout Client) -> Bool {
    var block = [UInt8](repeating: 0, count: 2048)
    let count = unsafe read(client.descriptor, &block, block.count)
    if count < 0 { return errno != EAGAIN && errno != EINTR }
    client.request += block[..<count]
    guard Self.isWhole(client.request) else { return count == 0 || client.request.count > Self.longestRequest }
    let reply = answer(String(decoding: client.request, as: UTF8.self))
    send(Array(reply.utf8), to: client.descriptor, until: client.since + Self.patience)
    return true
  }

  private static func isWhole(_ request: [UInt8]) -> Bool {
    request.suffix(4) == [13, 10, 13, 10] || request.suffix(2) == [10, 10]
  }

  private func send(_ bytes: [UInt8], to client: Int32, until deadline: Int64) {
    var rest = bytes[...]
    while !rest.isEmpty, SystemClock.sinceBoot() < deadline {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EAGAIN || errno == EINTR {
        var entry = pollfd(fd: client, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&entry, 1, 100)
        continue
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private func answer(_ request: String) -> String {
    let lines = request.split(whereSeparator: \.isNewline)
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2, words[0] == "GET" || words[0] == "HEAD" else {
      return Self.response("405 Method Not Allowed", "text/plain; charset=utf-8", "GET /metrics\n", hasBody: true)
    }
    let path = words[1].split(separator: "?").first ?? ""
    guard path == "/metrics" else {
      return Self.response("404 Not Found", "text/plain; charset=utf-8", "GET /metrics\n", hasBody: words[0] == "GET")
    }
    let accepts = lines.contains { line in
      line.lowercased().hasPrefix("accept:") && line.contains("application/openmetrics-text")
    }
    let style: MetricsPage.Style = accepts ? .openMetrics : .text
    return Self.response(
      "200 OK", style.contentType, state.withLock { $0.page }.text(style), hasBody: words[0] == "GET")
  }

  private static func response(_ status: String, _ type: String, _ body: String, hasBody: Bool) -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
      + (hasBody ? body : "")
  }
}
