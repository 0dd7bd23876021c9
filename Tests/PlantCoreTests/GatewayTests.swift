import PlantCore
import Testing

@Suite("A lost gateway is one line, whatever stands behind it")
struct GatewayTests {
  private static let start = CaptureScript.start

  private func configuration(_ devices: [String] = ["a", "b", "c"]) -> EngineConfiguration {
    var configuration = EngineConfiguration()
    configuration.devices = devices.map { id in
      var device = DeviceConfiguration(id: id)
      device.gateway = "gw-1"
      return device
    }
    return configuration
  }

  /// Devices that send every second until each falls silent, beside one that never does.
  private func judged(
    until silent: [(String, Int)], _ more: (inout CaptureScript) -> Void = { _ in }, end: Int = 120
  ) -> Conclusion {
    var script = CaptureScript()
    for (device, last) in silent {
      for second in 0...last { script.reading(Double(second), device, "temperature", 20) }
    }
    more(&script)
    script.chatter(0...end)
    return judge(script, configuration: configuration())
  }

  @Test("all devices silent in the same second: one line that counts them, and it grows to DEAD")
  func together() {
    let result = judged(until: [("a", 20), ("b", 20), ("c", 20)])
    #expect(result.episodes(.freshness, since: Self.start) == ["open stale gw-1 @31", "open dead gw-1 @81"])
    let line = result.snapshot.episodes.episodes[0]
    #expect(line.count == 3 && line.isOpen && line.deviceName == "gw-1")
    guard case .anomaly(let event) = result.events.first(where: { if case .anomaly = $0 { true } else { false } })
    else {
      Issue.record("no event")
      return
    }
    #expect(event.why == "all 3 devices behind it are silent for 11 s")
  }

  @Test("devices that follow one after the other have lines until the last one falls silent: they end in the one")
  func oneByOne() {
    let result = judged(until: [("a", 20), ("b", 24), ("c", 28)], end: 45)
    #expect(
      result.episodes(.freshness, since: Self.start) == [
        "open stale a/temperature @31", "open stale b/temperature @35", "close stale a/temperature @39",
        "close stale b/temperature @39", "open stale gw-1 @39",
      ])
  }

  @Test("as long as one of them is heard, it is no loss of the gateway")
  func oneIsHeard() {
    let result = judged(until: [("a", 20), ("b", 20), ("c", 119)])
    #expect(
      result.episodes(.freshness, since: Self.start).filter { $0.contains("stale") } == [
        "open stale a/temperature @31", "open stale b/temperature @31",
      ])
  }

  @Test("a gateway that sends itself is one of them: while it is heard it is not lost")
  func itself() {
    let heard = judged(until: [("a", 20), ("b", 20), ("c", 20), ("gw-1", 119)])
    #expect(heard.episodes(.freshness).count { $0.contains("stale") } == 3)
    let lost = judged(until: [("gw-1", 20), ("a", 20), ("b", 20), ("c", 20)])
    #expect(lost.episodes(.freshness, since: Self.start) == ["open stale gw-1 @31", "open dead gw-1 @81"])
    #expect(lost.snapshot.episodes.episodes[0].count == 4)
  }

  @Test("when one is heard again the line ends, and those that do not follow get lines of their own")
  func returns() {
    let result = judged(until: [("a", 20), ("b", 20), ("c", 20)]) { script in
      for second in 40...120 { script.reading(Double(second), "a", "temperature", 20) }
      for second in 42...120 { script.reading(Double(second), "b", "temperature", 20) }
    }
    #expect(
      result.episodes(.freshness, since: Self.start) == [
        "open stale gw-1 @31", "close stale gw-1 @40", "open stale c/temperature @51", "open dead c/temperature @81",
      ])
    let closing = result.events.lazy.compactMap {
      if case .anomaly(let event) = $0, !event.isOpening { event } else { nil }
    }
    #expect(closing.first?.why == "heard again; who behind it stays silent gets a line of its own")
  }

  @Test("its line is found on the screen of every device behind it")
  func screens() {
    var script = CaptureScript()
    for device in ["a", "b", "c"] { script.reading(0, device, "temperature", 20) }
    script.chatter(0...200)
    var query = Query()
    query.focus = 1
    let result = judge(script.text, .capture, configuration: configuration(), query: query)
    #expect(result.snapshot.focus?.episodes.map(\.deviceName) == ["gw-1"])
  }

  @Test("with the last device behind it retired, the line ends")
  func retired() {
    let result = judged(until: [("a", 20), ("b", 20), ("c", 20)]) { script in
      for (index, device) in ["a", "b", "c"].enumerated() {
        script.line(
          "action", Double(50 + index),
          ActionLine.json(.retire(device: device), OperatorNote(by: "anna", why: "sold")))
      }
    }
    #expect(result.episodes(.freshness, since: Self.start) == ["open stale gw-1 @31", "close stale gw-1 @52"])
  }

  @Test("a retired device that still sends proves that the gateway lives")
  func retiredSends() {
    var script = CaptureScript()
    for device in ["a", "b"] {
      for second in 0...20 { script.reading(Double(second), device, "temperature", 20) }
    }
    for second in stride(from: 0, through: 300, by: 30) { script.reading(Double(second), "c", "temperature", 20) }
    script.chatter(0...300)
    var configuration = configuration()
    configuration.devices[2].isRetired = true
    let lines = judge(script, configuration: configuration).episodes(.freshness)
    #expect(!lines.contains { $0.contains("gw-1") })
  }

  @Test("a device of which only a retained message is known keeps no gateway from being lost")
  func retainedOnly() {
    let result = judged(until: [("a", 20), ("b", 20)]) { $0.reading(0, "c", "temperature", 20, retained: true) }
    #expect(result.episodes(.freshness, since: Self.start).first == "open stale gw-1 @31")
    #expect(result.snapshot.episodes.episodes[0].count == 2)
  }

  @Test("a device that was dead before keeps its line, and is not announced again")
  func deadBefore() {
    let result = judged(
      until: [("a", 20), ("b", 200), ("c", 200)],
      { script in
        for second in 230...320 {
          for device in ["b", "c"] { script.reading(Double(second), device, "temperature", 20) }
        }
      }, end: 320)
    #expect(
      result.episodes(.freshness, since: Self.start) == [
        "open stale a/temperature @31", "open dead a/temperature @81", "open stale gw-1 @211", "close stale gw-1 @230",
      ])
  }
}
