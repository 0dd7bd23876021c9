import PlantCore
import Testing

private let start = CaptureScript.start

private func line(_ device: String, _ value: Double, _ timestamp: String?) -> String {
  let stamp = timestamp.map { ",\"timestamp\":\($0)" } ?? ""
  return "{\"deviceId\":\"\(device)\",\"sensorType\":\"temperature\",\"value\":\(value)\(stamp)}\n"
}

@Suite("Event time places a reading, arrival judges it")
struct TimeTests {
  @Test("a timestamp means the same whatever its spelling")
  func spellings() {
    for spelling in [
      "1764000000", "1764000000.0", "1.764e9", "1764000000000", "1.764e12", "\"2025-11-24T16:00:00Z\"",
      "\"2025-11-24T17:00:00+01:00\"", "\"2025-11-24 16:00:00.000Z\"", "\"2025-11-24T10:30:00-0530\"",
    ] {
      let result = judge(line("d", 20, spelling), .jsonLines)
      #expect(result.snapshot.streamTime == Stamp(seconds: 1_764_000_000), "\(spelling)")
    }
    #expect(
      judge(line("d", 20, "1764000000.123456789"), .jsonLines).snapshot.streamTime.nanoseconds % 1_000_000_000
        == 123_456_789)
  }

  @Test("stamps before 2000 or a day ahead are implausible, and the value is judged at its arrival")
  func implausible() {
    var script = CaptureScript()
    for stamp in ["0", "1", "946684799", "\(start + 86_402)", "99999999999999999999999", "-5"] {
      script.message(1, "sensor/d/data", String(line("d", 95, stamp).dropLast()))
    }
    let result = judge(script)
    #expect(result.counters.implausible == 6)
    #expect(result.counters.anomalies == 6)
    #expect(result.counters.errorTotal == 0)
  }

  @Test("more than five seconds ahead is skewed and clamped, a device an hour behind is simply judged")
  func skew() {
    var script = CaptureScript()
    script.reading(10, "ahead", "temperature", 95, at: 15)
    script.reading(10, "further", "temperature", 95, at: 15.001)
    for second in 10..<30 { script.reading(Double(second), "behind", "temperature", 95, at: Double(second) - 3600) }
    let result = judge(script)
    #expect(result.counters.skewed == 1)
    #expect(result.counters.anomalies == 22)
    #expect(result.counters.late == 0)
    #expect(result.episodes(since: start).contains("open high further/temperature 95 @10"))
    #expect(result.episodes(since: start).contains("open high behind/temperature 95 @-3590"))
    #expect(result.transitions(.anomalyCount, since: start).last == "OK→ALARM @19 11")
  }

  @Test("when most devices run ahead, our own clock is blamed, once")
  func ownClockIsSlow() {
    func notices(ahead: Int) -> Int {
      var script = CaptureScript()
      for second in 0..<300 {
        for device in 0..<5 {
          script.reading(
            Double(second), "d\(device)", "temperature", 20, at: Double(second) + (device < ahead ? 60 : 0))
        }
      }
      return judge(script).events.count {
        if case .notice(let notice) = $0 { notice.text.contains("own clock") } else { false }
      }
    }
    #expect(notices(ahead: 2) == 0)
    #expect(notices(ahead: 3) == 1)
  }

  @Test("a reading more than 300 s behind its own sensor is late: judged and counted, and the gauge stays")
  func late() {
    var script = CaptureScript()
    script.reading(400, "d", "temperature", 20, at: 400)
    script.reading(401, "d", "temperature", 95, at: 100)
    script.reading(402, "d", "temperature", 96, at: 99.999)
    let result = judge(script)
    #expect(result.counters.late == 1)
    #expect(result.counters.anomalies == 2)
    #expect(result.snapshot.devices.rows[0].readouts[0].value == 20)
  }

  @Test("a sensor whose clock stepped back an hour is rebased after a minute")
  func clockSteppedBack() {
    var script = CaptureScript()
    for second in 0..<30 { script.reading(Double(second), "d", "temperature", 20, at: Double(second)) }
    for second in 30..<100 { script.reading(Double(second), "d", "temperature", 50, at: Double(second) - 3600) }
    let result = judge(script)
    #expect(result.counters.late == 61)
    #expect(result.snapshot.devices.rows[0].readouts[0].value == 50)
    #expect(result.snapshot.devices.rows[0].freshness == .fresh)
  }

  @Test("a backlog sent at once is late for as long as it lasts")
  func backlog() {
    var script = CaptureScript()
    script.reading(4000, "d", "temperature", 20, at: 4000)
    for index in 0..<200 { script.reading(4001 + Double(index) / 2, "d", "temperature", 50, at: Double(index) * 10) }
    let result = judge(script)
    #expect(result.counters.late == 200)
    #expect(result.snapshot.devices.rows[0].readouts[0].value == 20)
  }

  @Test("without arrivals the third late reading in order rebases its sensor")
  func bareLinesStepBack() {
    let text = [3600, 3601, 1, 2, 3, 4].map { line("d", 20, String(start + $0)) }.joined()
    let result = judge(text, .jsonLines)
    #expect(result.counters.late == 2)
    #expect(result.snapshot.devices.rows[0].readouts[0].measured == Stamp(seconds: start + 4))
  }

  @Test("without arrivals a far jump needs a second device, once there are two")
  func bareLinesJump() {
    let lone = judge(line("a", 20, String(start)) + line("a", 20, String(start + 86_400)), .jsonLines)
    #expect(lone.snapshot.streamTime == Stamp(seconds: start + 86_400))
    let doubted = judge(
      line("a", 20, String(start)) + line("b", 20, String(start + 1)) + line("a", 95, String(start + 7200)), .jsonLines)
    #expect(doubted.snapshot.streamTime == Stamp(seconds: start + 1))
    #expect(doubted.counters.skewed == 1)
    #expect(doubted.counters.anomalies == 1)
    let agreed = judge(
      line("a", 20, String(start)) + line("b", 20, String(start + 1)) + line("a", 20, String(start + 7200))
        + line("b", 20, String(start + 7300)), .jsonLines)
    #expect(agreed.snapshot.streamTime == Stamp(seconds: start + 7300))
  }

  @Test("readings before any time wait in the first second that comes")
  func beforeTime() {
    let text = String(repeating: line("d", 95, nil), count: 11) + line("d", 20, String(start))
    #expect(judge(text, .jsonLines).transitions(.anomalyCount, since: start) == ["?→ALARM @1 11"])
  }

  @Test("a gateway repeating its cache is counted as duplicates, and refreshes nothing")
  func duplicates() {
    var script = CaptureScript()
    for second in 0..<10 { script.reading(Double(second), "d", "temperature", 95, at: Double(second)) }
    for second in 10..<200 { script.reading(Double(second), "d", "temperature", 95, at: 9) }
    let result = judge(script)
    #expect(result.counters.duplicates == 190)
    #expect(result.counters.anomalies == 10)
    #expect(result.snapshot.devices.rows[0].freshness == .dead)
  }

  @Test("retained messages are last known: never judged, never an error, never fresh")
  func retained() {
    var script = CaptureScript()
    script.reading(0, "d", "temperature", 95, retained: true)
    script.message(1, "sensor/d/data", "{broken", retained: true)
    script.message(2, "elsewhere", "x", retained: true)
    let result = judge(script)
    #expect(result.counters.retained == 3)
    #expect(result.counters.readings == 0)
    #expect(result.counters.errorTotal == 0)
    #expect(result.snapshot.devices.rows[0].freshness == .lastKnown)
    #expect(result.snapshot.devices.rows[0].readouts[0].value == 95)
  }

  @Test("our own clock's step is a record and moves no window")
  func ownClock() {
    func run(steps: Bool) -> Conclusion {
      var script = CaptureScript()
      for second in 0..<120 {
        script.reading(Double(second), "d", "temperature", second < 11 ? 95 : 20)
        if steps, second == 40 { script.line("clock", 40.5, "{\"step\":3600.0}") }
        if steps, second == 80 { script.line("clock", 80.5, "{\"step\":-3600.0}") }
      }
      return judge(script)
    }
    #expect(run(steps: true).transitions(.anomalyCount) == run(steps: false).transitions(.anomalyCount))
    #expect(run(steps: true).snapshot.windows == run(steps: false).snapshot.windows)
  }

  @Test("arrivals that step back for ten seconds rebase stream time")
  func arrivalsStepBack() {
    var script = CaptureScript()
    for second in 3600..<3630 { script.reading(Double(second), "d", "temperature", 95) }
    for second in 0..<30 { script.reading(Double(second), "d", "temperature", 20) }
    let result = judge(script)
    #expect(result.snapshot.streamTime == Stamp(seconds: start + 29))
    #expect(result.snapshot.windows[2].anomalies == 0)
    #expect(result.counters.readings == 60)
  }
}

@Suite("Silence is told from zero, and from a feed that is down")
struct FreshnessTests {
  @Test("a sensor at 1 Hz is stale strictly after 10 s and dead strictly after 60 s")
  func oneHertz() {
    var script = CaptureScript()
    for second in 0..<10 { script.reading(Double(second), "d", "temperature", 20) }
    script.ticks(10...100)
    script.chatter(0...100)
    #expect(
      judge(script).episodes(.freshness, since: start) == [
        "open stale d/temperature @20", "open dead d/temperature @70",
      ])
  }

  @Test("until five gaps are seen the long gap is taken as 40 s")
  func assumedGap() {
    var script = CaptureScript()
    script.reading(0, "d", "temperature", 20)
    script.reading(1, "d", "temperature", 20)
    script.ticks(2...200)
    script.chatter(0...200)
    #expect(
      judge(script).episodes(.freshness, since: start) == [
        "open stale d/temperature @62", "open dead d/temperature @122",
      ])
  }

  @Test("a slow sensor has its own patience, and so has one whose gap is configured")
  func slow() {
    var script = CaptureScript()
    for index in 0..<8 { script.reading(Double(index) * 60, "slow", "temperature", 20) }
    for second in 0...420 { script.reading(Double(second), "configured", "temperature", 20) }
    script.ticks(421...1000)
    script.chatter(0...1000)
    var configuration = EngineConfiguration()
    var device = DeviceConfiguration(id: "configured")
    device.expect = 100 * 1_000_000_000
    configuration.devices = [device]
    #expect(
      judge(script, configuration: configuration).episodes(.freshness, since: start) == [
        "open stale slow/temperature @511", "open stale configured/temperature @571",
        "open dead slow/temperature @601", "open dead configured/temperature @721",
      ])
  }

  @Test("a device is one line when all its sensors are silent")
  func device() {
    var script = CaptureScript()
    for second in 0..<20 {
      for type in ["temperature", "pressure", "vibration"] {
        script.reading(Double(second), "d", type, type == "pressure" ? 100 : 1 + (type == "temperature" ? 20 : 0))
      }
    }
    script.ticks(20...100)
    script.reading(101, "d", "pressure", 100)
    script.ticks(102...103)
    script.chatter(0...103)
    #expect(
      judge(script).episodes(.freshness, since: start) == ["open stale d @30", "open dead d @80", "close dead d @101"])
  }

  @Test("a device of the configuration that was never heard is NEVER SEEN, and no device of the report")
  func neverSeen() {
    var configuration = EngineConfiguration()
    configuration.devices = [DeviceConfiguration(id: "ghost")]
    let result = judge("", .capture, configuration: configuration)
    #expect(result.snapshot.devices.rows.map(\.freshness) == [.neverSeen])
    #expect(result.counters.devices == 0)
  }
}
