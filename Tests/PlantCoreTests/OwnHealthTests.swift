import PlantCore
import Testing

@Suite("Our own health is an alarm like others, once it has ever been bad")
struct OwnHealthTests {
  private func judged(until end: Int, _ lines: [(second: Double, json: String)]) -> Conclusion {
    var script = CaptureScript()
    script.line("plantwatch", 0, "{\"capture\":1}")
    for second in 1..<end { script.reading(Double(second) + 0.5, "press-07", "temperature", 20) }
    for line in lines { script.line("health", line.second, line.json) }
    script.ticks(1...end)
    script.sort()
    var query = Query()
    query.alarmCount = 10
    return judge(script.text, .capture, query: query)
  }

  @Test("what is wrong stands until it is said to be over, and the operator is called")
  func stands() throws {
    let bad = (second: 3.2, json: "{\"troubles\":1,\"why\":\"the store cannot be written\"}")
    let during = judged(until: 20, [bad])
    #expect(during.transitions(.health, since: CaptureScript.start) == ["?→ALARM @4 1"])
    let alarm = try #require(during.snapshot.alarms.first { $0.name == .health })
    #expect(alarm.state == .alarm && alarm.why == "the store cannot be written" && alarm.priority == 2)
    #expect(during.snapshot.operatorAlarms.rows.map(\.name) == ["health"])
    let after = judged(until: 20, [bad, (second: 9.2, json: "{\"troubles\":0,\"why\":\"\"}")])
    #expect(after.transitions(.health, since: CaptureScript.start) == ["?→ALARM @4 1", "ALARM→OK @10 0"])
    let notices = after.events.compactMap {
      if case .notice(let notice) = $0, notice.kind == .health { notice.text } else { nil }
    }
    #expect(notices == ["the store cannot be written", "all is well again"])
    // Judged in one piece, the alarm says what was wrong then, and not what is now.
    let alarms = after.events.compactMap {
      if case .alarm(let event) = $0, event.name == .health { event.why } else { nil }
    }
    #expect(alarms == ["the store cannot be written", "all is well with plantwatch"])
  }

  @Test("one trouble more calls anew, whoever has acknowledged the others")
  func second() throws {
    let bad = (second: 3.2, json: "{\"troubles\":1,\"why\":\"a certificate\"}")
    let one = try #require(judged(until: 20, [bad]).snapshot.operatorAlarms.rows.first)
    let two = judged(until: 20, [bad, (second: 9.2, json: "{\"troubles\":2,\"why\":\"a certificate; a disk\"}")])
    let row = try #require(two.snapshot.operatorAlarms.rows.first)
    #expect(row.reference.generation == one.reference.generation + 1 && row.announcements == 2)
  }

  @Test("a plant in which nothing of that kind ever happened has no such alarm; a new session begins without it")
  func unknown() {
    #expect(judged(until: 5, []).snapshot.alarms.allSatisfy { $0.name != .health })
    var script = CaptureScript()
    script.line("plantwatch", 0, "{\"capture\":1}")
    script.line("health", 1, "{\"troubles\":2,\"why\":\"a disk; a certificate\"}")
    script.line("plantwatch", 5, "{\"capture\":1}")
    script.ticks(1...9)
    script.sort()
    let result = judge(script.text, .capture)
    #expect(result.transitions(.health, since: CaptureScript.start) == ["?→ALARM @2 2", "ALARM→OK @6 0"])
  }
}
