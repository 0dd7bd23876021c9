import Glibc
import PlantCore
import Synchronization

/// Gives the metrics out: a file for node_exporter every fifteen seconds, and HTTP for whoever asks.
///
/// One thread does both; nothing it does can hold judgement back.
/// (A server library that needs FoundationNetworking would tie libcurl to a program that is one file.)
final class MetricsExport: Sendable {
  static let filePace = 15 * Interval.second

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
    let server = MetricsServer(listener: listener, stop: stop) { self.answer($0) }
    while !stop.isRaised {
      let wait = options.textfile == nil ? Interval.hour : max(0, nextFile - SystemClock.sinceBoot())
      server.turn(nanoseconds: wait)
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
