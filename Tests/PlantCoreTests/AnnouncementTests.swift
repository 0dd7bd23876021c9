import PlantCore
import Testing

@Suite("What becomes of an alarm that would be announced is said with its opening")
struct AnnouncementTests {
  private let high = AlarmSubject.limit(device: "m", sensor: "temperature", isHigh: true)

  private func script(_ values: [Double], device: String = "m", from second: Int = 0) -> CaptureScript {
    var script = CaptureScript()
    script.line("plantwatch", 0, "{\"capture\":1}")
    for (offset, value) in values.enumerated() {
      script.reading(Double(second + offset), device, "temperature", value)
    }
    return script
  }

  private func judged(_ script: CaptureScript) -> Conclusion {
    var (script, query) = (script, Query())
    script.sort()
    query.alarmCount = 9
    return judge(script.text, .capture, query: query)
  }

  @Test("under maintenance the journal's word is ASIDE, and the line says that nobody was called")
  func aside() {
    var script = script([70, 70, 70, 85, 85])
    script.line(
      "action", 1.5,
      ActionLine.json(.maintain(place: "m", nanoseconds: Interval.minute), OperatorNote(by: "anna", why: "seal")))
    let result = judged(script)
    let entry = result.events.compactMap(\.journalEntry).first { $0.device == "m" && $0.word == "ASIDE" }
    #expect(entry?.text == "temperature high: 85 °C is above the high limit 80 °C; put aside, nobody was called")
    #expect(result.snapshot.operatorAlarms.figures.calls == 0)
    #expect(result.snapshot.episodes.open == 1 && result.snapshot.episodes.standing == 0)
  }

  @Test("who acknowledged one occurrence is not named beside the next")
  func nextOccurrence() {
    var script = script([85, 85, 85] + [Double](repeating: 70, count: 10) + [85])
    script.line(
      "action", 1.5,
      ActionLine.json(.acknowledge(AlarmReference(subject: high, generation: 1)), OperatorNote(by: "anna")))
    let row = judged(script).snapshot.operatorAlarms.rows.first { $0.reference.subject == high }
    #expect(row?.state == .unacknowledged && row?.by == "" && row?.announcements == 2)
  }

  @Test("a flood's first alarm is the first of its burst, not one that stood alone minutes before")
  func firstOfTheBurst() {
    var script = script([85, 70])
    for device in 1...12 { script.reading(200 + Double(device), "f\(device)", "temperature", 85) }
    script.ticks(1...230)
    #expect(
      judged(script).snapshot.operatorAlarms.figures.firstCause
        == .limit(device: "f1", sensor: "temperature", isHigh: true))
  }
}
