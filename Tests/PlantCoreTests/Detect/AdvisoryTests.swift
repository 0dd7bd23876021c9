import Testing

@testable import PlantCore

@Suite("Advisories inform, and alarm nobody")
struct AdvisoryTests {
  /// Bare lines of steady sensors; `change` is added from its second on.
  static func lines(
    _ seconds: Int, devices: Int = 1, type: String = "flow", change: (_ second: Int) -> Double
  ) -> String {
    var noise = SeededNoise(5)
    var text = ""
    for second in 0..<seconds {
      for device in 0..<devices {
        let value = 60 + noise.normal() / 2 + change(second)
        text += "{\"deviceId\":\"pump-\(device)\",\"sensorType\":\"\(type)\",\"value\":\(value)"
        text += ",\"timestamp\":\(1_764_000_000_000 + second * 1000)}\n"
      }
    }
    return text
  }

  private static let step: @Sendable (Int) -> Double = { $0 >= 1200 && $0 < 1500 ? 5 : 0 }

  /// An engine that has judged `text`.
  private static func engine(
    _ text: String, _ configuration: EngineConfiguration = .init()
  ) -> (engine: EngineBox, events: [Event]) {
    let box = EngineBox(configuration)
    let events = box.consume(text)
    return (box, events)
  }

  /// Keeps an engine where a test can hand it around.
  final class EngineBox {
    var engine: Engine
    init(_ configuration: EngineConfiguration) { engine = Engine(configuration: configuration, format: .jsonLines) }

    func consume(_ text: String) -> [Event] {
      unsafe Array(text.utf8).withUnsafeBytes { _ = unsafe engine.consume($0) }
      return engine.takeEvents()
    }

    func accept(_ sensor: Int) -> Bool { engine.accept(sensor) }
    func undo(_ sensor: Int) -> Bool { engine.undoAccept(sensor) }
    var open: UInt32 { engine.counters.openAdvisories }
  }

  @Test("a shift is one episode with a sentence and its expected band, and counts as no anomaly")
  func shift() throws {
    let result = judge(Self.lines(1800, change: Self.step), .jsonLines)
    #expect(result.episodes(.learned).map { $0.split(separator: " ")[0] } == ["open", "close"])
    #expect(result.counters.anomalies == 0 && result.counters.episodes == 0)
    #expect(result.counters.advisories == 1 && result.counters.openAdvisories == 0)
    #expect(result.snapshot.episodes.total == 0 && result.snapshot.episodes.worst == nil)
    #expect(result.snapshot.operatorAlarms.rows.isEmpty)
    let json = try #require(
      result.events.compactMap { event in
        if case .anomaly(let anomaly) = event, anomaly.episode.episodeClass == .learned { event.jsonLine } else { nil }
      }.first)
    for part in [
      "\"class\":\"learned\"", "\"kind\":\"shift\"", "\"expectedLow\":59.", "\"expectedHigh\":60.", "\"priority\":3",
      " sigma above its normal 60", " ± 0.5", "\"since\":\"2025-11-24T16:20:0",
    ] {
      #expect(json.contains(part), "\(json) lacks \(part)")
    }
  }

  @Test("any batch size, and an image in the middle, give the same digest")
  func determinism() {
    let text = Self.lines(1800, devices: 3, change: Self.step)
    let whole = judge(text, .jsonLines)
    #expect(whole.counters.advisories >= 3)
    for batch in [7, 4096] { #expect(judge(text, .jsonLines, batch: batch).digest == whole.digest) }
    let bytes = Array(text.utf8)
    var first = Engine(configuration: .init(), format: .jsonLines)
    let cut = bytes.count * 7 / 10
    unsafe bytes[..<cut].withUnsafeBytes { _ = unsafe first.consume($0) }
    var second = Engine(configuration: .init(), format: .jsonLines)
    let isRestored = second.restore(image: first.image())
    #expect(isRestored)
    unsafe bytes[cut...].withUnsafeBytes { _ = unsafe second.consume($0) }
    second.finish()
    let digest = second.digest
    let advisories = second.counters.advisories
    #expect(digest == whole.digest)
    #expect(advisories == whole.counters.advisories)
  }

  @Test("learning can be switched off for the plant, a device, a sensor, or one detector")
  func switches() {
    let text = Self.lines(1800, devices: 2, change: Self.step)
    func advisories(_ change: (inout EngineConfiguration) -> Void) -> UInt64 {
      var configuration = EngineConfiguration()
      change(&configuration)
      return judge(text, .jsonLines, configuration: configuration).counters.advisories
    }
    #expect(advisories { _ in } == 2)
    #expect(advisories { $0.detect.rules = [] } == 0)
    #expect(advisories { $0.detect.rules.remove(.shift) } == 0)
    var device = DeviceConfiguration(id: "pump-0")
    device.detect = []
    #expect(advisories { $0.devices = [device] } == 1)
    device.detect = nil
    device.detectBySensor["flow"] = [.drift]
    #expect(advisories { $0.devices = [device] } == 1)
    device.detectBySensor["flow"] = .all
    #expect(advisories { ($0.detect.rules, $0.devices) = ([], [device]) } == 1)
  }

  @Test("where many sensors fail at once, one advisory is shown and the others are a number")
  func grouped() {
    let result = judge(Self.lines(1300, devices: 50, change: { $0 >= 1200 ? 5 : 0 }), .jsonLines)
    #expect(result.counters.openAdvisories == 50)
    #expect(result.snapshot.episodes.grouped == 49 && result.snapshot.episodes.advisories == 50)
    #expect(result.snapshot.episodes.episodes.filter { $0.episodeClass == .learned }.count == 1)
    var configuration = EngineConfiguration()
    configuration.detect.perHour = 5
    let more = judge(
      Self.lines(1300, devices: 50, change: { $0 >= 1200 ? 5 : 0 }), .jsonLines, configuration: configuration)
    #expect(more.snapshot.episodes.grouped == 45)
  }

  @Test("advisories never push a limit episode out of the feed, and stand behind it")
  func feed() {
    var text = Self.lines(1300, devices: 3, change: { $0 >= 1200 ? 5 : 0 })
    text += "{\"deviceId\":\"pump-0\",\"sensorType\":\"temperature\",\"value\":95,\"timestamp\":1764001300000}\n"
    let classes = judge(text, .jsonLines).snapshot.episodes.episodes.map(\.episodeClass)
    #expect(classes == [.limit, .learned])
  }

  @Test("a new normal is accepted and taken back; a limit alarm forbids both")
  func accept() {
    let (box, events) = Self.engine(Self.lines(1400, change: { $0 >= 1200 ? 5 : 0 }))
    #expect(events.contains { if case .anomaly(let one) = $0 { one.episode.kind == .shift } else { false } })
    #expect(!box.accept(7) && !box.undo(0))
    #expect(box.accept(0))
    #expect(!box.accept(0), "nothing is left to accept")
    let closed = box.engine.takeEvents()
    #expect(closed.first?.jsonLine.contains("accepted as the new normal") == true)
    #expect(box.open == 0)
    #expect(box.undo(0))
    #expect(!box.undo(0))
    let later = Self.lines(1500, change: { $0 >= 1200 ? 5 : 0 }).split(separator: "\n").dropFirst(1400)
    _ = box.consume(later.joined(separator: "\n") + "\n")
    #expect(box.open == 1, "what is still off opens again")

    var configuration = EngineConfiguration()
    configuration.types.append(.init(name: "flow", unit: "", scale: nil, limits: .init(high: 64)))
    let (limited, _) = Self.engine(Self.lines(1400, change: { $0 >= 1200 ? 3 : 0 }), configuration)
    #expect(limited.open == 1)
    let breach = "{\"deviceId\":\"pump-0\",\"sensorType\":\"flow\",\"value\":70,\"timestamp\":1764001400000}\n"
    _ = limited.consume(breach)
    #expect(!limited.accept(0))
  }

  @Test("after half an hour outside it asks once")
  func ask() {
    let result = judge(Self.lines(4000, change: { $0 >= 1200 ? 5 : 0 }), .jsonLines)
    let questions = result.events.filter { if case .notice(let one) = $0 { one.kind == .question } else { false } }
    #expect(questions.count == 1)
    #expect(questions.first?.jsonLine.contains("still outside for 30 min: new normal?") == true)
  }

  @Test("a value beyond what its sensor can measure is bad")
  func span() {
    var configuration = EngineConfiguration()
    configuration.types.append(.init(name: "flow", unit: "", scale: nil, limits: .init(offDelay: 0)))
    configuration.types[3].span = 0...100
    var query = Query()
    query.rowCount = 1
    func quality(_ change: Double) -> Quality? {
      judge(Self.lines(3, change: { _ in change }), .jsonLines, configuration: configuration, query: query)
        .snapshot.devices.rows.first?.readouts.first?.quality
    }
    #expect(quality(0) == .good)
    #expect(quality(60) == Quality(level: .bad, rule: .outsideSpan))
  }

  @Test("a bad value is judged and shown, and kept out of statistics and learning")
  func badValuesTeachNothing() {
    var configuration = EngineConfiguration()
    configuration.types.append(.init(name: "flow", unit: "", scale: nil, limits: .init(high: 200, offDelay: 0)))
    configuration.types[3].span = 0...300
    func judged(_ change: @escaping (Int) -> Double) -> Conclusion {
      var query = Query()
      query.focus = 0
      return judge(
        Self.lines(1400, change: change), .jsonLines, configuration: configuration, messageLogBytes: 65_536,
        query: query)
    }
    let broken = judged { $0 > 1200 && $0 % 3 == 0 ? 1e6 : 0 }
    let sensor = broken.snapshot.focus?.sensors.first
    #expect(broken.counters.anomalies == 66 && sensor?.anomalies == 66)
    #expect(sensor?.readout.expected.map { $0.lowerBound > 59 && $0.upperBound < 61 } == true)
    #expect(sensor?.statistics.last.map { $0.maximum < 70 && $0.count < 240 } == true)
    #expect(broken.snapshot.messages.messages.contains { $0.verdict == .outsideSpan(.high) })
    #expect(broken.counters.advisories == 0, "\(broken.episodes(.learned) + broken.episodes(.quality))")
  }

  @Test("quality says flat, spike and late, and gates no limit")
  func quality() {
    var query = Query()
    query.rowCount = 1
    func last(_ text: String) -> SensorReadout? {
      judge(text, .jsonLines, query: query).snapshot.devices.rows.first?.readouts.first
    }
    let steady = Self.lines(1200, change: { _ in 0 })
    func more(_ second: Int, _ value: Double) -> String {
      "{\"deviceId\":\"pump-0\",\"sensorType\":\"flow\",\"value\":\(value),"
        + "\"timestamp\":\(1_764_000_000_000 + second * 1000)}\n"
    }
    #expect(last(steady)?.quality == .good)
    let expected = last(steady)?.expected
    #expect(
      expected.map { $0.contains(60) && $0.upperBound - $0.lowerBound < 3 } == true, "\(String(describing: expected))")
    #expect(last(steady + more(1200, 90) + more(1201, 60))?.quality == Quality(level: .suspect, rule: .spike))
    let stuck = (1200..<1300).map { more($0, 60.5) }.joined()
    #expect(last(steady + stuck)?.quality == Quality(level: .bad, rule: .flat))
    #expect(judge(steady + stuck, .jsonLines).episodes(.quality).count == 1)
    #expect(last(steady + more(800, 60))?.quality == Quality(level: .suspect, rule: .late))
  }
}
