import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite struct InputTests {
  private let folder = TemporaryFolder()

  private func all(_ inputs: Inputs) throws -> String {
    let pipe = try BlockPipe.open(inputs)
    var result: [UInt8] = []
    while case .block(let block) = pipe.next() { result += block.bytes }
    #expect(pipe.warnings.isEmpty)
    return String(decoding: result, as: UTF8.self)
  }

  private func record(_ time: String, _ device: String, _ value: Int) -> String {
    let payload = "{\"deviceId\":\"\(device)\",\"sensorType\":\"temperature\",\"value\":\(value)}"
    return "\(time)\t0\t0\t\(payload.utf8.count)\tsensor/\(device)/data\t\(payload)\n"
  }

  @Test func `gzip and zstd give what the plain file gives, also with several members`() throws {
    let plain = (0..<8_000).map { record("17640\($0 + 10000).5", "pump-\($0 % 9)", $0) }.joined()
    let path = folder.file("a", plain)
    run("/bin/sh", "-c", "gzip -k '\(path)' && zstd -q '\(path)' && cat '\(path).gz' '\(path).gz' > '\(path)2'")
    #expect(try all(Inputs([path])) == plain)
    #expect(try all(Inputs([path + ".gz"])) == plain)
    #expect(try all(Inputs([path + ".zst"])) == plain)
    #expect(try all(Inputs([path + "2"])) == plain + plain)
    #expect(try Inputs([path + ".zst"]).descriptions[0].compression == .zstd)
  }

  @Test func `a cut compressed file gives what there is of it, and says so`() throws {
    let plain = (0..<8_000).map { record("17640\($0 + 10000).5", "pump-\($0 % 9)", $0) }.joined()
    let path = folder.file("a", plain)
    run("/bin/sh", "-c", "gzip -c '\(path)' | head -c 30000 > '\(path).gz'")
    run("/bin/sh", "-c", "zstd -qc '\(path)' | head -c 9000 > '\(path).zst'")
    for name in [path + ".gz", path + ".zst"] {
      let pipe = try BlockPipe.open(try Inputs([name]))
      var count = 0
      var block: [UInt8] = []
      while case .block(let next) = pipe.next() {
        block = next.bytes
        count += next.bytes.count
      }
      #expect(count > 50_000, "\(name)")
      #expect(!block.isEmpty)
      #expect(pipe.warnings.first?.contains("cut") == true, "\(name): \(pipe.warnings)")
    }
  }

  @Test func `an empty file is fine, with a warning`() throws {
    let inputs = try Inputs([folder.file("empty"), folder.file("blank", "\n  \n")])
    #expect(inputs.warnings.count == 2)
    #expect(try all(inputs) == "")
  }

  @Test func `what cannot be read is refused with the likely fix`() {
    func refusal(_ path: String) -> String {
      do {
        _ = try Inputs([path])
        return ""
      } catch { return String(describing: error) }
    }
    #expect(refusal(folder.path("missing")).contains("no such file"))
    #expect(refusal(folder.path).contains("is a directory"))
    let csv = folder.file("table.csv", "when,asset,reading\n2025-01-01,pump,3\n")
    #expect(refusal(csv).contains("when,asset,reading"))
    #expect(refusal(csv).contains("mosquitto_sub -F") && refusal(csv).contains("--columns time="))
    #expect(refusal(folder.write("bin", [0, 1, 2, 3, 200, 0, 0])).contains("binary"))
  }

  @Test func `leading bad lines do not make a format unknown`() throws {
    let lines = "garbage\n\n{\"cut\n" + "{\"deviceId\":\"a\",\"sensorType\":\"t\",\"value\":1}\n"
    #expect(try Inputs([folder.file("a", lines)]).format == .jsonLines)
    #expect(try Inputs([folder.file("b", "garbage\n" + record("1764000000.1", "a", 1))]).format == .capture)
    #expect(try Inputs([folder.file("c", "\u{FEFF}" + record("1764000000.1", "a", 1))]).format == .capture)
  }

  @Test func `a FIFO is read as it comes`() throws {
    let path = folder.path("fifo")
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let line = record("1764000000.1", "a", 1)
    let writer = Worker(name: "writer") {
      let descriptor = unsafe open(path, O_WRONLY)
      for _ in 0..<3 { _ = unsafe write(descriptor, line, line.utf8.count) }
      close(descriptor)
    }
    let inputs = try Inputs([path])
    #expect(!inputs.isRepeatable)
    #expect(try all(inputs) == line + line + line)
    writer.join()
  }

  @Test func `several captures are merged by arrival, ties in the order of the command line`() throws {
    let a = folder.file(
      "a", record("10.0", "a", 1) + record("12.0", "a", 2) + "damaged line\n" + record("15.0", "a", 3))
    let b = folder.file("b", record("11.0", "b", 1) + record("12.0", "b", 2) + "# tick 13.000000000 {\"lag\":0}")
    let merged = try all(Inputs([a, b])).split(separator: "\n").map(String.init)
    let devices = merged.map { line in
      line.first == "#" ? "tick" : line.hasPrefix("damaged") ? "damaged" : line.contains("sensor/a/") ? "a" : "b"
    }
    #expect(devices == ["a", "b", "a", "damaged", "b", "tick", "a"])
  }

  @Test func `JSON lines are merged by their timestamps, untimed lines follow their predecessor`() throws {
    func line(_ id: String, _ time: String?) -> String {
      "{\"deviceId\":\"\(id)\",\"sensorType\":\"t\",\"value\":1" + (time.map { ",\"timestamp\":\($0)" } ?? "") + "}\n"
    }
    let a = folder.file("a", line("a1", "1764000000") + line("a2", nil) + line("a3", "1764000005000"))
    let b = folder.file("b", line("b1", "\"2025-11-24T16:00:02Z\"") + line("b2", "1.764000004e12"))
    let merged = try all(Inputs([a, b]))
    let order = merged.split(separator: "\n").compactMap { line in
      line.split(separator: "\"").dropFirst(3).first.map(String.init)
    }
    #expect(order == ["a1", "a2", "b1", "b2", "a3"])
  }

  @Test func `captures and JSON lines do not go together`() {
    let a = folder.file("a", record("10.0", "a", 1))
    let b = folder.file("b", "{\"value\":1}\n")
    #expect(throws: SetupError.self) { try Inputs([a, b]) }
  }

  @Test func `a range of time keeps its own records only`() throws {
    let path = folder.file("a", (10..<20).map { record("\($0).0", "a", $0) }.joined())
    var inputs = try Inputs([path])
    inputs.range = Stamp(seconds: 12)...Stamp(seconds: 14)
    #expect(try all(inputs) == (12...14).map { record("\($0).0", "a", $0) }.joined())
  }

  @Test func `a payload that holds newlines stays one record when files are merged`() throws {
    let odd = "10.0\t0\t0\t7\tsensor/a/data\t{\n\n9.0\t}\n"
    let a = folder.file("a", odd + record("30.0", "a", 1))
    let b = folder.file("b", record("20.0", "b", 1))
    #expect(try all(Inputs([a, b])) == odd + record("20.0", "b", 1) + record("30.0", "a", 1))
  }
}

@Suite struct TimeArgumentTests {
  private let first = Stamp(seconds: 1_764_000_000)  // 2025-11-24T16:00:00Z

  @Test(arguments: [
    ("2025-11-24T16:00:05Z", 5), ("2025-11-24T17:00:05+01:00", 5), ("2025-11-24 10:30:05-0530", 5), ("16:01Z", 60),
    ("16:00:07Z", 7), ("15:59Z", -60),
  ])
  func `a time with a zone means the same everywhere`(text: String, seconds: Int64) throws {
    #expect(try TimeArgument.parse(text, firstTime: first) == first + seconds * Interval.second)
  }

  @Test func `a time without a zone is local`() throws {
    let offset = Int64(LocalZone.at(first).offsetSeconds)
    let local = CivilTime(first, offsetSeconds: Int(offset))
    let text = "\(padded(local.hour, 2)):\(padded(local.minute, 2)):09.25"
    #expect(try TimeArgument.parse(text, firstTime: first) == first + 9_250_000_000)
  }

  @Test func `a year beyond what can be held is its end, in order with every other`() throws {
    let texts = [
      "0001-01-01T00:00:00Z", "1600-12-31T23:59:59Z", "2025-01-01T00:00:00Z", "2300-01-01T00:00", "9999-12-31T23:59Z",
    ]
    let stamps = try texts.map { text throws(SetupError) in try TimeArgument.parse(text, firstTime: first) }
    #expect(stamps == stamps.sorted() && stamps[0] == stamps[1] && stamps[3] == stamps[4])
    #expect(stamps[1] < first && first < stamps[3] && stamps[1] < stamps[2])
    #expect(try ArchiveRange.parse("archive:9999-12-31").contains(stamps[4]))
  }

  @Test func `a recording may be in a leap second, a person's time may not`() throws {
    #expect(TimeArgument.iso8601("2016-12-31T23:59:60Z", defaultOffset: nil) == Stamp(seconds: 1_483_228_800))
    for text in ["13:10:60Z", "13:10:60", "13:10:99Z", "2016-12-31T23:59:60Z"] {
      #expect(throws: SetupError.self, "\(text)") { try TimeArgument.parse(text, firstTime: first) }
    }
  }

  @Test(arguments: ["", "now", "25:00", "16:61", "2025-13-01T00:00:00Z", "2025-02-30T00:00:00Z", "16:00Zulu", "1:2"])
  func `nonsense is refused`(text: String) {
    #expect(throws: SetupError.self) { try TimeArgument.parse(text, firstTime: first) }
  }
}
