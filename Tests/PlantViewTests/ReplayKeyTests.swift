import PlantCore
import PlantView
import Testing

@Suite struct ReplayKeyTests {
  @Test(arguments: [
    (Key.left, SessionCommand.seekBy(-5 * Interval.second)),
    (.right, .seekBy(5 * Interval.second)),
    (.shiftRight, .seekBy(1080 * Interval.second)),
    (.character("["), .seekAnomaly(forward: false)),
    (.character("]"), .seekAnomaly(forward: true)),
    (.character("e"), .seekAlarm(forward: true)),
    (.character("E"), .seekAlarm(forward: false)),
    (.character("w"), .seekAdvisory(forward: true)),
    (.character("W"), .seekAdvisory(forward: false)),
    (.character(" "), .pause(true)),
    (.character("+"), .speed(16)),
    (.character("-"), .speed(4)),
  ]) func keysTravelInTime(key: Key, command: SessionCommand) {
    var person = Operator(Plant.replay())
    person.press(key)
    #expect(person.commands == [command])
  }

  @Test func steppingPausesFirst() {
    var person = Operator(Plant.replay())
    person.press(.character("."))
    #expect(person.commands == [.pause(true), .step(1)])
  }

  @Test func paceKeysInOneBurstAllCount() {
    var person = Operator(Plant.replay())
    person.pressUndrawn(.character("+"), .character("+"), .character("-"))
    #expect(person.commands == [.speed(16), .speed(32), .speed(16)])
    person.look()
    person.command("speed 1")
    person.plant.session.replay?.speed = 1
    person.press(.character("+"))
    #expect(person.commands.last == .speed(2))
  }

  @Test func whatStoodBeforeTheBeginningIsSaidToBeUnknown() {
    var person = Operator(Plant.replay(), columns: 80, rows: 24)
    #expect(!person.sees("is not known"))
    person.plant.session.replay?.begins = Plant.ago(60)
    person.look()
    #expect(person.lines[1].contains("what stood before 14:0") || person.lines[2].contains("14:0"), "\(person)")
    person.plant.devices = DeviceList()
    person.plant.session.replay?.isPaused = true
    person.look()
    #expect(person.sees("paused before the first reading: Space plays"))
  }

  @Test func speedEndsAtMaxAndAtHalf() {
    var person = Operator(Plant.replay())
    person.plant.session.replay?.speed = 64
    person.press(.character("+"))
    #expect(person.commands == [.speed(.infinity)])
    person.plant.session.replay?.speed = .infinity
    person.press(.character("+"))
    #expect(person.commands.count == 1)
    #expect(person.sees("max"))
    person.plant.session.replay?.speed = 0.5
    person.press(.character("-"))
    #expect(person.commands.count == 1)
  }

  @Test func theModeIsUnmistakable() {
    var person = Operator(Plant.replay())
    #expect(person.lines[0].hasPrefix(" REPLAY "))
    #expect(person.canvas.rolePlane.split(separator: "\n")[0].contains("R"))
    person.plant.session.replay?.isPaused = true
    person.look()
    #expect(person.lines[0].hasPrefix(" REPLAY PAUSED "))
    #expect(person.sees("paused"))
  }

  @Test(arguments: [
    ("temperature high 85", LimitTrial(sensor: "temperature", kind: .high, value: 85)),
    ("Temperature HH none", LimitTrial(sensor: "temperature", kind: .highHigh, value: nil)),
    ("press-07 vibration high 4.5", LimitTrial(device: "press-07", sensor: "vibration", kind: .high, value: 4.5)),
    ("Mixer 3 pressure LL -1", LimitTrial(device: "Mixer 3", sensor: "pressure", kind: .lowLow, value: -1)),
  ])
  func anotherLimitIsTyped(words: String, trial: LimitTrial) {
    var person = Operator(Plant.replay())
    person.command("limit \(words)")
    #expect(person.commands == [.tryOut(trial)])
    person.command("limit reset")
    #expect(person.commands.last == .tryOut(nil))
  }

  @Test(arguments: [
    ("temperature high", ":limit temperature high 85"), ("temperature hihg 85", ":limit temperature high 85"),
    ("temperature high nan", ":limit temperature high 85"), ("temprature high 85", "did you mean temperature?"),
    ("high 85", ":limit temperature high 85"),
  ])
  func aLimitThatCannotBeMeantIsExplained(words: String, answer: String) {
    var person = Operator(Plant.replay())
    person.command("limit \(words)")
    #expect(person.commands.isEmpty && person.sees(answer))
  }

  @Test func onTheDeviceScreenALimitIsTheSensors() {
    var person = Operator(Plant.replay())
    person.press(.enter)
    person.command("limit high 85")
    guard case .tryOut(let trial?) = person.commands.last else { return #expect(Bool(false), "nothing was tried") }
    #expect(trial.device == person.state.opened.flatMap { id in person.plant.devices.rows.first { $0.id == id }?.name })
  }

  @Test func theBannerSaysWhatIsTriedOut() {
    var plant = Plant.replay()
    plant.session.replay?.trial = TrialStatus(
      text: "temperature high 85", before: TrialFigures(episodes: 31, urgent: 2),
      after: TrialFigures(episodes: 12, urgent: 4))
    let person = Operator(plant)
    #expect(person.sees("WHAT IF: 12 anomalies, 4 calls of priority 1; without it 31, 2. temperature high 85"))
    plant.session.replay?.scanned = 0.4
    #expect(Operator(plant).sees("12 anomalies so far"))
  }

  @Test func liveLimitsAreTheConfigurations() {
    var person = Operator(Plant.incident())
    person.command("limit temperature high 85")
    #expect(person.commands.isEmpty && person.sees(":limit belongs to a replay"))
  }
}
