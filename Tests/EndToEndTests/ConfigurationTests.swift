import Testing

@Suite("Configuration from the command line", .seated)
struct ConfigurationTests {
  static let mistakes: [(text: String, line: Int, words: String)] = [
    ("plant = \"Line 4\"\n\n[limits.temperature]\nhihg = 90\n", 4, "did you mean high?"),
    ("[limits.temperature]\nhigh = \"x\"\n", 2, "must be a number"),
    ("[limits.temperature]\nhigh = 80\nhighHigh = 70\n", 3, "highHigh"),
    ("plant = \"x\n", 1, "mistake.toml"),
    ("\n[brokr]\nurl = \"mqtt://x\"\n", 2, "did you mean broker?"),
  ]

  @Test("a mistake ends check, report, replay and live with 2, naming file, line and the likely fix", arguments: 0..<5)
  func mistake(number: Int) async throws {
    let (text, line, words) = Self.mistakes[number]
    let folder = try Folder()
    let file = try folder.write("mistake.toml", text)
    let capture = try folder.write("a.jsonl", Readings.jsonLines(count: 3, value: 25))
    for arguments in [
      ["check", "--config", file], ["report", capture, "--config", file],
      ["--replay", capture, "--plain", "--config", file], ["--demo", "--plain", "--config", file],
    ] {
      let program = try PlainProgram(arguments)
      #expect(await program.code() == 2, "\(arguments) \(program.told)")
      #expect(
        program.error.contains("mistake.toml:\(line)") && program.error.contains(words), "\(arguments) \(program.told)")
    }
  }

  @Test("check says what is in force and where it came from")
  func check() async throws {
    let folder = try Folder()
    let file = try folder.write("site.toml", "plant = \"Line 4\"\n[limits.temperature]\nhigh = 90\n")
    let outcome = try await plantwatch("check", "--config", file)
    #expect(outcome.code == 0, "\(outcome.told)")
    let row = outcome.output.split(separator: "\n").first { $0.hasPrefix("limits.temperature.high ") }
    #expect(row?.contains("90") == true && row?.hasSuffix("site.toml:3") == true, "\(outcome.told)")
    #expect(outcome.output.contains("is fine"), "\(outcome.told)")
  }

  @Test("report judges by the configuration, the times and the topics it is given")
  func reportOptions() async throws {
    let folder = try Folder()
    let capture = try folder.write("a.jsonl", Readings.jsonLines(count: 20, value: 85))
    let tolerant = try folder.write("site.toml", "[limits.temperature]\nhigh = 90\n")
    let strict = try await plantwatch("report", capture, "--format", "json")
    #expect(strict.output.contains("\"limit\":20"), "\(strict.told)")
    let configured = try await plantwatch("report", capture, "--format", "json", "--config", tolerant)
    #expect(configured.code == 0 && !configured.output.contains("\"limit\":20"), "\(configured.told)")
    let part = try await plantwatch(
      "report", capture, "--format", "json", "--from", "2025-11-24T16:00:05Z", "--to", "2025-11-24T16:00:09Z")
    #expect(part.output.contains("\"limit\":5"), "\(part.told)")
    let nonsense = try await plantwatch("report", capture, "--from", "yesterday-ish")
    #expect(nonsense.code == 2 && nonsense.error.contains("yesterday-ish"), "\(nonsense.told)")
  }
}
