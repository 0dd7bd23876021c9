import PlantCore
import Testing

@Suite("One episode goes up to HH and back to H")
struct EscalationTests {
  /// H 80, HH 90, deadband 1.2.
  private var configuration: EngineConfiguration {
    var configuration = EngineConfiguration()
    configuration.types[0].limits.highHigh = 90
    configuration.types[0].limits.lowLow = 5
    return configuration
  }

  private func judged(_ values: [Double], _ configuration: EngineConfiguration) -> Conclusion {
    var script = CaptureScript()
    for (second, value) in values.enumerated() { script.reading(Double(second), "m", "temperature", value) }
    return judge(script, configuration: configuration)
  }

  @Test("HH eases only by its deadband, escalates again, and closes once")
  func easing() {
    let result = judged([95, 89, 88.8, 92, 85, 70, 70, 70, 70, 70, 70], configuration)
    #expect(
      result.episodes(since: CaptureScript.start) == [
        "open highHigh m/temperature 95 @0", "open high m/temperature 88.8 @2", "open highHigh m/temperature 92 @3",
        "open high m/temperature 85 @4", "close high m/temperature 85 @10",
      ])
    let events = result.events.compactMap { event -> AnomalyEvent? in
      guard case .anomaly(let anomaly) = event else { return nil }
      return anomaly
    }
    #expect(events.map(\.isEasing) == [false, true, false, true, false])
    #expect(events.map(\.episode.priority) == [1, 2, 1, 2, 2])
    #expect(Set(events.map(\.episode.number)) == [1])
    #expect(
      events[1].why == "back below the high-high limit 90 °C, not yet inside the high limit 80 °C")
    #expect(events[4].episode.worstKind == .highHigh && events[4].episode.worstPriority == 1)
    #expect(events[4].episode.worstLimit == 90 && events[4].episode.limit == 80)
  }

  @Test("what returns before anybody looked is shown as the worst of it, also after a lesser trip")
  func returnsUnseen() {
    func row(_ values: [Double], acknowledgedAt second: Double? = nil) -> [String] {
      var script = CaptureScript()
      script.line("plantwatch", 0, "{\"capture\":1}")
      for (second, value) in values.enumerated() { script.reading(Double(second), "m", "temperature", value) }
      if let second {
        let alarm = AlarmReference(
          subject: .limit(device: "m", sensor: "temperature", isHigh: true), generation: 2)
        script.line("action", second, ActionLine.json(.acknowledge(alarm), OperatorNote(by: "anna")))
      }
      script.sort()
      var query = Query()
      query.alarmCount = 9
      return judge(script.text, .capture, configuration: configuration, query: query).snapshot.operatorAlarms.rows
        .filter { $0.device != nil }.map { "\($0.kind?.text ?? "") \($0.priority) \($0.state.word)" }
    }
    let back = [Double](repeating: 70, count: 10)
    #expect(row([95, 85]) == ["high 2 UNACK"])
    #expect(row([95, 85] + back) == ["highHigh 1 RTN-UNACK"])
    #expect(row([95, 85] + back + [85] + back) == ["highHigh 1 RTN-UNACK"])
    #expect(row([95, 85] + back + [85] + back + [85] + back, acknowledgedAt: 22.5) == ["high 2 RTN-UNACK"])
  }

  @Test("LL eases in the other direction")
  func lowSide() {
    #expect(
      judged([4, 6, 6.2, 70], configuration).episodes(since: CaptureScript.start) == [
        "open lowLow m/temperature 4 @0", "open low m/temperature 6.2 @2",
      ])
  }

  @Test("inside H and not yet back by its deadband, HH is over and H is not")
  func betweenTheDeadbands() {
    #expect(judged([95, 79.5], configuration).snapshot.episodes.worst?.kind == .high)
  }

  @Test("without H, HH stays what it is until it closes")
  func withoutInnerLimit() {
    var configuration = configuration
    configuration.types[0].limits.high = nil
    #expect(judged([95, 89.5], configuration).snapshot.episodes.worst?.kind == .highHigh)
  }

  @Test("a late reading neither eases nor hides an escalation")
  func late() {
    var script = CaptureScript()
    script.reading(1000, "m", "temperature", 95, at: 1000)
    script.reading(1001, "m", "temperature", 85, at: 100)
    #expect(judge(script, configuration: configuration).snapshot.episodes.worst?.kind == .highHigh)
  }

  @Test("a limit has the priority and the advice that the configuration gives it")
  func advice() {
    var configuration = configuration
    configuration.types[0].advice = LimitAdvices(LimitAdvice(action: "cool"))
    configuration.types[0].advice.high.priority = 3
    configuration.types[0].advice.highHigh.action = "stop"
    let high = judged([85], configuration).snapshot.episodes.worst
    #expect(high?.priority == 3 && high?.advice.action == "cool")
    let highHigh = judged([85, 95], configuration).snapshot.episodes.worst
    #expect(highHigh?.priority == 1 && highHigh?.action == "stop")
  }
}
