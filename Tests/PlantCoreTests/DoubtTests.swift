import PlantCore
import Testing

@Suite("A limit that everything breaks is asked about")
struct DoubtTests {
  private func notices(_ result: Conclusion) -> [String] {
    result.events.compactMap { event in
      guard case .notice(let notice) = event, notice.kind == .configuration else { return nil }
      return notice.text
    }
  }

  private func judged(_ readings: [(String, Double)]) -> Conclusion {
    var script = CaptureScript()
    for (index, reading) in readings.enumerated() {
      script.reading(Double(index) / 10, reading.0, "pressure", reading.1)
    }
    return judge(script)
  }

  @Test("at fifty readings of which nineteen in twenty lie beyond one limit, once for a sensor")
  func once() {
    var readings = Array(repeating: ("m", 12.0), count: 49)
    #expect(notices(judged(readings)).isEmpty)
    readings += Array(repeating: ("m", 12.0), count: 200)
    let result = judged(readings)
    #expect(notices(result) == ["m pressure: 50 of 50 readings are below 30 PSI: limit or unit wrong?"])
    #expect(result.counters.doubtedLimits == 1)
  }

  @Test("three inside of fifty, or half on each side, are the plant's doing")
  func notNearlyAll() {
    let inside = (0..<50).map { ("m", $0 % 20 == 0 ? 100.0 : 200.0) }
    #expect(notices(judged(inside)).isEmpty)
    let bothSides = (0..<200).map { ("m", $0 % 2 == 0 ? 10.0 : 200.0) }
    #expect(notices(judged(bothSides)).isEmpty)
  }

  @Test("twenty sensors have a line, the others share one and are counted")
  func bounded() {
    var readings: [(String, Double)] = []
    for _ in 0..<60 { for device in 0..<30 { readings.append(("m\(device)", 12)) } }
    let result = judged(readings)
    #expect(notices(result).count == 21)
    #expect(notices(result).last?.hasPrefix("and more sensors") == true)
    #expect(result.counters.doubtedLimits == 30)
  }
}
