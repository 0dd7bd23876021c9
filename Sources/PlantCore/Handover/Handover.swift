/// What the next shift must know: what stands and who has it, what is put aside, what nobody watched, what was noted.
public struct Handover: Sendable {
  /// Lines of one section at most; the rest is counted.
  private static let limit = 200

  /// The shift: stream time.
  public var from: Stamp
  public var to: Stamp
  public var alarms: AlarmList
  /// What happened in the shift, oldest first.
  public var entries: [JournalEntry]
  /// Who said nothing any more at its end: the line of each silence that was not over, oldest first.
  public var silent: [JournalEntry]

  /// Whether it was asked for from an earlier moment on than its journal knows of.
  public var isShortened = false

  /// - Parameters:
  ///   - entries: The journal, of which the lines of the shift are taken, and of the time before it the silences.
  ///   - episodes: What is open at the shift's end: a silence that began before the journal stands in none of its lines.
  public init(from: Stamp, to: Stamp, alarms: AlarmList, entries: [JournalEntry], episodes: [Episode] = []) {
    self.from = from
    self.to = to
    self.alarms = alarms
    self.entries = entries.filter { $0.seen >= from && $0.seen <= to }
    func standing(_ kind: EpisodeKind, _ word: String) -> [JournalEntry] {
      episodes.filter { $0.isOpen && $0.kind == kind }.map { Self.silence($0, word) }
    }
    silent = Self.silent(standing(.dead, "DEAD") + entries.filter { $0.seen <= to }) + standing(.stale, "STALE")
  }

  private static func silence(_ episode: Episode, _ word: String) -> JournalEntry {
    var entry = JournalEntry(
      at: episode.opened, seen: episode.since, word: word, priority: nil, device: episode.deviceName,
      text: episode.sensorName.isEmpty ? "silent" : "\(episode.sensorName) silent")
    entry.sensor = episode.sensorName
    return entry
  }

  /// The sheet.
  ///
  /// - Parameter clock: How a moment is written.
  public func tables(clock: (Stamp) -> String) -> [TextTable] {
    let open = alarms.rows.filter { $0.overlay == .none }
    let aside = alarms.rows.filter { $0.overlay != .none }
    return [
      summary(clock), table("Open alarms", open.map { standing($0, clock) }, of: alarms.count - aside.count),
      table("Put aside", aside.map { putAside($0, clock) } + alarms.maintenances.map { maintenance($0, clock) }),
      table("Silent", silent.map { [clock($0.at), $0.word.lowercased(), $0.device, $0.text, "", ""] }),
      table("Not watched, or not known", lines(of: ["CONNECTION", "SESSION", "LOST", "CLOCK", "CONFIG"], clock)),
      table("Notes", lines(of: ["NOTE"], clock)), table("Done by operators", lines(of: Self.actions, clock)),
      TextTable(title: "Taken over by", header: ["", ""], rows: [["name", takenOver ?? "________________"]]),
    ]
  }

  /// The silences that are not over. A device's own stands for those of its sensors.
  private static func silent(_ entries: [JournalEntry]) -> [JournalEntry] {
    var standing: [JournalEntry] = []
    for entry in entries where entry.word == "DEAD" || entry.word == "ALIVE" {
      standing.removeAll { $0.device == entry.device && (entry.sensor.isEmpty || $0.sensor == entry.sensor) }
      if entry.word == "DEAD" { standing.append(entry) }
    }
    return standing
  }

  /// The words of the journal for what operators did.
  private static let actions = [
    OperationKind.acknowledged, .shelved, .unshelved, .outOfService, .inService, .maintenanceBegan, .maintenanceEnded,
    .normalAccepted, .normalUndone, .retired, .reinstated,
  ].map { $0.word.uppercased() }

  /// The note by which a shift is taken over.
  public static func takenOver(by name: String) -> String { "taken over by \(name)" }

  /// A note without the name of who takes over; any other as it is.
  public static func withoutName(_ note: String) -> String {
    note.hasPrefix(takenOver(by: "")) ? takenOver(by: "somebody") : note
  }

  private var takenOver: String? {
    let sign = Self.takenOver(by: "")
    return entries.last { $0.word == "NOTE" && $0.text.hasPrefix(sign) }.map { String($0.text.dropFirst(sign.count)) }
  }

  private func summary(_ clock: (Stamp) -> String) -> TextTable {
    let calls = entries.filter { $0.word == "ALARM" }
    let byPriority = (1...3).map { priority in calls.count { $0.priority == priority } }
    let waiting = alarms.figures.allUnacknowledged
    return TextTable(
      title: "Shift", header: ["", ""],
      rows: [
        ["from", clock(from) + (isShortened ? ": of before, plantwatch report archive: --shift" : "")],
        ["to", clock(to)],
        ["alarms", "\(calls.count): \(byPriority[0]) of priority 1, \(byPriority[1]) of 2, \(byPriority[2]) of 3"],
        ["returned", String(entries.count { $0.word == "RETURN" })], ["not acknowledged now", String(waiting)],
      ])
  }

  private func standing(_ alarm: AlarmRow, _ clock: (Stamp) -> String) -> [String] {
    return [
      "priority \(alarm.priority)", alarm.limitName, alarm.state.word, "since \(clock(alarm.since))", figures(alarm),
      alarm.lastAction,
    ]
  }

  private func putAside(_ alarm: AlarmRow, _ clock: (Stamp) -> String) -> [String] {
    let until = alarm.overlay == .shelved && alarm.until.isKnown ? "until \(clock(alarm.until))" : ""
    return [
      "priority \(alarm.priority)", alarm.limitName, alarm.overlay.word, until,
      alarm.isActive ? figures(alarm) : "back",
      alarm.lastAction,
    ]
  }

  private func maintenance(_ place: MaintenanceRow, _ clock: (Stamp) -> String) -> [String] {
    ["", place.place, "MAINTENANCE", "until \(clock(place.until))", "", "\(place.by): \(place.why)"]
  }

  private func figures(_ alarm: AlarmRow) -> String {
    guard alarm.value.isFinite, alarm.limit.isFinite else { return "" }
    let unit = alarm.unit.isEmpty ? "" : " \(alarm.unit)"
    return "\(numberText(alarm.value))\(unit), limit \(numberText(alarm.limit))"
  }

  private func lines(of words: [String], _ clock: (Stamp) -> String) -> [[String]] {
    entries.filter { words.contains($0.word) }
      .map { [clock($0.at), $0.word.lowercased(), $0.device, $0.text, "", ""] }
  }

  private func table(_ title: String, _ rows: [[String]], of count: Int? = nil) -> TextTable {
    let rest = (count ?? rows.count) - min(rows.count, Self.limit)
    return TextTable(
      title: title, header: Array(repeating: "", count: 6),
      rows: rows.isEmpty ? [["none", "", "", "", "", ""]] : Array(rows.prefix(Self.limit)),
      footnote: rest > 0 ? "and \(rest) more" : "")
  }
}
