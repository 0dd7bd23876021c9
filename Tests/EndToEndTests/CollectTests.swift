import Glibc
import Testing

@Suite("A collector: the engine without a screen, and an archive of everything", .seated, hasMosquitto)
struct CollectTests {
  private func collector(_ broker: Broker, _ archive: String) throws -> PlainProgram {
    try PlainProgram([
      "collect", "--broker", broker.url, "--id", "collector", "--persistent", "--archive", archive, "--state", "-",
    ])
  }

  /// The numbers of the messages that an archive holds.
  private func numbers(_ archive: String) throws -> [Int] {
    let folder = try Folder()
    let line = "find \(archive) -name '*.capture.zst' | sort | xargs -r zstdcat"
    _ = try Child(["sh", "-c", line], output: folder.path("plain")).wait()
    return folder.read("plain").split(separator: "\n").compactMap { line in
      guard line.contains("\"count\""), let value = line.split(separator: ":").last?.dropLast() else { return nil }
      return Double(value).map { Int($0) }
    }
  }

  @Test("killed three times in the middle of it: every message published at QoS 1 is in the archive, which is whole")
  func killed() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let archive = folder.path("archive")
    var program = try collector(broker, archive)
    await program.expect("connection") { $0.contains("CONNECTION") }
    // Its session is kept from the first subscription on.
    let isListening = await eventually(10, every: .milliseconds(100)) {
      (try? broker.publishLines("sensor/a/data", lines(0...0), qos: 1)) != nil
        && !((try? numbers(archive)) ?? []).isEmpty
    }
    #expect(isListening, "\(program.told)")
    for round in 0..<3 {
      try broker.publishLines("sensor/a/data", lines(round * 400 + 1...round * 400 + 200), qos: 1)
      program.signal(SIGKILL)
      #expect(await program.code() == 137)
      try broker.publishLines("sensor/a/data", lines(round * 400 + 201...round * 400 + 400), qos: 1)
      program = try collector(broker, archive)
    }
    let isComplete = await eventually(20, every: .milliseconds(200)) {
      Set((try? numbers(archive)) ?? []).isSuperset(of: 1...1200)
    }
    let missing = Set(1...1200).subtracting(try numbers(archive)).sorted()
    #expect(isComplete, "\(missing); \(program.told)")
    program.signal(SIGTERM)
    #expect(await program.code() == 143, "\(program.told)")
    let verify = try await plantwatch("archive", "verify", "--archive", archive)
    #expect(verify.code == 0 && verify.output.contains("all is well"), "\(verify.told)")
    let report = try await plantwatch("report", "archive:", "--archive", archive, "--format", "json")
    #expect(report.code == 0 && report.output.contains("\"damaged\":0"), "\(report.told)")
  }

  @Test("an alarm raised after the last saved state stands after a kill, and is called once")
  func alarmAtTheEnd() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let archive = folder.path("archive")
    func start() throws -> PlainProgram {
      try PlainProgram([
        "collect", "--broker", broker.url, "--id", "collector", "--persistent", "--archive", archive, "--state",
        folder.path("state"),
      ])
    }
    var program = try start()
    await program.expect("connection") { $0.contains("CONNECTION") }
    try broker.publish(device: "press-07", "temperature", 50)
    #expect(await eventually(10, every: .milliseconds(50)) { !folder.read("state").isEmpty })
    // The first alarm saves the state; the second comes within the second in which it is not saved again.
    try broker.publish(device: "press-07", "temperature", 95)
    try broker.publish(device: "pump-01", "temperature", 96)
    await program.expect("both") { $0.contains(" OPEN press-07 ") && $0.contains(" OPEN pump-01 ") }
    let isArchived = await eventually(10, every: .milliseconds(20)) {
      let plain = folder.path("plain")
      _ = try? Child(["sh", "-c", "find \(archive) -name '*.zst' | xargs zstdcat"], output: plain).wait()
      return folder.read("plain").contains("\"value\":96")
    }
    #expect(isArchived)
    program.signal(SIGKILL)
    #expect(await program.code() == 137)
    program = try start()
    await program.expect("both again") {
      $0.contains("from before: press-07 temperature high") && $0.contains("from before: pump-01 temperature high")
    }
    #expect(!program.output.contains(" OPEN "), "\(program.told)")
    program.signal(SIGTERM)
    #expect(await program.code() == 143, "\(program.told)")
  }

  @Test("a disk that others have filled is no reason to empty the archive, and pruning says so")
  func floor() async throws {
    let folder = try Folder()
    let config = try folder.write("pw.toml", "[archive]\nfolder = \"archive\"\nfloor = \"900TB\"\n")
    let day = "\(folder.path("archive"))/$(date -u +%Y/%m/%d)"
    let record = "printf '1\\t0\\t0\\t1\\tsensor/press-07/data\\t5\\n' | zstd -q"
    _ = try await shell("mkdir -p \(day) && \(record) > \(day)/00.capture.zst")
    _ = try await plantwatch("archive", "repair", "--config", config)
    let pruned = try await plantwatch("archive", "prune", "--config", config)
    #expect(pruned.output == "0 steps done\n", "\(pruned.told)")
    #expect(pruned.error.contains("something else fills the disk"), "\(pruned.told)")
  }

  @Test("a journal without its end is not called whole, and a folder without one is no empty journal")
  func auditEnd() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let archive = folder.path("archive")
    let nothing = try await plantwatch("audit", "list", "--archive", folder.path("nowhere"))
    #expect(nothing.code == 2 && nothing.error.contains("holds no journal"), "\(nothing.told)")
    let program = try collector(broker, archive)
    await program.expect("connection") { $0.contains("CONNECTION") }
    program.signal(SIGTERM)
    #expect(await program.code() == 143)
    let whole = try await plantwatch("audit", "verify", "--archive", archive)
    #expect(whole.code == 0 && whole.output.contains("the chain is whole"), "\(whole.told)")
    _ = unsafe unlink(archive + "/audit/end")
    let cut = try await plantwatch("audit", "verify", "--archive", archive)
    #expect(cut.code == 1 && cut.output.contains("end is missing"), "\(cut.told)")
  }

  @Test("a second collector is told who the first is; the archive's digest is the collector's own")
  func second() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let archive = folder.path("archive")
    let program = try collector(broker, archive)
    await program.expect("connection") { $0.contains("CONNECTION") }
    let other = try collector(broker, archive)
    #expect(await other.code() == 2, "\(other.told)")
    #expect(other.error.contains("plantwatch collect (pid \(program.processID)"), "\(other.told)")
    try broker.publish(device: "press-07", "temperature", 95)
    await program.expect("anomaly") { $0.contains(" OPEN press-07 temperature high ") }
    program.signal(SIGTERM)
    #expect(await program.code() == 143)
    let report = try await plantwatch("report", "archive:", "--archive", archive)
    #expect(report.digest == program.digest, "\(report.told)")
    let replay = try await plantwatch("--replay", "archive:", "--plain", "--archive", archive)
    #expect(replay.digest == program.digest, "\(replay.told)")
  }

  @Test("what is wrong with the collector itself is an alarm, in its archive too, and over when it is")
  func health() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let archive = folder.path("archive")
    let config = try folder.write("plant.toml", "[metrics]\ntextfile = \"\(folder.path("later"))/plant.prom\"\n")
    let program = try PlainProgram([
      "collect", "--broker", broker.url, "--archive", archive, "--state", "-", "--config", config,
    ])
    await program.expect("trouble") { $0.contains("HEALTH") && $0.contains("the metrics cannot be written") }
    await program.expect("alarm") { $0.contains("health") && $0.contains("ALARM") }
    program.signal(SIGTERM)
    #expect(await program.code() == 143, "\(program.told)")
    let report = try await plantwatch("report", "archive:", "--archive", archive, "--journal")
    #expect(report.output.contains("the metrics cannot be written"), "\(report.told)")
  }

  private func lines(_ numbers: ClosedRange<Int>) -> String {
    numbers.map { "{\"deviceId\":\"a\",\"sensorType\":\"count\",\"value\":\($0)}\n" }.joined()
  }
}
