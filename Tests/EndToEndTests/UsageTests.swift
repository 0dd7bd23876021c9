import Glibc
import Testing

@Suite("Exit codes and what standard error says", .seated)
struct UsageTests {
  @Test("nothing configured: code 2 and three lines that name --demo, --broker and --replay")
  func nothing() async throws {
    let outcome = try await plantwatch()
    #expect(outcome.code == 2 && outcome.output.isEmpty, "\(outcome.told)")
    for option in ["--demo", "--broker", "--replay"] {
      #expect(
        outcome.error.split(separator: "\n").count { $0.contains("plantwatch \(option)") } == 1, "\(outcome.told)")
    }
  }

  @Test(
    "bad usage ends with 2 and says what is wrong",
    arguments: [
      (["--nonsense"], "--nonsense"), (["--brokr", "mqtt://x"], "--broker"),
      (["--demo", "--replay", "x"], "choose one"),
      (["--broker", "http://x", "--plain"], "mqtt"), (["--demo", "--speed", "2"], "--replay"),
      (["--demo", "--plain", "--record", "/nonexistent/x"], "/nonexistent/x"),
      (["--broker", "mqtt://x", "--qos", "3", "--plain"], "from 0 to 2"), (["report"], "files"),
      (["report", "/nonexistent"], "no such file"), (["--replay", "/nonexistent", "--plain"], "no such file"),
      (["report", "/tmp"], "is a directory"), (["--replay", "/tmp", "--plain"], "is a directory"),
    ] as [([String], String)])
  func usage(arguments: [String], words: String) async throws {
    let program = try PlainProgram(arguments)
    #expect(await program.code() == 2, "\(program.told)")
    #expect(program.error.contains(words) && program.output.isEmpty, "\(program.told)")
  }

  @Test(
    "a file that may not be read is refused by name, with what to do",
    .enabled(if: Surroundings.asNobody != nil, "root may read everything, and no other user can be had"))
  func permission() async throws {
    let folder = try Folder()
    let file = try folder.write("secret.capture", Readings.capture(count: 3, value: 25))
    // The folder lets everybody through: it is the file that does not.
    unsafe chmod(folder.path, 0o755)
    unsafe chmod(file, geteuid() == 0 ? 0o600 : 0)
    for arguments in [["report", file], ["--replay", file, "--plain"], ["report", file, file]] {
      let output = folder.path("output"), error = folder.path("error")
      let child = try Child(
        (Surroundings.asNobody ?? []) + [Surroundings.program] + arguments, output: output, error: error)
      #expect(await child.exitCode() == 2)
      let lines = text(of: error).split(separator: "\n")
      #expect(lines.count == 1 && text(of: output).isEmpty, "\(text(of: error))")
      #expect(lines.first?.contains("secret.capture: may not be read by this user") == true, "\(text(of: error))")
      #expect(lines.first?.contains("chmod +r") == true, "\(text(of: error))")
    }
  }

  @Test("a file that is not understood is refused with what was seen and what would have been")
  func notUnderstood() async throws {
    let folder = try Folder()
    let file = try folder.write("notes.txt", "dear diary, the press was loud today\n")
    for arguments in [["report", file], ["--replay", file, "--plain"]] {
      let program = try PlainProgram(arguments)
      #expect(await program.code() == 2, "\(program.told)")
      #expect(program.error.contains("dear diary") && program.error.contains("mosquitto_sub -F"), "\(program.told)")
    }
  }

  @Test("an empty file is fine, with a warning and a digest")
  func empty() async throws {
    let folder = try Folder()
    let file = try folder.write("empty.capture", "")
    for arguments in [["report", file], ["--replay", file, "--plain"]] {
      let program = try PlainProgram(arguments)
      #expect(await program.code() == 0, "\(program.told)")
      #expect(program.error.contains("is empty") && program.digest != nil, "\(program.told)")
    }
  }

  @Test("--fail-on-alarm tells an incident from a quiet shift")
  func failOnAlarm() async throws {
    let folder = try Folder()
    let loud = try folder.write("loud.jsonl", Readings.jsonLines(count: 40, value: 95))
    let quiet = try folder.write("quiet.jsonl", Readings.jsonLines(count: 40, value: 25.5))
    let incident = try await plantwatch("report", loud, "--fail-on-alarm")
    #expect(incident.code == 1 && incident.digest != nil, "\(incident.told)")
    let shift = try await plantwatch("report", quiet, "--fail-on-alarm")
    #expect(shift.code == 0 && shift.digest != nil, "\(shift.told)")
    let untold = try await plantwatch("report", loud)
    #expect(untold.code == 0 && untold.digest == incident.digest, "\(untold.told)")
  }

  @Test("without a screen, a broker that does not answer within ten seconds ends the run with 69", .tags(.slow))
  func deadBroker() async throws {
    let program = try PlainProgram(["--plain", "--broker", "mqtt://127.0.0.1:\(Loopback.freePort())"])
    let clock = ContinuousClock()
    let start = clock.now
    #expect(await program.code(within: 14) == 69, "\(program.told)")
    #expect(clock.now - start > .seconds(9), "\(program.told)")
    #expect(program.error.contains("no broker answered within 10 s"), "\(program.told)")
    #expect(program.output.contains("CONNECTION - - ") && program.digest != nil, "\(program.told)")
  }

  @Test("--version and --help are results: code 0, on standard output")
  func help() async throws {
    for (option, words) in [("--version", "plantwatch"), ("--help", "--broker")] {
      let outcome = try await plantwatch(option)
      #expect(outcome.code == 0 && outcome.output.contains(words) && outcome.error.isEmpty, "\(outcome.told)")
    }
  }
}
