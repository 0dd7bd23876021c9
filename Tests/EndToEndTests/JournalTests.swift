import Testing

@Suite("A shift as a journal, and one recording under two configurations", .seated)
struct JournalTests {
  /// A press overheats for a while and is acknowledged; a limit of 90 would have kept still.
  private func shift(_ folder: Folder) throws -> String {
    var lines = "# plantwatch \(Readings.start).000000000 {\"capture\":1,\"config\":\"aaaaaaaaaaaaaaaa\"}\n"
    for second in 0..<40 {
      let value = (10..<20).contains(second) ? 85 : 25
      let payload = "{\"deviceId\":\"press-07\",\"sensorType\":\"temperature\",\"value\":\(value)}"
      lines += "\(Readings.start + second).500000000\t0\t0\t\(payload.utf8.count)\tsensor/press-07/data\t\(payload)\n"
      if second == 15 {
        lines +=
          "# action \(Readings.start + second).700000000 {\"do\":\"ack\",\"alarm\":\"high\",\"device\":\"press-07\","
          + "\"sensor\":\"temperature\",\"generation\":1,\"by\":\"anna pts/3\"}\n"
      }
    }
    return try folder.write("shift.capture", lines)
  }

  @Test("report --journal tells alarms, actions and returns in order, and --only filters them")
  func journal() async throws {
    let folder = try Folder()
    let file = try shift(folder)
    let report = try await plantwatch("report", file, "--journal", "--format", "markdown")
    let lines = report.output.split(separator: "\n").filter { $0.contains("press-07") && $0.hasPrefix("| 2025") }
    #expect(lines.contains { $0.contains("| ALARM 2 |") && $0.contains("85 °C is above the high limit 80 °C") })
    let words = lines.compactMap { line in ["ALARM", "ACK", "RETURN"].first { line.contains("| \($0) 2 |") } }
    #expect(words == ["ALARM", "ACK", "RETURN"], "\(report.told)")
    #expect(report.output.contains("acknowledged by anna pts/3"), "\(report.told)")
    let only = try await plantwatch("report", file, "--only", "anna", "--format", "json")
    #expect(only.output.contains("\"word\":\"ACK\"") && !only.output.contains("\"word\":\"ALARM\""), "\(only.told)")
  }

  @Test("--compare says episode by episode what one configuration raises and the other does not")
  func compare() async throws {
    let folder = try Folder()
    let file = try shift(folder)
    let other = try folder.write("other.toml", "[limits.temperature]\nhigh = 90\n")
    let text = try await plantwatch("report", file, "--compare", other)
    #expect(text.code == 0 && text.digest != nil, "\(text.told)")
    #expect(text.output.contains("ONLY WITH DEFAULTS"), "\(text.told)")
    #expect(text.output.contains("press-07 temperature high: 85 °C is above the high limit 80 °C"), "\(text.told)")
    let json = try await plantwatch("report", file, "--compare", other, "--format", "json")
    #expect(json.output.contains("\"onlyHere\":1"), "\(json.told)")
    let same = try await plantwatch("report", file, "--compare", try folder.write("same.toml", ""), "--format", "json")
    #expect(!same.output.contains("\"onlyHere\":1"), "\(same.told)")
    let gated = try folder.write(
      "gated.toml",
      "[device.press-07.state]\nrunning = \"temperature > 1000\"\ngates = [\"high\"]\n")
    let quiet = try await plantwatch("report", file, "--compare", gated)
    #expect(quiet.output.contains("WITH BOTH, ANNOUNCED ONLY WITH DEFAULTS"), "\(quiet.told)")
    let pipe = try await shell("cat \(file) | \"$PW\" report - --compare \(other)")
    #expect(pipe.code == 2 && pipe.error.contains("name a file"), "\(pipe.told)")
  }
}
