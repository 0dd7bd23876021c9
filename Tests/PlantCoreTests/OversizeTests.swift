import PlantCore
import Testing

@Suite("A payload that is too long is one error, whatever is in it")
struct OversizeTests {
  /// Lines that begin like records, like lines of our own, and like nothing.
  private static let payload: String = {
    let lines = [
      "not a record", "1764000003.25\t0\t0\t5\tsensor", "1764000003.250000000\t0\t0\t2\tsensor/d/data\t{}x", "",
      "# tick soon {}", "# remark", "  {", "7", "1764000003.250000000\t7\t0\t2\tsensor/d/data\t{}", "#",
    ]
    let block = lines.joined(separator: "\n") + "\n"
    return String(repeating: block, count: 300_000 / block.utf8.count + 1)
  }()

  private static func script(_ payload: String, retained: Bool = false) -> CaptureScript {
    var script = CaptureScript()
    script.reading(1, "a", "temperature", 20)
    script.message(2, "sensor/a/data", payload, retained: retained)
    script.reading(3, "b", "temperature", 95)
    script.text += "damage behind it\n"
    script.line("tick", 4, "{\"lag\":1}")
    script.reading(5, "c", "temperature", 20)
    return script
  }

  @Test("its lines are no damage, its neighbours are read, damage behind it counts", arguments: [1, 7, 4096, .max])
  func lines(batch: Int) {
    for end in ["", "\n", "\n\n", "x"] {
      let script = Self.script(Self.payload + end)
      let result = judge(script, batch: batch)
      #expect(result.counters.damaged == 1)
      #expect(result.counters.errors(.oversize) == 1)
      #expect(result.counters.errorTotal == 1)
      #expect(result.counters.readings == 3)
      #expect(result.digest == judge(script).digest)
      if batch == 1 { break }
    }
  }

  @Test("retained, it is counted as retained only", arguments: [7, .max])
  func retained(batch: Int) {
    let result = judge(Self.script(Self.payload, retained: true), batch: batch)
    #expect(result.counters.retained == 1)
    #expect(result.counters.errorTotal == 0)
    #expect(result.counters.damaged == 1)
    #expect(result.counters.readings == 3)
  }

  @Test("a false length costs one record: the next that parses is read, and damage counts again", arguments: [1, .max])
  func falseLength(batch: Int) {
    var script = CaptureScript()
    script.text = "\(CaptureScript.time(0))\t0\t0\t9999999\tsensor/d/data\t{}\nits own line\n"
    script.text += "\(CaptureScript.time(0))\t0\t0\t8888888\tsensor/e/data\t{}\nits own line\n"
    script.reading(1, "a", "temperature", 20)
    script.text += "damage\n"
    script.line("tick", 2, "{\"lag\":1}")
    let result = judge(script, batch: batch)
    #expect(result.counters.errors(.oversize) == 2)
    #expect(result.counters.damaged == 1)
    #expect(result.counters.readings == 1)
  }

  @Test("a line of our own resumes reading, too")
  func ownLine() {
    var script = CaptureScript()
    script.text = "\(CaptureScript.time(0))\t0\t0\t9999999\tsensor/d/data\t{}\n"
    script.line("tick", 1, "{\"lag\":1}")
    script.text += "damage\n"
    #expect(judge(script).counters.damaged == 1)
  }

  @Test("an engine restored from an image in the midst of it goes on as if nothing had happened")
  func image() {
    let script = Self.script(Self.payload)
    let whole = judge(script)
    let bytes = Array(script.text.utf8)
    for position in [150, 1000, 1013, 280_001] {
      var first = Engine(configuration: .init(), format: .capture)
      unsafe bytes[..<position].withUnsafeBytes { part in _ = unsafe first.consume(part) }
      var second = Engine(configuration: .init(), format: .capture)
      let isRestored = second.restore(image: first.image())
      #expect(isRestored)
      unsafe bytes[position...].withUnsafeBytes { part in _ = unsafe second.consume(part) }
      second.finish()
      #expect(second.digest == whole.digest)
      #expect(second.counters.damaged == 1)
    }
  }
}
