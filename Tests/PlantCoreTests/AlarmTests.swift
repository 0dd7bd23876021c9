import PlantCore
import Testing

private let start = CaptureScript.start

@Suite("The pipeline alarms slide, are strict, and come back by themselves")
struct AlarmTests {
  private func withErrors(_ seconds: [Double], until end: Int = 700) -> Conclusion {
    var script = CaptureScript()
    var next = 0
    for second in 0...end {
      script.line("tick", Double(second), "{\"lag\":1}")
      script.reading(Double(second) + 0.5, "device-001", "temperature", 20)
      while next < seconds.count, Int(seconds[next]) == second {
        script.message(seconds[next], "sensor/device-001/data", "{broken")
        next += 1
      }
    }
    return judge(script)
  }

  @Test("five errors are fine, six are an alarm, which clears when the first has left the window")
  func errors() {
    let five = withErrors([10.6, 11.6, 12.6, 13.6, 14.6])
    #expect(five.transitions(.processingErrors, since: start) == ["?→OK @1 0"])
    let six = withErrors([10.6, 11.6, 12.6, 13.6, 14.6, 15.6])
    #expect(
      six.transitions(.processingErrors, since: start) == ["?→OK @1 0", "OK→ALARM @16 6", "ALARM→OK @311 5"])
  }

  @Test("three errors each side of a minute's edge add up: the window slides")
  func slidingWindow() {
    let result = withErrors([270.6, 271.6, 272.6, 330.6, 331.6, 332.6])
    #expect(result.transitions(.processingErrors, since: start).contains("OK→ALARM @333 6"))
  }

  private func withBreaches(_ count: Int) -> Conclusion {
    var script = CaptureScript()
    for second in 0..<count { script.reading(Double(second) + 0.5, "device-001", "temperature", 95) }
    script.ticks(count...400)
    return judge(script)
  }

  @Test("ten breaches are fine, eleven are an alarm, cleared by the ticks alone")
  func anomalies() {
    #expect(withBreaches(10).transitions(.anomalyCount, since: start) == ["?→OK @1 1"])
    #expect(
      withBreaches(11).transitions(.anomalyCount, since: start) == ["?→OK @1 1", "OK→ALARM @11 11", "ALARM→OK @301 10"])
  }

  @Test("exactly 60 s of lag is fine, a millisecond more is an alarm; no sample keeps the state")
  func lag() {
    func run(_ lag: Int) -> Conclusion {
      var script = CaptureScript()
      script.line("tick", 1, "{\"lag\":\(lag)}")
      for second in 2...200 { script.line("tick", Double(second)) }
      return judge(script)
    }
    #expect(run(60_000).transitions(.processingLag, since: start) == ["?→OK @2 60"])
    #expect(run(60_001).transitions(.processingLag, since: start) == ["?→ALARM @2 60.001"])
  }

  @Test("an input without any time has no seconds: its alarms stay undecided")
  func noTime() {
    let line = "{\"deviceId\":\"d\",\"sensorType\":\"temperature\",\"value\":95}\n"
    let result = judge(String(repeating: line, count: 50), .jsonLines)
    #expect(result.counters.anomalies == 50)
    #expect(result.alarms.allSatisfy { $0.state == .insufficientData })
    #expect(result.alarms.count == 3)
    #expect(!result.snapshot.streamTime.isKnown)
  }

  @Test("bare lines close their seconds by event time, the last one at the end of the input")
  func bareLines() {
    var text = ""
    for index in 0..<11 {
      text += "{\"deviceId\":\"d\",\"sensorType\":\"temperature\",\"value\":95,\"timestamp\":\(start + Int64(index))}\n"
    }
    let result = judge(text, .jsonLines)
    #expect(result.transitions(.anomalyCount, since: start) == ["?→OK @1 1", "OK→ALARM @11 11"])
    #expect(result.snapshot.streamTime == Stamp(seconds: start + 10))
  }

  @Test("a lost connection is one alarm, not one for each device, and nothing looks fresh meanwhile")
  func feed() {
    var script = CaptureScript()
    script.line("plantwatch", 0, "{\"capture\":1}")
    script.line("connected", 0.1)
    for second in 0..<30 {
      for device in 1...5 { script.reading(Double(second) + 0.5, "device-00\(device)", "temperature", 20) }
      script.line("tick", Double(second + 1), "{\"lag\":1}")
    }
    script.line("disconnected", 30.2, "{\"why\":\"connection refused\"}")
    for second in 31...150 { script.line("tick", Double(second)) }
    script.line("connected", 150.1)
    for second in 150..<180 {
      for device in 1...4 { script.reading(Double(second) + 0.5, "device-00\(device)", "temperature", 20) }
      script.line("tick", Double(second + 1), "{\"lag\":1}")
    }
    let result = judge(script)
    #expect(
      result.transitions(.feed, since: start).map { $0.prefix(while: { $0 != "@" }) } == [
        "?→OK ", "OK→ALARM ", "ALARM→OK ",
      ])
    // Device 5 did not come back: its silence counts from the moment the feed was there again.
    #expect(result.episodes(.freshness, since: start) == ["open dead device-005/temperature @162"])
  }

  @Test("a session that ends on purpose, and another appended an hour later, raise no feed and blame no device")
  func appendedSession() {
    var script = CaptureScript()
    for start in [0, 3600] {
      script.line("plantwatch", Double(start), "{\"capture\":1}")
      script.line("connected", Double(start) + 0.1)
      for second in start..<start + 30 {
        for device in 1...(start == 0 ? 2 : 1) {
          script.reading(Double(second) + 0.5, "device-00\(device)", "temperature", 20)
        }
        script.line("tick", Double(second + 1), "{\"lag\":1}")
      }
      script.line("disconnected", Double(start) + 30.2, "{\"why\":\"stopped\"}")
    }
    let result = judge(script)
    #expect(result.transitions(.feed, since: start).map { $0.prefix { $0 != "@" } } == ["?→OK "])
    // Device 2 did not come back: its silence counts from the moment somebody watched again.
    #expect(result.episodes(.freshness, since: start) == ["open dead device-002/temperature @3611"])
  }

  @Test("a plant that falls silent raises the feed after three times its usual longest silence, at least 30 s")
  func silentPlant() {
    var script = CaptureScript()
    for second in 0..<20 { script.reading(Double(second), "device-001", "temperature", 20) }
    script.ticks(20...100)
    // Of the message at the connect's own moment nothing is known yet.
    #expect(judge(script).transitions(.feed, since: start) == ["?→OK @2 1", "OK→ALARM @50 31"])
  }

  @Test("refused messages raise `lost` for five minutes")
  func lost() {
    var script = CaptureScript()
    script.ticks(0...5)
    script.line("gap", 5.5, "{\"lost\":31}")
    script.ticks(6...400)
    let result = judge(script)
    #expect(result.transitions(.lost, since: start) == ["?→OK @1 0", "OK→ALARM @6 31", "ALARM→OK @306 0"])
    #expect(result.counters.lost == 31)
  }

  @Test("a year's gap is passed over at once and closes what it must")
  func yearGap() {
    var script = CaptureScript()
    for second in 0..<20 { script.reading(Double(second), "device-001", "temperature", 95) }
    script.reading(31_536_000, "device-001", "temperature", 20)
    let result = judge(script)
    #expect(
      result.transitions(.anomalyCount, since: start) == ["?→OK @1 1", "OK→ALARM @11 11", "ALARM→OK @310 10"])
    #expect(result.episodes(.freshness, since: start).first == "open stale device-001/temperature @30")
  }
}
