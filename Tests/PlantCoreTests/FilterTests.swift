import PlantCore
import Testing

@Suite("Filter expressions")
struct FilterTests {
  /// A press and two pumps; pump-02 vibrates too much, and somebody sends what cannot be read.
  private func judged(_ change: (inout Query) -> Void) -> Snapshot {
    var script = CaptureScript()
    script.line("plantwatch", 0, "{\"capture\":1}")
    for second in 0..<5 {
      script.reading(Double(second), "press-01", "temperature", 60)
      script.reading(Double(second) + 0.1, "pump-01", "vibration", 2)
      script.reading(Double(second) + 0.2, "pump-02", "vibration", Double(second) + 2.5)
      script.reading(Double(second) + 0.3, "pump-02", "temperature", 85)
    }
    var configuration = EngineConfiguration()
    var press = DeviceConfiguration(id: "press-01")
    press.area = "Hall 2"
    press.name = "Big press"
    configuration.devices = [press]
    var query = Query()
    query.alarmCount = 20
    query.messages.count = 100
    change(&query)
    return judge(
      script.text, .capture, configuration: configuration, messageLogBytes: 1 << 20, query: query
    ).snapshot
  }

  private func devices(_ filter: String) -> [String] {
    judged { $0.deviceFilter = filter }.devices.rows.map(\.name).sorted()
  }

  @Test(
    "devices by text, name, pattern, area, state, and by one sensor for which all terms hold",
    arguments: [
      ("pump", ["pump-01", "pump-02"]), ("!pump", ["press-01"]), ("big", ["press-01"]), ("BIG !pump", ["press-01"]),
      ("device=pump-01", ["pump-01"]), ("device=pump", []), ("device~pump-*", ["pump-01", "pump-02"]),
      ("device~p*-?1", ["press-01", "pump-01"]), ("device~/p(ress|ump)-01$/", ["press-01", "pump-01"]),
      ("area~\"hall 2\"", ["press-01"]), ("area=\"Hall 2\"", ["press-01"]), ("sensor=vibration value>4", ["pump-02"]),
      ("sensor=temperature value>4", ["press-01", "pump-02"]), ("value>84", ["pump-02"]), ("value<=2", ["pump-01"]),
      ("state=alarm", ["pump-02"]), ("!state=alarm", ["press-01", "pump-01"]), ("priority=2", ["pump-02"]),
      ("state=ok pump", ["pump-01"]), ("", ["press-01", "pump-01", "pump-02"]), ("!", []),
    ])
  func ofDevices(_ filter: String, _ expected: [String]) {
    #expect(devices(filter) == expected)
    #expect(judged { $0.deviceFilter = filter }.devices.hidden == 3 - expected.count)
  }

  @Test(
    "messages by text as it stands, sensor, value and verdict",
    arguments: [
      ("\"deviceId\":\"pump-01\"", 5), ("\"value\":", 20), ("sensor=vibration value>4", 3), ("value>=85", 5),
      ("state=high", 7), ("topic~*pump-02*", 10), ("device=press-01 state=ok", 5), ("!sensor=vibration", 10),
    ])
  func ofMessages(_ filter: String, _ expected: Int) {
    let list = judged { $0.messages.filter = filter }.messages
    #expect(list.messages.count == expected && list.hidden == 20 - expected)
  }

  @Test("anomalies and alarms by the same words; the strip's worst is never hidden")
  func ofAlarms() {
    let vibration = judged { $0.alarmFilter = "sensor=vibration" }
    #expect(vibration.episodes.episodes.map(\.sensorName) == ["vibration"] && vibration.episodes.hidden == 1)
    #expect(vibration.operatorAlarms.rows.map(\.name) == ["vibration"])
    #expect(vibration.operatorAlarms.count == vibration.operatorAlarms.hidden + 1)
    let none = judged { $0.alarmFilter = "device=press-01" }
    #expect(none.episodes.episodes.isEmpty && none.episodes.worst != nil && none.operatorAlarms.rows.isEmpty)
    #expect(judged { $0.alarmFilter = "state=unack priority=2 kind=high" }.operatorAlarms.rows.count == 2)
  }

  @Test("what cannot be understood hides nothing and says so")
  func problems() {
    #expect(FilterExpression("value>warm").problem == "value> wants a number")
    #expect(FilterExpression("device~/press[/").problem == "/press[/ is no regular expression")
    #expect(FilterExpression("value>warm pump").problem != nil && devices("value>warm pump") == ["pump-01", "pump-02"])
    #expect(FilterExpression("device~\"press").problem == "the quotation mark is not closed")
    #expect(FilterExpression("value>4 | state=stale").problem?.hasPrefix("all terms must hold: there is no |") == true)
    #expect(FilterExpression("device=a or device=b").problem?.contains("device~/press|pump/ finds either") == true)
    for plain in ["press", "a=b", "value", "x>1", "\"", "\"a", "!!", "~", "device~", "hot or cold", "a | b"] {
      #expect(FilterExpression(plain).problem == nil)
    }
  }

  @Test("a pattern full of stars takes no exponential time")
  func hostilePattern() {
    let stars = String(repeating: "*a", count: 60)
    #expect(devices("device~\(stars)b") == [])
    #expect(devices("device~/(a*)*(a*)*(a*)*b$/") == [])
  }

  @Test("an inequality is an inverted equality")
  func unequal() {
    #expect(devices("device!=press-01") == devices("!device=press-01") && devices("device!=press-01").count > 0)
    #expect(devices("device!~press") == devices("!device~press"))
  }

  @Test("a word that looks like a field's and is none's is named")
  func unknownField() {
    #expect(FilterExpression.unknownField("press foo=1") == "foo")
    #expect(FilterExpression.unknownField("!wat~x") == "wat")
    #expect(FilterExpression.unknownField("device~press-* value>4 !state=stale a-b=c") == nil)
    #expect(FilterExpression.fieldNames.contains("device") && FilterExpression.fieldNames.contains("state"))
  }

  @Test(
    "a state that nothing is ever in is named", arguments: ["unack", "RTN-UNACK", "dead", "highHigh", "json", "late"])
  func unknownState(_ known: String) {
    #expect(FilterExpression.unknownState("press state=\(known)") == nil)
    #expect(FilterExpression.unknownState("press state=\(known)x") == "\(known.lowercased())x")
  }
}
