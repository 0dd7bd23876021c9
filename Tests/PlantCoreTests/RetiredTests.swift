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
    #expect(result.snapshot.devices.rows.map(\.isRetired) == [true, false])
  }
}
