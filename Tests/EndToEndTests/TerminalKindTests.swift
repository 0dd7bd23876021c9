import Glibc
import Testing

@Suite("Every kind of terminal", .seated, hasTmux, hasMosquitto)
struct TerminalKindTests {
  @Test(
    "starts, shows the device, and gives the terminal back",
    arguments: [
      ["TERM": "xterm"], ["TERM": "linux"], ["TERM": "vt100"], ["TERM": "screen"], ["NO_COLOR": "1"],
      ["LC_ALL": "C"], ["TERM": "xterm-256color", "COLORTERM": "truecolor"], ["TERM": "vt100", "LC_ALL": "C"],
    ])
  func shows(environment: [String: String]) async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let terminal = try await Terminal(environment: environment)
    let modes = terminal.modes
    try terminal.run("stty -a > \(folder.path("before"))")
    try await terminal.startDashboard("--broker \(broker.url)")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    try broker.publish(device: "device-001", "temperature", 95)
    let screen = await terminal.expect("device and its anomaly") {
      $0.contains("device-001") && $0.contains("HIGH") && $0.contains("95.0 > 80")
    }
    #expect(screen.header.hasPrefix(" LIVE ") && screen.hints.hasSuffix("q quit"), "\(screen)")
    if environment["LC_ALL"] == "C" {
      #expect(screen.rows.allSatisfy { $0.allSatisfy(\.isASCII) }, "\(screen)")
    }
    try terminal.press("q")
    await terminal.expect("question") { $0.hints.contains("Leave plantwatch?") }
    try terminal.press("y")
    #expect(await terminal.exitCode() == 0)
    try terminal.run("stty -a > \(folder.path("after")); echo noted")
    await terminal.expect("shell that answers") { $0.rows.contains("noted") }
    #expect(folder.read("before") == folder.read("after"))
    #expect(terminal.modes.filter { !$0.hasPrefix("keypad") } == modes.filter { !$0.hasPrefix("keypad") })
  }

  @Test("NO_COLOR leaves no colour on the screen, a terminal of colours has some", arguments: [true, false])
  func colours(isPlain: Bool) async throws {
    let broker = try await Broker()
    let terminal = try await Terminal(environment: isPlain ? ["NO_COLOR": "1"] : [:])
    try await terminal.startDashboard("--broker \(broker.url)")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    try broker.publish(device: "device-001", "temperature", 95)
    await terminal.expect("anomaly") { $0.contains("95.0 > 80") }
    let bytes = terminal.screenWithAttributes
    // 30–37 and 38;… set a foreground, 40–47 and 48;… a background.
    let hasColour = bytes.contains(/\u{1B}\[(?:\d+;)*[34][0-8](?:;\d+)*m/)
    #expect(hasColour == !isPlain, "\(bytes.replacing("\u{1B}", with: "␛"))")
  }

  @Test("a dumb terminal gets lines instead of a screen, and Ctrl-C ends them")
  func dumb() async throws {
    let broker = try await Broker()
    let terminal = try await Terminal(environment: ["TERM": "dumb"])
    try terminal.run("\"$PW\" --broker \(broker.url); echo \"code=$?\"")
    await terminal.expect("line about the connection") { $0.contains("CONNECTION - - subscribed") }
    try broker.publish(device: "device-001", "temperature", 95)
    await terminal.expect("line about the anomaly") { $0.contains("OPEN device-001 temperature high priority 2:") }
    try terminal.press("C-c")
    #expect(await terminal.exitCode() == 130)
    let screen = Screen(rows: terminal.screen)
    #expect(screen.rows.contains { PlainProgram.digest($0.replacing("^C", with: "")) != nil }, "\(screen)")
    #expect(terminal.fact("alternate_on") == "0", "\(screen)")
  }

  @Test("a terminal nobody knows is refused with the name to set instead")
  func unknown() async throws {
    let terminal = try await Terminal(environment: ["TERM": "teleprinter-9"])
    try terminal.run("\"$PW\" --broker mqtt://127.0.0.1:\(Loopback.freePort()); echo \"code=$?\"")
    #expect(await terminal.exitCode() == 2)
    #expect(terminal.screen.joined().contains("TERM=xterm-256color"), "\(Screen(rows: terminal.screen))")
  }
}
