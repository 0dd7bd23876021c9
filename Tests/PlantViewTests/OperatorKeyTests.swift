import PlantCore
import PlantView
import Testing

/// What an operator does about alarms, and what the session is then asked to do.
@Suite struct OperatorKeyTests {
  private static let press = Plant.pressAlarm

  private func row(
    _ subject: AlarmSubject, _ state: OperatorState, priority: Int, generation: UInt32 = 3,
    overlay: AlarmOverlay = .none
  ) -> AlarmRow {
    Plant.alarmRow(subject, state, priority: priority, generation: generation, overlay: overlay)
  }

  private func plant(_ rows: [AlarmRow]) -> Snapshot { Plant.incident(alarms: rows) }

  @Test func theStripSaysHowManyWait() {
    #expect(Operator(plant([row(Self.press, .unacknowledged, priority: 1)])).sees("UNACK 1"))
    #expect(!Operator(Plant.healthy()).sees("UNACK"))
  }

  @Test func anAcknowledgementNamesWhatWasDrawn() {
    var person = Operator(plant([row(Self.press, .unacknowledged, priority: 1)]))
    person.press(.character("4"), .character("a"))
    #expect(
      person.commands == [
        .operate(.acknowledge(AlarmReference(subject: Self.press, generation: 3)), why: "")
      ])
    #expect(person.sees("acknowledging press-02 temperature high"))
  }

  @Test func anAlarmThatWasNeverDrawnIsNotAcknowledged() {
    let worse = AlarmSubject.limit(device: "pump-01", sensor: "pressure", isHigh: false)
    let before = row(Self.press, .unacknowledged, priority: 1)
    var person = Operator(plant([before]))
    person.press(.character("4"))
    person.misses(plant([row(worse, .unacknowledged, priority: 1), before]))
    person.press(.character("a"))
    #expect(
      person.commands == [.operate(.acknowledge(AlarmReference(subject: Self.press, generation: 3)), why: "")])
  }

  @Test func anAlarmThatWasAnnouncedAgainIsNamedAsItWasDrawn() {
    var person = Operator(plant([row(Self.press, .unacknowledged, priority: 2)]))
    person.press(.character("4"))
    person.misses(plant([row(Self.press, .unacknowledged, priority: 1, generation: 4)]))
    person.press(.character("a"))
    #expect(
      person.commands == [.operate(.acknowledge(AlarmReference(subject: Self.press, generation: 3)), why: "")])
  }

  @Test func goingOnAfterAPauseActsOnThePausedPicture() {
    var person = Operator(plant([row(Self.press, .unacknowledged, priority: 1)]))
    person.press(.character("4"), .character(" "))
    person.plant = plant([row(.pipeline("lag"), .unacknowledged, priority: 1)])
    person.look()
    person.pressUndrawn(.character(" "), .character("a"))
    #expect(
      person.operations == [.operate(.acknowledge(AlarmReference(subject: Self.press, generation: 3)), why: "")])
  }

  @Test(arguments: ["a", "x", "o", "enter"])
  func noOtherAlarmStandsInForOneThatIsGone(_ name: String) {
    let other = row(.pipeline("anomaly-count"), .unacknowledged, priority: 2)
    var person = Operator(plant([other, row(Self.press, .unacknowledged, priority: 2)]))
    person.press(.character("4"), .down)
    person.plant = plant([other])
    person.look()
    person.press(name == "enter" ? .enter : .character(Character(name)))
    #expect(person.commands.isEmpty && person.state.prompt == nil && person.state.card == nil)
    #expect(person.sees("the chosen alarm is over and gone: choose another"))
  }

  @Test func whatIsAcknowledgedIsNotAcknowledgedAgain() {
    var person = Operator(plant([row(Self.press, .acknowledged, priority: 1)]))
    person.press(.character("4"), .character("a"))
    #expect(person.commands.isEmpty)
    #expect(person.sees("acknowledged already"))
  }

  @Test func acknowledgingAllAsksForPriorityOne() {
    let other = AlarmSubject.pipeline("anomaly-count")
    var person = Operator(
      plant([row(Self.press, .unacknowledged, priority: 1), row(other, .unacknowledged, priority: 2)]))
    person.press(.character("4"), .character("A"))
    #expect(person.commands.isEmpty)
    #expect(person.sees("Acknowledge 2 alarms, 1 of them of priority 1?"))
    person.press(.character("n"))
    #expect(person.commands.isEmpty)
    person.press(.character("A"), .character("y"))
    #expect(person.commands.count == 2)
  }

  private static let pump = AlarmSubject.limit(device: "pump-03", sensor: "pressure", isHigh: false)
  private static let lag = AlarmSubject.pipeline("processing-lag")

  private func acknowledged(_ subjects: AlarmSubject...) -> [SessionCommand] {
    subjects.map { .operate(.acknowledge(AlarmReference(subject: $0, generation: 3)), why: "") }
  }

  private func standing(_ subject: AlarmSubject, priority: Int) -> AlarmStanding {
    AlarmStanding(
      reference: AlarmReference(subject: subject, generation: 3), state: .unacknowledged, overlay: .none,
      priority: priority, isOverdue: false, announced: Plant.ago(181))
  }

  @Test func acknowledgingAllOnACardMeansItsAlarmOnly() {
    var person = Operator(
      plant([row(Self.lag, .unacknowledged, priority: 2), row(Self.pump, .unacknowledged, priority: 2)]))
    person.press(.character("4"), .down, .enter, .character("A"))
    #expect(person.commands == acknowledged(Self.pump))
  }

  @Test func acknowledgingAllOnADevicesScreenMeansItsAlarmsOnly() {
    let vibration = AlarmSubject.limit(device: "press-02", sensor: "vibration", isHigh: true)
    var plant = plant([row(Self.lag, .unacknowledged, priority: 2), row(Self.press, .unacknowledged, priority: 2)])
    var second = plant.episodes.episodes[0]
    second.number = 9
    second.alarm = standing(vibration, priority: 2)
    plant.episodes.episodes[0].alarm = standing(Self.press, priority: 2)
    plant.episodes.episodes[1].alarm = standing(Self.pump, priority: 2)
    plant.episodes.episodes.append(second)
    plant.change(6) { $0.alarm = standing(Self.press, priority: 2) }
    var person = Operator(plant)
    person.press(.character("4"), .down, .enter, .enter)
    #expect(person.sees("Devices ► press-02"))
    person.press(.character("A"))
    #expect(person.commands == acknowledged(Self.press, vibration))
  }

  @Test(arguments: [0, 40]) func acknowledgingAllMeansTheRowsInView(_ down: Int) {
    let names = (10..<90).map { "unit-\($0)" }
    let rows = names.map { name in
      var row = row(.limit(device: name, sensor: "pressure", isHigh: true), .unacknowledged, priority: 2)
      row.deviceName = name
      return row
    }
    var plant = plant(rows)
    plant.operatorAlarms.maintenances = (1...3).map {
      MaintenanceRow(place: "Hall \($0)", from: Plant.ago(60), until: Plant.ago(-60), by: "anna", why: "")
    }
    var person = Operator(plant)
    person.press(.character("4"))
    for _ in 0..<down { person.press(.down) }
    let inView = names.filter { person.sees($0) }
    person.press(.character("A"))
    #expect(inView.count > 20)
    #expect(
      person.commands
        == inView.map {
          let subject = AlarmSubject.limit(device: $0, sensor: "pressure", isHigh: true)
          return .operate(.acknowledge(AlarmReference(subject: subject, generation: 3)), why: "")
        })
  }

  @Test func aPriorityOneThatCameBackIsAskedForToo() {
    var plant = Plant.healthy()
    plant.change(6) { row in
      row.alarm = standing(Self.press, priority: 1)
      row.alarm?.state = .returnedUnacknowledged
    }
    var person = Operator(plant)
    person.press(.character("A"))
    #expect(person.commands.isEmpty && person.sees("Acknowledge this alarm of priority 1?"))
    person.press(.character("y"))
    #expect(person.commands == acknowledged(Self.press))
  }

  @Test func aShelfNeedsATimeAndAReason() {
    var person = Operator(plant([row(Self.press, .acknowledged, priority: 1)]))
    person.press(.character("4"), .character("x"))
    #expect(person.sees("press-02 temperature high: shelve for how long, and why"))
    for (columns, label) in [(80, "shelve press-02 temperature high (2h reason):"), (40, "shelve (2h why):")] {
      var other = Operator(plant([row(Self.press, .acknowledged, priority: 1)]), columns: columns, rows: 24)
      other.press(.character("4"), .character("x"))
      #expect(other.sees(label), "\(columns)")
    }
    person.type("2h")
    person.press(.enter)
    #expect(person.commands.isEmpty)
    #expect(person.sees("a shelf needs a time and a reason"))
    person.press(.character("x"))
    person.type("13h no")
    person.press(.enter)
    #expect(person.sees("at most 12h"))
    person.press(.character("x"))
    person.type("2h sensor is changed")
    person.press(.enter)
    #expect(
      person.commands == [
        .operate(
          .shelve(AlarmReference(subject: Self.press, generation: 3), nanoseconds: 7200 * Interval.second),
          why: "sensor is changed")
      ])
  }

  @Test func whatIsShelvedComesOffWithTheSameKey() {
    var person = Operator(plant([row(Self.press, .unacknowledged, priority: 1, overlay: .shelved)]))
    person.press(.character("4"))
    #expect(person.sees("SHELVED"))
    person.press(.character("x"))
    #expect(person.commands == [.operate(.unshelve(AlarmReference(subject: Self.press, generation: 3)), why: "")])
  }

  @Test func enterSaysWhatToDo() {
    var person = Operator(plant([row(Self.press, .unacknowledged, priority: 1)]))
    person.press(.character("4"), .enter)
    #expect(person.sees("Alarms ► press-02 temperature high"))
    #expect(person.sees("open valve V-71"))
    person.press(.enter)
    #expect(person.sees("Devices ► press-02"))
    person.press(.escape, .escape)
    #expect(person.sees("Alarms 1"))
    person.press(.escape)
    #expect(person.sees("Devices 24"))
  }

  @Test func nothingIsAcknowledgedInThePast() {
    var replay = Operator(Plant.replay())
    replay.press(.character("4"), .character("a"))
    #expect(replay.commands.isEmpty && replay.sees("this is a recording"))
    var paused = Operator(plant([row(Self.press, .unacknowledged, priority: 1)]))
    paused.press(.character("4"), .character(" "), .character("a"))
    #expect(paused.operations.isEmpty && paused.sees("the picture is paused"))
  }

  @Test(arguments: [
    "shelve 2h sensor is changed", "out sensor is changed", "maintenance press-02 4h new bearing", "end press-02",
    "normal bearing was replaced", "undo",
  ])
  func nothingIsTypedIntoThePast(_ line: String) {
    var replay = Operator(Plant.replay())
    replay.press(.character("2"), .character(":"))
    replay.type(line)
    replay.press(.enter)
    #expect(replay.commands.isEmpty && replay.sees("this is a recording"))
    var paused = Operator(plant([row(Self.press, .unacknowledged, priority: 1)]))
    paused.press(.character(line.contains("sensor") ? "4" : "2"), .character(" "), .character(":"))
    paused.type(line)
    paused.press(.enter)
    #expect(paused.operations.isEmpty && paused.sees("the picture is paused"))
  }

  @Test func anAlarmThatComesUpWhileALineIsTypedIsNotMeant() {
    var person = Operator(plant([]))
    person.press(.character("4"), .character(":"))
    person.type("out sensor is")
    person.plant = plant([row(Self.press, .unacknowledged, priority: 1)])
    person.type(" changed")
    person.press(.enter)
    #expect(person.commands.isEmpty && person.sees("choose an alarm first"))
  }

  @Test func anAdvisoryThatComesUpWhileALineIsTypedIsNotMeant() {
    var person = Operator(Plant.healthy())
    person.press(.character("2"), .character(":"))
    person.type("normal bearing was")
    person.plant = Plant.incident()
    person.type(" replaced")
    person.press(.enter)
    #expect(person.commands.isEmpty && person.sees("choose an advisory"))
  }

  @Test func commandsAreTyped() {
    var person = Operator(plant([]))
    person.press(.character(":"))
    person.type("maintenance press-07 4h new bearing")
    person.press(.enter)
    #expect(
      person.commands == [.operate(.maintain(place: "press-07", nanoseconds: 4 * Interval.hour), why: "new bearing")])
    person.press(.character(":"))
    person.type("shelf 2h")
    person.press(.enter)
    #expect(person.sees("no command :shelf; did you mean :shelve?"))
    person.press(.character(":"))
    person.type("device pump-03")
    person.press(.enter)
    #expect(person.sees("Devices ► pump-03"))
  }

  @Test func aRecordingOffersNothingToDo() {
    #expect(Operator(Plant.incident()).sees("a ack"))
    #expect(!Operator(Plant.replay()).sees("a ack"))
  }

  @Test func aDeviceThatIsNotThereLeavesTheListAsItWas() {
    var person = Operator(Plant.incident())
    person.press(.character(":"))
    person.type("device nope")
    person.press(.enter)
    #expect(person.sees("no device nope"))
    #expect(person.sees("press-02"))
  }

  @Test func anAreaWithSpacesIsMaintained() {
    var person = Operator(plant([]))
    for line in ["maintenance Hall 2 4h new bearing 2h late", "end Hall 2"] {
      person.press(.character(":"))
      person.type(line)
      person.press(.enter)
    }
    #expect(
      person.commands == [
        .operate(.maintain(place: "Hall 2", nanoseconds: 4 * Interval.hour), why: "new bearing 2h late"),
        .operate(.endMaintenance(place: "Hall 2"), why: ""),
      ])
  }

  @Test(arguments: ["maintenance Hall 2 4h", "maintenance 4h new bearing", "maintenance Hall 2 new bearing"])
  func aMaintenanceNeedsAPlaceATimeAndAReason(_ line: String) {
    var person = Operator(plant([]))
    person.press(.character(":"))
    person.type(line)
    person.press(.enter)
    #expect(person.commands.isEmpty && person.sees(":maintenance DEVICE-OR-AREA 4h reason"))
  }

  @Test func aReplayThatHasNotBegunGoesToATimeOfDay() {
    var plant = Plant.replay()
    plant.session.replay?.position = .unknown
    var person = Operator(plant)
    person.press(.character(":"))
    person.type("goto 14:00")
    person.press(.enter)
    #expect(person.commands.count == 1)
  }

  @Test func aReplayGoesToATimeOfDay() {
    var person = Operator(Plant.replay())
    person.press(.character(":"))
    person.type("goto 14:00")
    person.press(.enter)
    guard case .seek(let target) = person.commands.last else {
      Issue.record("no seek: \(person.commands)")
      return
    }
    #expect(target.timeOfDay(offsetSeconds: 0) == "14:00:00")
  }

  @Test func theJournalIsRead() {
    var plant = Plant.incident()
    for number in 0..<3 {
      var entry = JournalEntry(
        at: Plant.ago(60), seen: Plant.ago(60), word: number == 1 ? "ACK" : "ALARM", priority: 2, device: "press-02",
        text: "line \(number)")
      entry.number = UInt64(number)
      plant.journal.entries.append(entry)
    }
    plant.journal.held = 0..<3
    var person = Operator(plant)
    person.press(.character("5"))
    #expect(person.sees("Journal · following"))
    #expect(person.sees("ACK             press-02       line 1"))
    // On the smallest screen what happened keeps its room.
    var small = Operator(plant, columns: 40, rows: 12)
    small.press(.character("5"))
    #expect(small.sees("press-02 line 1"))
  }

  @Test func theJournalSaysWhoAndUntilWhen() {
    var plant = Plant.incident()
    for number in 0..<30 {
      var entry = JournalEntry(
        at: Plant.ago(60), seen: Plant.ago(60), word: "OUT-OF-SERVICE", priority: 2, device: "mixer-01",
        text: "mixer-01 vibration high taken out of service by anna pts/3: bearing \(number) is changed")
      entry.number = UInt64(number)
      plant.journal.entries.append(entry)
    }
    plant.journal.held = 0..<30
    var person = Operator(plant, columns: 80, rows: 24)
    person.press(.character("5"))
    #expect(person.sees("OUT-OF-SERVICE") && person.sees("by anna pts/3: bearing 29 is changed"))
  }

  @Test func retiringIsTyped() {
    var person = Operator(plant([]))
    person.press(.character(":"))
    person.type("retire press-02")
    person.press(.enter)
    #expect(person.commands.isEmpty && person.sees(":retire DEVICE reason"))
    person.press(.character(":"))
    person.type("retire press-02 it is scrapped")
    person.press(.enter)
    #expect(person.commands == [.operate(.retire(device: "press-02"), why: "it is scrapped")])
  }
}
