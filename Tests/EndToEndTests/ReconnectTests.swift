import Glibc
import Testing

@Suite("A broker that goes away and comes back", .seated, hasMosquitto)
struct ReconnectTests {
  @Test("the screen says so within two seconds, one feed alarm is raised, everything resumes without a key", hasTmux)
  func onScreen() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let terminal = try await Terminal(columns: 160)
    try await terminal.startDashboard("--broker \(broker.url) --record \(folder.path("shift.capture"))")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    try broker.publish(device: "device-001", "temperature", 25.5)
    await terminal.expect("device") { $0.contains("25.5") && $0.contains("feed OK") }

    broker.kill()
    let blind = await terminal.expect("banner", within: 2) { $0.contains("NO CONNECTION") }
    #expect(blind.contains("device-001"), "what was known stays, drawn as old:\n\(blind)")
    await terminal.expect("alarm", within: 2) { $0.contains("feed ALARM") }

    try await broker.restart()
    await terminal.expect("connection, restored") { !$0.contains("NO CONNECTION") && !$0.contains("NOT CONNECTED") }
    try broker.publish(device: "device-001", "temperature", 26.5)
    await terminal.expect("resumed feed") { $0.contains("26.5") && $0.contains("feed OK") }
    try terminal.press("C-c")
    #expect(await terminal.exitCode() == 130)

    let report = try await plantwatch("report", folder.path("shift.capture"), "--events", folder.path("events"))
    let lost = folder.read("events").split(separator: "\n").filter {
      $0.contains("\"name\":\"feed\"") && $0.contains("\"to\":\"ALARM\"") && $0.contains("no connection")
    }
    #expect(lost.count == 1, "\(lost) \(report.told)")
  }

  @Test("--plain prints the loss, one feed alarm, its end, and the readings that follow")
  func plain() async throws {
    let broker = try await Broker()
    let program = try PlainProgram(["--plain", "--broker", broker.url])
    await program.expect("subscription") { $0.contains("subscribed, and no message has come yet") }
    try broker.publish(device: "device-001", "temperature", 25.5)
    await program.expect("feed that is well") { $0.contains("ALARM - - feed OK") }

    broker.kill()
    await program.expect("line about the loss", within: 2) {
      Self.connections($0).last?.contains("refused") == true || Self.connections($0).last?.contains("closed") == true
    }
    await program.expect("feed alarm", within: 3) { $0.contains("ALARM - - feed ALARM") }

    try await broker.restart()
    await program.expect("line about the return") {
      Self.connections($0).last?.contains("connected") == true
        || Self.connections($0).last?.contains("subscribed") == true
    }
    try broker.publish(device: "device-001", "temperature", 95)
    await program.expect("anomaly after the return") { $0.contains(" OPEN device-001 temperature ") }
    await program.expect("feed that is well again") { output in
      output.split(separator: "\n").count { $0.contains("ALARM - - feed OK") } == 2
    }
    program.signal(SIGINT)
    #expect(await program.code() == 130, "\(program.told)")
    #expect(program.lines.count { $0.contains("ALARM - - feed ALARM: no connection") } == 1, "\(program.told)")
    #expect(program.digest != nil, "\(program.told)")
  }

  private static func connections(_ output: String) -> [Substring] {
    output.split(separator: "\n").filter { $0.contains(" CONNECTION - - ") }
  }
}

extension String {
  /// What follows the first `mark`; empty when there is none.
  func components(after mark: String) -> String {
    guard let range = firstRange(of: mark) else { return "" }
    return String(self[range.upperBound...])
  }

  /// What precedes the first `mark`; everything when there is none.
  func components(before mark: String) -> String {
    guard let range = firstRange(of: mark) else { return self }
    return String(self[..<range.lowerBound])
  }

  func count(of mark: String) -> Int { ranges(of: mark).count }
}
