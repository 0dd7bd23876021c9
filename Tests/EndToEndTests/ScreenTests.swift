import Testing

@Suite("The dashboard in a terminal", .seated, hasTmux, hasMosquitto)
struct ScreenTests {
  /// From the smallest to the largest and back, by steps and at once.
  static let sizes = [
    (40, 12), (80, 24), (120, 40), (200, 60), (300, 100), (40, 12), (300, 100), (80, 24), (120, 40),
  ]

  @Test("a device appears with its first message, and its anomaly with the message that is one")
  func deviceAndAnomaly() async throws {
    let broker = try await Broker()
    let terminal = try await Terminal()
    try await terminal.startDashboard("--broker \(broker.url)")
    await terminal.expect("live, connected header") {
      $0.header.hasPrefix(" LIVE ") && $0.header.contains(broker.url)
    }
    await terminal.expect("subscription") { !$0.contains("NOT CONNECTED") && !$0.contains("NO CONNECTION") }

    try broker.publish(device: "device-001", "temperature", 25.5)
    await terminal.expect("healthy device") { screen in
      screen.contains("Devices 1") && screen.rows.contains { $0.contains("device-001") && $0.contains("25.5") }
        && screen.contains("no process alarm")
    }

    try broker.publish(device: "device-001", "temperature", 95)
    let screen = await terminal.expect("anomaly in strip, table and feed") { screen in
      screen.rows.prefix(3).contains { $0.contains("▲2 device-001 temperature HIGH 95.0 > 80 °C") }
        && screen.contains("Anomalies 1 open")
    }
    #expect(screen.rows.contains { $0.hasPrefix("▶▲2 device-001") && $0.contains("95.0") }, "\(screen)")
    #expect(screen.contains("sensor/device-001/data {\"deviceId\":\"device-001\""), "\(screen)")
  }

  @Test("Enter opens a device, Esc goes back, ? helps, q and y leave with the digest and code 0")
  func drillDown() async throws {
    let broker = try await Broker()
    let terminal = try await Terminal()
    try await terminal.startDashboard("--broker \(broker.url)")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    try broker.publish(device: "device-001", "temperature", 25.5)
    try broker.publish(device: "device-001", "temperature", 95)
    await terminal.expect("device") { $0.contains("device-001") }

    try terminal.press("Enter")
    await terminal.expect("device's own screen with trend, limits, anomaly and messages") { screen in
      screen.contains("Devices ► device-001") && screen.contains("H 80") && screen.contains("L 10")
        && screen.contains("Its anomalies 1") && screen.hints.contains("q back")
        && screen.rows.drop { !$0.hasPrefix(" Its messages") }.contains { $0.contains("\"value\":95") }
    }
    try terminal.press("Escape")
    await terminal.expect("overview") { $0.contains("Anomalies 1 open") && $0.hints.contains("q quit") }

    try terminal.press("?")
    await terminal.expect("help") { $0.contains("? F1          this help") && $0.hints.contains("close") }
    try terminal.press("Escape")
    await terminal.expect("overview") { $0.contains("Anomalies 1 open") }

    try terminal.press("q")
    await terminal.expect("question") { $0.hints.contains("Leave plantwatch?") }
    try terminal.press("n")
    await terminal.expect("overview") { $0.hints.contains("q quit") }
    try terminal.press("q")
    await terminal.expect("question") { $0.hints.contains("Leave plantwatch?") }
    try terminal.press("y")
    #expect(await terminal.exitCode() == 0)
    let screen = Screen(rows: terminal.screen)
    let shown = screen.filled.filter { $0.hasPrefix("digest ") || $0.hasPrefix("code=") }
    #expect(shown.count == 2 && PlainProgram.digest(shown.first ?? "") != nil, "\(screen)")
  }

  @Test("a screen of 300×100 is filled from the start: header, every device, hints, and nothing twice")
  func largest() async throws {
    let broker = try await Broker()
    let terminal = try await Terminal(columns: 300, rows: 100)
    try await terminal.startDashboard("--broker \(broker.url)")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    for number in 10...39 { try broker.publish(device: "device-0\(number)", "temperature", Double(number)) }
    let screen = await terminal.expect("thirty devices") { screen in
      (10...39).allSatisfy { number in
        screen.rows.contains { $0.hasPrefix("    device-0\(number)") || $0.hasPrefix("▶   device-0\(number)") }
      }
    }
    #expect(screen.rows.count == 100 && screen.header.hasPrefix(" LIVE ") && screen.header.count == 299, "\(screen)")
    #expect(screen.hints.hasPrefix(" ? help") && screen.hints.count == 299, "\(screen)")
    for title in [" Devices 30", " Anomalies", " Messages"] {
      #expect(screen.rows.count { $0.hasPrefix(title) && $0.count == 300 } == 1, "\(title) stands once:\n\(screen)")
    }
  }

  @Test("a resize is followed at once, and no row wraps")
  func resize() async throws {
    let broker = try await Broker()
    let terminal = try await Terminal(columns: 120, rows: 40)
    try await terminal.startDashboard("--broker \(broker.url)")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    for number in 1...9 { try broker.publish(device: "device-00\(number)", "temperature", 30 + Double(number)) }
    await terminal.expect("nine devices") { $0.contains("Devices 9") }

    for (columns, rows) in Self.sizes {
      try terminal.resize(columns: columns, rows: rows)
      let screen = await terminal.expect("screen of \(columns)×\(rows)", within: 4) { screen in
        screen.rows.count == rows && screen.header.hasPrefix(" LIVE ") && screen.hints.hasPrefix(" ? help")
          && screen.hints.hasSuffix("q quit") && screen.hints.count == columns - 1
      }
      #expect(screen.header.count <= columns - 1 && screen.header.hasSuffix("UTC"), "\(screen)")
      #expect(screen.rows.count { $0.contains(" LIVE ") } == 1, "the header stands once:\n\(screen)")
      #expect(screen.rows.count { $0.hasPrefix(" Devices 9") } == 1, "the table's title stands once:\n\(screen)")
      #expect(screen.rows.count { $0.contains("? help") } == 1, "the hints stand once:\n\(screen)")
    }
  }
}
