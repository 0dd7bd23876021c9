import PlantCore
import Testing

@Suite("A device that stands still opens no episode where its gates say so")
struct PlantStateTests {
  /// A pump that runs while it shakes; its low pressures mean nothing while it does not.
  private func configuration(_ gates: [EpisodeKind], onDelay: Int64 = 0) -> EngineConfiguration {
    var configuration = EngineConfiguration()
    configuration.types[1].limits.lowLow = 20
    configuration.types[1].limits.onDelay = onDelay * Interval.second
    var pump = DeviceConfiguration(id: "pump")
    pump.state = PlantStateRule("vibration > 0.3")
    pump.state?.gates = gates
    configuration.devices = [pump]
    return configuration
  }

  private func judged(
    _ readings: [(Double, String, Double)], _ gates: [EpisodeKind] = [.low, .lowLow], onDelay: Int64 = 0,
    chatter: ClosedRange<Int>? = nil
  ) -> Conclusion {
    var script = CaptureScript()
    for (second, type, value) in readings { script.reading(second, "pump", type, value) }
    if let chatter { script.chatter(chatter) }
    return judge(script, configuration: configuration(gates, onDelay: onDelay))
  }

  @Test("a gated breach is flagged and counted, and opens nothing until the device runs")
  func gated() {
    let stopped = judged([(0, "vibration", 0.1), (1, "pressure", 5), (2, "pressure", 5)])
    #expect(stopped.episodes().isEmpty && stopped.counters.anomalies == 2)
    #expect(stopped.snapshot.devices.rows.first?.isStopped == true)
    let running = judged([
      (0, "vibration", 0.1), (1, "pressure", 5), (2, "vibration", 0.31), (3, "pressure", 5), (4, "pressure", 5),
    ])
    #expect(running.episodes(since: CaptureScript.start) == ["open lowLow pump/pressure 5 @3"])
    #expect(running.snapshot.devices.rows.first?.isStopped == false)
  }

  @Test("other limits, other devices and a device of which nothing is known are judged as always")
  func notGated() {
    #expect(judged([(0, "vibration", 0), (1, "pressure", 160)]).episodes().count == 1)
    #expect(judged([(1, "pressure", 5)]).episodes().count == 1)
    #expect(judged([(0, "vibration", 0), (1, "pressure", 5)], []).episodes().count == 1)
  }

  @Test("where only LL is gated, a value beyond it is still one beyond L")
  func innerLimit() {
    let result = judged([(0, "vibration", 0), (1, "pressure", 5)], [.lowLow])
    #expect(result.episodes(since: CaptureScript.start) == ["open low pump/pressure 5 @1"])
  }

  @Test("an episode that is open when the device stops stays open, counts on and does not escalate")
  func stopsWhileOpen() {
    let result = judged([
      (0, "vibration", 1), (1, "pressure", 25), (2, "vibration", 0), (3, "pressure", 5), (4, "pressure", 5),
    ])
    #expect(result.episodes(since: CaptureScript.start) == ["open low pump/pressure 25 @1"])
    #expect(result.snapshot.episodes.worst?.count == 3)
  }

  @Test("a device that stops within the on-delay opens nothing")
  func stopsWhileWaiting() {
    let readings: [(Double, String, Double)] = [
      (0, "vibration", 1.0), (1, "pressure", 5), (3, "vibration", 0), (20, "pressure", 5),
    ]
    #expect(judged(readings, onDelay: 10).episodes().isEmpty)
  }

  @Test("when the sensor that tells has fallen silent, the device counts as running")
  func silentSensor() {
    var readings: [(Double, String, Double)] = [(0, "vibration", 0.0)]
    for second in 1...300 { readings.append((Double(second), "pressure", 100.0)) }
    readings.append((300.5, "pressure", 5))
    #expect(judged(readings, chatter: 0...300).episodes() == ["open lowLow pump/pressure 5 @1764000300.5"])
  }

  @Test("rules are read as they are written", arguments: ["vibration > 0.3", " Vibration>0.3", "vibration >= -3e2"])
  func rule(text: String) {
    #expect(PlantStateRule(text)?.sensorType == "vibration")
  }

  @Test("what is no rule is refused", arguments: ["", "vibration", "> 3", "a > b", "a > 3 > 2", "a = 3", "a > nan"])
  func noRule(text: String) {
    #expect(PlantStateRule(text) == nil)
  }
}
