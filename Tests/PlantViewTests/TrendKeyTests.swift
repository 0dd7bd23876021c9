import PlantCore
import Testing

@testable import PlantView

/// Sensors side by side, and reading charts.
@Suite struct TrendKeyTests {
  private func person(_ groups: [TrendGroup] = [], columns: Int = 120, rows: Int = 40) -> Operator {
    var person = Operator(Plant.incident(), columns: columns, rows: rows)
    person.state.trends.configured = groups
    return person
  }

  private let line = TrendGroup(
    name: "Press line",
    pens: [
      Pen(device: "press-02", sensor: "temperature"), Pen(device: "pump-03", sensor: "pressure"),
      Pen(device: "gone-09", sensor: "pressure"),
    ])

  @Test func aConfiguredGroupStandsOnOneTimeAxis() {
    var person = person([line])
    person.press(.character("7"))
    #expect(person.sees("Trends 3 Press line · 5 min"))
    #expect(person.sees("press-02 temperature"))
    #expect(person.sees("pump-03 pressure"))
    #expect(person.sees("gone-09 pressure: not heard"))
  }

  @Test func tAddsWhatIsWrongWithTheDeviceUnderTheCursor() {
    var person = person()
    person.press(.character("t"))
    #expect(person.state.trends.own.pens == [Pen(device: "press-02", sensor: "temperature")])
    #expect(person.sees("among the trends, 7 shows them"))
    person.press(.character("t"))
    #expect(person.sees("is among the trends (7) already"))
    person.press(.character("7"))
    #expect(person.sees("Trends 1 my own"))
    person.press(.character("t"))
    #expect(person.state.trends.own.pens.isEmpty)
    #expect(person.sees("none yet: t on a device"))
  }

  @Test func tTakesTheSensorOfAnAnomalyAndOfADevicesScreen() {
    var person = person()
    person.press(.character("2"), .down, .character("t"))
    #expect(person.state.trends.own.pens.last == Pen(device: "pump-03", sensor: "pressure"))
    person.press(.character("1"), .enter, .tab, .character("t"))
    #expect(person.state.trends.own.pens.last == Pen(device: "press-02", sensor: "pressure"))
  }

  @Test func aHealthyDeviceBringsAllItsSensorsUpToALimitOfAll() {
    var person = person()
    for _ in 0..<7 { person.press(.down) }
    for _ in 0..<4 { person.press(.character("t"), .down) }
    #expect(person.state.trends.own.pens.count == 12)
    person.press(.character("t"), .down, .character("t"))
    #expect(person.state.trends.own.pens.count == 15)
    #expect(person.sees("at most 16 trends stand together"))
  }

  @Test func sGoesFromGroupToGroupAndAConfiguredOneStaysWhole() {
    var person = person([line, TrendGroup(name: "Pumps", pens: [Pen(device: "pump-03", sensor: "pressure")])])
    person.press(.character("7"), .character("s"))
    #expect(person.sees("Pumps · 2 of 2"))
    person.press(.character("t"))
    #expect(person.sees("this group is the configuration's"))
    person.press(.character("s"))
    #expect(person.sees("Press line · 1 of 2"))
  }

  @Test func enterOpensThePensDeviceAndEscComesBack() {
    var person = person([line])
    person.press(.character("7"), .down, .enter)
    #expect(person.sees("Devices ► pump-03"))
    person.press(.escape)
    #expect(person.sees("Trends 3"))
  }

  @Test func theCursorReadsAllChartsAtOneMoment() {
    var person = person([line])
    person.press(.character("7"), .left, .left)
    let time = person.state.chart.cursor.timeOfDay(offsetSeconds: 0)
    #expect(person.lines.count { $0.contains(time) } >= 2)
    #expect(person.sees("┃"))
    let before = person.state.chart.cursor
    person.press(.character("H"))
    #expect(before - person.state.chart.cursor == 30 * Interval.second)
    person.press(.character("L"), .character("L"), .character("L"))
    #expect(person.state.chart.cursor < Plant.now)
    // The first Esc only ends reading.
    person.press(.escape)
    #expect(person.sees("Trends 3") && !person.state.chart.cursor.isKnown)
  }

  @Test func zShowsTheHour() {
    var person = person([line])
    person.press(.character("7"), .character("z"))
    #expect(person.sees("Press line · 1 h"))
    person.press(.character("z"))
    #expect(person.sees("5 min"))
  }

  @Test(arguments: [(40, 12), (20, 5), (80, 24), (240, 67)]) func fitsAnyScreen(columns: Int, rows: Int) {
    var person = person([line], columns: columns, rows: rows)
    person.press(.character("7"), .left)
    #expect(person.lines.allSatisfy { CleanText.width(of: $0) <= columns })
    #expect(person.sees("press-02"))
  }

  @Test func aRiseSaysWhenItWouldBreakTheLimit() throws {
    var plant = Plant.healthy()
    plant.focus(on: 0)
    var sensor = try #require(plant.focus?.sensors.first)
    let points = (0..<75).map { 46 + 0.4 * Float($0) }.map { TrendPoint(minimum: $0, maximum: $0) }
    sensor.shortTrend.points = points
    let panel = SensorPanel(
      title: "temperature", sensor: sensor, type: Plant.types.first, chart: ChartState(),
      look: Look(glyphs: .unicode, snapshot: plant, isBlind: false))
    var canvas = Canvas(size: Size(columns: 120, rows: 10))
    panel.draw(into: &canvas, area: canvas.bounds)
    #expect(canvas.textPlane.contains("◆ HIGH in about 33s"))
  }

  @Test func theCursorIsOnThePenThatKeysMean() {
    var person = person()
    person.state.trends.own.pens = [
      Pen(device: "press-02", sensor: "temperature"), Pen(device: "gone-09", sensor: "pressure"),
    ]
    person.press(.character("7"), .down)
    #expect(person.cursorLine?.contains("gone-09 pressure: not heard") == true)
    person.press(.character("t"))
    #expect(person.state.trends.own.pens == [Pen(device: "press-02", sensor: "temperature")])
    // A new pen takes the cursor, also when it came from another group.
    person.press(.character("1"), .down, .character("t"), .character("7"))
    #expect(person.cursorLine?.contains("pump-03 pressure") == true)
  }

  @Test func takingTheLastOwnTrendAwayShowsAConfiguredGroup() {
    var person = person([line])
    person.press(.character("t"), .character("7"), .character("t"))
    #expect(person.sees("Press line") && person.state.trends.group == 0)
  }

  @Test func theReadingCursorEndsWithTheScreenItBelongsTo() {
    var person = person()
    person.press(.enter, .left)
    #expect(person.state.chart.cursor.isKnown)
    person.press(.character("2"))
    #expect(!person.state.chart.cursor.isKnown)
  }

  @Test("z reaches back over days where there is a store, and the axis names them")
  func days() {
    var person = Operator(Plant.incident())
    person.press(.enter, .character("z"), .character("z"))
    #expect(person.state.chart.span == .fiveMinutes && person.state.query(for: person.state.size).history == nil)
    person.plant.session.hasHistory = true
    person.look()
    person.press(.character("z"), .character("z"))
    #expect(person.state.query(for: person.state.size).history?.span == .day && person.sees("reading 1 day"))
    person.press(.character("z"))
    var shown = person.snapshot
    for index in shown.focus?.sensors.indices ?? 0..<0 {
      shown.focus?.sensors[index].history = Trend(
        slotSeconds: 3600, end: Plant.now, points: (0..<168).map { TrendPoint(minimum: Float($0) / 4, maximum: 40) })
    }
    var canvas = Canvas(size: person.state.size)
    Dashboard.draw(person.state, shown, into: &canvas)
    #expect(
      canvas.textPlane.contains("7 days: 0.0 to 40.0") && canvas.textPlane.contains(" Nov"), "\(canvas.textPlane)")
    // All of the week is there, in however few columns.
    let axis = canvas.textPlane.split(separator: "\n").first { $0.contains(" Nov─") } ?? ""
    #expect(axis.split(separator: "─").filter { $0.hasSuffix("Nov") }.count >= 6, "\(axis)")
    person.press(.character("z"), .character("z"), .character("z"))
    #expect(person.state.chart.span == .fiveMinutes)
    // What is shown of the past has no days of its own.
    person.press(.character(" "), .character("z"), .character("z"))
    #expect(person.state.chart.span == .fiveMinutes && person.sees("Space goes back to it"))
  }

  @Test("an anomaly that is over opens at its moment, and Esc leads straight back to the list")
  func anomalyOpensAtItsMoment() throws {
    var plant = Plant.incident()
    plant.session.hasHistory = true
    let over = try #require(plant.episodes.episodes.first { !$0.isOpen })
    var person = Operator(plant)
    person.press(.character("2"), .down, .down, .down)
    #expect(person.state.anomalies.selected == over.number)
    person.press(.enter)
    #expect(person.state.opened == over.device && person.state.chart.cursor == over.opened)
    let query = person.state.query(for: person.state.size)
    #expect(query.history?.around == over.opened && query.past == PastQuery(span: .day, isOfFocus: true))
    #expect(person.sees("charts of the hour around") && person.sees("--replay archive:"))
    person.press(.escape)
    #expect(person.state.opened == nil && person.state.focus == .anomalies)
    #expect(!person.state.chart.around.isKnown)
    // What is open is of the present.
    person.press(.up, .up, .up, .enter)
    #expect(!person.state.chart.around.isKnown)
  }

  @Test("z in the anomalies goes on with those of days and weeks ago, where there is a store")
  func olderAnomalies() {
    var person = Operator(Plant.incident())
    person.press(.character("2"), .character("z"))
    #expect(person.sees("there is none") && person.state.query(for: person.state.size).past == nil)
    person.plant.session.hasHistory = true
    person.look()
    person.press(.character("z"), .character("z"))
    #expect(
      person.state.query(for: person.state.size).past == PastQuery(span: .week, isOfFocus: false)
        && person.sees("reading 7 days"))
    person.plant.episodes.past = (.week, true)
    person.look()
    #expect(person.sees("the newest of 7 days"))
    // Beside another pane it goes on; what was read for less is not taken for more.
    person.press(.tab)
    #expect(person.state.query(for: person.state.size).past?.span == .week)
    person.press(.backTab, .character("z"))
    #expect(person.sees("reading 30 days"))
    // A device opened from it has as much of its own.
    person.press(.down, .down, .down, .enter)
    #expect(person.state.query(for: person.state.size).past == PastQuery(span: .month, isOfFocus: true))
    person.press(.escape, .character("z"), .character("z"))
    #expect(person.state.query(for: person.state.size).past == nil)
  }

  @Test("on a device whose charts reach back E and e read its anomalies one by one, and Enter looks closer")
  func readingAnomalies() throws {
    var plant = Plant.incident()
    plant.session.hasHistory = true
    var person = Operator(plant)
    person.press(.enter, .character("z"), .character("z"))
    let moments = try #require(person.snapshot.focus?.episodes.map(\.opened).sorted())
    try #require(moments.count > 0)
    person.press(.character("E"))
    #expect(person.state.chart.cursor == moments.last)
    person.press(.enter)
    #expect(person.state.chart.around == moments.last)
    person.press(.character("e"))
    #expect(person.sees("no anomaly after"))
    person.press(.character("z"))
    #expect(!person.state.chart.around.isKnown && person.state.chart.span == .day)
  }
}
