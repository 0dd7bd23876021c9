import PlantCore
import Testing

@Suite("Vibration zones come from the plant's own table")
struct ZoneTests {
  private let table = ZoneTable(name: "group2-rigid", unit: "mm/s", ab: 1.4, bc: 2.8, cd: 4.5)

  private func zone(
    _ value: Double, type: String = "", device: String = "", own: String = "", sensor: String = "vibration"
  ) -> Zone? {
    var configuration = EngineConfiguration()
    configuration.zones = [table, ZoneTable(name: "soft", unit: "in/s", ab: 1, bc: 2, cd: 3)]
    configuration.types[2].machineClass = type
    var press = DeviceConfiguration(id: "press")
    press.machineClass = device
    if !own.isEmpty {
      press.limits = [configuration.types[2]]
      press.limits[0].machineClass = own
    }
    configuration.devices = [press]
    var script = CaptureScript()
    script.reading(0, "press", sensor, value)
    var query = Query()
    query.focus = 0
    return judge(script.text, .capture, configuration: configuration, query: query).snapshot.focus?.sensors.first?.zone
  }

  @Test("a value at the end of a zone is still of it")
  func ends() {
    let zones = [1.4, 1.41, 2.8, 2.81, 4.5, 4.51].map { zone($0, type: "group2-rigid") }
    #expect(zones == [.a, .b, .b, .c, .c, .d])
  }

  @Test("the sensor's class goes before its device's, and that before its type's")
  func nearest() {
    #expect(zone(5, type: "group2-rigid", device: "soft") == .a)
    #expect(zone(5, type: "soft", device: "group2-rigid") == .d)
    #expect(zone(5, type: "soft", device: "soft", own: "group2-rigid") == .d)
    #expect(zone(5) == nil)
  }

  @Test("zones in another unit are compared in theirs, and other sensors have none")
  func units() {
    #expect(zone(25.4, device: "soft") == .a && zone(60, device: "soft") == .c)
    #expect(zone(60, device: "soft", sensor: "temperature") == nil)
  }
}
