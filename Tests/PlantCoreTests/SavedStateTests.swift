import Testing

@testable import PlantCore

private let start = CaptureScript.start

@Suite("A run that goes on from saved state")
struct SavedStateTests {
  private func engine(_ text: String, _ configuration: EngineConfiguration = .init()) -> Engine {
    var engine = Engine(configuration: configuration, format: .capture)
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { _ = unsafe engine.consume($0) }
    return engine
  }

  private var firstShift: String {
    var script = CaptureScript()
    script.line("plantwatch", 0, "{\"capture\":1}")
    script.line("connected", 0.1, "{}")
    for second in 0..<20 { script.reading(Double(second) + 0.5, "press-07", "temperature", second < 10 ? 70 : 85) }
    script.line(
      "action", 15.7,
      "{\"do\":\"shelve\",\"alarm\":\"high\",\"device\":\"press-07\",\"sensor\":\"temperature\",\"generation\":1,"
        + "\"seconds\":7200,\"by\":\"anna\",\"why\":\"known\"}")
    script.ticks(1...20)
    script.sort()
    return script.text
  }

  /// Half an hour later the program is there again.
  private func secondShift(_ state: SavedState?, _ change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
    var text = Array("# plantwatch \(CaptureScript.time(1800)) {\"capture\":1}\n".utf8)
    for part in state?.parts ?? [] {
      text += Array("# state \(CaptureScript.time(1800)) ".utf8) + part + [10]
    }
    change(&text)
    var script = CaptureScript()
    script.line("connected", 1800.1, "{}")
    for second in 1801..<1810 { script.reading(Double(second) + 0.5, "press-07", "temperature", 86) }
    script.ticks(1801...1810)
    script.sort()
    return text + Array(script.text.utf8)
  }

  private func saved(_ configuration: EngineConfiguration = .init()) -> SavedState {
    let first = engine(firstShift, configuration)
    return SavedState(
      configuration: ConfigurationHash.of(configuration), saved: Stamp(seconds: start + 20),
      image: first.image())
  }

  @Test("an open episode goes on, its shelf holds, nobody is blamed for the gap, and nothing is announced anew")
  func goesOn() {
    let result = judge(secondShift(saved()), .capture)
    #expect(result.episodes(since: start).isEmpty)
    #expect(result.episodes(.freshness, since: start).isEmpty)
    #expect(result.snapshot.episodes.episodes.first?.count == 19)
    #expect(result.snapshot.operatorAlarms.figures.shelved == 1)
    #expect(result.snapshot.operatorAlarms.figures.allUnacknowledged == 0)
    #expect(result.counters.readings == 9)
    let told = result.events.compactMap { if case .notice(let notice) = $0 { notice.text } else { nil } }
    #expect(told.contains { $0.hasPrefix("goes on from the state of 2025-11-24T16:00:20") && $0.contains("29 m") })
    #expect(
      told.contains(
        "from before: press-07 temperature high priority 2 SHELVED since 2025-11-24T16:00:10.500Z, "
          + "85 °C and its limit 80 °C, anna: known"))
  }

  @Test("live and its recording agree for every batch size")
  func digests() {
    let input = secondShift(saved())
    let whole = judge(input, .capture)
    #expect(whole.digest != judge(secondShift(nil), .capture).digest)
    for batch in [7, 4096, 100_000] { #expect(judge(input, .capture, batch: batch).digest == whole.digest) }
  }

  @Test("a state in the middle of a recording, as a restart appends it, changes nothing of what was judged before it")
  func inTheMiddle() {
    let first = Array(firstShift.utf8)
    let result = judge(first + secondShift(saved()), .capture)
    let without = judge(first + secondShift(nil), .capture)
    #expect(result.events.map { $0.journalEntry?.text } == without.events.map { $0.journalEntry?.text })
    #expect(result.counters.readings == 29)
    #expect(result.counters.anomalies == without.counters.anomalies)
    #expect(result.snapshot.operatorAlarms.figures.shelved == 1)
  }

  @Test("a damaged state, or one of another configuration, is not believed")
  func refused() {
    let fresh = judge(secondShift(nil), .capture)
    let damaged = judge(secondShift(saved()) { $0[$0.count / 2] ^= 3 }, .capture)
    #expect(damaged.snapshot.operatorAlarms.figures.shelved == 0)
    #expect(damaged.episodes(since: start) == fresh.episodes(since: start))
    var other = EngineConfiguration()
    other.types.append(.init(name: "flow", unit: "l/s", scale: nil, limits: .init()))
    let foreign = judge(secondShift(saved(other)), .capture)
    #expect(foreign.episodes(since: start) == fresh.episodes(since: start))
    let told = foreign.events.compactMap { if case .notice(let notice) = $0 { notice.text } else { nil } }
    #expect(told.contains { $0.contains("another configuration") })
  }

  /// What the second shift comes to under other limits of temperature.
  private func underOther(_ change: (inout LimitSet) -> Void) -> Conclusion {
    var configuration = EngineConfiguration()
    change(&configuration.types[0].limits)
    let input = secondShift(saved())
    let whole = judge(input, .capture, configuration: configuration)
    for batch in [7, 4096] {
      #expect(judge(input, .capture, batch: batch, configuration: configuration).digest == whole.digest)
    }
    let told = whole.events.compactMap { if case .notice(let notice) = $0 { notice.text } else { nil } }
    #expect(told.contains { $0.hasSuffix("ago, with other limits") })
    return whole
  }

  @Test("a limit that was moved holds from then on: the episode goes on by it, and its shelf holds")
  func movedLimit() {
    let lower = underOther { $0.high = 82 }
    #expect(lower.episodes(since: start).isEmpty)
    #expect(lower.snapshot.episodes.worst?.limit == 82)
    #expect(lower.snapshot.operatorAlarms.figures.shelved == 1)
    let higher = underOther { $0.high = 90 }
    #expect(higher.episodes(since: start) == ["close high press-07/temperature 85 @1806.5"])
    #expect(higher.snapshot.operatorAlarms.figures.allUnacknowledged == 0)
  }

  @Test("a limit that is gone ends its episode, and says why")
  func goneLimit() {
    let result = underOther { $0.high = nil }
    #expect(result.episodes(since: start) == ["close high press-07/temperature 85 @1800"])
    #expect(result.events.contains { $0.jsonLine.contains("the configuration has no such limit any more") })
  }

  @Test("what is gone makes no outer limit broken that no value broke")
  func goneInnerLimit() {
    let result = underOther { ($0.high, $0.highHigh) = (nil, 90) }
    #expect(result.episodes(since: start) == ["close high press-07/temperature 85 @1800"])
    #expect(result.snapshot.operatorAlarms.figures.allUnacknowledged == 0)
  }

  @Test("where other sensors' limits have changed nothing else does")
  func otherSensorsLimit() {
    var configuration = EngineConfiguration()
    configuration.types[1].limits.high = 120
    let result = judge(secondShift(saved()), .capture, configuration: configuration)
    #expect(result.episodes(since: start).isEmpty)
    #expect(result.snapshot.episodes.worst?.limit == 80)
    #expect(result.snapshot.operatorAlarms.figures.shelved == 1)
  }

  @Test("an outer limit that the last value breaks is announced, and comes out from behind the shelf")
  func newOuterLimit() {
    let result = underOther { $0.highHigh = 84 }
    #expect(result.episodes(since: start) == ["open highHigh press-07/temperature 85 @1800"])
    #expect(result.snapshot.operatorAlarms.figures.unacknowledged == [1, 0, 0])
    #expect(result.snapshot.operatorAlarms.figures.shelved == 0)
  }

  @Test("a limit of one device's own is taken over, too")
  func deviceLimit() {
    var configuration = EngineConfiguration()
    let trial = LimitTrial(device: "press-07", sensor: "temperature", kind: .high, value: 90)
    #expect(LimitTrial.apply([trial], to: &configuration) == nil)
    let result = judge(secondShift(saved()), .capture, configuration: configuration)
    #expect(result.episodes(since: start) == ["close high press-07/temperature 85 @1806.5"])
  }

  @Test(
    "Base64 is what RFC 4648 says",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func base64(plain: String, encoded: String) {
    let text = Base64.encode(Array(plain.utf8)[...])
    #expect(String(decoding: text, as: UTF8.self) == encoded)
    var back: [UInt8] = []
    let isFine = ByteSlice.over(encoded) { Base64.decode($0, into: &back) }
    #expect(isFine && back == Array(plain.utf8))
    for wrong in ["Zg=", "Z===", "Zg==Zg==", "Z*=="] {
      var ignored: [UInt8] = []
      let isRefused = ByteSlice.over(wrong) { !Base64.decode($0, into: &ignored) }
      #expect(isRefused, "\(wrong)")
    }
  }
}
