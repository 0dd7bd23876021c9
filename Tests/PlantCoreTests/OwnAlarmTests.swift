import PlantCore
import Testing

private let start = CaptureScript.start

@Suite("Alarms of the site's own, on any metric")
struct OwnAlarmTests {
  private func judged(
    _ definition: AlarmDefinition, until end: Int, _ fill: (inout CaptureScript) -> Void
  ) -> Conclusion {
    var configuration = EngineConfiguration()
    configuration.alarms.append(definition)
    var script = CaptureScript()
    fill(&script)
    script.ticks(1...end)
    script.sort()
    return judge(script, configuration: configuration)
  }

  @Test("a device that sends too little: fewer than five readings in ten seconds, two of three periods")
  func rateOfADevice() {
    let definition = AlarmDefinition(
      name: "press-talks", metric: .readings, device: "press-07", statistic: .sum, period: 10, evaluationPeriods: 3,
      datapointsToAlarm: 2, comparison: .below, threshold: 5, missing: .missing)
    let result = judged(definition, until: 120) { script in
      for second in 0..<60 { script.reading(Double(second) + 0.5, "press-07", "temperature", 20) }
      for second in 0..<120 { script.reading(Double(second) + 0.6, "other", "temperature", 20) }
    }
    // The newest period holds four readings at second 66; a second one of three does so ten seconds later.
    let transitions = result.transitions(PipelineAlarmName("press-talks"), since: start)
    #expect(transitions.last == "OK→ALARM @76 0", "\(transitions)")
  }

  @Test("too little is not called before a whole period was watched; enough is, as soon as it came")
  func shortfallAfterStart() {
    let definition = AlarmDefinition(
      name: "plant-talks", metric: .readings, statistic: .sum, period: 10, comparison: .below, threshold: 5)
    func transitions(perSecond: Int) -> [String] {
      judged(definition, until: 30) { script in
        for second in 0..<30 {
          for number in 0..<perSecond {
            script.reading(Double(second) + 0.1 * Double(number + 1), "press-07", "temperature", 20 + Double(number))
          }
        }
      }.transitions(PipelineAlarmName("plant-talks"), since: start)
    }
    #expect(transitions(perSecond: 1) == ["?→OK @5 5"])
    #expect(transitions(perSecond: 0) == ["?→ALARM @11 0"])
  }

  @Test("what nobody watched proves nothing: neither that too little came, nor that enough did")
  func shortfallWhileBlind() {
    let definition = AlarmDefinition(
      name: "plant-talks", metric: .readings, statistic: .sum, period: 10, comparison: .below, threshold: 5,
      missing: .notBreaching)
    func transitions(quietFrom quiet: Int) -> [String] {
      judged(definition, until: 100) { script in
        script.line("connected", 0.1)
        for second in 0..<100 where second < quiet || second >= 70 {
          script.reading(Double(second) + 0.5, "press-07", "temperature", 20)
        }
        script.line("disconnected", 40.2, "{\"why\":\"gone\"}")
        script.line("connected", 69.5)
      }.transitions(PipelineAlarmName("plant-talks"), since: start)
    }
    #expect(transitions(quietFrom: 40) == ["?→OK @1 0"])
    #expect(transitions(quietFrom: 20) == ["?→OK @1 0", "OK→ALARM @26 4", "ALARM→OK @75 5"])
  }

  @Test("silent sensors, at once and strictly")
  func silentSensors() {
    let definition = AlarmDefinition(
      name: "silent", metric: .silentSensors, statistic: .maximum, period: 1, threshold: 1)
    let result = judged(definition, until: 200) { script in
      script.reading(0.5, "a", "temperature", 20)
      script.reading(0.6, "b", "temperature", 20)
      for second in 0..<200 { script.reading(Double(second) + 0.7, "other", "temperature", 20) }
    }
    #expect(result.transitions(PipelineAlarmName("silent"), since: start) == ["?→OK @1 0", "OK→ALARM @61 2"])
  }

  @Test("a percentile of the lag, and a longer period for a standard alarm")
  func percentile() {
    var configuration = EngineConfiguration()
    configuration.alarms[1].period = 600
    configuration.alarms.append(
      AlarmDefinition(name: "slow", metric: .lag, statistic: .percentile(50), period: 10, threshold: 2))
    var script = CaptureScript()
    for second in 0..<11 { script.reading(Double(second) + 0.5, "device-001", "temperature", 95) }
    for second in 1...700 { script.line("tick", Double(second), "{\"lag\":\(second < 20 ? 100 : 3000)}") }
    script.sort()
    let result = judge(script, configuration: configuration)
    #expect(result.transitions(PipelineAlarmName("slow"), since: start).last == "OK→ALARM @26 3")
    #expect(result.transitions(.anomalyCount, since: start).last == "ALARM→OK @601 10")
  }

  @Test("missing samples: each of the four ways at the end of a stream")
  func missing() {
    func states(_ missing: AlarmDefinition.MissingData) -> String? {
      let definition = AlarmDefinition(
        name: "age", metric: .dataAge, statistic: .maximum, period: 5, threshold: 100, missing: missing)
      return judged(definition, until: 60) { script in
        for second in 0..<10 {
          script.reading(Double(second) + 0.5, "device-001", "temperature", 20, at: Double(second))
        }
      }.alarms.first { $0.name.text == "age" }?.state.text
    }
    #expect(states(.missing) == "INSUFFICIENT_DATA")
    #expect(states(.ignore) == "OK")
    #expect(states(.breaching) == "ALARM")
    #expect(states(.notBreaching) == "OK")
  }

  @Test("a year's gap stays instant, whatever an alarm looks at")
  func gap() {
    let definition = AlarmDefinition(
      name: "long", metric: .errors, statistic: .sum, period: 3600, threshold: 3, missing: .notBreaching)
    let result = judged(definition, until: 10) { script in
      script.message(1, "sensor/x/data", "{broken")
      script.line("tick", 366 * 86_400, "{}")
    }
    #expect(result.transitions(PipelineAlarmName("long"), since: start) == ["?→OK @2 1"])
  }
}
