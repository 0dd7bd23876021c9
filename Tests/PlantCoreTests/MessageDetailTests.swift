import PlantCore
import Testing

/// One message in full: what the screen below the log shows.
@Suite struct MessageDetailTests {
  private func detail(_ payload: String, topic: String = "sensor/press-07/data", before: String = "") throws
    -> MessageDetail
  {
    var script = CaptureScript()
    if !before.isEmpty { script.message(0, topic, before) }
    script.message(1, topic, payload)
    var query = Query()
    query.messages.wantsDetail = true
    let conclusion = judge(script.text, .capture, messageLogBytes: 65_536, query: query)
    return try #require(conclusion.snapshot.messages.detail)
  }

  private func fields(_ payload: String) throws -> [String] {
    try detail(payload).fields.map { field in
      "\(field.name)=\(field.text)" + (field.meaning.map { " (\($0))" } ?? "")
    }
  }

  @Test func membersComeInTheirOrderWithWhatTheyMean() throws {
    let payload = #"{"deviceId":"press-07","sensorType":"temperature","value":95.20,"timestamp":1764000001,"seq":7}"#
    #expect(
      try fields(payload) == [
        "deviceId=press-07 (device)", "sensorType=temperature (sensorType)", "value=95.20 (value)",
        "timestamp=1764000001 (time)", "seq=7",
      ])
  }

  @Test func innerObjectsAreListedMemberByMemberAndArraysAsWritten() throws {
    #expect(
      try fields(#"{"meta":{"line":"4","at":{"hall":2}},"tags":[1,{"a":2}],"none":null}"#)
        == ["meta.line=4", "meta.at.hall=2", #"tags=[1,{"a":2}]"#, "none=null"])
  }

  @Test func onlyTheOutermostKeysAndTheLastOfTwoMeanSomething() throws {
    #expect(
      try fields(#"{"value":1,"meta":{"value":2},"value":3}"#) == ["value=1", "meta.value=2", "value=3 (value)"])
  }

  @Test func escapesAreRead() throws {
    #expect(try fields(#"{"a\n":"tab\t\u00e9\ud83d\ude00"}"#) == ["a\n=tab\té😀"])
  }

  @Test(arguments: [
    (#"{"deviceId":"fan-9","sensorType":"vibra"#, 33), (#"{"a":1} x"#, 8), ("", 0), ("[1,2", 0), (#"{"a":1,}"#, 7),
    (#"{"a" 1}"#, 5), ("{", 1), (#"{"a":tru}"#, 5),
  ]) func saysAtWhichByteItStopsBeingJSON(payload: String, byte: Int) throws {
    #expect(try detail(payload).brokenAt == byte)
  }

  @Test(arguments: [#"{}"#, " { } ", "[1,2]", "7", #""text""#, "null"]) func wholeValuesAreNotBroken(payload: String)
    throws
  {
    let found = try detail(payload)
    #expect(found.brokenAt == nil)
    #expect(found.fields.isEmpty)
  }

  @Test func namesSensorValueAndLimits() throws {
    let found = try detail(#"{"deviceId":"press-07","sensorType":"temperature","value":95.2}"#)
    #expect(found.deviceName == "press-07")
    #expect(found.value == 95.2)
    #expect(found.sensor?.limits.high == 80)
    #expect(found.message.verdict == .judged(.high))
  }

  @Test func aPayloadFullOfMembersIsListedUpToALimit() throws {
    let members = (0..<100).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    let found = try detail("{\(members)}")
    #expect(found.fields.count == 64)
    #expect(found.brokenAt == nil)
  }

  @Test func aPayloadThatIsCutInTheLogSaysWhere() throws {
    let found = try detail("{\"long\":\"\(String(repeating: "x", count: 5000))\"}")
    #expect(found.brokenAt == 8)
    #expect(found.message.payloadBytes == 5011)
  }

  @Test(arguments: [
    ("press-07", "device=press-07"), ("Press 7", "device=\"Press 7\""), ("a\"b", "device~\"a?b\""),
    ("x=1", "device=\"x=1\""), ("日本", "device=日本"),
  ]) func aFilterForOneDeviceIsUnderstood(name: String, text: String) {
    #expect(FilterExpression.only(device: name) == text)
    #expect(FilterExpression(text).problem == nil)
  }

  @Test func theValueIsTheOneThatWasJudged() throws {
    var script = CaptureScript()
    script.message(
      1, "sensor/boiler/data", #"{"deviceId":"boiler","sensorType":"pressure","value":50,"unit":"kPa"}"#)
    var configuration = EngineConfiguration()
    configuration.types = [
      SensorTypeConfiguration(name: "pressure", unit: "bar", scale: 0...10, limits: LimitSet(high: 8, low: 1))
    ]
    var query = Query()
    query.messages.wantsDetail = true
    let detail = try #require(
      judge(script.text, .capture, configuration: configuration, messageLogBytes: 65_536, query: query)
        .snapshot.messages.detail)
    #expect(detail.message.verdict == .judged(.low))
    #expect(abs((detail.value ?? 0) - 0.5) < 1e-9)
  }
}
