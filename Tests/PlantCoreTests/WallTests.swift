import PlantCore
import Testing

@Suite("The plant wall holds every device in its place, grouped, with what is wrong counted")
struct WallTests {
  private func wall(
    _ names: [String], areas: [String: String] = [:], count: Int = 100, grouping: WallGrouping = .area,
    filter: String = "", hot: Set<String> = []
  ) -> WallList {
    var configuration = EngineConfiguration()
    configuration.devices = areas.sorted { $0.key < $1.key }.map { id, area in
      var device = DeviceConfiguration(id: id)
      device.area = area
      return device
    }
    var script = CaptureScript()
    for (index, name) in names.enumerated() {
      script.reading(Double(index) / 1000, name, "temperature", hot.contains(name) ? 95 : 20)
    }
    var query = Query()
    query.wall.count = count
    query.wall.grouping = grouping
    query.deviceFilter = filter
    return judge(script.text, .capture, configuration: configuration, query: query).snapshot.wall
  }

  @Test("by area: areas by name, devices by name within, those without an area last")
  func areas() {
    let list = wall(["saw", "fan-2", "fan-1"], areas: ["fan-2": "Hall 1", "saw": "Hall 2"], hot: ["saw"])
    #expect(list.tiles.map(\.name) == ["fan-2", "saw", "fan-1"])
    #expect(list.groups.map(\.name) == ["Hall 1", "Hall 2", ""])
    #expect(list.groups.map(\.abnormal) == [0, 1, 0])
  }

  @Test("by kind: what the names begin with, without their numbers")
  func kinds() {
    let list = wall(["press-07", "fan_1", "press-08", "mixer"], grouping: .kind)
    #expect(list.groups.map { "\($0.name) \($0.count)" } == ["fan 1", "mixer 1", "press 2"])
    let numbers = wall((0..<200).map { "\($0)x" }, count: 300, grouping: .kind)
    #expect(numbers.groups.map(\.name) == [""] && numbers.tiles.count == 200)
  }

  @Test("a device keeps its place whatever its state; only when not all fit the worst come first")
  func places() {
    let names = (1...20).map { "fan-\($0 + 10)" }
    #expect(wall(names, hot: ["fan-25"]).tiles.map(\.name) == names)
    let few = wall(names, count: 5, hot: ["fan-25"])
    #expect(few.isWorstFirst && few.count == 20)
    #expect(few.tiles.map(\.name) == ["fan-25", "fan-11", "fan-12", "fan-13", "fan-14"])
  }

  @Test("few devices carry all that their sensors say, many only what is wrong")
  func details() {
    var query = Query()
    (query.wall.count, query.wall.detailed) = (100, 2)
    func list(_ names: [String]) -> WallList {
      var script = CaptureScript()
      for name in names { script.reading(0.001, name, "temperature", 20) }
      return judge(script.text, .capture, query: query).snapshot.wall
    }
    let few = list(["fan-1", "fan-2"])
    #expect(few.hasDetails && few.tiles.allSatisfy { $0.readouts.count == 1 })
    let many = list(["fan-1", "fan-2", "fan-3"])
    #expect(!many.hasDetails && many.tiles.allSatisfy(\.readouts.isEmpty))
  }

  @Test("the filter holds here too, and a tile carries the readouts that break a limit")
  func filter() {
    let list = wall(["fan-1", "saw-1"], filter: "!fan", hot: ["saw-1"])
    #expect(list.count == 1 && list.tiles.map(\.name) == ["saw-1"])
    #expect(list.tiles[0].readouts.count == 1 && list.tiles[0].priority == 2)
    #expect(wall(["fan-1"]).tiles[0].readouts.isEmpty)
  }
}
