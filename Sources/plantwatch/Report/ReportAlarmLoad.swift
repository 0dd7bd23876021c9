import PlantCore

/// The alarm system's own figures for a report, after ISA-18.2 and EEMUA 191: only announced alarms count.
extension TextTable {
  static func alarmLoad(_ model: ReportModel) -> TextTable? {
    let figures = model.operatorAlarms.figures
    let survey = model.operatorAlarms.survey
    let announced = figures.announced.reduce(0, +)
    guard announced > 0 else { return nil }
    func share(_ count: Int) -> String { "\(count) (\(count * 100 / announced) %)" }
    var rows = [
      ["announced", String(announced)],
      ["  priority 1, 2, 3", figures.announced.map(share).joined(separator: ", ")],
    ]
    // Of less than ten minutes it would be no average but a guess.
    if let hours = model.hours, hours * 6 >= 1 {
      let tenMinutes = Double(announced) / hours / 6
      rows.append(["in ten minutes, on average", "\(rounded(tenMinutes)) (about 1 is acceptable, 2 can be managed)"])
    }
    rows.append(["in ten minutes, at most", "\(figures.worstTenMinutes) (more than 10 is a flood)"])
    rows.append(["floods", "\(figures.floods), \(spanText(Int64(figures.floodSeconds) * Interval.second)) in all"])
    rows.append(["not acknowledged at the end", String(figures.allUnacknowledged)])
    rows.append(["standing over 24 h at the end", String(survey.standing)])
    rows.append(["top ten's share", "\(Int((survey.topTenShare * 100).rounded())) %"])
    for alarm in survey.topTen {
      rows.append([
        "  \(CleanLine.of(alarm.subject.text))", alarm.announcements == 1 ? "once" : "\(alarm.announcements) times",
      ])
    }
    let isShort = model.hours.map { $0 < 30 * 24 } ?? true
    return TextTable(
      title: "Alarm load", header: ["what", "figure"], rows: rows,
      footnote: isShort ? "targets are meant for 30 days and one operator" : "")
  }

  /// The journal, when it was asked for.
  static func journal(_ model: ReportModel) -> TextTable? {
    guard let journal = model.journal else { return nil }
    return TextTable(
      title: "Journal", header: ["at", "what", "device", "text"],
      rows: journal.entries.map { entry in
        let priority = entry.priority.map { " \($0)" } ?? ""
        return [
          entry.seen.isKnown ? entry.seen.iso8601 : "", entry.word + priority, CleanLine.of(entry.device),
          CleanLine.of(entry.text),
        ]
      }, footnote: journal.dropped > 0 ? "\(journal.dropped) more lines were counted and are not listed" : "")
  }

  private static func rounded(_ number: Double) -> String { numberText((number * 100).rounded() / 100) }
}

/// The journal of a report, with what its filter lets through.
struct ReportJournal {
  /// A shift writes some hundreds of lines; a bad month some ten thousand.
  static let limit = 100_000
  /// Only lines that pass.
  let filter: FilterExpression
  private(set) var entries: [JournalEntry] = []
  private(set) var dropped = 0

  init(filter: String) { self.filter = FilterExpression(filter) }

  mutating func take(_ event: Event) {
    guard let entry = event.journalEntry, entry.passes(filter) else { return }
    if entries.count < Self.limit { entries.append(entry) } else { dropped += 1 }
  }
}
