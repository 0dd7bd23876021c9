import Testing

@Suite("Text from outside cannot reach the terminal", .seated, hasTmux, hasMosquitto)
struct HostileTests {
  /// What an attacker or a broken gateway may send as a payload.
  static let payloads: [(name: String, text: String)] = [
    ("an escape sequence that clears and homes", "\u{1B}[2J\u{1B}[Hpwned"),
    ("a title and a clipboard", "\u{1B}]0;pwned\u{7}\u{1B}]52;c;cHduZWQ=\u{7}"),
    ("a reset and another screen", "\u{1B}c\u{1B}[?1049l\u{1B}[?25h"),
    ("eight-bit controls", "\u{9B}2J\u{9D}0;pwned\u{9C}"),
    ("carriage returns, line feeds, tabs and a bell", "a\rb\nc\td\u{7}\u{8}\u{7F}"),
    ("right-to-left overrides", "\u{202E}desrever\u{202C}\u{2066}x\u{2069}\u{200F}"),
    (
      "wide and combining characters",
      "温度計測機械株式会社 e\u{301}\u{302}\u{303}\u{304} \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} \u{FDFD}"
    ),
    ("a character set switch", "\u{E}qqq\u{1B}(0lqk\u{1B}#8"),
    (
      "escapes inside valid JSON",
      #"{"deviceId":"\u001b[31m\r\n\u202eevil\u009b2J","sensorType":"temperature\u001b]0;pwned\u0007","value":1}"#
    ),
    ("a very long line", String(repeating: "長", count: 5000)),
  ]

  @Test("escape sequences, line ends, overrides and wide characters leave header, titles and hints where they are")
  func frame() async throws {
    let broker = try await Broker()
    let terminal = try await Terminal()
    let title = terminal.fact("pane_title")
    // The template names no device: the payload's own word counts, so that hostile names reach the table.
    try await terminal.startDashboard("--broker \(broker.url) --topic 'plant/#'")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    let healthy = #"{"deviceId":"device-001","sensorType":"temperature","value":25.5}"#
    try broker.publish("plant/line", healthy)
    let before = await terminal.expect("healthy device") { $0.contains("device-001") && $0.contains("25.5") }

    for (index, payload) in Self.payloads.enumerated() {
      try broker.publish("plant/line", payload.text)
      try broker.publish("plant/\u{202E}温\u{200B}度\u{301}", payload.text)
      let value = "\(30 + index).5"
      try broker.publish("plant/line", healthy.replacing("25.5", with: value))
      let screen = await terminal.expect("next reading after \(payload.name)") { $0.contains(value) }
      Self.checkFrame(screen, like: before, after: payload.name)
    }
    // One by one in full, with the log in front.
    try terminal.press("3", "f")
    let log = await terminal.expect("messages in full") {
      $0.rows.count > 3 && $0.contains("Messages") && !$0.contains("Devices")
    }
    Self.checkFrame(log, like: before, after: "all of it in the log")
    #expect(!log.rows.contains { $0.hasPrefix("pwned") }, "\(log)")
    try terminal.press("f", "1", "G", "Enter")
    let device = await terminal.expect("a device's own screen") {
      $0.contains("Devices ►") && $0.contains("Its messages")
    }
    Self.checkFrame(device, like: before, after: "opening a device")
    #expect(terminal.fact("pane_title") == title)
    #expect(terminal.fact("alternate_on") == "1")
    try terminal.press("C-c", "C-c")
    #expect(await terminal.exitCode() == 130)
    #expect(Screen(rows: terminal.screen).filled.count <= 5, "\(Screen(rows: terminal.screen))")
  }

  @Test("hostile device and sensor names are shown in cells of their own")
  func names() async throws {
    let broker = try await Broker()
    let terminal = try await Terminal()
    try await terminal.startDashboard("--broker \(broker.url) --topic 'plant/#'")
    await terminal.expect("subscription") { $0.contains("subscribed, no message yet") }
    let names = [
      #"\u001b[2J\u001b[H"#, #"a\r\nb"#, "\u{202E}evil", "温度計測機械株式会社", #"\u0007\u009b5n"#, "e\u{301}\u{302}",
    ]
    for name in names {
      try broker.publish("plant/x", #"{"deviceId":"\#(name)","sensorType":"temperature","value":25.5}"#)
    }
    let before = await terminal.expect("\(names.count) devices") { $0.contains("Devices \(names.count)") }
    Self.checkFrame(before, like: before, after: "hostile names")
    for name in names {
      try broker.publish("plant/x", #"{"deviceId":"\#(name)","sensorType":"temperature","value":95}"#)
    }
    let after = await terminal.expect("anomalies of them all") { $0.contains("Anomalies \(names.count) open") }
    Self.checkFrame(after, like: before, after: "anomalies of hostile names")
    for row in after.rows where row.contains("├") {
      #expect(row.contains("95.0"), "the number stands beside its gauge:\n\(after)")
    }
  }

  /// Header, titles and hints: in their rows, whole, nothing added; nothing anywhere that is no visible character.
  private static func checkFrame(_ screen: Screen, like before: Screen, after what: String) {
    let told: Comment = "after \(what):\n\(screen)"
    #expect(screen.rows.count == before.rows.count, told)
    #expect(screen.header.hasPrefix(" LIVE ") && screen.header.hasSuffix("UTC"), told)
    #expect(screen.header.count == before.header.count, told)
    #expect(screen.hints.hasPrefix(" ? help") && screen.hints.count == before.hints.count, told)
    #expect(screen.hints.hasSuffix("q quit") || screen.hints.hasSuffix("q back"), told)
    let titles = screen.rows.filter { row in
      row.hasSuffix("──") && [" Devices", " Anomalies", " Messages", " Its"].contains { row.hasPrefix($0) }
    }
    #expect(!titles.isEmpty, told)
    for title in titles { #expect(title.count == 120, told) }
    for scalar in screen.rows.joined().unicodeScalars {
      #expect(scalar.value >= 32 && scalar.value != 127 && scalar.properties.generalCategory != .format, told)
    }
  }
}
