import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("Metrics for Prometheus: by a file and by HTTP")
struct MetricsTests {
  private let temporary = TemporaryFolder()

  private func page() -> MetricsPage {
    var page = MetricsPage()
    page.counters.readings = 120
    page.counters.anomalies = 3
    page.lag = 0.25
    return page
  }

  private func export(_ change: (inout MetricsOptions) throws -> Void) throws -> MetricsExport {
    var options = MetricsOptions()
    (options.plant, options.environment) = ("Line \"4\"", "dev")
    try change(&options)
    let export = try MetricsExport(options)
    export.put(page())
    return export
  }

  private func ask(_ port: UInt16, _ request: String) -> String {
    let file = temporary.file("request", request)
    let answer = temporary.path("answer")
    _ = unsafe system("exec 3<>/dev/tcp/127.0.0.1/\(port); cat \(file) >&3; cat <&3 > \(answer)".inBash)
    return text(answer)
  }

  @Test("scraped, they are OpenMetrics for those who ask for it and the older text for others")
  func scraped() throws {
    let metrics = try export { $0.listen = try ListenAddress("127.0.0.1:0") }
    let port = try #require(metrics.port)
    let plain = ask(port, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(plain.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4"))
    #expect(
      plain.contains(
        "plantwatch_sensor_readings_processed_total{environment=\"dev\",plant=\"Line \\\"4\\\"\"} 120\n"), "\(plain)")
    #expect(plain.contains("# TYPE plantwatch_sensor_readings_processed_total counter\n") && !plain.contains("# EOF"))
    let open = ask(port, "GET /metrics HTTP/1.1\r\nAccept: application/openmetrics-text;version=1.0.0\r\n\r\n")
    #expect(open.contains("# TYPE plantwatch_sensor_readings_processed counter\n") && open.hasSuffix("# EOF\n"))
    #expect(ask(port, "GET / HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 404 "))
    #expect(ask(port, "POST /metrics HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 405 "))
    #expect(ask(port, "GET /metrics HTTP/1.1\r\n" + String(repeating: "x", count: 20_000)).isEmpty)
    metrics.end()
  }

  /// A connection to `port` that has sent `request`.
  private func connection(_ port: UInt16, _ request: String = "") -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    let failed = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    #expect(failed == 0 && Descriptor.write(bytes(request), to: descriptor) == nil)
    return descriptor
  }

  /// Whether the other side has closed a connection on which nothing was to be read.
  private func isClosed(_ descriptor: Int32) -> Bool {
    var byte: UInt8 = 0
    return unsafe recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) == 0
  }

  @Test("a scrape is answered at once while 40 connections say nothing, and those go after a few seconds")
  func idle() throws {
    let metrics = try export { $0.listen = try ListenAddress("127.0.0.1:0") }
    let port = try #require(metrics.port)
    var open = (0..<40).map { connection(port, $0 % 2 == 0 ? "" : "GET /met") }
    defer { for descriptor in open { close(descriptor) } }
    let start = SystemClock.sinceBoot()
    #expect(ask(port, "GET /metrics HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 200 OK"))
    // Far within the time in which idle ones go by themselves.
    #expect(SystemClock.sinceBoot() - start < MetricsServer.patience / 2)
    // The oldest have made room, the youngest are still there.
    #expect(open.prefix(40 - MetricsServer.mostConnections).allSatisfy { descriptor in isClosed(descriptor) })
    #expect(!isClosed(open[39]))
    #expect(ask(port, "POST /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\na=1").hasPrefix("HTTP/1.1 405"))
    // What comes in two pieces is answered when it is whole.
    let slow = connection(port, "GET /metrics HT")
    open.append(slow)
    usleep(100_000)
    #expect(Descriptor.write(bytes("TP/1.1\r\n\r\n"), to: slow) == nil)
    var answer: [UInt8] = []
    #expect(Descriptor.read(slow, into: &answer) == nil)
    #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 200 OK"))
    #expect(eventually { open.dropLast().allSatisfy { descriptor in isClosed(descriptor) } })
    metrics.end()
  }

  @Test("a second listener at the same port is a mistake that is told at the start")
  func taken() throws {
    let metrics = try export { $0.listen = try ListenAddress("0") }
    let port = try #require(metrics.port)
    let refusal = #expect(throws: SetupError.self) { try export { $0.listen = try ListenAddress("\(port)") } }
    #expect(refusal?.description.contains("in use") == true, "\(String(describing: refusal))")
    metrics.end()
  }

  @Test("the file is whole whenever it is read, and a folder that has gone is told")
  func file() throws {
    let path = temporary.path("plantwatch.prom")
    let metrics = try export { $0.textfile = path }
    #expect(eventually { text(path).contains("plantwatch_anomalies_detected_total{") })
    metrics.end()
    var status = stat()
    #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o644)
    let nowhere = try export { $0.textfile = temporary.path("none/a.prom") }
    #expect(eventually { nowhere.failure.contains("none/a.prom") })
    nowhere.end()
  }

  @Test(
    "addresses",
    arguments: [
      ("9464", "127.0.0.1:9464"), (":9464", "127.0.0.1:9464"), ("localhost:1", "127.0.0.1:1"),
      ("0.0.0.0:80", "0.0.0.0:80"), ("[::1]:80", "[::1]:80"), ("x", nil), ("127.0.0.1:", nil), ("1:99999", nil),
    ] as [(String, String?)])
  func addresses(text: String, meant: String?) {
    #expect((try? ListenAddress(text))?.description == meant)
  }
}

extension String {
  /// As one argument of bash.
  fileprivate var inBash: String { "bash -c '\(replacing("'", with: "'\\''"))'" }
}
