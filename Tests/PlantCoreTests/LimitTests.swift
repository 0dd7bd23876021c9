import PlantCore
import Testing

@Suite("Limits are strict, and one event is one episode")
struct LimitTests {
  private func anomalies(_ type: String, _ value: Double) -> UInt64 {
    var script = CaptureScript()
    script.reading(0, "device-001", type, value)
    return judge(script).counters.anomalies
  }

  @Test("the value now is told while an episode is on its way to its end")
  func clearingValue() {
    func clearing(_ values: [Double]) -> Double? {
      var script = CaptureScript()
      for (second, value) in values.enumerated() { script.reading(Double(second), "d", "temperature", value) }
      return judge(script).snapshot.episodes.worst.map(\.inside)
    }
    #expect(clearing([95])?.isNaN == true)
    #expect(clearing([95, 80]) == 80)
    #expect(clearing([95, 70, 81])?.isNaN == true)
    #expect(clearing([5, 10.5]) == 10.5)
    #expect(clearing([20]) == nil)
  }

  @Test("the limits themselves are fine, the next value is not")
  func equalities() {
    for (type, value) in [
      ("temperature", 80.0), ("temperature", 10), ("pressure", 150), ("pressure", 30), ("vibration", 5.0),
    ] {
      #expect(anomalies(type, value) == 0, "\(type) \(value)")
    }
    for (type, value) in [
      ("temperature", 80.0.nextUp), ("temperature", 10.0.nextDown), ("pressure", 150.0.nextUp),
      ("pressure", 30.0.nextDown), ("vibration", 5.0.nextUp), ("temperature", -40), ("vibration", 1e300),
    ] {
      #expect(anomalies(type, value) == 1, "\(type) \(value)")
    }
    #expect(anomalies("humidity", 1e9) == 0)
    #expect(anomalies("Vibration", 9) == 1)
  }

  @Test("an episode opens at the first breach and closes after five seconds inside the deadband")
  func episode() {
    var script = CaptureScript()
    for (second, value) in [70.0, 81, 95, 79.5, 78.8, 78, 78, 78, 78, 78, 78].enumerated() {
      script.reading(Double(second), "device-001", "temperature", value)
    }
    // 79.5 lies inside the limit and outside the deadband of 1.2: the way back begins at 78.8, second 4.
    #expect(
      judge(script).episodes(since: CaptureScript.start) == [
        "open high device-001/temperature 81 @1", "close high device-001/temperature 95 @9",
      ])
  }

  @Test("a reading in between restarts the way back")
  func restart() {
    var script = CaptureScript()
    for (second, value) in [95.0, 70, 70, 79.5, 70, 70, 70, 70, 70, 70].enumerated() {
      script.reading(Double(second), "device-001", "temperature", value)
    }
    #expect(judge(script).episodes(since: CaptureScript.start).last == "close high device-001/temperature 95 @9")
  }

  @Test(
    "a sensor slower than the off-delay clears on its first reading inside; one that was away just once waits for it")
  func outage() {
    func close(every gap: Int, silentAfter seconds: Int) -> String? {
      var script = CaptureScript()
      for second in stride(from: 0, through: seconds, by: gap) {
        script.reading(Double(second), "d", "temperature", 95)
      }
      for second in stride(from: seconds + 20, through: seconds + 80, by: gap) {
        script.reading(Double(second), "d", "temperature", 70)
      }
      return judge(script).episodes(since: CaptureScript.start).last
    }
    #expect(close(every: 20, silentAfter: 100) == "close high d/temperature 95 @120")
    #expect(close(every: 1, silentAfter: 100) == "close high d/temperature 95 @125")
  }

  @Test("the low side has its own deadband, in the other direction")
  func lowSide() {
    var script = CaptureScript()
    for (second, value) in [29.0, 33.9, 34, 34, 34, 34, 34, 34].enumerated() {
      script.reading(Double(second), "device-001", "pressure", value)
    }
    #expect(
      judge(script).episodes(since: CaptureScript.start) == [
        "open low device-001/pressure 29 @0", "close low device-001/pressure 29 @7",
      ])
  }

  @Test("a sensor slower than the delay closes on its first reading inside")
  func slowSensor() {
    var script = CaptureScript()
    script.reading(0, "device-001", "temperature", 95)
    script.reading(60, "device-001", "temperature", 70)
    #expect(judge(script).episodes(since: CaptureScript.start).last == "close high device-001/temperature 95 @60")
  }

  @Test("an episode without an end stays open, and silence never closes it")
  func silence() {
    var script = CaptureScript()
    for second in 0..<20 { script.reading(Double(second), "device-001", "temperature", 95) }
    script.ticks(20...7200)
    let result = judge(script)
    #expect(result.episodes(since: CaptureScript.start) == ["open high device-001/temperature 95 @0"])
    #expect(result.snapshot.episodes.open == 1)
    let readout = result.snapshot.devices.rows.first?.readouts.first
    #expect(readout?.priority == 2)
    #expect(readout?.freshness == .dead)
    #expect(result.snapshot.episodes.worst?.isWithoutData == true)
  }

  @Test("HH is one episode with H: it escalates and eases, counts once a reading, and keeps its number")
  func highHigh() {
    var configuration = EngineConfiguration()
    configuration.types[0].limits.highHigh = 90
    var script = CaptureScript()
    for (second, value) in [85.0, 95, 85, 70, 70, 70, 70, 70, 70].enumerated() {
      script.reading(Double(second), "device-001", "temperature", value)
    }
    let result = judge(script, configuration: configuration)
    #expect(
      result.episodes(since: CaptureScript.start) == [
        "open high device-001/temperature 85 @0", "open highHigh device-001/temperature 95 @1",
        "open high device-001/temperature 85 @2", "close high device-001/temperature 85 @8",
      ])
    #expect(result.counters.anomalies == 3)
    #expect(result.counters.episodes == 1)
  }

  @Test("jumping across the whole band opens the other side while the first one returns")
  func acrossTheBand() {
    var script = CaptureScript()
    for (second, value) in [95.0, 5, 5, 5, 5, 5, 5].enumerated() {
      script.reading(Double(second), "device-001", "temperature", value)
    }
    #expect(
      judge(script).episodes(since: CaptureScript.start) == [
        "open high device-001/temperature 95 @0", "open low device-001/temperature 5 @1",
        "close high device-001/temperature 95 @6",
      ])
  }

  @Test("a device may have limits of its own")
  func ownLimits() {
    var configuration = EngineConfiguration()
    var motor = DeviceConfiguration(id: "motor-1")
    motor.limits = [
      SensorTypeConfiguration(
        name: "temperature", unit: "°C", scale: 0...120, limits: LimitSet(high: 100, deadband: 1.2))
    ]
    configuration.devices = [motor]
    var script = CaptureScript()
    script.reading(0, "motor-1", "temperature", 90)
    script.reading(1, "motor-2", "temperature", 90)
    script.reading(2, "motor-1", "temperature", 101)
    #expect(
      judge(script, configuration: configuration).episodes(since: CaptureScript.start) == [
        "open high motor-2/temperature 90 @1", "open high motor-1/temperature 101 @2",
      ])
  }
}
