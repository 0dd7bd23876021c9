import Testing

@Suite("Recordings through pipes", .seated)
struct PipeTests {
  @Test("standard input and a FIFO give the digest the file gives, in report and in replay")
  func digests() async throws {
    let folder = try Folder()
    let file = try folder.write("a.capture", Readings.capture(count: 300, value: 95))
    let expected = try await plantwatch("report", file).digest
    #expect(expected != nil)
    let fifo = folder.path("fifo")
    for line in [
      "cat \(file) | \"$PW\" report -", "cat \(file) | \"$PW\" --replay - --plain", "\"$PW\" report - < \(file)",
      "mkfifo \(fifo); cat \(file) > \(fifo) & \"$PW\" report \(fifo)",
      "cat \(file) > \(fifo) & \"$PW\" --replay \(fifo) --plain",
    ] {
      let outcome = try await shell(line)
      #expect(outcome.code == 0 && outcome.digest == expected, "\(line) \(outcome.told)")
    }
  }

  @Test("a replay from a pipe prints the events as lines, and nothing but results on standard output")
  func lines() async throws {
    let folder = try Folder()
    let file = try folder.write("a.capture", Readings.capture(count: 30, value: 95))
    let outcome = try await shell("cat \(file) | \"$PW\" --replay - --plain")
    let words = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(
      words.first?.first == "2025-11-24T16:00:00.000Z" && words.first?.dropFirst().first == "OPEN", "\(outcome.told)")
    #expect(outcome.output.contains("2025-11-24T16:00:11.000Z ALARM - - anomaly-count ALARM: 11 "), "\(outcome.told)")
    #expect(outcome.error.isEmpty, "\(outcome.told)")
  }

  @Test("a reader that goes away ends the run as SIGPIPE would, in order")
  func reader() async throws {
    let folder = try Folder()
    // More lines than a pipe holds: some are still to be written when the reader has gone.
    let lines = (0..<3000).map {
      #"{"deviceId":"device-\#($0)","sensorType":"temperature","value":95,"timestamp":\#(Readings.start)}"# + "\n"
    }
    let file = try folder.write("a.jsonl", lines.joined())
    let outcome = try await shell("{ \"$PW\" --replay \(file) --plain; echo \"code=$?\" >&2; } | head -1")
    #expect(outcome.error.contains("code=141"), "\(outcome.told)")
  }

  @Test("a replay on the screen reads standard input while the keyboard comes from the terminal", hasTmux)
  func keyboard() async throws {
    let folder = try Folder()
    let file = try folder.write("a.capture", Readings.capture(count: 300, value: 95))
    let terminal = try await Terminal()
    try await terminal.startDashboard("--replay - --speed max", before: "cat \(file) | ")
    await terminal.expect("judged recording") { $0.header.hasPrefix(" REPLAY") && $0.contains("device-001") }
    try terminal.press("q")
    await terminal.expect("question") { $0.hints.contains("Leave plantwatch?") }
    try terminal.press("y")
    #expect(await terminal.exitCode() == 0)
  }
}
