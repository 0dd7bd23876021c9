import PlantCore
import Testing

@testable import PlantView

@Suite("A paused live screen walks back through what is held, and returns with one key")
struct RewindKeyTests {
  /// A live incident of which two hours are held.
  private func live() -> Snapshot {
    var snapshot = Plant.incident()
    var held = ReplayStatus()
    (held.first, held.last, held.position) = (Plant.ago(7200), Plant.now, Plant.now)
    snapshot.session.replay = held
    return snapshot
  }

  /// The same plant an hour ago, when all was well.
  private func past() -> Snapshot {
    var snapshot = Plant.healthy()
    snapshot.streamTime = Plant.ago(3600)
    return snapshot
  }

  private func rewound() -> Operator {
    var person = Operator(live())
    person.press(.character(" "), .left)
    person.plant.past = past()
    person.look()
    return person
  }

  @Test("paused, the alarms and the wall are there when they are looked at first, and stand still from then on")
  func listsWhilePaused() {
    var plant = live()
    plant.operatorAlarms.rows = [Plant.alarmRow(Plant.pressAlarm, .unacknowledged, priority: 1)]
    plant.operatorAlarms.count = 1
    var person = Operator(plant)
    person.press(.character(" "), .character("4"))
    #expect(person.sees("Alarms 1") && !person.sees("no alarm, nothing waits"))
    person.plant.operatorAlarms.rows = []
    person.plant.operatorAlarms.count = 0
    person.press(.character("6"), .character("4"))
    #expect(person.sees("Alarms 1"))
    person.press(.character(" "))
    #expect(person.sees("no alarm, nothing waits"))
  }

  @Test("while it is not paused the keys of time do what they do elsewhere")
  func notPaused() {
    var person = Operator(live())
    person.press(.left, .right, .character("["), .character("]"), .character("+"), .character("."))
    #expect(person.commands.isEmpty && person.state.frozen == nil)
  }

  @Test(arguments: [
    (Key.left, SessionCommand.seekBy(-5 * Interval.second)), (.right, .seekBy(5 * Interval.second)),
    (.shiftLeft, .seekBy(-720 * Interval.second)), (.character("["), .seekAnomaly(forward: false)),
    (.character("]"), .seekAnomaly(forward: true)), (.character("E"), .seekAlarm(forward: false)),
    (.character("w"), .seekAdvisory(forward: true)),
    (.character(","), .step(-1)), (.character("."), .step(1)),
  ]) func keys(key: Key, command: SessionCommand) {
    var person = Operator(live())
    person.press(.character(" "), key)
    #expect(person.commands == [.pause(true), command])
  }

  @Test("the panes show the past, strip and clock the present")
  func panes() {
    let person = rewound()
    #expect(person.lines[0].hasPrefix(" REWOUND to 13:05:12"))
    #expect(person.lines[1].contains("now   ■1 press-02 temperature HIGH-HIGH") && !person.sees("+ faster"))
    #expect(!person.lines.dropFirst(4).contains { $0.contains("HIGH-HIGH") })
    #expect(person.sees("2h00 held") && person.sees("Messages · up to 13:05:12"))
  }

  @Test("a new priority 1 breaks through")
  func breaksThrough() {
    var person = rewound()
    person.plant.episodes.worst?.deviceName = "oven-09"
    person.look()
    #expect(person.lines[1].contains("oven-09"))
  }

  @Test("nothing can be done about alarms there", arguments: ["a", "A", "x", "o"])
  func noActing(key: Character) {
    var person = rewound()
    let before = person.commands.count
    person.press(.character(key))
    #expect(person.commands.count == before && person.state.prompt == nil && person.state.question == nil)
  }

  @Test("Space or ` leads back to the present, whose log follows", arguments: [" ", "`"])
  func present(key: Character) {
    var person = rewound()
    person.press(.character(key))
    #expect(person.commands.last == .pause(false))
    // An answer that was under way does not bring the past back.
    person.look()
    #expect(person.lines[0].hasPrefix(" LIVE ") && person.state.isFollowingLog)
    person.press(.character(" "))
    #expect(person.lines[0].hasPrefix(" PAUSED at 14:05:12"))
  }

  @Test("a time can be typed, paused or not")
  func goto() {
    var person = Operator(live())
    person.command("goto 13:30")
    #expect(person.commands == [.pause(true), .seek(Plant.ago(2112))])
    person.command("goto 13:30:07Z")
    #expect(person.commands.last == .seek(Plant.ago(2105)))
    person.command("goto 13:30:xx")
    #expect(person.commands.last == .seek(Plant.ago(2105)) && person.sees(":goto 14:05, 14:05:30"))
    person.command("goto 50%")
    #expect(person.commands.last == .seek(Plant.ago(3600)))
  }

  @Test("a picture of alarms that stands still takes no filter, typed after / or after :filter", arguments: ["/", ":"])
  func standsStill(start: Character) {
    var person = Operator(Plant.incident())
    person.press(.character(" "), .character("4"), .character(start))
    person.type(start == ":" ? "filter press" : "press")
    person.press(.enter)
    #expect(person.state.alarms.filter.isEmpty)
  }

  @Test("with nothing held it says so, and stays paused")
  func nothingHeld() {
    var person = Operator(Plant.incident())
    person.press(.character(" "), .left)
    #expect(person.commands == [.pause(true)] && person.sees("nothing of the past is held yet"))
  }

  @Test("who went back in time to a message comes back to the present with Esc, and not when he paused himself")
  func backFromAMessage() {
    var person = Operator(live())
    person.press(.character("2"), .character("m"))
    person.state.messages.pending = nil
    person.state.frozen = person.plant
    person.state.isRewound = true
    person.press(.escape)
    #expect(person.commands.last == .pause(false))
    #expect(person.lines[0].hasPrefix(" LIVE ") && person.state.focus == .anomalies)

    var other = rewound()
    other.press(.character("2"), .character("m"), .escape)
    #expect(other.state.isRewound && other.state.focus == .anomalies)
  }
}
