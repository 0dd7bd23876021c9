import PlantCore
import Testing

@Suite("A record may be cut anywhere, and damage costs only itself")
struct FramingTests {
  private func capture() -> CaptureScript {
    var script = CaptureScript()
    for second in 0..<40 {
      script.reading(Double(second) + 0.25, "device-00\(second % 4)", "temperature", second % 5 == 0 ? 95 : 20)
      if second == 7 {
        script.message(7.5, "sensor/multi/data", "{\n \"deviceId\": \"multi\",\n\"sensorType\":\"x\",\"value\":1}")
      }
      if second == 9 { script.message(9.5, "sensor/bad/data", "a\nb\u{0}c") }
      if second == 11 { script.message(11.5, "other/topic", "{}") }
      if second == 12 { script.line("something-newer", 12.5, "{\"x\":1}") }
      script.line("tick", Double(second + 1), "{\"lag\":\(second)}")
    }
    return script
  }

  @Test("every batch size comes to the same conclusions", arguments: [1, 2, 3, 7, 64, 4096])
  func batches(size: Int) {
    let whole = judge(capture())
    let cut = judge(capture(), batch: size)
    #expect(cut.digest == whole.digest)
    #expect(cut.events.map(\.jsonLine) == whole.events.map(\.jsonLine))
    #expect(cut.counters.damaged == 0)
    #expect(cut.counters.errorTotal == 2)
  }

  @Test("bare lines too, with CRLF, blank lines, a byte order mark and no newline at the end", arguments: [1, 5, 4096])
  func bareLines(size: Int) {
    let text =
      "\u{FEFF}\r\n  \n{\"deviceId\":\"a\",\"sensorType\":\"x\",\"value\":1}\r\n\t\n"
      + "not json\n{\"deviceId\":\"a\",\"sensorType\":\"x\",\"value\":2}"
    let result = judge(text, .jsonLines, batch: size)
    #expect(result.counters.readings == 2)
    #expect(result.counters.errors(.json) == 1)
    #expect(result.counters.errorTotal == 1)
  }

  @Test("a damaged record is lost alone", arguments: [1, 100, 100_000])
  func damage(size: Int) {
    let good = capture().text
    let lines = good.split(separator: "\n", omittingEmptySubsequences: false)
    let broken = [
      "garbage", "1764000003.250000000\t0\t0\t999999\tsensor/d/data\t{}", "1764000003.25\t0\t0\t5\tsensor",
      "1764000003.250000000\t7\t0\t2\tsensor/d/data\t{}", "1764000003.250000000\t0\t0\t1\tsensor/d/data\t{}",
      "# tick soon {}", "\u{1}\u{2}\u{3}",
    ]
    for bad in broken {
      let text = (lines[..<6] + [bad[...]] + lines[6...]).joined(separator: "\n")
      let result = judge(text, .capture, batch: size)
      #expect(result.counters.damaged == (bad.contains("999999") ? 0 : 1), "\(bad)")
      #expect(result.counters.readings == 41, "\(bad)")
    }
  }

  @Test("a false length that reaches past the end costs one record, not the rest")
  func falseLength() {
    let lines = capture().text.split(separator: "\n")
    let bad = "1764000003.250000000\t0\t0\t200000\tsensor/d/data\t{}"
    let result = judge((lines[..<6] + [bad[...]] + lines[6...]).joined(separator: "\n") + "\n", .capture)
    #expect(result.counters.damaged == 1)
    #expect(result.counters.readings == 41)
  }

  @Test("a file cut in its last record loses that record alone")
  func cutFile() {
    let text = Array(capture().text.utf8)
    for missing in 1..<40 {
      let result = judge(Array(text.dropLast(missing)), .capture)
      #expect(result.counters.damaged <= 1)
      #expect(result.counters.readings >= 40)
    }
  }

  @Test("a tab in a topic is told from the tab behind it by the payload's length")
  func tabInTopic() {
    var configuration = EngineConfiguration()
    configuration.topics = ["sensor/{device}/data"]
    var script = CaptureScript()
    script.message(0, "sensor/a\tb/data", "{\"deviceId\":\"a\\tb\",\"sensorType\":\"x\",\"value\":1}")
    let result = judge(script, configuration: configuration)
    #expect(result.counters.readings == 1)
    #expect(result.counters.damaged == 0)
  }

  @Test("random bytes never stop an engine, and the good records among them are read")
  func randomBytes() {
    var generator = SplitMix(seed: 77)
    for _ in 0..<200 {
      var bytes: [UInt8] = []
      for _ in 0..<Int(generator.next() % 400) { bytes.append(UInt8(truncatingIfNeeded: generator.next())) }
      bytes.append(10)
      var script = CaptureScript()
      script.reading(5, "device-001", "temperature", 20)
      #expect(judge(bytes + Array(script.text.utf8), .capture, batch: 13).counters.readings == 1)
      _ = judge(bytes, .jsonLines, batch: 7)
    }
  }

  @Test("a line of 100 MB is one oversize error in bounded memory")
  func hugeLine() {
    var engine = Engine(configuration: .init(), format: .jsonLines)
    let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<100 { unsafe block.withUnsafeBytes { bytes in _ = unsafe engine.consume(bytes) } }
    let tail = Array("\n{\"deviceId\":\"a\",\"sensorType\":\"x\",\"value\":1}\n".utf8)
    unsafe tail.withUnsafeBytes { bytes in _ = unsafe engine.consume(bytes) }
    engine.finish()
    #expect(engine.counters.errors(.oversize) == 1)
    #expect(engine.counters.readings == 1)
  }
}

@Suite("The digest tells any difference, and an image restores everything")
struct DeterminismTests {
  private func lines() -> [String] {
    var script = CaptureScript()
    for second in 0..<60 {
      for device in 1...3 {
        script.reading(
          Double(second) + 0.1 * Double(device), "device-00\(device)", "temperature",
          Double(70 + (second * device) % 15))
      }
      script.line("tick", Double(second + 1), "{\"lag\":1}")
    }
    return script.text.split(separator: "\n").map(String.init)
  }

  private func digest(_ lines: [String]) -> UInt64 { judge(lines.joined(separator: "\n") + "\n", .capture).digest }

  @Test("a changed value, swapped records, a moved tick, a lost record")
  func differences() {
    let lines = lines()
    let whole = digest(lines)
    #expect(digest(lines) == whole)
    var changed = lines
    changed[100] = changed[100].replacing(".0}", with: ".5}")
    #expect(changed[100] != lines[100])
    #expect(digest(changed) != whole)
    var swapped = lines
    swapped.swapAt(120, 121)
    #expect(digest(swapped) != whole)
    var moved = lines
    let tick = moved.remove(at: moved.lastIndex { $0.hasPrefix("# tick") } ?? 0)
    moved.insert(tick, at: moved.count - 2)
    #expect(digest(moved) != whole)
    #expect(digest(Array(lines.dropLast())) != whole)
  }

  @Test("an engine restored from an image goes on as if nothing had happened", arguments: [1, 1000, 5777, 9000])
  func image(position: Int) {
    let bytes = Array((lines().joined(separator: "\n") + "\n").utf8)
    let whole = judge(bytes, .capture)
    var first = Engine(configuration: .init(), format: .capture)
    unsafe bytes[..<position].withUnsafeBytes { part in _ = unsafe first.consume(part) }
    var second = Engine(configuration: .init(), format: .capture)
    let isRestored = second.restore(image: first.image())
    #expect(isRestored)
    unsafe bytes[position...].withUnsafeBytes { part in _ = unsafe second.consume(part) }
    second.finish()
    #expect(second.digest == whole.digest)
    #expect(second.counters.readings == whole.counters.readings)
    let rows = second.snapshot(for: Query()).devices.rows
    #expect(rows.map(\.readouts.first?.value) == whole.snapshot.devices.rows.map(\.readouts.first?.value))
  }

  @Test("a damaged image is refused")
  func damagedImage() {
    var engine = Engine(configuration: .init(), format: .capture)
    let image = engine.image()
    for damaged in [Array(image.dropLast()), [], [UInt8](repeating: 0xFF, count: 4000)] {
      let isRestored = engine.restore(image: damaged)
      #expect(!isRestored)
    }
  }

  @Test("paced replay stops before the first record past its limit, whatever the cuts")
  func paced() {
    let bytes = Array((lines().joined(separator: "\n") + "\n").utf8)
    let whole = judge(bytes, .capture)
    var engine = Engine(configuration: .init(), format: .capture)
    var position = 0
    var limit = Stamp(seconds: CaptureScript.start)
    while position < bytes.count || engine.nextRecordTime.isKnown {
      let end = min(bytes.count, position + 150)
      let taken = unsafe bytes[position..<end].withUnsafeBytes { part in unsafe engine.consume(part, until: limit) }
      #expect(!engine.streamTime.isKnown || engine.streamTime <= limit)
      position += taken
      if engine.nextRecordTime.isKnown {
        #expect(engine.nextRecordTime > limit)
        limit = limit + 300_000_000
      }
    }
    engine.finish()
    #expect(engine.digest == whole.digest)
  }
}
