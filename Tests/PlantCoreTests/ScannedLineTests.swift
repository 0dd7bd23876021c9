import PlantCore
import Testing

@Suite("A block whose lines were read ahead comes to the same conclusions")
struct ScannedLineTests {
  /// The pieces lines are made of: the plain kind, and everything that is not plain about one.
  private static let pieces = [
    #"{"deviceId":"pump-1","sensorType":"temperature","value":71.5,"timestamp":1764000001000}"#,
    #"{"deviceId":"pump-2","sensorType":"pressure","value":2e1,"timestamp":"2025-11-24T16:00:09Z"}"#,
    #"  {"value":95,"sensorType":"temperature","deviceId":"pump-1"}  "#,
    #"{"deviceId":"pump\u002d1","sensorType":"temperature","value":95}"#,
    #"{"deviceId":"pump-1","sensorType":"temperature","value":95,"unit":"K"}"#,
    #"{"deviceId":"pump-1","sensorType":"temperature","value":95,"x":{"y":[1]}}"#,
    #"{"deviceId":"Förderband","sensorType":"temperature","value":12}"#,
    #"{"deviceId":"pump-1","sensorType":"temperature","value":"95"}"#,
    #"{"deviceId":"pump-1","sensorType":"temperature","value":1e999}"#,
    #"{"deviceId":"pump-1","sensorType":"temperature","value":95,"timestamp":"yesterday"}"#,
    #"{"deviceId":"","sensorType":"temperature","value":95}"#,
    #"{"deviceId":"pump-1","sensorType":"temperature","value":95"#,
    #"{"deviceId":"pump-1","value":1} {"deviceId":"pump-1"}"#,
    #"{"deviceId":"pump-1","value":1,"value":2,"sensorType":"pressure"}"#,
    "", "   ", "[]", "17", "null", "# tick 1764000009 {}", "\u{feff}{}", "\0\u{1b}[2J", "{\"a\r\n",
  ]

  /// Judges as a report does: every block is read ahead, then judged.
  private func readAhead(
    _ input: [UInt8], block: Int, configuration: EngineConfiguration
  ) -> (digest: UInt64, counters: Counters, events: Int, planned: Int) {
    var engine = Engine(configuration: configuration, format: .jsonLines)
    var scanner = LineScanner()
    var lines: [ScannedLine] = []
    var (events, position, planned) = (0, 0, 0)
    while position < input.count {
      let end = min(input.count, position + block)
      unsafe input[position..<end].withUnsafeBytes { bytes in
        unsafe scanner.scan(bytes, into: &lines)
        unsafe engine.consume(bytes, scanned: lines)
      }
      planned += lines.count
      events += engine.takeEvents().count
      position = end
    }
    engine.finish()
    events += engine.takeEvents().count
    return (engine.digest, engine.counters, events, planned)
  }

  @Test("whatever stands in the lines, and wherever the blocks are cut")
  func anyLines() throws {
    var generator = SplitMix(seed: 41)
    var converted = EngineConfiguration()
    converted.types[0].payloadUnit = "°F"
    for round in 0..<120 {
      var text = round % 5 == 0 ? "\u{feff}" : ""
      for _ in 0..<60 { text += Self.pieces[Int(generator.next() % UInt64(Self.pieces.count))] + "\n" }
      if round % 3 == 0 { text.removeLast() }
      let input = Array(text.utf8)
      let configuration = round % 2 == 0 ? EngineConfiguration() : converted
      let whole = judge(input, .jsonLines, configuration: configuration)
      for block in [1, 7, 90, 1000, Int.max / 2] {
        let ahead = readAhead(input, block: block, configuration: configuration)
        #expect(ahead.digest == whole.digest, "round \(round), blocks of \(block)")
        #expect(ahead.counters.records == whole.counters.records && ahead.counters.bytes == whole.counters.bytes)
        #expect(ahead.counters.errorTotal == whole.counters.errorTotal)
        #expect(ahead.counters.unitMismatch == whole.counters.unitMismatch)
        #expect(ahead.events == whole.events.count)
      }
    }
  }

  @Test("the plain lines of an ordinary file are all read ahead, the oversize ones are not")
  func plainLines() {
    let plain = (0..<500).map { #"{"deviceId":"d-\#($0 % 7)","sensorType":"x","value":\#($0)}"# + "\n" }.joined()
    #expect(readAhead(Array(plain.utf8), block: .max / 2, configuration: .init()).planned == 500)
    let filler = String(repeating: "f", count: 300_000)
    let long = #"{"f":"\#(filler)","deviceId":"d","sensorType":"x","value":1}"# + "\n" + plain
    let ahead = readAhead(Array(long.utf8), block: .max / 2, configuration: .init())
    #expect(ahead.planned == 500)
    #expect(ahead.counters.errors(.oversize) == 1)
    #expect(ahead.digest == judge(long, .jsonLines).digest)
  }
}
