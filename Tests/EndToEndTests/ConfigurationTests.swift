import Glibc
import Testing

@Suite("Configuration from the command line", .seated)
struct ConfigurationTests {
  static let mistakes: [(text: String, line: Int, words: String)] = [
    ("plant = \"Line 4\"\n\n[limits.temperature]\nhihg = 90\n", 4, "did you mean high?"),
    ("[limits.temperature]\nhigh = \"x\"\n", 2, "must be a number"),
    ("[limits.temperature]\nhigh = 80\nhighHigh = 70\n", 3, "highHigh"),
    ("plant = \"x\n", 1, "mistake.toml"),
    ("[alarms.quiet]\nmetric = \"reading\"\nthreshold = 3\n", 2, "did you mean readings?"),
    ("[alarms.quiet]\nmetric = \"readings\"\nthreshold = 3\ndatapointsToAlarm = 3\n", 4, "can never breach"),
    ("[limits.temperature]\nonDelay = \"2d\"\n", 2, "must be at most a day"),
    ("[limits.temperature]\nspan = [400, -50]\n", 2, "span = [-50, 400]"),
    ("[limits.temperature]\npayloadUnit = \"bar\"\n", 2, "cannot be converted"),
    ("[device.a]\ngateway = \"b\"\n[device.b]\ngateway = \"c\"\n", 4, "leave this one out"),
    ("[device.a.state]\nrunning = \"vibratoin > 1\"\n", 2, "did you mean vibration?"),
    ("[device.a.state]\nrunning = \"vibration > 1\"\ngates = [\"lo\"]\n", 3, "highHigh, high, low, lowLow"),
    ("[device.a]\nmachineClass = \"group2\"\n[zones.group-2]\nAB = 1\nBC = 2\nCD = 3\n", 2, "did you mean group-2?"),
    ("[zones.group-2]\nAB = 3\nBC = 2\nCD = 3\n", 1, "growing"),
    ("[limits.temperature.high]\nlimit = 85\npriority = 4\n", 3, "from 1 to 3"),
    ("[detect]\nshfit = false\n", 2, "did you mean shift?"),
    ("[device.\"p\".detect.flow]\nperHour = 2\n", 2, "is not known here"),
    ("\n[brokr]\nurl = \"mqtt://x\"\n", 2, "did you mean broker?"),
  ]

  @Test("a mistake ends check, report, replay and live with 2, naming file, line and the likely fix", arguments: 0..<17)
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

  @Test("a limit may be a table of its own, and check asks what to do at the highest priority")
  func limitTables() async throws {
    let folder = try Folder()
    let file = try folder.write(
      "site.toml",
      """
      [limits.temperature]
      onDelay = "10s"
      span = [-20, 250]
      action = "open V-71"
      [limits.temperature.high]
      limit = 85
      cause = "cooling water gone"
      [limits.pressure.highHigh]
      limit = 180
      """)
    let outcome = try await plantwatch("check", "--config", file)
    #expect(outcome.code == 0, "\(outcome.told)")
    for (key, value) in [
      ("limits.temperature.high.limit", "85"), ("limits.temperature.span", "[-20, 250]"),
      ("limits.pressure.span", "[-15, 1000]"), ("limits.temperature.high.cause", "cooling water gone"),
    ] {
      let row = outcome.output.split(separator: "\n").first { $0.hasPrefix(key + " ") }
      #expect(row?.contains(value) == true, "\(key) \(outcome.told)")
    }
    #expect(!outcome.output.contains("limits.temperature.high "), "\(outcome.told)")
    #expect(outcome.output.contains("limits.pressure.highHigh has priority 1 and no action"), "\(outcome.told)")
    #expect(!outcome.output.contains("limits.temperature.highHigh has"), "\(outcome.told)")
  }

  @Test("what the command line says can stand in the file, and the command line goes before it")
  func modes() async throws {
    let folder = try Folder()
    try folder.write("a.jsonl", Readings.jsonLines(count: 20, value: 85))
    let site = try folder.write(
      "site.toml",
      """
      [broker]
      url = "mqtt://127.0.0.1:1"
      [replay]
      files = ["a.jsonl"]
      speed = "max"
      to = "2025-11-24T16:00:09Z"
      [report]
      format = "json"
      failOnAlarm = true
      """)
    let replay = try await plantwatch("--plain", "--config", site)
    #expect(replay.code == 0 && replay.output.contains("OPEN device-001 temperature"), "\(replay.told)")
    let report = try await plantwatch("report", folder.path("a.jsonl"), "--config", site)
    #expect(report.output.contains("\"limit\":10") && report.code == 0, "\(report.told)")
    let whole = try await plantwatch(
      "report", folder.path("a.jsonl"), "--config", site, "--to", "2025-11-24T17:00:00Z", "--format", "text")
    #expect(whole.code == 1 && whole.output.hasPrefix("INPUT"), "\(whole.told)")
    let other = try await plantwatch("--demo", "--write", folder.path("demo"), "--hours", "0.01", "--config", site)
    #expect(other.code == 0, "\(other.told)")
  }

  @Test("the user's own keys, layout and time zone are taken, and mistakes in them are named")
  func userFile() async throws {
    let folder = try Folder()
    let capture = try folder.write("a.jsonl", Readings.jsonLines(count: 20, value: 85))
    unsafe mkdir(folder.path("plantwatch"), 0o755)
    try folder.write("plantwatch/user.toml", "timeZone = \"UTC\"\n[keys]\n\"Ctrl-N\" = \"F9\"\n")
    let environment = ["XDG_CONFIG_HOME": folder.path(""), "TZ": "Asia/Tokyo"]
    let wrong = try PlainProgram(["--replay", capture, "--plain"], adding: environment)
    #expect(await wrong.code() == 2 && wrong.error.contains("user.toml:3"), "\(wrong.told)")
    try folder.write(
      "plantwatch/user.toml", "timeZone = \"UTC\"\nlayout = \"anomalies\"\n[keys]\n\"Ctrl-N\" = \"j\"\n")
    let part = try PlainProgram(
      ["report", capture, "--format", "json", "--from", "16:00:05", "--to", "16:00:09"], adding: environment)
    #expect(await part.code() == 0 && part.output.contains("\"limit\":5"), "\(part.told)")
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
