import Glibc
import Testing

@Suite("Live, replay and report come to the same conclusions", .seated)
struct DigestTests {
  @Test("a demo and its recording agree: replayed, reported, compressed; one changed value does not", hasMosquitto)
  func demo() async throws {
    let folder = try Folder()
    let capture = folder.path("a.capture")
    let program = try PlainProgram(["--demo", "--plain", "--rate", "20", "--record", capture])
    let isRecorded = await eventually(15) { text(of: capture).count(of: "\n# tick ") >= 4 }
    #expect(isRecorded, "\(program.told)")
    program.signal(SIGINT)
    #expect(await program.code() == 130, "\(program.told)")
    let live = program.digest
    #expect(live != nil, "\(program.told)")
    #expect(text(of: capture).count(of: "\tsensor/") > 2000)

    _ = try await shell("gzip -k \(capture); zstd -q \(capture)")
    var runs = [
      ["report", capture], ["--replay", capture, "--plain", "--speed", "max"], ["report", capture + ".gz"],
    ]
    runs.append(["--replay", capture + ".gz", "--plain"])
    if Surroundings.has("zstd") { runs += [["report", capture + ".zst"], ["--replay", capture + ".zst", "--plain"]] }
    for arguments in runs {
      let run = try PlainProgram(arguments)
      #expect(await run.code() == 0 && run.digest == live, "\(arguments) \(run.told)")
    }

    // One healthy value becomes an anomaly of the same length.
    let original = text(of: capture)
    let marks = original.ranges(of: #""sensorType":"temperature","value":"#)
    let mark = try #require(marks.dropFirst(200).first)
    let digit = original[mark.upperBound]
    var changed = original
    changed.replaceSubrange(mark.upperBound...mark.upperBound, with: digit == "9" ? "1" : "9")
    let other = try folder.write("changed.capture", changed)
    let report = try await plantwatch("report", other)
    #expect(report.code == 0 && report.digest != nil && report.digest != live, "\(report.told)")
  }

  @Test("what plain mosquitto_sub wrote is replayed and reported", hasMosquitto)
  func mosquittoSub() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let capture = folder.path("any.capture")
    let subscriber = try Child(
      [
        "mosquitto_sub", "-h", "127.0.0.1", "-p", String(broker.port), "-t", "sensor/+/data", "-F",
        #"%U\t%q\t%r\t%l\t%t\t%p"#,
      ], output: capture)
    let isListening = try await subscribed(capture) { try broker.publish(device: "probe", "temperature", 20) }
    #expect(isListening)
    for value in 1...15 { try broker.publish(device: "device-001", "temperature", 80 + Double(value)) }
    try broker.publish("sensor/device-002/data", "two\nlines\tand a tab")
    #expect(await eventually(5) { text(of: capture).contains("and a tab") })
    subscriber.end()

    let replay = try await plantwatch("--replay", capture, "--plain")
    #expect(replay.code == 0, "\(replay.told)")
    #expect(replay.output.contains(" OPEN device-001 temperature high priority 2:"), "\(replay.told)")
    #expect(replay.output.contains("anomaly-count ALARM: "), "\(replay.told)")
    let report = try await plantwatch("report", capture, "--format", "json")
    #expect(report.output.contains("\"json\":1") && report.output.contains("\"damaged\":0"), "\(report.told)")
    #expect(report.output.contains("\"limit\":15"), "\(report.told)")
    #expect(replay.digest != nil && report.error.contains(replay.digest ?? ""), "\(replay.told) \(report.told)")
  }

  /// Publishes until the subscriber has written something: it may not be there yet when the first message goes out.
  private func subscribed(_ file: String, _ publish: () throws -> Void) async throws -> Bool {
    for _ in 0..<50 {
      try publish()
      if await eventually(0.2, { !text(of: file).isEmpty }) { return true }
    }
    return false
  }
}
