import PlantCore
import Testing

@Suite("A retired device is not missed, and is heard all the same")
struct RetiredTests {
  private var configuration: EngineConfiguration {
    var configuration = EngineConfiguration()
    var old = DeviceConfiguration(id: "old")
    old.isRetired = true
    configuration.devices = [old]
    return configuration
  }

  private func notices(_ result: Conclusion) -> [String] {
    result.events.compactMap { event in
      guard case .notice(let notice) = event, notice.kind == .configuration else { return nil }
      return notice.text
    }
  }

  @Test("its readings are judged and announced once, and its silence is no news")
  func sends() {
    var script = CaptureScript()
    script.reading(0, "old", "temperature", 95)
    script.reading(1, "old", "temperature", 95)
    script.reading(300, "old", "temperature", 95)
    script.chatter(0...600)
    let result = judge(script, configuration: configuration)
    #expect(notices(result) == ["retired device old sends"])
    #expect(result.counters.anomalies == 3 && result.counters.episodes == 1)
    #expect(result.episodes(.freshness).isEmpty)
    #expect(result.counters.staleSensors == 0 && result.counters.deadSensors == 0)
    #expect(result.snapshot.devices.rows.first { $0.name == "old" }?.isRetired == true)
  }

  @Test("silent from the start it is not worse than a device that is well")
  func silent() {
    var script = CaptureScript()
    script.chatter(0...5)
    let result = judge(script, configuration: configuration)
    #expect(notices(result).isEmpty)
    // Among equals the name decides.
    let rows = result.snapshot.devices.rows
    #expect(rows.count == 2 && rows.contains(where: \.isRetired) && rows.map(\.name) == rows.map(\.name).sorted())
  }

  private func act(_ action: OperatorAction, at second: Double, why: String, in script: inout CaptureScript) {
    script.line("action", second, ActionLine.json(action, OperatorNote(by: "anna pts/3", why: why)))
  }

  @Test("an operator retires a silent device: its line ends, nobody waits for it, until it is brought back")
  func byHand() {
    var script = CaptureScript()
    script.reading(0, "press-07", "temperature", 20)
    script.reading(0.1, "press-07", "pressure", 100)
    script.chatter(0...800)
    act(.retire(device: "press-07"), at: 300, why: "", in: &script)
    act(.retire(device: "press-08"), at: 301, why: "scrapped", in: &script)
    act(.retire(device: "press-07"), at: 302, why: "scrapped", in: &script)
    act(.retire(device: "press-07"), at: 303, why: "scrapped", in: &script)
    var after = script
    act(.reinstate(device: "press-07"), at: 600, why: "", in: &after)
    script.sort()
    after.sort()
    let result = judge(script)
    #expect(
      result.operations() == [
        "retire press-07 @300 refused: a reason is needed", "retire press-08 @301 refused: there is no such device",
        "retire press-07 @302", "retire press-07 @303 refused: it is so already",
      ])
    #expect(
      result.episodes(.freshness, since: CaptureScript.start) == [
        "open stale press-07 @61", "open dead press-07 @121", "close dead press-07 @302",
      ])
    #expect(result.counters.staleSensors == 0 && result.counters.deadSensors == 0)
    let back = judge(after)
    #expect(back.episodes(.freshness, since: CaptureScript.start).last == "open dead press-07 @661")
    #expect(back.counters.deadSensors == 2)
    #expect(judge(after, batch: 1).digest == back.digest)
  }

  @Test("a retired device that sends is announced, and its limits are judged")
  func retiredAndHeard() {
    var script = CaptureScript()
    script.reading(0, "press-07", "temperature", 20)
    act(.retire(device: "press-07"), at: 200, why: "scrapped", in: &script)
    script.reading(300, "press-07", "temperature", 95)
    script.chatter(0...400)
    let result = judge(script)
    #expect(notices(result) == ["retired device press-07 sends"])
    #expect(result.episodes().count == 1)
  }

  @Test("retiring a device that sends all the time is announced at once")
  func retiredWhileSending() {
    var script = CaptureScript()
    for second in 0..<60 { script.reading(Double(second), "press-07", "temperature", 20) }
    act(.retire(device: "press-07"), at: 30, why: "a slip", in: &script)
    script.sort()
    #expect(notices(judge(script)) == ["retired device press-07 sends"])
  }
}
