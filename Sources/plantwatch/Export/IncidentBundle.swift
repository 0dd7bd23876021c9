import PlantCore
import PlantIO

/// Completes a bundle around its capture: events, journal, a report with trends, notes, the configuration, the screen.
struct IncidentBundle: Sendable {
  static let configurationName = "config.toml"

  /// What is judged by.
  let site: SiteFile

  /// The configuration that a bundle brings along; nil when `files` is none.
  static func configuration(of files: [String]) -> String? {
    guard files.count == 1, TextFile.isFolder(files[0]) else { return nil }
    let path = "\(files[0])/\(configurationName)"
    return TextFile.exists(path) ? path : nil
  }

  /// The files to read, for bundles their captures.
  static func captures(_ files: [String]) throws(SetupError) -> [String] {
    var captures: [String] = []
    for file in files {
      let capture = "\(file)/\(ExportedCapture.fileName)"
      if TextFile.isFolder(file), !TextFile.exists(capture) {
        throw SetupError(file, "is a directory, and no incident bundle", fix: "name a recording in it")
      }
      captures.append(TextFile.isFolder(file) ? capture : file)
    }
    return captures
  }

  /// For `LiveOptions.export` and `ReplayOptions.export`.
  var sink: ExportSink { { capture throws(SetupError) in try complete(capture) } }

  private func complete(_ capture: ExportedCapture) throws(SetupError) {
    let order = capture.order
    var model = ReportModel()
    model.journal = ReportJournal(filter: "")
    let events = try EventFile(path: "\(capture.folder)/events.jsonl")
    var failure: SetupError?
    let inputs = try Inputs([capture.path])
    var queries = ReportModel.queries(configured: capture.configuration.devices.count)
    queries[0].alarmCount = 500
    queries[0].trendSlots = 60
    let outcome = try HeadlessRun.run(
      inputs, configuration: capture.configuration, queries: queries, shouldStop: { failure != nil },
      events: { new in
        model.take(new)
        do throws(SetupError) { try events.write(new) } catch { failure = error }
      })
    if let failure { throw failure }
    try events.flush()
    model.finish(outcome, inputs: inputs)
    // The state that the capture starts from may be hours older than what it holds.
    let sheet = Handover(
      from: [model.first, inputs.firstTime].filter(\.isKnown).max() ?? model.first, to: model.last,
      alarms: model.operatorAlarms, entries: model.journal?.entries ?? [],
      episodes: outcome.snapshots.first?.episodes.episodes ?? [])
    let notes = capture.notes.map { "\($0.at.iso8601)  \(CleanLine.of($0.text))" }
    var files = [
      ("report.md", ReportMarkdown.text(model) + "\n" + trends(outcome.snapshots.first)),
      ("journal.txt", (model.journal?.entries ?? []).map(Self.line).joined(separator: "\n") + "\n"),
      ("handover.md", ReportMarkdown.text(sheet.cleanTables, title: "Handover", digest: model.digest) + "\n"),
      (Self.configurationName, site.judging(isRedacted: order.isRedacted)),
      ("README.txt", Self.words(order)),
    ]
    if !notes.isEmpty { files.append(("notes.txt", notes.joined(separator: "\n") + "\n")) }
    // The screen shows names and addresses.
    if !order.isRedacted { files.append(("screen.txt", order.screen)) }
    for (name, text) in files {
      let path = "\(capture.folder)/\(name)"
      try TextFile.write(text, to: path)
    }
  }

  private static func line(_ entry: JournalEntry) -> String {
    let priority = entry.priority.map { " \($0)" } ?? ""
    return CleanLine.of("\(entry.at.iso8601) \(entry.word)\(priority) \(entry.device) \(entry.text)")
  }

  /// The last minutes of the devices that were worst, drawn with characters.
  private func trends(_ snapshot: Snapshot?) -> String {
    guard let snapshot else { return "" }
    var text = "\n## Trends at the end\n\n```\n"
    for row in snapshot.devices.rows where row.anomalies > 0 {
      for readout in row.readouts {
        let type = snapshot.types.first { $0.id == readout.type }
        let value = readout.value.map(numberText) ?? "-"
        text += CleanLine.of("\(row.name) \(type?.name ?? "")".padded(to: 36))
        text += " \(TextTrend.line(readout.trend)) \(value) \(type?.unit ?? "")\n"
      }
    }
    return text + "```\n"
  }

  private static func words(_ order: ExportOrder) -> String {
    """
    An incident, as plantwatch saw it\(order.isRedacted ? "; logins, addresses and the plant's name are left out, what people wrote stays" : "").

      plantwatch --replay .       opens it: step with . and , jump with ] and [ and e, notes with { and }
      plantwatch report \(ExportedCapture.fileName) --config \(Self.configurationName) --journal

    \(ExportedCapture.fileName)  what arrived, and the state it starts from
    events.jsonl          what was decided, one JSON object a line
    journal.txt           alarms, actions, notes and connections in order
    report.md             counts, alarms, worst episodes, trends
    handover.md           what stood at the end, and who had it
    config.toml           what it was judged by; nothing of it connects anywhere

    """
  }
}

/// A trend as one line of characters.
enum TextTrend {
  private static let heights = Array("▁▂▃▄▅▆▇█")

  /// Slots in which nothing came are blanks.
  static func line(_ trend: Trend) -> String {
    let present = trend.points.filter { !$0.isAbsent }
    guard let low = present.map(\.minimum).min(), let high = present.map(\.maximum).max() else { return "" }
    return String(
      trend.points.map { point in
        guard !point.isAbsent else { return " " }
        let share = high > low ? ((point.minimum + point.maximum) / 2 - low) / (high - low) : 0
        return heights[min(heights.count - 1, Int(share * Float(heights.count)))]
      })
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    count >= width ? self : self + String(repeating: " ", count: width - count)
  }
}
