import PlantCore
import Testing

private let start = CaptureScript.start

/// A shift in which a press overheats, told by readings and actions.
private struct Shift {
  var script = CaptureScript()

  init() { script.line("plantwatch", 0, "{\"capture\":1}") }

  /// Temperatures of press-07, one a second from `second` on.
  mutating func temperatures(_ values: [Double], from second: Int, device: String = "press-07") {
    for (offset, value) in values.enumerated() {
      script.reading(Double(second + offset) + 0.5, device, "temperature", value)
    }
  }

  mutating func act(
    _ second: Double, _ what: String, generation: Int, device: String = "press-07", side: String = "high",
    more: String = ""
  ) {
    script.line(
      "action", second,
      "{\"do\":\"\(what)\",\"alarm\":\"\(side)\",\"device\":\"\(device)\",\"sensor\":\"temperature\","
        + "\"generation\":\(generation),\"by\":\"anna pts/3\"\(more)}")
  }

  /// What is concluded from everything up to `end`, with a tick each second at first.
  func judged(until end: Int, configuration: EngineConfiguration = .init()) -> Conclusion {
    var script = script
    script.ticks(1...min(end, 1000))
    script.sort()
    let limit = CaptureScript.time(Double(end))
    func stamp(_ line: Substring) -> Substring {
      line.hasPrefix("#") ? line.split(separator: " ")[2] : line.prefix { $0 != "\t" }
    }
    let lines = script.text.split(separator: "\n").filter { stamp($0) <= limit[...] }
    var query = Query()
    query.alarmCount = 50
    var configuration = configuration
    configuration.anomalyThreshold = 1e9
    return judge(
      lines.joined(separator: "\n") + "\n", .capture, configuration: configuration, query: query)
  }
}

extension Conclusion {
  /// What was done or happened to alarms, such as `ack press-07 temperature high @12`.
  func operations(since start: Int64 = start) -> [String] {
    events.compactMap { event in
      guard case .operation(let operation) = event else { return nil }
      let second = (operation.at.nanoseconds - start * 1_000_000_000) / 1_000_000_000
      let refused = operation.refusal == .none ? "" : " refused: \(operation.refusal.text)"
      return "\(operation.kind.word) \(operation.subject) @\(second)\(refused)"
    }
  }

  /// What was done, as sentences.
  var operators: [String] {
    events.compactMap { if case .operation(let operation) = $0 { operation.text } else { nil } }
  }

  /// The rows of the alarm screen, such as `press-07 temperature high UNACK`.
  var alarmRows: [String] {
    snapshot.operatorAlarms.rows.map { row in
      let words = [row.reference.subject.text, row.state.word, row.overlay.word, row.isActive ? "active" : "back"]
      return words.filter { !$0.isEmpty }.joined(separator: " ")
    }
  }
}

@Suite("Operators' states lie on top of the evaluation")
struct OperatorTests {
  @Test("active is UNACK, acknowledged is ACK, back is normal: nothing is left of it")
  func ordinary() {
    var shift = Shift()
    shift.temperatures([70, 85], from: 1)
    #expect(shift.judged(until: 3).alarmRows == ["press-07 temperature high UNACK active"])
    shift.act(5, "ack", generation: 1)
    #expect(shift.judged(until: 6).alarmRows == ["press-07 temperature high ACK active"])
    shift.temperatures(Array(repeating: 70, count: 10), from: 7)
    let end = shift.judged(until: 20)
    #expect(end.alarmRows.isEmpty)
    #expect(end.operations() == ["ack press-07 temperature high @5"])
  }

  @Test("what returns before anybody looked waits as RTN-UNACK, and one acknowledgement ends it")
  func returned() {
    var shift = Shift()
    shift.temperatures([85] + Array(repeating: 70, count: 10), from: 1)
    #expect(shift.judged(until: 15).alarmRows == ["press-07 temperature high RTN-UNACK back"])
    shift.act(16, "ack", generation: 1)
    #expect(shift.judged(until: 17).alarmRows.isEmpty)
  }

  @Test("an acknowledgement names what was drawn: after an escalation it is refused")
  func escalated() {
    var shift = Shift()
    var configuration = EngineConfiguration()
    configuration.types[0].limits.highHigh = 90
    shift.temperatures([85, 95], from: 1)
    shift.act(5, "ack", generation: 1)
    let end = shift.judged(until: 6, configuration: configuration)
    #expect(end.alarmRows == ["press-07 temperature high UNACK active"])
    #expect(end.operations() == ["ack press-07 temperature high @5 refused: it has changed since: look again"])
    shift.act(6, "ack", generation: 2)
    #expect(shift.judged(until: 7, configuration: configuration).alarmRows == ["press-07 temperature high ACK active"])
  }

  @Test("a trip after a return is the same alarm, counted and called anew")
  func tripsAgain() {
    var shift = Shift()
    shift.temperatures([85] + Array(repeating: 70, count: 8) + [86], from: 1)
    let end = shift.judged(until: 12)
    #expect(end.alarmRows == ["press-07 temperature high UNACK active"])
    let row = end.snapshot.operatorAlarms.rows[0]
    #expect(row.announcements == 2 && row.reference.generation == 2)
    #expect(end.snapshot.operatorAlarms.figures.announced == [0, 2, 0])
  }

  @Test("a shelf needs a reason, covers one limit, ends by itself and is then called out again")
  func shelf() {
    var shift = Shift()
    shift.temperatures(Array(repeating: 85, count: 40), from: 1)
    shift.act(5, "shelve", generation: 1, more: ",\"seconds\":20")
    shift.act(6, "shelve", generation: 1, more: ",\"seconds\":20,\"why\":\"sensor is being changed\"")
    let shelved = shift.judged(until: 7)
    #expect(shelved.alarmRows == ["press-07 temperature high UNACK SHELVED active"])
    #expect(shelved.snapshot.operatorAlarms.figures.shelved == 1)
    #expect(shelved.snapshot.operatorAlarms.figures.allUnacknowledged == 0)
    #expect(shelved.operations().first == "shelve press-07 temperature high @5 refused: a reason is needed")
    let after = shift.judged(until: 41)
    #expect(after.operations().last == "shelf-expired press-07 temperature high @26")
    #expect(after.alarmRows == ["press-07 temperature high UNACK active"])
    #expect(after.snapshot.operatorAlarms.rows[0].reference.generation == 2)
  }

  @Test("an HH comes out from behind the shelf of its H")
  func shelfIsNoCover() {
    var configuration = EngineConfiguration()
    configuration.types[0].limits.highHigh = 90
    var shift = Shift()
    shift.temperatures([85, 85, 85, 85, 85, 85, 95], from: 1)
    shift.act(3, "shelve", generation: 1, more: ",\"seconds\":3600,\"why\":\"known\"")
    #expect(
      shift.judged(until: 6, configuration: configuration).alarmRows == [
        "press-07 temperature high UNACK SHELVED active"
      ]
    )
    let end = shift.judged(until: 9, configuration: configuration)
    #expect(end.alarmRows == ["press-07 temperature high UNACK active"])
    #expect(end.snapshot.operatorAlarms.figures.unacknowledged == [1, 0, 0])
  }

  @Test("no shelf lasts longer than twelve hours")
  func longShelf() {
    var shift = Shift()
    shift.temperatures([85], from: 1)
    shift.act(5, "shelve", generation: 1, more: ",\"seconds\":999999,\"why\":\"for good\"")
    let row = shift.judged(until: 6).snapshot.operatorAlarms.rows[0]
    #expect(row.until == Stamp(seconds: start + 5 + 12 * 3600))
  }

  @Test("out of service ends by hand only, and is recalled once a day")
  func outOfService() {
    var shift = Shift()
    shift.temperatures([85], from: 1)
    shift.act(5, "out-of-service", generation: 1, more: ",\"why\":\"sensor is broken\"")
    shift.script.line("tick", 5 + 86_401, "{}")
    shift.script.line("tick", 5 + 2 * 86_401, "{}")
    let end = shift.judged(until: 7 + 2 * 86_401)
    #expect(end.alarmRows == ["feed UNACK active", "press-07 temperature high UNACK OUT-OF-SERVICE active"])
    #expect(end.operations().filter { $0.hasPrefix("reminder") }.count == 2)
    shift.act(8 + 2 * 86_401, "in-service", generation: 1)
    #expect(
      shift.judged(until: 9 + 2 * 86_401).alarmRows == ["feed UNACK active", "press-07 temperature high UNACK active"])
  }

  @Test("maintenance holds back what is new of its device, ends, and calls out what still stands")
  func maintenance() {
    var shift = Shift()
    shift.temperatures([85], from: 1, device: "press-08")
    shift.temperatures([70], from: 1)
    shift.script.line(
      "action", 3,
      "{\"do\":\"maintenance\",\"place\":\"press-07\",\"seconds\":10,\"by\":\"anna\",\"why\":\"new bearing\"}")
    shift.temperatures(Array(repeating: 85, count: 20), from: 5)
    let during = shift.judged(until: 7)
    #expect(
      during.alarmRows == [
        "press-08 temperature high UNACK active", "press-07 temperature high UNACK MAINTENANCE active",
      ])
    #expect(during.snapshot.operatorAlarms.maintenances.map(\.place) == ["press-07"])
    let after = shift.judged(until: 20)
    #expect(after.operations().last == "end-maintenance press-07 @13")
    #expect(
      after.alarmRows == ["press-07 temperature high UNACK active", "press-08 temperature high UNACK active"])
    #expect(after.snapshot.operatorAlarms.maintenances.isEmpty)
  }

  @Test("an unacknowledged priority 1 calls once more after its time")
  func overdue() {
    var configuration = EngineConfiguration()
    configuration.types[0].limits.highHigh = 90
    configuration.escalateAfter = 20 * Interval.second
    var shift = Shift()
    shift.temperatures(Array(repeating: 95, count: 40), from: 1)
    let end = shift.judged(until: 41, configuration: configuration)
    #expect(end.operations() == ["overdue press-07 temperature high @21"])
    for case .operation(let event) in end.events where event.kind == .overdue {
      #expect(
        event.text == "press-07 temperature: 95 °C is above the high-high limit 90 °C, and nobody has acknowledged it")
    }
    #expect(end.snapshot.operatorAlarms.figures.calls == 2)
    #expect(end.snapshot.operatorAlarms.rows[0].isOverdue)
    shift.act(10, "ack", generation: 1)
    #expect(shift.judged(until: 41, configuration: configuration).operations().count == 1)
  }

  @Test("pipeline alarms are acknowledged alike")
  func pipeline() {
    var shift = Shift()
    for second in 1...6 { shift.script.message(Double(second) + 0.5, "sensor/x/data", "{broken") }
    #expect(shift.judged(until: 9).alarmRows == ["processing-errors UNACK active"])
    shift.script.line(
      "action", 9.5, "{\"do\":\"ack\",\"alarm\":\"processing-errors\",\"generation\":1,\"by\":\"anna\"}")
    #expect(shift.judged(until: 10).alarmRows == ["processing-errors ACK active"])
  }

  @Test("more than ten announcements in ten minutes are a flood, which names its first cause and ends below five")
  func flood() {
    var shift = Shift()
    for index in 0..<12 {
      shift.temperatures([85], from: 10 + index, device: "press-\(10 + index)")
    }
    let during = shift.judged(until: 30).snapshot.operatorAlarms.figures
    #expect(during.lastTenMinutes == 12)
    #expect(during.floodSince == Stamp(nanoseconds: (start + 20) * 1_000_000_000 + 500_000_000))
    #expect(during.firstCause == .limit(device: "press-10", sensor: "temperature", isHigh: true))
    let after = shift.judged(until: 700).snapshot.operatorAlarms.figures
    #expect(after.floodSince == nil && after.floods == 1 && after.lastTenMinutes == 0)
    #expect((570...680).contains(after.floodSeconds))
  }

  @Test("a latching alarm stays after its return until it is reset")
  func latching() {
    var configuration = EngineConfiguration()
    configuration.types[0].limits.isLatching = true
    var shift = Shift()
    shift.temperatures([85, 85, 85] + Array(repeating: 70, count: 10), from: 1)
    shift.act(3, "ack", generation: 1)
    #expect(
      shift.judged(until: 13, configuration: configuration).alarmRows == ["press-07 temperature high LATCHED back"])
    shift.act(14, "ack", generation: 1)
    #expect(shift.judged(until: 15, configuration: configuration).alarmRows.isEmpty)
  }

  @Test("a shelf hides what was broken when it was shelved, never the outer limit, whatever the priorities")
  func shelfAndOuterLimit() {
    for priorityOfOuter in [1, 2] {
      var configuration = EngineConfiguration()
      configuration.types[0].limits.highHigh = 90
      configuration.types[0].advice[.highHigh].priority = priorityOfOuter
      var shift = Shift()
      shift.temperatures([85] + Array(repeating: 70, count: 10) + [120], from: 1)
      shift.act(2, "shelve", generation: 1, more: ",\"seconds\":7200,\"why\":\"known\"")
      #expect(shift.judged(until: 12, configuration: configuration).snapshot.operatorAlarms.figures.shelved == 1)
      let end = shift.judged(until: 14, configuration: configuration)
      #expect(end.alarmRows == ["press-07 temperature high UNACK active"])
      #expect(end.operations().last == "shelf-broken press-07 temperature high @12")
      shift.act(14, "shelve", generation: 2, more: ",\"seconds\":7200,\"why\":\"known\"")
      shift.temperatures(Array(repeating: 70, count: 10) + [120], from: 15)
      #expect(shift.judged(until: 27, configuration: configuration).snapshot.operatorAlarms.figures.shelved == 1)
    }
  }

  @Test("a maintenance does not swallow what was announced before it")
  func announcedBeforeMaintenance() {
    var configuration = EngineConfiguration()
    configuration.types[0].limits.highHigh = 90
    var shift = Shift()
    shift.temperatures([85, 85, 85, 95] + Array(repeating: 70, count: 10), from: 1)
    shift.script.line(
      "action", 3, "{\"do\":\"maintenance\",\"place\":\"press-07\",\"seconds\":60,\"by\":\"anna\",\"why\":\"belt\"}")
    shift.script.line("action", 30, "{\"do\":\"end-maintenance\",\"place\":\"press-07\",\"by\":\"bert\"}")
    let end = shift.judged(until: 31, configuration: configuration)
    #expect(end.alarmRows == ["press-07 temperature high RTN-UNACK back"])
    #expect(end.operators.last == "maintenance of press-07 is over by bert")
  }

  @Test("the strip names what waits for an operator before what was put aside")
  func strip() {
    var shift = Shift()
    shift.temperatures(Array(repeating: 85, count: 8), from: 1)
    shift.temperatures(Array(repeating: 85, count: 4), from: 5, device: "press-08")
    #expect(shift.judged(until: 9).snapshot.episodes.worst?.deviceName == "press-07")
    shift.act(7, "ack", generation: 1)
    #expect(shift.judged(until: 9).snapshot.episodes.worst?.deviceName == "press-08")
    shift.act(8, "ack", generation: 1, device: "press-08")
    shift.act(8.2, "shelve", generation: 1, more: ",\"seconds\":7200,\"why\":\"known\"")
    #expect(shift.judged(until: 9).snapshot.episodes.worst?.deviceName == "press-08")
  }

  @Test("thousands of different reasons leave the known names known")
  func manyReasons() {
    var shift = Shift()
    shift.temperatures([70], from: 0)
    func maintain(_ place: String, _ second: Double, _ why: String) {
      shift.script.line(
        "action", second,
        "{\"do\":\"maintenance\",\"place\":\"\(place)\",\"seconds\":600,\"by\":\"anna\",\"why\":\"\(why)\"}")
    }
    maintain("press-07", 1, "belt")
    for index in 0..<5000 { maintain("nowhere", 2, "reason \(index)") }
    shift.script.line("action", 3, "{\"do\":\"end-maintenance\",\"place\":\"press-07\",\"by\":\"anna\"}")
    let end = shift.judged(until: 4)
    #expect(end.operations().last == "end-maintenance press-07 @3")
    #expect(end.snapshot.operatorAlarms.maintenances.isEmpty)
  }

  @Test("a latched alarm that trips again calls as any other")
  func latchedTrips() {
    var configuration = EngineConfiguration()
    configuration.types[0].limits.isLatching = true
    var shift = Shift()
    shift.temperatures([85, 85, 85] + Array(repeating: 70, count: 10) + [120], from: 1)
    shift.act(3, "ack", generation: 1)
    #expect(
      shift.judged(until: 15, configuration: configuration).alarmRows == ["press-07 temperature high UNACK active"])
  }

  @Test("HH returning to H keeps its line and its acknowledgement; a new HH calls again")
  func easing() {
    var configuration = EngineConfiguration()
    configuration.types[0].limits.highHigh = 90
    var shift = Shift()
    shift.temperatures([95, 95, 95, 85, 85, 85], from: 1)
    shift.act(3, "ack", generation: 1)
    let eased = shift.judged(until: 7, configuration: configuration)
    #expect(eased.alarmRows == ["press-07 temperature high ACK active"])
    #expect(eased.snapshot.operatorAlarms.rows[0].priority == 2)
    shift.temperatures([95], from: 8)
    let again = shift.judged(until: 9, configuration: configuration)
    #expect(again.alarmRows == ["press-07 temperature high UNACK active"])
    #expect(again.snapshot.operatorAlarms.figures.unacknowledged == [1, 0, 0])
  }

  @Test("three calls within a minute are chattering")
  func chattering() {
    var shift = Shift()
    for trip in 0..<3 { shift.temperatures([85] + Array(repeating: 70, count: 8), from: 1 + trip * 10) }
    let end = shift.judged(until: 40)
    #expect(end.snapshot.operatorAlarms.rows[0].isChattering)
    #expect(end.snapshot.operatorAlarms.survey.chattering == 1)
    #expect(end.snapshot.operatorAlarms.survey.topTen.map(\.announcements) == [3])
  }

  @Test("actions are part of the conclusions: another action, another digest; any batch size, the same")
  func digest() {
    var shift = Shift()
    shift.temperatures(Array(repeating: 85, count: 10), from: 1)
    let untouched = shift.judged(until: 12)
    shift.act(5, "ack", generation: 1)
    shift.script.sort()
    let whole = judge(shift.script)
    #expect(whole.digest != untouched.digest)
    for batch in [1, 7, 4096] { #expect(judge(shift.script, batch: batch).digest == whole.digest) }
  }

  @Test("states, shelves and maintenances survive in the engine's image")
  func image() {
    var shift = Shift()
    shift.temperatures(Array(repeating: 85, count: 40), from: 1)
    shift.act(6, "shelve", generation: 1, more: ",\"seconds\":20,\"why\":\"known\"")
    shift.script.ticks(1...41)
    shift.script.sort()
    let bytes = Array(shift.script.text.utf8)
    let middle = bytes.count / 2
    var first = Engine(configuration: EngineConfiguration(), format: .capture)
    unsafe bytes[..<middle].withUnsafeBytes { _ = unsafe first.consume($0) }
    var second = Engine(configuration: EngineConfiguration(), format: .capture)
    let isRestored = second.restore(image: first.image())
    #expect(isRestored)
    unsafe bytes[middle...].withUnsafeBytes { _ = unsafe second.consume($0) }
    second.finish()
    #expect(second.digest == judge(shift.script).digest)
  }
}
