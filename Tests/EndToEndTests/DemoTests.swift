import Glibc
import Testing

@Suite("The demo", .seated)
struct DemoTests {
  @Test("shows limits broken, a silent machine and an alarm within forty seconds", .tags(.slow))
  func story() async throws {
    let program = try PlainProgram(["--demo", "--plain"])
    await program.expect("OPEN, STALE and ALARM", within: 40) { output in
      let words = output.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 6).map(String.init) }
      return ["OPEN", "STALE"].allSatisfy { word in words.contains { $0.count > 3 && $0[1] == word && $0[2] != "-" } }
        && output.contains(" ALARM - - anomaly-count ALARM: ")
    }
    program.signal(SIGINT)
    #expect(await program.code() == 130, "\(program.told)")
    #expect(program.digest != nil, "\(program.told)")
    #expect(program.error.isEmpty, "\(program.told)")
  }

  @Test("has a real broker others can listen to, and takes it along even when killed", hasTmux, hasMosquitto)
  func broker() async throws {
    let terminal = try await Terminal(columns: 160)
    try await terminal.startDashboard("--demo")
    let screen = await terminal.expect("demo with its devices") {
      $0.header.hasPrefix(" DEMO ") && $0.contains("Devices 24") && $0.header.contains("mqtt://127.0.0.1:")
    }
    let port = screen.header.components(after: "mqtt://127.0.0.1:").prefix { $0.isNumber }
    let folder = try Folder()
    let subscriber = try Child(
      ["mosquitto_sub", "-h", "127.0.0.1", "-p", String(port), "-t", "sensor/+/data", "-C", "5", "-F", "%t %p"],
      output: folder.path("heard"))
    #expect(await subscriber.exitCode(within: 5) == 0)
    let heard = folder.read("heard").split(separator: "\n")
    #expect(
      heard.count == 5 && heard.allSatisfy { $0.hasPrefix("sensor/") && $0.contains("\"deviceId\":") }, "\(heard)")

    let program = try terminal.program()
    let children = Processes.children(of: program)
    #expect(children.map(Processes.name) == ["mosquitto"])
    kill(program, SIGKILL)
    // Nobody could give the screen back: the shell writes over it, from wherever the cursor was.
    await terminal.expect("shell's word", within: 5) { $0.rows.joined().contains("code=137") }
    #expect(await eventually(3) { children.allSatisfy { !Processes.isAlive($0) } }, "its broker lives on")
    #expect(await eventually(3) { !Loopback.answers(Int(port) ?? 0) }, "its port still answers")
  }

  @Test("writes the same capture for the same seed, without waiting")
  func write() async throws {
    let folder = try Folder()
    for name in ["a.capture", "b.capture.gz", "c.capture.zst"] {
      let outcome = try await plantwatch(
        "--demo", "--write", folder.path(name), "--hours", "0.05", "--seed", "7", "--devices", "5")
      #expect(outcome.code == 0, "\(outcome.told)")
      let report = try await plantwatch("report", folder.path(name), "--format", "json")
      #expect(report.output.contains("\"devices\":5") && report.code == 0, "\(report.told)")
    }
  }
}
