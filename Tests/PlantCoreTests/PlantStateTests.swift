import PlantCore
import Testing

@Suite("What a gate holds back while its device stands still is SUPPRESSED: evaluated, listed, not announced")
struct PlantStateTests {
  /// A pump that runs while it shakes; its low pressures mean nothing while it does not.
  private func configuration(_ gates: [EpisodeKind], onDelay: Int64 = 0) -> EngineConfiguration {
    var configuration = EngineConfiguration()
    configuration.types[1].limits.lowLow = 20
    configuration.types[1].limits.onDelay = onDelay * Interval.second
    var pump = DeviceConfiguration(id: "pump")
    pump.state = PlantStateRule("vibration > 0.3")
    pump.state?.gates = gates
    configuration.devices = [pump]
    configuration.anomalyThreshold = 1e9
    return configuration
  }

  private func judged(
    _ readings: [(Double, String, Double)], _ gates: [EpisodeKind] = [.low, .lowLow], onDelay: Int64 = 0,
    chatter: ClosedRange<Int>? = nil
  ) -> Conclusion {
    var script = CaptureScript()
    for (second, type, value) in readings { script.reading(second, "pump", type, value) }
    if let chatter { script.chatter(chatter) }
    return judged(script, gates, onDelay: onDelay)
  }

  /// A capture with its header.
  private func capture() -> CaptureScript {
    var script = CaptureScript()
    script.line("plantwatch", 0, "{\"capture\":1}")
    return script
  }

  private func judged(_ script: CaptureScript, _ gates: [EpisodeKind] = [.low, .lowLow], onDelay: Int64 = 0)
    -> Conclusion
  {
    var query = Query()
    query.alarmCount = 20
    return judge(script.text, .capture, configuration: configuration(gates, onDelay: onDelay), query: query)
  }

  @Test("a gated breach opens its episode, and its alarm is suppressed: listed, and no call for anybody")
  func suppressed() {
    let stopped = judged([(0, "vibration", 0.1), (1, "pressure", 5), (2, "pressure", 5)])
    #expect(stopped.episodes(since: CaptureScript.start) == ["open lowLow pump/pressure 5 @1"])
    #expect(stopped.alarmRows == ["pump pressure low UNACK SUPPRESSED active"])
    guard case .anomaly(let opening) = stopped.events.first(where: { if case .anomaly = $0 { true } else { false } })
    else {
      Issue.record("nothing opened")
      return
    }
    #expect(
      opening.announcement == .suppressed
        && opening.why == "5 PSI is below the low-low limit 20 PSI; suppressed, pump stands still")
    #expect(Event.anomaly(opening).journalEntry?.word == "SUPPRESSED")
    #expect(stopped.counters.anomalies == 2)
    let list = stopped.snapshot.operatorAlarms
    #expect(list.figures.calls == 0 && list.figures.suppressed == 1 && list.figures.unacknowledged == [0, 0, 0])
  }

  @Test("its row says STOPPED, the strip names nothing, the feed lists it last")
  func quiet() {
    let stopped = judged([(0, "vibration", 0.1), (1, "pressure", 5), (2, "temperature", 85), (3, "pressure", 5)])
    let rows = stopped.snapshot.devices.rows
    #expect(rows[0].isStopped && rows[0].priority == 2 && stopped.snapshot.episodes.worst?.kind == .high)
    #expect(stopped.snapshot.episodes.episodes.map(\.kind) == [.high, .lowLow])
    let alone = judged([(0, "vibration", 0.1), (1, "pressure", 5)]).snapshot
    #expect(alone.devices.rows[0].priority == nil && alone.episodes.worst == nil)
  }

  @Test("once the device runs and the limit is still broken, the alarm is announced")
  func released() {
    let running = judged([
      (0, "vibration", 0.1), (1, "pressure", 5), (2, "vibration", 0.31), (3, "pressure", 5), (4, "pressure", 5),
    ])
    #expect(running.alarmRows == ["pump pressure low UNACK active"])
    #expect(
      releases(running) == [
        "lowLow priority 1 @3: 5 PSI is below the low-low limit 20 PSI; suppressed until now"
      ])
    #expect(running.operations().isEmpty)
    #expect(running.snapshot.operatorAlarms.figures.calls == 1)
    #expect(running.snapshot.episodes.episodes.count == 1 && running.snapshot.devices.rows.first?.priority == 1)
  }

  /// The openings that were held back until then.
  private func releases(_ result: Conclusion) -> [String] {
    result.events.compactMap {
      guard case .anomaly(let event) = $0, event.announcement == .released else { return nil }
      let second = Int(event.seen.nanoseconds / Interval.second - CaptureScript.start)
      return "\(event.episode.kind) priority \(event.episode.priority) @\(second): \(event.why)"
    }
  }

  @Test("what came back while the device stood still leaves nothing behind, and may be suppressed again")
  func backWhileStopped() {
    var readings: [(Double, String, Double)] = [(0, "vibration", 0.1), (1, "pressure", 5)]
    for second in 2...10 { readings.append((Double(second), "pressure", 100)) }
    #expect(judged(readings).alarmRows.isEmpty)
    readings += [(11, "pressure", 5), (12, "vibration", 1), (13, "pressure", 5)]
    let again = judged(readings)
    #expect(releases(again).count == 1 && again.snapshot.operatorAlarms.figures.suppressed == 0)
    #expect(again.alarmRows == ["pump pressure low UNACK active"])
  }

  @Test("beyond an outer limit without a gate the alarm comes out from behind it")
  func outerBreaksThrough() {
    let readings: [(Double, String, Double)] = [
      (0, "vibration", 0), (1, "pressure", 25), (2, "pressure", 25), (3, "pressure", 5),
    ]
    let result = judged(readings, [.low])
    // The worse limit has its line, and that says all.
    #expect(result.operations().isEmpty && releases(result).count == 1)
    #expect(
      result.episodes(since: CaptureScript.start) == ["open low pump/pressure 25 @1", "open lowLow pump/pressure 5 @3"])
    #expect(result.alarmRows == ["pump pressure low UNACK active"])
    let both = judged(readings)
    #expect(both.alarmRows == ["pump pressure low UNACK SUPPRESSED active"])
    #expect(both.snapshot.episodes.episodes.first?.kind == .lowLow)
  }

  @Test("an alarm that waits from before the stop stays in sight when it trips again, without a new call")
  func waitsFromBefore() {
    var readings: [(Double, String, Double)] = [(0, "vibration", 1), (1, "pressure", 25)]
    for second in 2...10 { readings.append((Double(second), "pressure", 100)) }
    readings += [(11, "vibration", 0), (12, "pressure", 25)]
    let result = judged(readings)
    #expect(result.alarmRows == ["pump pressure low UNACK active"])
    #expect(result.snapshot.operatorAlarms.figures.calls == 1 && result.operations().isEmpty)
  }

  @Test("a suppressed alarm can be shelved; off the shelf it is suppressed again")
  func shelved() {
    var script = capture()
    script.reading(0, "pump", "vibration", 0)
    for second in 1...30 { script.reading(Double(second), "pump", "pressure", 5) }
    func act(_ second: Double, _ what: String) {
      script.line(
        "action", second,
        "{\"do\":\"\(what)\",\"alarm\":\"low\",\"device\":\"pump\",\"sensor\":\"pressure\",\"generation\":1,"
          + "\"by\":\"anna\",\"why\":\"valve\",\"seconds\":60}")
    }
    act(4, "shelve")
    script.sort()
    let shelved = judged(script)
    #expect(shelved.alarmRows == ["pump pressure low UNACK SHELVED active"])
    // No louder than it was.
    #expect(shelved.snapshot.episodes.worst == nil && shelved.snapshot.devices.rows[0].priority == nil)
    #expect(shelved.snapshot.devices.rows[0].alarm == nil)
    act(9, "unshelve")
    script.sort()
    #expect(judged(script).alarmRows == ["pump pressure low UNACK SUPPRESSED active"])
  }

  @Test("an outage says nothing of a device: what is suppressed stays so, through it and after it")
  func outage() {
    var script = capture()
    script.line("connected", 0)
    for second in 0...60 {
      script.reading(Double(second), "pump", "vibration", 0)
      script.reading(Double(second) + 0.1, "pump", "pressure", 5)
    }
    script.line("disconnected", 61, "{\"why\":\"lost\"}")
    script.ticks(62...400)
    script.line("connected", 401)
    for second in 402...420 {
      script.reading(Double(second), "pump", "pressure", 5)
      script.reading(Double(second) + 0.1, "pump", "vibration", 0)
    }
    let result = judged(script)
    #expect(result.operations().isEmpty)
    #expect(result.alarmRows.filter { $0.contains("pump") } == ["pump pressure low UNACK SUPPRESSED active"])
  }

  @Test("an on-delay protects the start, too: it runs anew from the first breach of the running device")
  func onDelayAtStart() {
    var readings: [(Double, String, Double)] = [(0, "vibration", 0)]
    for second in 1...60 { readings.append((Double(second), "pressure", 5)) }
    readings.append((61, "vibration", 1))
    let comesUp = readings + (62...80).map { (Double($0), "pressure", $0 < 70 ? 5 : 100) }
    #expect(judged(comesUp, onDelay: 30).snapshot.operatorAlarms.figures.calls == 0)
    let staysDown = readings + (62...100).map { (Double($0), "pressure", 5) }
    #expect(releases(judged(staysDown, onDelay: 30)).map { $0.hasPrefix("lowLow priority 1 @92:") } == [true])
  }

  private func act(_ second: Double, _ action: OperatorAction, _ script: inout CaptureScript) {
    script.line("action", second, ActionLine.json(action, OperatorNote(by: "anna", why: "valve")))
  }

  private var low: AlarmSubject { .limit(device: "pump", sensor: "pressure", isHigh: false) }

  @Test("under maintenance it is held back by that when its gate opens")
  func maintenance() {
    var script = capture()
    script.reading(0, "pump", "vibration", 0)
    script.reading(1, "pump", "pressure", 25)
    act(3, .maintain(place: "pump", nanoseconds: 3600 * Interval.second), &script)
    script.reading(5, "pump", "pressure", 5)
    let result = judged(script, [.low])
    #expect(result.alarmRows == ["pump pressure low UNACK MAINTENANCE active"])
    #expect(result.snapshot.operatorAlarms.figures.calls == 0)
  }

  @Test("what trips behind its gate is another alarm than the one that was drawn before")
  func generation() {
    var script = capture()
    script.reading(0, "pump", "vibration", 1)
    script.reading(1, "pump", "pressure", 25)
    for second in 2...10 { script.reading(Double(second), "pump", "pressure", 100) }
    script.reading(11, "pump", "vibration", 0)
    script.reading(12, "pump", "pressure", 25)
    act(13, .acknowledge(AlarmReference(subject: low, generation: 1)), &script)
    #expect(judged(script).operations() == ["ack pump pressure low @13 refused: it has changed since: look again"])
  }

  @Test("a latched alarm that trips behind its gate stays in sight and waits")
  func latched() {
    var script = capture()
    script.reading(0, "pump", "vibration", 1)
    script.reading(1, "pump", "pressure", 25)
    act(2, .acknowledge(AlarmReference(subject: low, generation: 1)), &script)
    for second in 3...10 { script.reading(Double(second), "pump", "pressure", 100) }
    script.reading(11, "pump", "vibration", 0)
    script.reading(12, "pump", "pressure", 25)
    for second in 13...20 { script.reading(Double(second), "pump", "pressure", 100) }
    var configuration = configuration([.low, .lowLow])
    configuration.types[1].limits.isLatching = true
    var query = Query()
    query.alarmCount = 20
    #expect(
      judge(script.text, .capture, configuration: configuration, query: query).alarmRows
        == ["pump pressure low RTN-UNACK back"])
  }

  @Test("behind a shelf the outer limit is evaluated all the same")
  func outerBehindShelf() {
    var script = capture()
    script.reading(0, "pump", "vibration", 0)
    script.reading(1, "pump", "pressure", 25)
    act(2, .shelve(AlarmReference(subject: low, generation: 1), nanoseconds: 600 * Interval.second), &script)
    script.reading(3, "pump", "pressure", 5)
    #expect(judged(script).snapshot.episodes.episodes.first?.kind == .lowLow)
  }

  @Test("what was announced before the device stopped comes back from behind its shelf, stopped or not")
  func backFromShelf() {
    var script = capture()
    script.reading(0, "pump", "vibration", 1)
    script.reading(1, "pump", "pressure", 25)
    act(2, .shelve(AlarmReference(subject: low, generation: 1), nanoseconds: 5 * Interval.second), &script)
    script.reading(3, "pump", "vibration", 0)
    script.reading(9, "pump", "pressure", 25)
    #expect(judged(script).alarmRows == ["pump pressure low UNACK active"])
  }

  @Test("other limits, other devices and a device of which nothing is known are judged as always")
  func notGated() {
    #expect(judged([(0, "vibration", 0), (1, "pressure", 160)]).episodes().count == 1)
    #expect(judged([(1, "pressure", 5)]).episodes().count == 1)
    #expect(judged([(0, "vibration", 0), (1, "pressure", 5)], []).episodes().count == 1)
  }

  @Test("where only LL is gated, a value beyond it is still one beyond L")
  func innerLimit() {
    let result = judged([(0, "vibration", 0), (1, "pressure", 5)], [.lowLow])
    #expect(result.episodes(since: CaptureScript.start) == ["open low pump/pressure 5 @1"])
  }

  @Test("an episode that is open when the device stops stays open, counts on and does not escalate")
  func stopsWhileOpen() {
    let result = judged([
      (0, "vibration", 1), (1, "pressure", 25), (2, "vibration", 0), (3, "pressure", 5), (4, "pressure", 5),
    ])
    #expect(result.episodes(since: CaptureScript.start) == ["open low pump/pressure 25 @1"])
    #expect(result.snapshot.episodes.worst?.count == 3)
  }

  @Test("a device that stops within the on-delay is suppressed at its end")
  func stopsWhileWaiting() {
    let readings: [(Double, String, Double)] = [
      (0, "vibration", 1.0), (1, "pressure", 5), (3, "vibration", 0), (20, "pressure", 5),
    ]
    #expect(judged(readings, onDelay: 10).alarmRows == ["pump pressure low UNACK SUPPRESSED active"])
  }

  @Test("when the sensor that tells has fallen silent, the device counts as running")
  func silentSensor() {
    var readings: [(Double, String, Double)] = [(0, "vibration", 0.0)]
    for second in 1...300 { readings.append((Double(second), "pressure", 100.0)) }
    readings.append((300.5, "pressure", 5))
    #expect(judged(readings, chatter: 0...300).episodes() == ["open lowLow pump/pressure 5 @1764000300.5"])
  }

  @Test("rules are read as they are written", arguments: ["vibration > 0.3", " Vibration>0.3", "vibration >= -3e2"])
  func rule(text: String) {
    #expect(PlantStateRule(text)?.sensorType == "vibration")
  }

  @Test("what is no rule is refused", arguments: ["", "vibration", "> 3", "a > b", "a > 3 > 2", "a = 3", "a > nan"])
  func noRule(text: String) {
    #expect(PlantStateRule(text) == nil)
  }
}
