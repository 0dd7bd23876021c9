import PlantCore

/// The report as headed tables: what text and Markdown have in common.
extension TextTable {
  /// All sections of a report, in order.
  static func all(_ model: ReportModel) -> [TextTable] {
    [
      input(model), counts(model), alarms(model), alarmLoad(model), episodes(model), advisories(model), devices(model),
      silence(model), neverSeen(model), notices(model), journal(model),
    ]
    .compactMap { $0 }
  }

  private static func input(_ model: ReportModel) -> TextTable {
    let files = model.files.map(CleanLine.of).joined(separator: ", ")
    let span =
      model.first.isKnown && model.last.isKnown
      ? "\(model.first.iso8601) to \(model.last.iso8601) (\(spanText(model.last - model.first)))"
      : "no record says a time"
    return TextTable(
      title: "Input", header: ["", ""],
      rows: [
        ["files", files], ["format", model.formatName], ["bytes", String(model.bytes)],
        ["records", String(model.counters.records)], ["time", span],
      ])
  }

  private static func counts(_ model: ReportModel) -> TextTable {
    let counters = model.counters
    var rows = [
      ["readings", String(counters.readings)], ["anomalous readings", String(counters.anomalies)],
      ["episodes", String(model.episodesInAll)], ["advisories", String(counters.advisories)],
      ["processing errors", String(counters.errorTotal)],
    ]
    for reason in ProcessingError.allCases where counters.errors(reason) > 0 {
      rows.append(["  \(reason.name)", String(counters.errors(reason))])
    }
    for (name, count) in [
      ("late", counters.late), ("skewed", counters.skewed), ("implausible", counters.implausible),
      ("duplicates", counters.duplicates), ("retained", counters.retained), ("unit mismatch", counters.unitMismatch),
      ("damaged", counters.damaged),
      ("lost", counters.lost),
    ] where count > 0 {
      rows.append([name, String(count)])
    }
    rows.append(["devices", String(counters.devices)])
    rows.append(["sensors", String(counters.sensors)])
    if counters.sensorsWithoutLimits > 0 { rows.append(["  no limits", String(counters.sensorsWithoutLimits)]) }
    if counters.doubtedLimits > 0 { rows.append(["  limit or unit wrong?", String(counters.doubtedLimits)]) }
    return TextTable(title: "Counts", header: ["what", "count"], rows: rows)
  }

  private static func alarms(_ model: ReportModel) -> TextTable {
    var rows: [[String]] = []
    for alarm in model.alarms {
      let transitions = model.transitions[alarm.name, default: []]
      rows.append([alarm.name.text, alarm.state.text, "", "", "at the end"])
      for transition in transitions {
        rows.append([
          "", transition.to.text, transition.at.iso8601, numberText(transition.value), transition.why,
        ])
      }
    }
    let dropped = model.droppedTransitions
    let undecided = !model.last.isKnown
    return TextTable(
      title: "Alarms", header: ["alarm", "state", "at", "value", "why"], rows: rows,
      footnote: dropped > 0
        ? "\(dropped) more transitions were counted and are not listed"
        : undecided ? "no record says a time, so no alarm could be evaluated" : "")
  }

  private static func episodes(_ model: ReportModel) -> TextTable? {
    guard !model.worst.isEmpty else { return nil }
    let rest = model.episodesInAll - UInt64(model.worst.count)
    return TextTable(
      title: "Worst episodes",
      header: ["priority", "device", "sensor", "kind", "opened", "lasted", "extreme", "limit", "count"],
      rows: model.worst.map { episode in
        [
          String(episode.worstPriority), CleanLine.of(episode.deviceName), CleanLine.of(episode.sensorName),
          episode.worstKind.text, episode.opened.iso8601,
          episode.isOpen ? "still open" : spanText(episode.closed - episode.seen), numberText(episode.extreme),
          numberText(episode.worstLimit), String(episode.count),
        ]
      }, footnote: rest > 0 ? "and \(rest) more" : "")
  }

  private static func advisories(_ model: ReportModel) -> TextTable? {
    guard !model.advisories.isEmpty else { return nil }
    let rest = model.counters.advisories - UInt64(model.advisories.count)
    return TextTable(
      title: "Advisories", header: ["device", "sensor", "kind", "opened", "lasted", "why"],
      rows: model.advisories.map { episode in
        [
          CleanLine.of(episode.deviceName), CleanLine.of(episode.sensorName), episode.kind.text, episode.opened.iso8601,
          episode.isOpen ? "still open" : spanText(episode.closed - episode.seen), CleanLine.of(episode.why),
        ]
      }, footnote: rest > 0 ? "and \(rest) more" : "")
  }

  private static func devices(_ model: ReportModel) -> TextTable? {
    guard !model.devices.isEmpty else { return nil }
    return TextTable(
      title: "Top devices", header: ["device", "anomalies", "errors"],
      rows: model.devices.map { [CleanLine.of($0.name), String($0.anomalies), String($0.errors)] })
  }

  private static func silence(_ model: ReportModel) -> TextTable? {
    guard !model.silent.isEmpty else { return nil }
    return TextTable(
      title: "Silent at the end", header: ["device", "state", "last heard"],
      rows: model.silent.map {
        [CleanLine.of($0.name), word($0.freshness), $0.heard.isKnown ? $0.heard.iso8601 : "never"]
      },
      footnote: "\(model.counters.staleSensors) sensors stale, \(model.counters.deadSensors) dead in all")
  }

  private static func neverSeen(_ model: ReportModel) -> TextTable? {
    guard !model.neverSeen.isEmpty else { return nil }
    let limit = ReportModel.silentLimit
    return TextTable(
      title: "Never seen", header: ["device", "name", "errors"],
      rows: model.neverSeen.prefix(limit).map {
        [CleanLine.of($0.name), CleanLine.of($0.label), $0.errors > 0 ? String($0.errors) : ""]
      }, footnote: model.neverSeen.count > limit ? "and \(model.neverSeen.count - limit) more" : "")
  }

  private static func word(_ freshness: Freshness) -> String {
    switch freshness {
    case .fresh: "fresh"
    case .stale: "STALE"
    case .dead: "DEAD"
    case .neverSeen: "NEVER SEEN"
    case .lastKnown: "LAST KNOWN"
    }
  }

  private static func notices(_ model: ReportModel) -> TextTable? {
    guard !model.notices.isEmpty else { return nil }
    return TextTable(
      title: "Notices", header: ["at", "what"],
      rows: model.notices.map { [$0.at.isKnown ? $0.at.iso8601 : "", CleanLine.of($0.text)] })
  }
}

/// Text from outside, made fit for a terminal line.
enum CleanLine {
  /// Control characters, bidirectional overrides and zero-width characters become `·`.
  static func of(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.value {
          case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
            "·"
          default: scalar
          }
        }))
  }
}
