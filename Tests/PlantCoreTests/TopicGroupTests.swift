import PlantCore
import Testing

/// Devices stand where their topics say, unless the configuration says it.
@Suite struct TopicGroupTests {
  private func configuration(_ template: String, areas: [String: String] = [:]) -> EngineConfiguration {
    var configuration = EngineConfiguration()
    configuration.topics = [template]
    configuration.devices = areas.sorted { $0.key < $1.key }.map { id, area in
      var device = DeviceConfiguration(id: id)
      device.area = area
      return device
    }
    return configuration
  }

  private func script(_ topics: [(topic: String, device: String)]) -> String {
    var script = CaptureScript()
    for (second, one) in topics.enumerated() {
      script.message(
        Double(second), one.topic, "{\"deviceId\":\"\(one.device)\",\"sensorType\":\"temperature\",\"value\":20}")
    }
    return script.text
  }

  private let plant = [
    ("plant/hall-2/line-1/press-1/data", "press-1"), ("plant/hall-1/line-1/press-2/data", "press-2"),
    ("plant/hall-2/line-1/fan-1/data", "fan-1"), ("plant/hall-2/line-2/fan-2/data", "fan-2"),
  ]

  private func wall(_ configuration: EngineConfiguration) -> WallList {
    var query = Query()
    query.wall.count = 10
    return judge(script(plant), .capture, configuration: configuration, query: query).snapshot.wall
  }

  @Test(arguments: ["plant/{hall}/{line}/{device}/data", "plant/+/+/{device}/#"])
  func namedAndOpenLevelsAreGroups(template: String) {
    let list = wall(configuration(template))
    #expect(list.groups.map { "\($0.name) \($0.count)" } == ["hall-1/line-1 1", "hall-2/line-1 2", "hall-2/line-2 1"])
  }

  @Test func theConfigurationsAreaComesFirst() {
    let list = wall(configuration("plant/{hall}/{line}/{device}/data", areas: ["fan-2": "Roof"]))
    #expect(list.groups.map(\.name) == ["Roof", "hall-1/line-1", "hall-2/line-1"])
  }

  @Test func aTemplateOfTextsAndADeviceMakesNone() {
    var query = Query()
    query.wall.count = 10
    let text = script([("sensor/a/data", "a"), ("sensor/b/data", "b")])
    #expect(judge(text, .capture, query: query).snapshot.wall.groups.map(\.name) == [""])
  }

  @Test func filtersKnowThem() {
    var query = Query()
    query.deviceFilter = FilterExpression.only(area: "hall-2/line-1")
    let list = judge(
      script(plant), .capture, configuration: configuration("plant/{hall}/{line}/{device}/data"), query: query)
    #expect(list.snapshot.devices.rows.map(\.name) == ["fan-1", "press-1"])
    #expect(list.snapshot.devices.hidden == 2)
  }

  @Test func theyOutliveARestart() {
    let configuration = configuration("plant/{hall}/{line}/{device}/data")
    var engine = Engine(configuration: configuration, format: .capture)
    let bytes = Array(script(plant).utf8)
    unsafe bytes.withUnsafeBytes { _ = unsafe engine.consume($0) }
    var next = Engine(configuration: configuration, format: .capture)
    let isRestored = next.restore(image: engine.image())
    #expect(isRestored)
    var query = Query()
    query.wall.count = 10
    let groups = next.snapshot(for: query).wall.groups.map(\.name)
    #expect(groups == ["hall-1/line-1", "hall-2/line-1", "hall-2/line-2"])
  }

  @Test func moreGroupsThanAnybodyCouldReadAreNone() {
    var script = CaptureScript()
    for number in 0..<5000 {
      script.message(
        Double(number) / 1000, "plant/g\(number)/x/d\(number)/data",
        "{\"deviceId\":\"d\(number)\",\"sensorType\":\"temperature\",\"value\":20}")
    }
    var query = Query()
    query.wall.count = 10_000
    let list = judge(
      script.text, .capture, configuration: configuration("plant/{hall}/{line}/{device}/data"), query: query
    ).snapshot.wall
    #expect(list.count == 5000 && list.groups.map(\.name) == [""])
  }

  @Test func whatFollowsTheDeviceIsNoPlaceNorIsATemplateWithoutOne() {
    for template in ["plant/hall-2/line-1/{device}/{what}", "plant/+/+/+/data"] {
      let list = wall(configuration(template, areas: ["fan-2": "Roof"]))
      #expect(list.groups.map(\.name) == ["Roof", ""])
    }
  }

  @Test func otherTemplatesMakeOtherGroupsAfterARestart() {
    var engine = Engine(configuration: configuration("plant/{hall}/{line}/{device}/data"), format: .capture)
    let bytes = Array(script(plant).utf8)
    unsafe bytes.withUnsafeBytes { _ = unsafe engine.consume($0) }
    var next = Engine(configuration: configuration("plant/{hall}/line-1/{device}/data"), format: .capture)
    let isRestored = next.restore(image: engine.image())
    unsafe bytes.withUnsafeBytes { _ = unsafe next.consume($0) }
    var query = Query()
    query.wall.count = 10
    let groups = next.snapshot(for: query).wall.groups.map(\.name)
    #expect(isRestored && groups == ["hall-1", "hall-2", ""])
  }

  @Test func aHallCanBeMaintained() {
    var script = CaptureScript()
    script.message(0, "plant/hall-2/press-1/data", #"{"deviceId":"press-1","sensorType":"temperature","value":20}"#)
    script.line("action", 1, #"{"do":"maintenance","place":"hall-2","seconds":3600,"by":"anna","why":"belt"}"#)
    script.message(2, "plant/hall-2/press-1/data", #"{"deviceId":"press-1","sensorType":"temperature","value":95}"#)
    var query = Query()
    query.alarmCount = 10
    let rows = judge(
      script.text, .capture, configuration: configuration("plant/{hall}/{device}/data"), query: query
    ).snapshot.operatorAlarms.rows
    #expect(rows.first { $0.deviceName == "press-1" }?.overlay == .maintenance)
  }
}
