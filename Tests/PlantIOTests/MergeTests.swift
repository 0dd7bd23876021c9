import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("Merged or in part, inputs are judged as when they are read directly") struct MergeTests {
  private let folder = TemporaryFolder()
  private let always = Stamp(seconds: 0)...Stamp(seconds: 4_000_000_000)

  private func record(_ time: String, _ device: String, _ payload: String) -> String {
    "\(time)\t0\t0\t\(payload.utf8.count)\tsensor/\(device)/data\t\(payload)\n"
  }

  private func reading(_ time: String, _ device: String, _ value: Int) -> String {
    record(time, device, "{\"deviceId\":\"\(device)\",\"sensorType\":\"temperature\",\"value\":\(value)}")
  }

  private func line(_ device: String, _ time: Int) -> String {
    "{\"deviceId\":\"\(device)\",\"sensorType\":\"temperature\",\"value\":95,\"timestamp\":\(time)}\n"
  }

  private func judged(_ paths: [String], range: ClosedRange<Stamp>? = nil) throws -> SessionResult {
    var inputs = try Inputs(paths)
    inputs.range = range
    return try HeadlessRun.run(inputs, configuration: EngineConfiguration()).result
  }

  /// All blocks of the inputs; none of them may be long, however long a line is.
  private func blocks(_ paths: [String], range: ClosedRange<Stamp>? = nil) throws -> [UInt8] {
    var inputs = try Inputs(paths)
    inputs.range = range
    let stream = try inputs.stream()
    var all: [UInt8] = []
    while let block = stream.next() {
      #expect(block.count <= 1 << 20)
      all += block
    }
    return all
  }

  @Test(arguments: [300_000, 2_000_000], ["", "\n"])
  func `a JSON line without an end is one oversize error, in bounded memory`(length: Int, end: String) throws {
    let long = "{\"value\":1,\"timestamp\":1764000999,\"x\":\"" + String(repeating: "x", count: length)
    let text = line("a", 1_764_000_000) + line("b", 1_764_000_010) + long + end
    let path = folder.file("a", text + (end.isEmpty ? "" : line("a", 1_764_000_020)))
    let other = folder.file("b", line("c", 1_764_000_015) + line("c", 1_764_000_030))
    let direct = try judged([path])
    let part = try judged([path], range: always)
    #expect(direct.counters.errors(.oversize) == 1 && direct.counters.errorTotal == 1)
    #expect(part.digest == direct.digest)
    #expect(part.counters.readings == direct.counters.readings)
    let merged = try judged([path, other])
    #expect(merged.counters.errors(.oversize) == 1 && merged.counters.errorTotal == 1)
    #expect(merged.counters.readings == direct.counters.readings + 2)
    #expect(try blocks([path], range: always).starts(with: bytes(text)))
    _ = try blocks([path, other])
  }

  @Test(arguments: [
    "x", "1764000003.5\t0\t0\t5\t", "# remark 1764000003 ", "1764000003.5\t0\t0\t9999999\tsensor/d/data\t",
  ])
  func `a line of a capture that has no end costs what it costs directly`(head: String) throws {
    let long = head + String(repeating: "x", count: 2_000_000)
    let path = folder.file("a", reading("1764000000.5", "a", 95) + long + "\n" + reading("1764000020.5", "a", 95))
    let other = folder.file("b", reading("1764000001.5", "b", 20) + reading("1764000030.5", "b", 20))
    let direct = try judged([path])
    #expect(try judged([path], range: always).digest == direct.digest)
    let merged = try judged([path, other])
    #expect(merged.counters.damaged == direct.counters.damaged)
    #expect(merged.counters.errorTotal == direct.counters.errorTotal)
    #expect(merged.counters.readings == 4)
    _ = try blocks([path, other])
  }

  @Test func `an oversize payload stays together, its lines are no damage and its neighbours are read`() throws {
    let payload = String(repeating: "one line\n9.5\tanother\n# tick soon\n", count: 40_000)
    let path = folder.file(
      "a", reading("1764000000.5", "a", 95) + record("1764000002.5", "a", payload) + reading("1764000020.5", "a", 95))
    let other = folder.file("b", (0..<40).map { reading("17640000\($0 + 10).25", "b", 20) }.joined())
    let direct = try judged([path])
    #expect(direct.counters.errors(.oversize) == 1 && direct.counters.damaged == 0)
    #expect(try judged([path], range: always).digest == direct.digest)
    let merged = try judged([path, other])
    #expect(merged.counters.errors(.oversize) == 1 && merged.counters.damaged == 0)
    #expect(merged.counters.readings == 42)
    _ = try blocks([path, other])
    let part = try judged([path], range: Stamp(seconds: 1_764_000_010)...Stamp(seconds: 1_764_000_030))
    #expect(part.counters.errorTotal == 0 && part.counters.damaged == 0 && part.counters.readings == 1)
  }

  @Test func `a false length does not carry the neighbours along`() throws {
    let path = folder.file(
      "a", "1764000000.5\t0\t0\t9999999\tsensor/d/data\t{}\nits own\n" + reading("1764000020.5", "a", 20))
    let other = folder.file("b", reading("1764000010.5", "b", 20))
    let order = try blocks([path, other]).split(separator: 10).map { String(decoding: $0.prefix(10), as: UTF8.self) }
    #expect(order == ["1764000000", "its own", "1764000010", "1764000020"])
  }

  @Test func `records that end with CR and LF, and the longest legal one, stay whole`() throws {
    let payload = "{\n" + String(repeating: "\n", count: CaptureRecord.largestPayload - 3) + "}"
    let topic = String(repeating: "t", count: 65_000)
    let odd = "1764000001.5\t0\t0\t\(payload.utf8.count)\t\(topic)\t\(payload)\r\n"
    let path = folder.file("a", odd + odd + reading("1764000020.5", "a", 20))
    let other = folder.file("b", reading("1764000010.5", "b", 20))
    #expect(
      try blocks([path, other])
        == bytes(odd + odd + reading("1764000010.5", "b", 20) + reading("1764000020.5", "a", 20)))
  }

  @Test func `a long record that comes in crumbs is not read again from its beginning for each`() throws {
    let text = bytes(line("a", 1_764_000_000) + line(String(repeating: "a", count: 250_000), 1_764_000_001))
    // Each member of the file is a read of its own.
    var members: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 40) {
      GzipCompressor().compress(Array(text[start..<min(text.count, start + 40)]), isLast: true, into: &members)
    }
    let path = folder.write("crumbs.gz", members)
    let other = folder.file("b", line("b", 1_764_000_002))
    let start = SystemClock.sinceBoot()
    let result = try judged([path, other])
    // Milliseconds; read again for each crumb it takes minutes.
    #expect(SystemClock.sinceBoot() - start < 20 * Interval.second)
    #expect(result.counters.records == 3)
  }

  @Test func `a byte order mark at the start of any input is skipped`() throws {
    let mark = "\u{FEFF}"
    let a = folder.file("a", mark + reading("1764000000.5", "a", 20) + reading("1764000002.5", "a", 20))
    let header = "# plantwatch 1764000001.000000000 {\"plant\":\"Line 4\"}\n"
    let b = folder.file("b", mark + header + reading("1764000001.5", "b", 20))
    let merged = try judged([a, b])
    #expect(merged.counters.damaged == 0 && merged.counters.readings == 3)
    #expect(try Inputs([b]).header?.plant == "Line 4")
    #expect(try Inputs([b]).firstTime == Stamp(seconds: 1_764_000_001))
    let part = try judged([a], range: always)
    #expect(part.counters.damaged == 0 && part.counters.readings == 2)
    let lines = [folder.file("c", mark + line("c", 1_764_000_000)), folder.file("d", mark + line("d", 1_764_000_001))]
    let bare = try judged(lines)
    #expect(bare.counters.errorTotal == 0 && bare.counters.readings == 2)
  }
}
