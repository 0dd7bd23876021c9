import PlantCore
import Testing

@Suite("Notes and the handover sheet")
struct HandoverTests {
  private static let start = CaptureScript.start

  /// A shift: one alarm acknowledged, one shelved, one left alone; an outage, a note about an earlier moment.
  private func shift(_ more: (inout CaptureScript) -> Void = { _ in }) -> Conclusion {
    var script = CaptureScript()
    script.line("plantwatch", 0, "{\"capture\":1}")
    script.line("connected", 0.1, "{\"broker\":\"mqtt://a\"}")
    for second in 1...40 {
      for device in ["acked", "shelved", "open"] {
        script.reading(Double(second), device, "temperature", second < 10 ? 60 : 85)
      }
    }
    func act(_ second: Double, _ action: OperatorAction, _ why: String = "") {
      script.line("action", second, ActionLine.json(action, OperatorNote(by: "anna pts/3", why: why)))
    }
    func alarm(_ device: String) -> AlarmReference {
      AlarmReference(subject: .limit(device: device, sensor: "temperature", isHigh: true), generation: 1)
    }
    act(12.5, .acknowledge(alarm("acked")))
    act(13.5, .shelve(alarm("shelved"), nanoseconds: Interval.hour), "valve known")
    act(14.5, .note(about: Stamp(seconds: Self.start + 5)), "pump 3 hums")
    script.line("disconnected", 20.5, "{\"why\":\"lost\"}")
    script.line("connected", 25.5, "{\"broker\":\"mqtt://a\"}")
    more(&script)
    script.ticks(1...40)
    script.sort()
    var query = Query()
    query.alarmCount = 50
    return judge(script.text, .capture, query: query)
  }

  private func sheet(_ result: Conclusion, from: Int64 = 0) -> String {
    Handover(
      from: Stamp(seconds: Self.start + from), to: result.snapshot.streamTime, alarms: result.snapshot.operatorAlarms,
      entries: result.events.compactMap(\.journalEntry)
    ).tables { "@\($0.second - Self.start)" }.map { "\($0.title)\n" + $0.lines.joined(separator: "\n") }
      .joined(separator: "\n")
  }

  @Test("the sheet says what stands and who has it, what is put aside, what was not watched, what was noted")
  func tables() {
    let text = sheet(shift())
    for line in [
      "priority 2  open temperature high   UNACK", "acked temperature high  ACK", "anna pts/3",
      "shelved temperature high  SHELVED  until @3613  85 °C, limit 80  anna pts/3: valve known", "@20  connection",
      "@5  note    pump 3 hums (anna pts/3)", "@12  ack", "name  ________",
    ] { #expect(text.contains(line), "\(line) in\n\(text)") }
  }

  @Test("what lies before the shift is not its news, and who takes over is named")
  func laterShift() {
    let text = sheet(
      shift { script in
        script.line(
          "action", 39,
          ActionLine.json(.note(about: nil), OperatorNote(by: "bert", why: Handover.takenOver(by: "Bert"))))
      }, from: 30)
    #expect(!text.contains("pump 3 hums") && !text.contains("@20"))
    #expect(text.contains("name  Bert (bert)"))
  }

  @Test("a note is a record: read back from its line, in the journal at its own moment, refused without a text")
  func note() {
    let entry = shift().events.compactMap(\.journalEntry).first { $0.word == "NOTE" }
    #expect(entry?.at == Stamp(seconds: Self.start + 5) && entry?.text == "pump 3 hums (anna pts/3)")
    let empty = shift { script in
      script.line("action", 30, ActionLine.json(.note(about: nil), OperatorNote(by: "anna")))
    }
    let refused = empty.events.compactMap { if case .operation(let event) = $0 { event } else { nil } }.last
    #expect(refused?.isNote == false && refused?.refusal == .noReason)
  }

  @Test("who says nothing any more is named, whenever that began; who came back is not")
  func silent() {
    func entry(_ second: Int64, _ word: String, _ device: String, _ sensor: String = "") -> JournalEntry {
      let at = Stamp(seconds: Self.start + second)
      var entry = JournalEntry(at: at, seen: at, word: word, priority: nil, device: device, text: "\(sensor) silent")
      entry.sensor = sensor
      return entry
    }
    let sheet = Handover(
      from: Stamp(seconds: Self.start + 100), to: Stamp(seconds: Self.start + 200), alarms: AlarmList(),
      entries: [
        entry(5, "DEAD", "fan-02"), entry(6, "DEAD", "fan-03", "temperature"), entry(7, "DEAD", "fan-03", "pressure"),
        entry(110, "ALIVE", "fan-03", "pressure"), entry(120, "DEAD", "fan-04", "pressure"),
        entry(121, "DEAD", "fan-04"), entry(130, "ALIVE", "fan-04"), entry(300, "ALIVE", "fan-02"),
      ])
    #expect(sheet.silent.map { "\($0.device) \($0.sensor)" } == ["fan-02 ", "fan-03 temperature"])
    // Who was silent before the journal began stands in none of its lines.
    func silence(_ kind: EpisodeKind, _ device: String) -> Episode {
      let at = Stamp(seconds: Self.start)
      return Episode(
        number: 1, device: 0, deviceName: device, sensor: nil, sensorName: "", unit: "", episodeClass: .freshness,
        kind: kind, priority: 3, opened: at, seen: at, since: at, closed: .unknown, value: .nan, extreme: .nan,
        limit: .nan, count: 1, isWithoutData: false)
    }
    let later = Handover(
      from: Stamp(seconds: Self.start + 100), to: Stamp(seconds: Self.start + 200), alarms: AlarmList(), entries: [],
      episodes: [silence(.dead, "saw-01"), silence(.stale, "saw-02")])
    #expect(later.silent.map { "\($0.word) \($0.device)" } == ["DEAD saw-01", "STALE saw-02"])
    #expect(sheet.tables { "@\($0.second - Self.start)" }.contains { $0.title == "Silent" && $0.rows.count == 2 })
  }
}
