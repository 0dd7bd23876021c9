import Glibc
import Testing

@Suite("An incident bundle opens elsewhere", .seated)
struct BundleTests {
  @Test("exported from a replay, it replays by its folder's name with its own configuration, and says what it holds")
  func bundle() async throws {
    let folder = try Folder()
    var lines = "# plantwatch \(Readings.start).000000000 {\"capture\":1}\n# connected \(Readings.start).000000000 {}\n"
    for second in 0..<60 {
      let value = second < 30 ? 60 : 75
      let payload = "{\"deviceId\":\"press-07\",\"sensorType\":\"temperature\",\"value\":\(value)}"
      lines += "\(Readings.start + second).500000000\t0\t0\t\(payload.utf8.count)\tsensor/press-07/data\t\(payload)\n"
    }
    let file = try folder.write("shift.capture", lines)
    let site = try folder.write(
      "site.toml", "plant = \"Line 4\"\n[broker]\nurl = \"mqtt://secret.example\"\n[limits.temperature]\nhigh = 70\n")
    let terminal = try await Terminal(columns: 120)
    try await terminal.startDashboard("--replay \(file) --config \(site) --speed max")
    await terminal.expect("the end") { $0.contains("HIGH") && $0.contains(" end ") }
    for (line, answer) in [
      ("note the valve stuck", "noted about"), ("export \(folder.path("case"))", "exported up to"),
      ("export \(folder.path("case"))", "not exported"), ("handover", "Handover"),
    ] {
      try terminal.press(":")
      try terminal.press("-l", line)
      try terminal.press("Enter")
      await terminal.expect(line) { $0.contains(answer) }
    }
    try terminal.press("Escape")
    try terminal.press("C-c")
    let files = ["README.txt", "config.toml", "events.jsonl", "handover.md", "journal.txt", "report.md", "screen.txt"]
    for name in files { #expect(!folder.read("case/\(name)").isEmpty, "\(name)") }
    #expect(folder.read("case/notes.txt").contains("the valve stuck"))
    #expect(!folder.read("case/config.toml").contains("secret") && folder.read("case/config.toml").contains("70"))
    let replay = try await plantwatch("--replay", folder.path("case"), "--plain")
    #expect(replay.code == 0 && replay.output.contains("75 °C is above the high limit 70 °C"), "\(replay.told)")
    let nothing = try await plantwatch("--replay", folder.path("."), "--plain")
    #expect(nothing.code == 2 && nothing.error.contains("no incident bundle"), "\(nothing.told)")
  }

  @Test("report --shift prints the sheet of the last such shift")
  func shift() async throws {
    let folder = try Folder()
    var lines = "# plantwatch \(Readings.start).000000000 {\"capture\":1}\n"
    for second in 0..<20 {
      let payload = "{\"deviceId\":\"press-07\",\"sensorType\":\"temperature\",\"value\":85}"
      lines += "\(Readings.start + second).500000000\t0\t0\t\(payload.utf8.count)\tsensor/press-07/data\t\(payload)\n"
    }
    let file = try folder.write("shift.capture", lines)
    let sheet = try await plantwatch("report", file, "--shift", "00:00-23:59")
    #expect(sheet.code == 0 && sheet.output.contains("OPEN ALARMS"), "\(sheet.told)")
    #expect(sheet.output.contains("press-07 temperature high  UNACK"), "\(sheet.told)")
    // Of a compressed one the end cannot be seen: a shift in its middle is found all the same.
    #expect(unsafe system("zstd -q \(file)") == 0)
    let middle = try await plantwatch("report", file + ".zst", "--shift", "16:00:05Z-16:00:15Z")
    #expect(middle.code == 0 && middle.output.contains("press-07 temperature high  UNACK"), "\(middle.told)")
    let wrong = try await plantwatch("report", file, "--shift", "morning")
    #expect(wrong.code == 2 && wrong.error.contains("06:00-14:00"), "\(wrong.told)")
  }
}
