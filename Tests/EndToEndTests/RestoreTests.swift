import Glibc
import Testing

@Suite("The terminal is given back", .seated, hasTmux, hasMosquitto)
struct RestoreTests {
  /// How a run can end from outside.
  enum Ending: String, CaseIterable {
    case interrupt, terminate, hangUp, quitSignal, crash, controlC, quit

    var code: Int {
      switch self {
      case .interrupt, .controlC: 130
      case .terminate: 143
      case .hangUp: 129
      case .quitSignal: 131
      case .crash: 139
      case .quit: 0
      }
    }

    var signal: Int32? {
      switch self {
      case .interrupt: SIGINT
      case .terminate: SIGTERM
      case .hangUp: SIGHUP
      case .quitSignal: SIGQUIT
      case .crash: SIGSEGV
      case .controlC, .quit: nil
      }
    }
  }

  @Test(
    "modes, cursor and screen are as before, the exit code says why, the recording is whole", arguments: Ending.allCases
  )
  func ends(_ ending: Ending) async throws {
    let broker = try await Broker()
    let terminal = try await Terminal()
    let folder = try Folder()
    let modes = terminal.modes
    try terminal.run("ulimit -c 0; stty -a > \(folder.path("before"))")
    try await terminal.startDashboard("--broker \(broker.url) --record \(folder.path("shift.capture"))")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    for value in 1...5 { try broker.publish(device: "device-001", "temperature", 20 + Double(value)) }
    await terminal.expect("last value") { $0.contains("25.0") }

    switch ending {
    case .controlC: try terminal.press("C-c")
    case .quit:
      try terminal.press("q")
      await terminal.expect("question") { $0.hints.contains("Leave plantwatch?") }
      try terminal.press("y")
    default: if let signal = ending.signal { kill(try terminal.program(), signal) }
    }

    #expect(await terminal.exitCode() == ending.code, "\(Screen(rows: terminal.screen))")
    try terminal.run("stty -a > \(folder.path("after")); echo noted")
    let screen = await terminal.expect("shell that answers") { $0.rows.contains("noted") }
    #expect(folder.read("before") == folder.read("after"), "\(screen)")
    #expect(!folder.read("before").isEmpty)
    #expect(terminal.modes == modes, "\(screen)")
    #expect(screen.contains("pw> ulimit -c 0"), "the shell's own screen is back:\n\(screen)")
    #expect(!screen.contains(" LIVE "), "nothing of the dashboard is left:\n\(screen)")

    let recording = folder.read("shift.capture")
    let readings = recording.split(separator: "\n").filter { $0.contains("\tsensor/device-001/data\t") }
    #expect(readings.count == 5 && recording.hasSuffix("\n"), "\(recording)")
    if ending != .crash {
      let digest = screen.rows.first { $0.hasPrefix("digest ") }
      let report = try await plantwatch("report", folder.path("shift.capture"))
      #expect(digest != nil && report.digest == digest, "on screen \(digest ?? "none"), \(report.told)")
    }
  }

  @Test(
    "Ctrl-Z gives the shell back, fg the dashboard, and afterwards it ends as sanely as before",
    arguments: [nil, SIGTERM, SIGINT, SIGHUP])
  func suspend(ending: Int32?) async throws {
    let broker = try await Broker()
    let terminal = try await Terminal()
    let folder = try Folder()
    let modes = terminal.modes
    try terminal.run("stty -a > \(folder.path("before"))")
    try await terminal.startDashboard("--broker \(broker.url)")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }

    try terminal.press("C-z")
    await terminal.expect("shell") { $0.contains("Stopped") && $0.filled.last?.hasPrefix("pw>") == true }
    try terminal.run("stty -a > \(folder.path("between")); echo noted")
    let screen = await terminal.expect("shell that answers") { $0.rows.contains("noted") }
    #expect(folder.read("before") == folder.read("between"), "\(screen)")
    #expect(terminal.modes == modes, "\(screen)")
    try broker.publish(device: "device-001", "temperature", 25.5)

    try terminal.run("fg; echo \"code=$?\"")
    await terminal.expect("dashboard with what came meanwhile") {
      $0.header.hasPrefix(" LIVE ") && $0.hints.contains("q quit") && $0.contains("device-001")
    }
    try terminal.press("?")
    await terminal.expect("help: keys work") { $0.contains("one line up") }
    let code = 128 + (ending ?? SIGINT)
    if let ending { kill(try terminal.program(), ending) } else { try terminal.press("C-c") }
    await terminal.expect("shell with code \(code)") { $0.rows.contains("code=\(code)") }
    try terminal.run("stty -a > \(folder.path("after")); echo noted again")
    await terminal.expect("shell that answers") { $0.rows.contains("noted again") }
    #expect(folder.read("before") == folder.read("after"))
    #expect(terminal.modes == modes)
  }
}
