import PlantCore
import Testing

@testable import PlantView

/// The mouse: off until asked for, and then never more than a shorter way to what keys do.
@Suite struct MouseTests {
  private func person(_ plant: Snapshot = Plant.incident()) -> Operator {
    var person = Operator(plant)
    person.press(.character("M"))
    return person
  }

  /// Clicks on the first place where a text stands.
  private func click(_ person: inout Operator, _ text: String) throws {
    let y = try #require(person.lines.firstIndex { $0.contains(text) }, "\(text)")
    let line = person.lines[y]
    let x = try #require(line.firstRange(of: text)).lowerBound
    person.click(x: line.distance(from: line.startIndex, to: x), y: y)
  }

  @Test func itIsOffUntilAsked() throws {
    var person = Operator(Plant.incident())
    try click(&person, "mixer-01")
    #expect(person.state.devices.selected == nil)
    person.press(.character("M"))
    #expect(person.effects.contains(.mouseChanged))
    #expect(person.sees("mouse on: Shift selects text, M ends it"))
    person.press(.character("M"))
    #expect(person.sees("mouse off"))
  }

  @Test func aClickChoosesADeviceAndTheNextOpensIt() throws {
    var person = person()
    try click(&person, "oven-02")
    #expect(try #require(person.cursorLine).contains("oven-02"))
    try click(&person, "oven-02")
    #expect(person.sees("Devices ► oven-02"))
  }

  @Test func aClickOnAnotherPaneGoesThereAndOpensNothing() throws {
    var person = person()
    try click(&person, "14:02:11 press-02")
    #expect(person.state.focus == .anomalies && person.state.opened == nil)
    try click(&person, "14:02:11 press-02")
    #expect(person.sees("Devices ► press-02"))
  }

  @Test func aClickOnATitleGivesThePaneTheScreen() throws {
    var person = person()
    try click(&person, "Messages ·")
    #expect(person.state.focus == .messages && !person.state.isFullScreen)
    try click(&person, "Messages ·")
    #expect(person.state.isFullScreen)
  }

  @Test func aClickOnTheStripShowsTheAlarms() throws {
    var person = person()
    try click(&person, "■1 press-02")
    #expect(person.state.focus == .alarms)
  }

  @Test func aClickOnAMessageStopsTheLogThereAndTheNextShowsIt() throws {
    var person = person()
    try click(&person, "\"value\":95.2")
    #expect(!person.state.messages.isFollowing)
    try click(&person, "\"value\":95.2")
    #expect(person.sees("HIGH-HIGH: 95.2 > 90 °C"))
  }

  @Test func theWheelScrollsWhatItIsOver() {
    var person = person()
    let y = person.lines.firstIndex { $0.contains("Devices 24") } ?? 0
    person.wheel(1, x: 4, y: y + 2)
    #expect(person.state.devices.selected == person.plant.devices.order[3])
    let log = person.lines.firstIndex { $0.contains("Messages ·") } ?? 0
    person.wheel(-1, x: 4, y: log + 2)
    #expect(person.state.focus == .messages && !person.state.messages.isFollowing)
    person.wheel(1, x: 4, y: log + 2)
    #expect(person.state.messages.isFollowing)
  }

  @Test func aClickOnTheTimelineGoesThere() throws {
    var person = person(Plant.replay())
    let y = person.state.layout.replayBar.y
    let replay = try #require(person.plant.session.replay)
    let span = replay.last - replay.first
    for (x, share) in [(60, 0.2...0.5), (100, 0.7...0.95)] {
      person.click(x: x, y: y)
      guard case .seek(let target) = person.commands.last else { Issue.record("no seek"); return }
      #expect(share.contains(Double(target - replay.first) / Double(span)))
    }
  }

  @Test func aClickOnATileChoosesIt() throws {
    var person = person()
    person.press(.character("6"))
    person.plant = person.plant.withWall()
    person.look()
    try click(&person, "fan-03")
    let fan = try #require(person.plant.devices.rows.first { $0.name == "fan-03" })
    #expect(person.state.devices.selected == fan.id)
  }

  @Test func nothingHappensWhileALineIsTypedOrAQuestionStands() throws {
    var person = person()
    person.press(.character("/"))
    try click(&person, "oven-02")
    #expect(person.state.devices.selected == nil && person.state.prompt != nil)
    person.press(.escape, .character("q"))
    try click(&person, "oven-02")
    #expect(person.state.devices.selected == nil && person.state.question == .quit)
  }

  /// Clicks everywhere on every screen: nothing traps, nothing is acknowledged, nothing quits.
  @Test func noClickDoesHarm() {
    for key: [Key] in [
      [], [.character("2")], [.character("3"), .enter], [.character("4")], [.character("5")], [.character("6")],
      [.character("7")], [.enter], [.character("?")],
    ] {
      for (columns, rows) in [(120, 40), (40, 12), (10, 3)] {
        var there = person()
        there.resize(columns: columns, rows: rows)
        for key in key { there.press(key) }
        for y in stride(from: -1, through: rows, by: 2) {
          for x in stride(from: -1, through: columns, by: 17) {
            var person = there
            person.click(x: x, y: y)
            person.wheel(1, x: x, y: y)
            #expect(person.operations.isEmpty && !person.effects.contains(.quit))
          }
        }
      }
    }
  }
}
