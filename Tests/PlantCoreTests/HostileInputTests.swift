import PlantCore
import Testing

private let start = CaptureScript.start

@Suite("Numbers and names chosen by somebody else stop nothing and switch nothing off")
struct HostileInputTests {
  private func line(_ device: String, _ value: Double, _ timestamp: String) -> String {
    "{\"deviceId\":\"\(device)\",\"sensorType\":\"temperature\",\"value\":\(value),\"timestamp\":\(timestamp)}\n"
  }

  @Test(
    "timestamps at the end of what a stamp can hold are implausible",
    arguments: [
      "9223372036.5", "9223372036854", "\"2262-04-11T23:47:16Z\"", "9000000000", "-9223372036", "1e300",
      "\"9999-12-31T23:59:59Z\"",
    ])
  func endOfTime(stamp: String) {
    let result = judge(line("a", 95, stamp) + line("a", 20, String(start)) + line("a", 20, stamp), .jsonLines)
    #expect(result.counters.readings == 3)
    #expect(result.counters.implausible == 2)
    #expect(result.snapshot.streamTime == Stamp(seconds: start))
  }

  @Test("gaps and ticks with absurd numbers are counted within bounds")
  func absurdNumbers() {
    var script = CaptureScript()
    for second in 0..<10 {
      script.line("gap", Double(second), "{\"lost\":9223372036854775807,\"unwatched\":9223372036854775807}")
      script.line("tick", Double(second), "{\"lag\":9223372036854775807}")
      script.line("clock", Double(second), "{\"step\":1e308}")
    }
    script.ticks(10...20)
    let result = judge(script)
    #expect(result.alarms.first { $0.name == .lost }?.state == .alarm)
    #expect(result.alarms.first { $0.name == .processingLag }?.state == .alarm)
  }

  @Test("a jump of centuries in a recording is instant, connected, disconnected or pending")
  func centuries() {
    for word in ["connected", "disconnected", "plantwatch"] {
      var script = CaptureScript()
      script.line("plantwatch", 0, "{}")
      script.line(word, 1, "{}")
      if word != "disconnected" { script.reading(2, "d", "temperature", 95) }
      script.text += "8999999999.000000000\t0\t0\t2\tsensor/d/data\t{}\n# tick 8999999999.500000000 {\"lag\":1}\n"
      let result = judge(script)
      #expect(result.counters.errors(.shape) == 1)
      #expect(result.counters.damaged == 0)
    }
  }

  @Test("an hour's arrival beside a payload from 2001 is drawn with its age, and traps nothing")
  func oldPayload() {
    let payload = "{\"deviceId\":\"d\",\"sensorType\":\"x\",\"value\":1,\"timestamp\":978307200}"
    let result = judge("8999999999.0\t0\t0\t\(payload.utf8.count)\tsensor/d/data\t\(payload)\n", .capture)
    #expect(result.snapshot.devices.rows.first?.readouts.first?.value == 1)
  }

  @Test("configured devices that are silent do not keep a lone device's clock from being believed")
  func loneDevice() {
    var configuration = EngineConfiguration()
    configuration.devices = [DeviceConfiguration(id: "a"), DeviceConfiguration(id: "b")]
    let text = line("a", 20, String(start)) + line("a", 20, String(start + 10_000))
    let result = judge(text, .jsonLines, configuration: configuration)
    #expect(result.snapshot.streamTime == Stamp(seconds: start + 10_000))
    #expect(result.counters.skewed == 0)
  }

  @Test("a flood of bad records with made-up names leaves room for real devices")
  func madeUpNames() {
    var configuration = EngineConfiguration()
    configuration.sensorCapacity = 100
    var script = CaptureScript()
    for index in 0..<20_000 { script.message(0, "sensor/fake-\(index)/data", "x") }
    script.reading(1, "real", "temperature", 95)
    let result = judge(script, configuration: configuration)
    #expect(result.counters.anomalies == 1)
    #expect(result.counters.errors(.json) == 20_000)
  }

  @Test("past the capacity new sensors are errors and known ones go on")
  func capacity() {
    var configuration = EngineConfiguration()
    configuration.sensorCapacity = 100
    var script = CaptureScript()
    for round in 0..<2 {
      for index in 0..<150 { script.reading(Double(round), "d\(index)", "temperature", 20) }
    }
    let result = judge(script, configuration: configuration)
    #expect(result.counters.readings == 200)
    #expect(result.counters.errors(.capacity) == 100)
    #expect(result.counters.sensors == 100)
  }

  @Test("thousands of sensor types on one device go silent in one line, at once")
  func manyTypes() {
    var script = CaptureScript()
    for second in 0..<8 {
      for type in 0..<3000 { script.reading(Double(second), "d", "type-\(type)", 1) }
    }
    script.chatter(0...100)
    #expect(judge(script).episodes(.freshness, since: start) == ["open stale d @18", "open dead d @68"])
  }

  @Test("a blank line of any length and a cut one come to the same, whatever the batch")
  func blankLines() {
    let text = String(repeating: " ", count: 300_000) + "\n" + line("a", 20, String(start))
    #expect(judge(text, .jsonLines).digest == judge(text, .jsonLines, batch: 5000).digest)
    var script = CaptureScript()
    script.reading(0, "d", "temperature", 20)
    let blank = String(repeating: " ", count: 9000) + script.text
    #expect(judge(blank, .capture).digest == judge(blank, .capture, batch: 100).digest)
  }

  @Test("the raw-message log shows each message as it came, however often it has wrapped")
  func messageLog() {
    var script = CaptureScript()
    var generator = SplitMix(seed: 5)
    for index in 0..<3000 {
      let filler = String(repeating: "x", count: Int(generator.next() % 700))
      script.message(0, "sensor/d/data", "{\"n\":\(index),\"f\":\"\(filler)\"}")
    }
    var query = Query()
    query.messages.count = 10_000
    let result = judge(script.text, .capture, messageLogBytes: 65_536, query: query)
    let list = result.snapshot.messages
    #expect(list.messages.count == list.held.count)
    #expect(list.messages.count > 50)
    for message in list.messages {
      #expect(message.payload.hasPrefix("{\"n\":\(message.number),"), "\(message.number)")
    }
  }

  @Test("the message behind an alarm is found: of its sensor, the first of several at its moment, while it is held")
  func tripMessage() {
    var script = CaptureScript()
    for second in 0..<20 {
      script.reading(Double(second), "d", "temperature", second < 10 ? 20 : 95)
      script.reading(Double(second), "d", "temperature", second < 10 ? 21 : 96)
      script.reading(Double(second), "d", "pressure", 500)
      script.reading(Double(second), "other", "temperature", 95)
    }
    func found(_ sensor: SensorID, at second: Int64, bytes: Int = 65_536) -> String? {
      var query = Query()
      query.messages.count = 1000
      query.messages.find = .trip(sensor: sensor, moment: Stamp(seconds: CaptureScript.start + second))
      let list = judge(script.text, .capture, messageLogBytes: bytes, query: query).snapshot.messages
      #expect(list.searched == query.messages.find)
      return list.messages.first { $0.number == list.found }.map {
        "\($0.arrival.second - CaptureScript.start) \($0.payload)"
      }
    }
    #expect(found(0, at: 10) == #"10 {"deviceId":"d","sensorType":"temperature","value":95.0}"#)
    #expect(found(1, at: 12) == #"12 {"deviceId":"d","sensorType":"pressure","value":500.0}"#)
    #expect(found(0, at: 5) == nil)
    #expect(found(9, at: 12) == nil)
    // Its time cannot be read, and it tripped the alarm all the same.
    script.message(
      30, "sensor/d/data", #"{"deviceId":"d","sensorType":"temperature","value":99,"timestamp":"yesterday"}"#)
    #expect(found(0, at: 30)?.hasPrefix("30 ") == true)
    #expect(found(0, at: 10, bytes: 0) == nil)
  }

  @Test("when arrivals step back, readings without times of their own move with them")
  func rebaseWithoutTimes() {
    var script = CaptureScript()
    for second in 3600..<3630 { script.reading(Double(second), "d", "temperature", 95) }
    for second in 0..<60 { script.reading(Double(second), "d", "temperature", 20) }
    let result = judge(script)
    // The ten seconds before the rebase lie an hour behind the newest reading.
    #expect(result.counters.late == 10)
    #expect(result.snapshot.devices.rows[0].readouts[0].value == 20)
    #expect(result.snapshot.episodes.open == 0)
    #expect(result.snapshot.firstTime <= result.snapshot.streamTime)
  }
}
