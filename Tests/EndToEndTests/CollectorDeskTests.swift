import Glibc
import Testing

@Suite("Two dashboards and their collector", .seated, hasMosquitto, hasTmux)
struct CollectorDeskTests {
  private func collector(_ broker: Broker, _ folder: Folder) throws -> PlainProgram {
    try PlainProgram([
      "collect", "--broker", broker.url, "--archive", folder.path("archive"), "--state", folder.path("collector.state"),
    ])
  }

  /// A terminal from which the collector's archive is known. It comes first: whoever waits for one would let the plant
  /// fall silent.
  private func terminal(_ folder: Folder) async throws -> Terminal {
    try await Terminal(columns: 140, environment: ["PLANTWATCH_ARCHIVE": folder.path("archive")])
  }

  private func start(_ terminal: Terminal, _ broker: Broker, _ folder: Folder, _ number: Int) async throws {
    try await terminal.startDashboard("--broker \(broker.url) --state \(folder.path("\(number).state"))")
    await terminal.expect("connection") { $0.contains("since the start") || $0.contains("subscribed") }
  }

  @Test("what is acknowledged in one is so in the other, in the archive, in the journal, and after a restart of all")
  func acknowledged() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let (first, second) = (try await terminal(folder), try await terminal(folder))
    var program = try collector(broker, folder)
    await program.expect("connection") { $0.contains("CONNECTION") }
    // The two begin at different times: their alarms have other numbers.
    try await start(first, broker, folder, 1)
    try broker.publish(device: "press-07", "temperature", 95)
    await first.expect("alarm") { $0.contains("UNACK 1") }
    try await start(second, broker, folder, 2)
    await second.expect("the collector's alarm, unheard here") { $0.contains("press-07") && $0.contains("UNACK 1") }
    try second.press("a")
    for terminal in [first, second] {
      await terminal.expect("acknowledgement", within: 2) { !$0.contains("UNACK") && $0.contains("HIGH") }
    }
    try first.press("x")
    try first.press("-l", "2h new sensor")
    try first.press("Enter")
    for terminal in [first, second] {
      await terminal.expect("shelf", within: 2) { $0.contains("SHELVED") }
    }
    try second.press("5")
    await second.expect("who did it, and the alarm from before it began") {
      $0.contains("new sensor") && $0.contains("acknowledged by") && $0.contains("95 °C is above the high limit")
    }

    try second.press("1")
    for terminal in [first, second] {
      try terminal.press("q")
      try terminal.press("y")
      await terminal.expect("shell") { $0.contains("=0") }
    }
    program.signal(SIGTERM)
    #expect(await program.code() == 143, "\(program.told)")
    let archive = folder.path("archive")
    let audit = try await plantwatch("audit", "list", "--archive", archive)
    #expect(audit.output.contains("press-07 temperature high acknowledged by"), "\(audit.told)")
    #expect(audit.output.contains("press-07 temperature high shelved"), "\(audit.told)")
    let report = try await plantwatch("report", "archive:", "--archive", archive, "--journal")
    #expect(report.output.contains("acknowledged by") && report.output.contains("new sensor"), "\(report.told)")

    program = try collector(broker, folder)
    await program.expect("connection") { $0.contains("CONNECTION") }
    // One that has a state of its own, and one that has none.
    for (terminal, number) in [(first, 1), (second, 3)] {
      try await start(terminal, broker, folder, number)
      try terminal.press("4")
      await terminal.expect("what was done before", within: 5) {
        $0.contains("SHELVED") && $0.contains("new sensor") && !$0.contains("UNACK")
      }
    }
  }

  @Test("without its collector a dashboard acts alone and says so; the one that comes back is asked for it")
  func alone() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let terminal = try await terminal(folder)
    var program = try collector(broker, folder)
    await program.expect("connection") { $0.contains("CONNECTION") }
    try await start(terminal, broker, folder, 1)
    program.signal(SIGKILL)
    #expect(await program.code() == 137)
    await terminal.expect("its end") {
      $0.contains("the collector is gone: nothing is archived, and what is done here is done")
    }
    try broker.publish(device: "press-07", "temperature", 95)
    await terminal.expect("alarm") { $0.contains("UNACK 1") }
    try terminal.press("a")
    await terminal.expect("acknowledgement", within: 2) { !$0.contains("UNACK") && $0.contains("HIGH") }
    program = try collector(broker, folder)
    await terminal.expect("its return") { $0.contains("it is asked for 1 thing done here alone") }
    // It hears of the alarm only now.
    try broker.publish(device: "press-07", "temperature", 96)
    await program.expect("what was done here", within: 15) { $0.contains("acknowledged by") }
    await terminal.expect("no call of it") { !$0.contains("UNACK") }
  }

  @Test("a dashboard of another configuration begins from its own state, and says so")
  func otherConfiguration() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let terminal = try await terminal(folder)
    let program = try collector(broker, folder)
    await program.expect("connection") { $0.contains("CONNECTION") }
    let config = try folder.write("other.toml", "[limits.humidity]\nhigh = 60\n")
    try await terminal.startDashboard("--broker \(broker.url) --state - --config \(config)")
    await terminal.expect("word of it") { $0.contains("belongs to another configuration: this dashboard begins") }
    try broker.publish(device: "press-07", "temperature", 95)
    await terminal.expect("alarm") { $0.contains("UNACK 1") }
    try terminal.press("a")
    await program.expect("the action all the same") { $0.contains("acknowledged by") }
  }
}
