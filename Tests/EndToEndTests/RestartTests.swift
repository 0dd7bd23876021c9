import Glibc
import Testing

@Suite("State over a restart", .seated, hasMosquitto)
struct RestartTests {
  @Test("killed in the middle of an episode and started again: nothing is announced anew, nothing is lost", hasTmux)
  func killed() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let (state, capture) = (folder.path("live.state"), folder.path("second.capture"))
    let options = "--broker \(broker.url) --state \(state)"
    let terminal = try await Terminal(columns: 160)
    try await terminal.startDashboard(options)
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    try broker.publish(device: "press-07", "temperature", 95)
    await terminal.expect("alarm") { $0.contains("press-07") && $0.contains("UNACK 1") }
    var pressed = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &pressed)
    try terminal.press("a")
    await terminal.expect("acknowledgement") { !$0.contains("UNACK") && $0.contains("HIGH") }
    // The state is saved a second after something happened.
    #expect(
      await eventually(10) { Self.moment(state) > Int64(pressed.tv_sec) * 1_000_000_000 + Int64(pressed.tv_nsec) })
    kill(try terminal.program(), SIGKILL)
    await terminal.expect("shell") { $0.contains("=137") }

    let again = try await Terminal(columns: 160)
    try await again.startDashboard("\(options) --record \(capture)")
    await again.expect("the episode, acknowledged as before", within: 10) {
      $0.contains("press-07") && $0.contains("HIGH") && !$0.contains("UNACK")
    }
    try broker.publish(device: "press-07", "temperature", 96)
    await again.expect("the next reading") { $0.contains("96.0") && !$0.contains("UNACK") }
    // What is refused is said where it was asked for.
    try again.press(":")
    try again.press("-l", "maintenance nowhere 4h belt")
    try again.press("Enter")
    await again.expect("refusal") {
      $0.hints.contains("there is no such device or area: maintenance nowhere is refused")
    }
    try again.press("5")
    await again.expect("the gap, admitted") { $0.contains("goes on from the state of") }
    try again.press("C-c")
    await again.expect("a second Ctrl-C asked for") { $0.hints.contains("Ctrl-C once more leaves") }
    try again.press("C-c")
    #expect(await again.exitCode() == 130)
    let digest = again.screen.last { $0.hasPrefix("digest ") }

    let report = try await plantwatch("report", capture, "--events", folder.path("events"))
    #expect(report.digest == digest, "\(report.told)")
    let opened = folder.read("events").split(separator: "\n").filter { $0.contains("\"class\":\"limit\"") }
    #expect(opened.isEmpty, "\(opened)")
  }

  /// When a state was saved: the fourth word of its first line, in nanoseconds.
  private static func moment(_ file: String) -> Int64 {
    let words = text(of: file).split(separator: "\n").first?.split(separator: " ") ?? []
    return words.count == 6 ? Int64(words[3]) ?? 0 : 0
  }

  @Test("a file that is no saved state is refused, and left as it is")
  func foreign() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let state = try folder.write("live.state", "not ours\n")
    let program = try PlainProgram(["--plain", "--broker", broker.url, "--state", state])
    #expect(await program.code(within: 5) == 2, "\(program.told)")
    #expect(program.error.contains("no saved state of this program"), "\(program.told)")
    #expect(text(of: state) == "not ours\n")
  }
}
