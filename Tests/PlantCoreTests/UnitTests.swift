import PlantCore
import Testing

@Suite("Units are converted before anything else looks at a value")
struct UnitTests {
  private func payload(_ value: String, _ unit: String?, type: String = "temperature", time: Int = 0) -> String {
    let said = unit.map { ",\"unit\":\($0)" } ?? ""
    return
      "{\"deviceId\":\"m\",\"sensorType\":\"\(type)\",\"value\":\(value)\(said),\"timestamp\":\(1_764_000_000 + time)}\n"
  }

  @Test(
    "known units are converted exactly enough for a strict limit",
    arguments: [
      ("176", "\"F\"", "temperature", 80.0), ("176.18", "\"°F\"", "temperature", 80.1),
      ("353.15", "\"K\"", "temperature", 80.0), ("80", "\"degC\"", "temperature", 80.0),
      ("80", "\"Celsius\"", "temperature", 80.0), ("176", "\"deg F\"", "temperature", 80.0),
      ("176", "\"\\u00b0F\"", "temperature", 80.0), ("10", "\"bar\"", "pressure", 145.0377377),
      ("1", "\"MPa\"", "pressure", 145.0377377), ("1000", "\"kPa\"", "pressure", 145.0377377),
      ("0.1", "\"in/s\"", "vibration", 2.54), ("2", "\"mm/s\"", "vibration", 2),
    ])
  func conversion(text: String, unit: String, type: String, expected: Double) throws {
    let result = judge(payload(text, unit, type: type), .jsonLines)
    let value = try #require(result.snapshot.devices.rows.first?.readouts.first?.value)
    #expect(abs(value - expected) < 1e-6, "\(value)")
    #expect(result.counters.anomalies == (expected > 80 && type == "temperature" ? 1 : 0))
    #expect(result.counters.unitMismatch == 0)
  }

  @Test("equality with a limit survives the conversion")
  func equality() {
    #expect(judge(payload("176", "\"F\""), .jsonLines).counters.anomalies == 0)
    #expect(judge(payload("50", "\"F\""), .jsonLines).counters.anomalies == 0)
    #expect(judge(payload("353.15", "\"K\""), .jsonLines).counters.anomalies == 0)
  }

  @Test(
    "a unit that is unknown, of another quantity or no text is flagged, and the value judged as configured",
    arguments: ["\"furlong\"", "\"bar\"", "7", "true", "\"\(String(repeating: "x", count: 500))\""])
  func mismatch(unit: String) {
    let result = judge(payload("95", unit), .jsonLines)
    #expect(result.counters.unitMismatch == 1 && result.counters.anomalies == 1)
    #expect(result.snapshot.devices.rows.first?.readouts.first?.value == 95)
  }

  @Test("the log says of a reading whose unit does not fit that it is in doubt, and whether it broke a limit")
  func mismatchInTheLog() {
    let input = payload("70", "\"bar\"", time: 0) + payload("95", "\"bar\"", time: 1) + payload("70", nil, time: 2)
    let result = judge(input, .jsonLines, messageLogBytes: 65_536)
    #expect(
      result.snapshot.messages.messages.map(\.verdict) == [
        .unitMismatch(.normal), .unitMismatch(.high), .judged(.normal),
      ])
  }

  @Test("null and the empty text say no unit", arguments: ["null", "\"\"", nil])
  func none(unit: String?) {
    #expect(judge(payload("70", unit), .jsonLines).counters.unitMismatch == 0)
  }

  @Test("a type nobody configured has no unit to fit")
  func unknownType() {
    #expect(judge(payload("70", "\"rpm\"", type: "speed"), .jsonLines).counters.unitMismatch == 0)
  }

  @Test("readings come in the configured payload unit; a payload that says another one is flagged")
  func payloadUnit() {
    var configuration = EngineConfiguration()
    configuration.types[0].payloadUnit = "°F"
    let plain = judge(payload("177", nil), .jsonLines, configuration: configuration)
    #expect(plain.counters.anomalies == 1)
    let same = judge(payload("176", "\"fahrenheit\""), .jsonLines, configuration: configuration)
    #expect(same.counters.anomalies == 0 && same.counters.unitMismatch == 0)
    let other = judge(payload("70", "\"C\""), .jsonLines, configuration: configuration)
    #expect(other.counters.unitMismatch == 1)
    #expect((other.snapshot.devices.rows.first?.readouts.first?.value).map { abs($0 - 21.1) < 0.1 } == true)
  }

  @Test("a unit of the plant's own is known by its name")
  func ownUnit() {
    var configuration = EngineConfiguration()
    configuration.types.append(
      SensorTypeConfiguration(name: "speed", unit: "rpm", scale: nil, limits: LimitSet(high: 3000)))
    #expect(
      judge(payload("1", "\"RPM\"", type: "speed"), .jsonLines, configuration: configuration).counters.unitMismatch == 0
    )
    #expect(
      judge(payload("1", "\"Hz\"", type: "speed"), .jsonLines, configuration: configuration).counters.unitMismatch == 1)
  }

  @Test("a duplicate in another spelling is a duplicate, and counted as nothing else")
  func duplicates() {
    let input = payload("176", "\"F\"") + payload("80", "\"C\"") + payload("80", "\"bar\"")
    let result = judge(input, .jsonLines)
    #expect(result.counters.duplicates == 2 && result.counters.readings == 1 && result.counters.unitMismatch == 0)
  }

  @Test("a retained value is shown in the judged unit")
  func retained() {
    var script = CaptureScript()
    script.message(
      0, "sensor/m/data", #"{"deviceId":"m","sensorType":"temperature","value":212,"unit":"F"}"#, retained: true)
    #expect(judge(script).snapshot.devices.rows.first?.readouts.first?.value == 100)
  }

  @Test("a thousand made-up units, and values at the end of the scale, change nothing else")
  func hostile() {
    var input = ""
    for number in 0..<1000 { input += payload("20", "\"u\(number)\"", time: number) }
    input += payload("1.7e308", "\"F\"", time: 1000)
    let result = judge(input, .jsonLines)
    #expect(result.counters.unitMismatch == 1000 && result.counters.readings == 1001)
    #expect(result.snapshot.devices.rows.first?.readouts.first?.value?.isFinite == true)
  }
}
