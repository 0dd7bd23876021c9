import PlantCore
import Testing

@testable import PlantView

/// How the overview is divided, sorted and searched by its operator.
@Suite struct SplitTests {
  private func heights(_ person: Operator) -> [Int] { person.state.layout.panes.map(\.area.height) }

  @Test func thePaneWithTheFocusGrowsByRows() {
    var person = Operator(Plant.incident())
    let before = heights(person)
    person.press(.character("2"), .character(">"), .character(">"))
    #expect(heights(person) == [before[0], before[1] + 2, before[2] - 2])
    person.press(.character("<"), .character("<"), .character("3"), .character(">"))
    #expect(heights(person) == [before[0] - 1, before[1], before[2] + 1])
  }

  @Test(arguments: [(80, 24), (120, 40), (240, 67)]) func eachPaneKeepsItsTitleAndTwoRows(columns: Int, rows: Int) {
    for pane in ["1", "2", "3"] {
      for key in [">", "<"] {
        var person = Operator(Plant.incident(), columns: columns, rows: rows)
        person.press(.character(Character(pane)))
        for _ in 0..<80 { person.press(.character(Character(key))) }
        #expect(
          heights(person).allSatisfy { $0 >= 3 } && heights(person).reduce(0, +) == person.state.layout.body.height)
        #expect(person.sees("there is no more room to give"))
        // One key in the other direction does something at once.
        let before = heights(person)
        person.press(.character(key == ">" ? "<" : ">"))
        #expect(heights(person) != before)
      }
    }
  }

  @Test func aSmallScreenHasNothingToDivide() {
    var person = Operator(Plant.incident(), columns: 40, rows: 12)
    person.press(.character(">"))
    #expect(person.sees("one pane has the whole"))
  }

  @Test func theNextRunRemembers() {
    var person = Operator(Plant.incident())
    person.press(.character("2"), .character(">"), .character("M"), .character("1"), .character("t"))
    var next = Operator(Plant.incident())
    next.state.memory = person.state.memory
    #expect(heights(next) == heights(person))
    #expect(next.state.hasMouse && next.state.trends.own.pens.count == 1)
  }

  @Test func everyColumnOfTheDevicesIsAnOrder() {
    var person = Operator(Plant.incident())
    var orders: [String] = []
    for _ in 0..<8 {
      person.press(.character("s"))
      orders.append(person.state.devices.order(person.state.observed.types))
    }
    #expect(
      orders == [
        "by name", "oldest", "anomalies", "silence", "temperature", "pressure", "vibration", "worst first",
      ])
  }

  @Test func alarmsAndAnomaliesShareTheirOrder() {
    var person = Operator(Plant.incident())
    person.press(.character("2"), .character("s"))
    #expect(person.state.query(for: person.state.size).alarmSort == .newest)
    #expect(person.sees("14 since the start newest first"))
    person.press(.character("4"), .character("s"))
    #expect(person.sees("by device"))
  }

  @Test func nAndShiftNGoThroughWhatWasLookedFor() {
    var person = Operator(Plant.incident())
    person.press(.character("n"))
    #expect(person.sees("nothing to look for yet: / asks for it"))
    person.press(.character("/"))
    person.type("pump")
    person.press(.enter, .character("n"))
    let second = person.cursorLine
    #expect(second?.contains("pump") == true)
    person.press(.character("n"), .character("N"))
    #expect(person.cursorLine == second)
  }

  @Test(arguments: [120, 160]) func theOrderStandsInTheTitle(columns: Int) {
    var person = Operator(Plant.incident(), columns: columns)
    for _ in 0..<8 {
      #expect(person.sees("Devices 24 \(person.state.devices.order(person.state.observed.types))"))
      person.press(.character("s"))
    }
  }

  @Test func aFilterIsReadableInTheTitle() {
    var person = Operator(Plant.incident(), columns: 120)
    person.press(.character("/"))
    person.type("press")
    person.press(.enter)
    #expect(person.sees("Devices 4 of 24 \"press\""))
    person.state.devices.filter = "device~press value>60"
    #expect(person.sees("\"device~press value>60\"") && person.sees("temperature °C"))
  }

  @Test("however long a filter is, no column loses its head", arguments: [80, 100, 120, 200])
  func headsOutlastAFilter(columns: Int) {
    var person = Operator(Plant.incident(), columns: columns)
    person.press(.character("/"))
    person.type("press")
    person.press(.enter)
    person.state.devices.filter = "device~press-* value>60 !device~press-07 !device~press-08 area=hall-of-presses"
    let row = person.lines.first { $0.contains(" of 24 ") } ?? ""
    #expect(["temperature", "pressure", "vibration"].allSatisfy(row.contains), "\(row)")
  }

  @Test(arguments: [80, 100, 120]) func anomaliesStandInColumns(columns: Int) {
    let person = Operator(Plant.incident(), columns: columns, rows: 40)
    let rows = person.lines.filter { $0.contains("open 3m") || $0.contains("open 24s") }
    let places = rows.map { line in
      line.firstRange(of: "open ").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    }
    #expect(rows.count == 2 && Set(places).count == 1, "\(person.canvas.textPlane)")
  }
}
