import PlantCore
import Testing

@testable import PlantView

@Suite("The plant wall: one tile a device")
struct WallScreenTests {
  private func plan(_ groups: [Int], width: Int = 80, height: Int = 20, name: Int = 8, reading: Bool = false)
    -> WallPlan
  {
    WallPlan(width: width, height: height, groups: groups, nameWidth: name, hasReading: reading)
  }

  @Test("tiles shrink from words to names to glyphs, until the whole plant fits")
  func stages() {
    #expect(plan([24]).tile == .full && plan([24]).columns == 3)
    #expect(plan([100]).tile == .named && plan([100]).lines.count == 17)
    #expect(plan([700]).tile == .glyph && plan([700]).columns == 40)
    #expect(plan([24], width: 10).tile == .glyph)
  }

  @Test("groups have headings and begin on a line of their own")
  func groups() {
    #expect(
      plan([4, 1]).lines == [.heading(group: 0), .tiles(0..<3), .tiles(3..<4), .heading(group: 1), .tiles(4..<5)])
    #expect(plan([4, 0]).lines.first == .heading(group: 0))
    #expect(plan([4]).lines == [.tiles(0..<3), .tiles(3..<4)])
  }

  @Test("where there is room tiles say what is wrong, then what each sensor says, with blank rows between")
  func growing() {
    func plan(_ width: Int, _ height: Int, _ count: Int = 24) -> WallPlan {
      WallPlan(width: width, height: height, groups: [count], nameWidth: 8, hasReading: false, sensors: 3)
    }
    #expect(plan(79, 20).body == .none && plan(79, 20) == self.plan([24], width: 79))
    #expect(plan(119, 36).body == .line && plan(119, 36).columns == 2 && plan(119, 36).gap == 1)
    #expect(plan(199, 56).body == .sensors && plan(199, 56).columns == 3 && plan(199, 56).gap == 2)
    #expect(plan(199, 56, 400).body == .none)
    #expect(plan(39, 9).tile == .named)
  }

  @Test("a tile with room says what an alarm is about, since when a device is silent, and else its values in brief")
  func reasons() throws {
    let lined = person(Plant.incident(), columns: 120, rows: 41)
    #expect(lined.sees("temperature HIGH-HIGH 95.2 > 90 °C"), "\(lined.lines)")
    #expect(lined.sees(" silent since ") && lined.sees(" PSI "), "\(lined.lines)")
    let wide = person(Plant.incident(), columns: 200, rows: 60)
    #expect(wide.sees("HIGH-HIGH > 90"), "\(wide.lines)")
    try PictureFile(name: "wall-200x60-utf8").check(wide.canvas)
  }

  @Test("an alarm that is over, and that nobody has seen, is named, too")
  func returned() {
    var plant = Plant.healthy()
    let name = plant.devices.rows[0].name
    plant.devices.rows[0].alarm = AlarmStanding(
      reference: AlarmReference(
        subject: .limit(device: name, sensor: "temperature", isHigh: true), generation: 1),
      state: .returnedUnacknowledged, overlay: .none, priority: 2, isOverdue: false, announced: plant.streamTime,
      returned: plant.streamTime)
    #expect(person(plant, columns: 120, rows: 41).sees("temperature was high, now "))
    #expect(person(plant, columns: 200, rows: 60).sees("was high"))
  }

  @Test("where a screen begins with the wall, q asks to leave, and the footer says so")
  func home() {
    let plant = Plant.incident().withWall()
    var person = Operator(plant)
    person.state = UIState(
      size: Size(columns: 120, rows: 40), glyphs: .unicode, themes: ["quiet-dark"], theme: "quiet-dark", layout: .wall)
    person.press(.down)
    #expect(person.lines[39].hasSuffix("q quit") || person.lines[39].contains("q quit "))
    person.press(.character("1"))
    #expect(person.lines[39].contains("q back"))
  }

  @Test("up and down keep the column, past headings and short lines")
  func moving() {
    let plan = plan([4, 4])
    #expect(plan.tile(from: 2, lines: 1) == 3 && plan.tile(from: 3, lines: 1) == 4)
    #expect(
      plan.tile(from: 6, lines: -1) == 3 && plan.tile(from: 0, lines: -5) == 0 && plan.tile(from: 7, lines: 9) == 7)
  }

  private func person(_ snapshot: Snapshot, columns: Int = 80, rows: Int = 24) -> Operator {
    var person = Operator(snapshot.withWall(), columns: columns, rows: rows)
    person.press(.character("6"))
    return person
  }

  @Test("the wall is three keys from anything: 6, the tile, Enter; and Esc leads back to the same tile")
  func keys() {
    var person = person(Plant.incident())
    #expect(person.sees("Plant 24"))
    person.press(.down, .right, .enter)
    let opened = person.state.opened
    #expect(opened != nil)
    person.press(.escape)
    #expect(person.sees("Plant 24") && person.state.devices.selected == opened)
    person.press(.character("1"))
    #expect(person.state.devices.selected == opened)
  }

  @Test("s goes from states to each sensor type and back")
  func subjects() {
    var person = person(Plant.incident())
    let heads = (0..<6).map { _ in
      person.press(.character("s"))
      return person.lines[3]
    }
    for (head, word) in zip(heads, ["by kind", "temperature", "pressure", "vibration", "by ", "by kind"]) {
      #expect(head.contains(word))
    }
    person.press(.character("s"))
    #expect(person.sees("95.2"))
  }

  @Test("what is wrong has its mark in every tile; a healthy wall has no cell of an alarm")
  func marks() {
    let wide = person(Plant.incident())
    #expect(wide.sees("■1 press-02  HIGH-HIGH") && wide.sees("?  fan-01    STALE"))
    let narrow = person(Plant.incident(), columns: 40, rows: 12)
    #expect(narrow.sees("■1 press-02"))
    for size in [(40, 12), (80, 24), (240, 67)] {
      let canvas = person(Plant.healthy(), columns: size.0, rows: size.1).canvas
      #expect(!canvas.cells.contains { $0.role.isAbnormal })
    }
  }

  @Test("of glyphs the head names the one under the cursor")
  func glyphNames() {
    var person = person(Plant.healthy(devices: 400))
    #expect(person.sees("▶ press-01"))
    person.press(.right)
    #expect(person.sees("▶ pump-01"))
  }

  @Test func pictures() throws {
    for (name, size) in [("80x24", (80, 24)), ("120x40", (120, 40))] {
      try PictureFile(name: "wall-\(name)-utf8").check(person(Plant.incident(), columns: size.0, rows: size.1).canvas)
    }
  }

  @Test(
    "with a sensor type and much room each tile has a chart between the limits, and a click on it is one on its device")
  func smallMultiples() throws {
    var person = Operator(Plant.incident().withWall(), columns: 240, rows: 67)
    person.press(.character("M"), .character("6"), .character("s"), .character("s"))
    try PictureFile(name: "wall-type-240x67-utf8").check(person.canvas)
    let row = try #require(person.lines.firstIndex { $0.contains("fan-03") })
    let line = person.lines[row]
    let column = try #require(line.firstRange(of: "fan-03")).lowerBound
    person.click(x: line.distance(from: line.startIndex, to: column), y: row + 3)
    let fan = try #require(person.plant.devices.rows.first { $0.name == "fan-03" })
    #expect(person.state.devices.selected == fan.id)
  }

  @Test("d shows the devices of the tile's group, and Esc leads back to the tile")
  func group() throws {
    var plant = Plant.incident().withWall()
    let half = plant.wall.tiles.count / 2
    plant.wall.groups = [
      WallGroup(name: "Hall 1", count: half, abnormal: 1), WallGroup(name: "line-2", count: half, abnormal: 1),
    ]
    var person = Operator(plant)
    person.press(.character("6"), .character("d"))
    #expect(person.state.devices.filter == "area=\"Hall 1\"" && person.state.focus == .devices)
    person.press(.escape)
    #expect(person.state.focus == .wall && person.state.devices.filter.isEmpty)
    person.press(.character("G"), .character("d"))
    #expect(person.state.devices.filter == "area=line-2")
    // Who types another filter is no longer in the group.
    person.press(.character("/"), .enter, .escape)
    #expect(person.state.focus == .devices)
  }
}

extension Snapshot {
  /// The wall of all devices, in one group.
  func withWall() -> Snapshot {
    var snapshot = self
    snapshot.wall.tiles = devices.rows.sorted { $0.id < $1.id }
    snapshot.wall.count = devices.rows.count
    snapshot.wall.hasDetails = true
    let abnormal = devices.rows.count { $0.priority != nil || $0.freshness != .fresh }
    snapshot.wall.groups = [WallGroup(name: "", count: devices.rows.count, abnormal: abnormal)]
    return snapshot
  }
}
