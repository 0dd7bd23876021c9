import PlantCore
import PlantView
import Testing

/// Colour never speaks alone: glyph, digit and word say the same.
@Suite struct StateWordTests {
  private func row(_ change: (inout Snapshot) -> Void) -> String {
    var plant = Plant.healthy(devices: 6)
    change(&plant)
    return Operator(plant).lines.first { $0.contains("press-01") && $0.contains("├") } ?? ""
  }

  @Test(arguments: [
    (Judgement.highHigh, 1, "■1", "HIGH-HIGH 3m"), (.high, 2, "▲2", "HIGH 3m"), (.low, 2, "▲2", "LOW 3m"),
    (.lowLow, 1, "■1", "LOW-LOW 3m"),
  ]) func limits(judgement: Judgement, priority: Int, mark: String, word: String) {
    let row = row { $0.breach(0, type: 0, value: 95, judgement, priority: priority, seconds: 181) }
    #expect(row.contains("\(mark) press-01"))
    #expect(row.contains(word))
  }

  @Test(arguments: [
    (Freshness.stale, "?  press-01", "STALE 42s"), (.dead, "●3 press-01", "DEAD 42s"),
    (.neverSeen, "?  press-01", "NEVER SEEN"), (.lastKnown, "?  press-01", "LAST KNOWN"),
  ]) func freshness(freshness: Freshness, mark: String, word: String) {
    let row = row { $0.silence(0, freshness, seconds: 42) }
    #expect(row.contains(mark))
    #expect(row.contains(word))
    #expect(row.contains("?├"))
  }

  @Test("what came back unseen says since when it is back, not since when it was called")
  func returned() {
    var alarm = Plant.alarmRow(Plant.pressAlarm, .returnedUnacknowledged, priority: 1)
    (alarm.isActive, alarm.since, alarm.returned) = (false, Plant.ago(600), Plant.ago(22))
    var person = Operator(Plant.incident(alarms: [alarm]))
    person.press(.character("4"))
    #expect(person.sees("22s ago") && !person.sees("10m ago"), "\(person)")
    let row = row { $0.change(0) { $0.alarm = alarm.reference.standing(returned: Plant.ago(22)) } }
    #expect(row.contains("RTN 22s"), "\(row)")
  }

  @Test("in a narrow list of alarms a value gives up its unit or its limit, and is never cut")
  func narrowAlarms() {
    var (warm, back) = (
      Plant.alarmRow(Plant.pressAlarm, .unacknowledged, priority: 1),
      Plant.alarmRow(Plant.pressAlarm, .unacknowledged, priority: 2)
    )
    (warm.value, warm.limit, warm.unit) = (112.5, 100, "°C")
    (back.value, back.limit, back.unit) = (79.2, 80, "°C")
    back.reference = AlarmReference(
      subject: .limit(device: "press-03", sensor: "temperature", isHigh: true), generation: 1)
    var person = Operator(Plant.incident(alarms: [warm, back]), columns: 40, rows: 12)
    person.press(.character("4"))
    #expect(person.lines.contains { $0.hasSuffix("temperature 112.5") }, "\(person)")
    #expect(person.lines.contains { $0.hasSuffix("temperature 79.2 °C") }, "\(person)")
  }

  @Test("what is gone now says so, whatever of it came back unseen before")
  func deadBeforeReturned() {
    let row = row { plant in
      plant.silence(0, .dead, seconds: 42)
      plant.change(0) {
        $0.alarm = AlarmStanding(
          reference: AlarmReference(
            subject: .limit(device: "press-01", sensor: "temperature", isHigh: true), generation: 1),
          state: .returnedUnacknowledged, overlay: .none, priority: 2, isOverdue: false, announced: Plant.ago(4000))
      }
    }
    #expect(row.contains("●3 press-01") && row.contains("DEAD 42s"), "\(row)")
  }

  @Test("the strip names the device that is dead, and since when, where there is room")
  func deadInTheStrip() {
    var plant = Plant.healthy(devices: 6)
    plant.silence(0, .dead, seconds: 42)
    plant.counters.deadSensors = 3
    plant.dead = DeadDevices(devices: 2, name: "press-01", heard: Plant.ago(42))
    #expect(Operator(plant, columns: 160).sees("●3 press-01 dead, silent since 14:04:30 +1 more"), "\(Operator(plant))")
    #expect(Operator(plant, columns: 40, rows: 12).lines[1].contains("●3"))
  }

  @Test("what is put aside does not look in the strip like what calls")
  func putAsideInTheStrip() {
    var plant = Plant.incident()
    plant.episodes.worst?.alarm = AlarmStanding(
      reference: AlarmReference(subject: Plant.pressAlarm, generation: 1), state: .unacknowledged, overlay: .shelved,
      priority: 1, isOverdue: false, announced: Plant.ago(42))
    let strip = Operator(plant).lines[1]
    #expect(strip.contains("SHELVED press-02 temperature HIGH-HIGH") && !strip.contains("■1"), "\(strip)")
  }

  @Test("a shelved alarm of the pipeline does not look in the strip like one that calls, either")
  func pipelinePutAsideInTheStrip() {
    var plant = Plant.incident()
    for index in plant.alarms.indices where plant.alarms[index].state == .alarm {
      plant.alarms[index].overlay = .shelved
    }
    let strip = Operator(plant, columns: 160).lines[1...2].joined()
    #expect(strip.contains("SHELVED anomaly-count") && !strip.contains("anomaly-count ALARM"), "\(strip)")
  }

  @Test("a device under maintenance says so before anything breaks")
  func maintenanceIsSeen() {
    let word = row { $0.change(0) { $0.isInMaintenance = true } }
    #expect(word.contains("MAINT"), "\(word)")
    var plant = Plant.healthy()
    plant.operatorAlarms.figures.maintained = 1
    #expect(Operator(plant).sees("1 in maintenance"))
  }

  @Test("the smallest screens keep the worst alarm's value", arguments: [(20, 5), (24, 6), (19, 4), (30, 2)])
  func valueOnTheSmallestScreens(columns: Int, rows: Int) {
    let screen = Operator(Plant.incident(), columns: columns, rows: rows).lines.prefix(2).joined()
    #expect(screen.contains("■1 press-02 95.2"), "\(screen)")
  }

  @Test func theStripSaysOfWhatIsComingBackThatItIs() {
    var plant = Plant.incident()
    plant.episodes.worst?.inside = 80
    #expect(Operator(plant).lines[1].contains("■1 press-02 temperature CLEARING 80.0 °C (limit 90) since"))
    #expect(Operator(plant, columns: 40, rows: 12).lines[1].contains("■1 press-02 CLEARING"))
  }

  @Test func errorsAreSaidWithoutAlarm() {
    #expect(row { $0.change(0) { $0.errors = 3 } }.contains("ERRORS 3"))
  }

  @Test func anAlarmWhoseSensorFellSilentStays() {
    var plant = Plant.incident()
    plant.episodes.worst?.isWithoutData = true
    plant.episodes.worst?.value = 96
    plant.episodes.episodes[0].isWithoutData = true
    plant.episodes.episodes[0].value = 96
    plant.silence(6, .stale, seconds: 30)
    let person = Operator(plant)
    #expect(person.lines[1].contains("■1 press-02 temperature no data, was 96.0 HIGH-HIGH"))
    #expect(person.cursorLine?.contains("■1 press-02 NO DATA 30s") == true)
  }

  @Test func aBreachIsNeverDrawnEqualToItsLimit() {
    let row = row { plant in
      plant.breach(0, type: 0, value: 80.004, .high, priority: 2, seconds: 3)
    }
    #expect(!row.contains("80.0 ├"))
    #expect(row.contains(">80 ├") || row.contains("80.004"))
  }

  @Test func theBacklogOfAGatewaySaysItsAge() {
    let row = row { plant in
      plant.change(0) { row in
        row.readouts[0].isBacklog = true
        row.readouts[0].measured = Plant.ago(240)
      }
    }
    #expect(row.contains("4m"))
  }

  @Test func whatARetainedMessageSaidIsShownWithItsAge() {
    var plant = Plant.healthy(devices: 6)
    plant.silence(0, .lastKnown, seconds: 42)
    plant.change(0) { row in
      row.readouts[0].value = 95
      row.readouts[0].measured = Plant.ago(3 * 86_400 + 4 * 3600)
    }
    var person = Operator(plant)
    person.press(.character("s"), .character("/"))
    person.type("press-01")
    person.press(.enter, .enter)
    #expect(person.sees("last known 95.0 > 80, measured 3 d 04 h ago"), "\(person.canvas.textPlane)")
  }

  @Test func recordingIsSaid() {
    var plant = Plant.healthy()
    plant.session.recording = .on(file: "night.capture", bytes: 4_200_000)
    #expect(Operator(plant, columns: 200).lines[0].contains("REC night.capture 4 MB"))
    plant.session.recording = .failed(file: "night.capture", why: "disk full")
    #expect(Operator(plant).lines[0].contains("REC FAILED disk full"))
    #expect(Operator(plant, columns: 80, rows: 24).lines[0].contains("REC FAILED"))
  }

  @Test func afterAStartTheAlarmsSayWhatTheyCover() {
    var plant = Plant.healthy()
    for index in plant.alarms.indices { plant.alarms[index].covered = 12 }
    #expect(Operator(plant).sees("covers 12 of 300 s"))
  }

  @Test func aNoticeIsSaidForAWhileAndKeptInHelp() {
    var plant = Plant.healthy()
    plant.session.notices = [Notice(at: Plant.ago(20), text: "the clock stepped by 1 h", isWarning: false)]
    var person = Operator(plant)
    #expect(person.lines[39].contains("14:04:52  the clock stepped by 1 h"))
    person.plant.session.now = Plant.now + Interval.minute
    #expect(person.lines[39].contains("Enter open"))
    person.press(.character("?"))
    #expect(person.sees("the clock stepped by 1 h"))
  }

  @Test func aSilentPlantDoesNotLookLikeAQuietOne() {
    var plant = Plant.healthy()
    plant.counters.deadSensors = 6
    plant.counters.staleSensors = 3
    #expect(Operator(plant).lines[1].contains("no process alarm   ●3 6 sensors dead   ? 3 sensors stale"))
    #expect(Operator(plant, columns: 19, rows: 4).lines[0].contains("●3 9 sensors silent"))
  }

  @Test(arguments: [(40, 12), (60, 18), (80, 24), (300, 100)]) func noNumberIsEverCut(size: (Int, Int)) {
    var plant = Plant.healthy()
    for (index, value) in [1e300, -1e300, 123_456_789, -0.000_001, 1e-300].enumerated() {
      plant.change(DeviceID(index)) { $0.readouts[0].value = value }
    }
    let person = Operator(plant, columns: size.0, rows: size.1)
    let found = person.lines.compactMap { line in
      ["press-01 ", "pump-01 ", "fan-01 "].first { line.contains($0) }.map { _ in
        line.split(separator: " ").first { $0.first.map { "0123456789<>-".contains($0) } ?? false }.map(String.init)
          ?? ""
      }
    }
    #expect(found.starts(with: ["1e300", "<0", "123M"]))
  }
}

extension AlarmReference {
  /// Unseen, and over since a moment.
  fileprivate func standing(returned: Stamp) -> AlarmStanding {
    AlarmStanding(
      reference: self, state: .returnedUnacknowledged, overlay: .none, priority: 2, isOverdue: false,
      announced: Plant.ago(600), returned: returned)
  }
}
