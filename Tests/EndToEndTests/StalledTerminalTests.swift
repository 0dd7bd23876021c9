import Glibc
import Testing

@Suite("A terminal that stops reading", .seated, hasTmux, hasMosquitto)
struct StalledTerminalTests {
  /// Kilobytes of memory in use.
  private func memory(_ process: Int32) -> Int {
    let line = text(of: "/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return Int(line.filter(\.isNumber)) ?? 0
  }

  /// Whether its main thread waits to write.
  private func isStuck(_ process: Int32) -> Bool {
    // The number of the system call, then its arguments: 1 is write on x86-64, 64 on arm64.
    let words = text(of: "/proc/\(process)/syscall").split(separator: " ").prefix(2)
    return words == ["1", "0x1"] || words == ["64", "0x1"]
  }

  private func lines(_ numbers: Range<Int>) -> String {
    numbers.map { "{\"deviceId\":\"d\($0 % 40)\",\"sensorType\":\"count\",\"value\":\($0)}\n" }.joined()
  }

  @Test("holds up nothing: all is judged and recorded, memory stays, and one frame then shows the present")
  func stalled() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let capture = folder.path("a.capture")
    let terminal = try await Terminal(columns: 300, rows: 100)
    try await terminal.startDashboard("--broker \(broker.url) --record \(capture) --topic 'sensor/+/data'")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    let program = try terminal.program()
    try broker.publishLines("sensor/all/data", lines(0..<1), qos: 1)
    let tmux = try #require(Int32(terminal.fact("pid")))

    kill(tmux, SIGSTOP)
    defer { kill(tmux, SIGCONT) }
    var last = 1
    let isStalled = await eventually(30, every: .milliseconds(200)) {
      try? broker.publishLines("sensor/all/data", lines(last..<last + 400), qos: 1)
      last += 400
      return isStuck(program)
    }
    #expect(isStalled)
    let before = memory(program)
    for _ in 0..<10 {
      try broker.publishLines("sensor/all/data", lines(last..<last + 2000), qos: 1)
      last += 2000
    }
    #expect(isStuck(program))
    let isRecorded = await eventually(20) { text(of: capture).contains("\"value\":\(last - 1)}") }
    #expect(isRecorded)
    let recorded = text(of: capture).split(separator: "\n").count { $0.contains("\"value\":") }
    #expect(recorded == last)
    #expect(memory(program) < before + 20_000, "\(before) kB before, \(memory(program)) kB after")

    kill(tmux, SIGCONT)
    await terminal.expect("the present") { $0.contains("\"value\":\(last - 1)}") }
    try terminal.press("q")
    await terminal.expect("question") { $0.hints.contains("Leave plantwatch?") }
    try terminal.press("y")
    #expect(await terminal.exitCode() == 0)
  }
}
