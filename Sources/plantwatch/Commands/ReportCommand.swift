import ArgumentParser
import Glibc
import PlantCore
import PlantIO

/// `plantwatch report`: judges recordings as fast as they can be read and says what was found.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Judge recordings and print what was found.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown }

  @Argument(help: "Captures or JSON lines, plain, .gz or .zst; - is standard input; several are merged by time.")
  var files: [String]

  @Option(help: "text, json or markdown (default text).")
  var format: Format?

  @Option(help: "Write every event to this file, one JSON object a line.")
  var events: String?

  @Option(help: "Start: ISO 8601, or HH:MM[:SS] on the recording's first day, local unless Z.")
  var from: String?

  @Option(help: "End, written like --from.")
  var to: String?

  @Option(help: "Columns of a table, where their names do not say it: time=ts,device=asset,sensor=tag,value=v.")
  var columns: String?

  @Option(help: "Folder of the archive that archive:2026-11-20T02:00/03:30 reads.")
  var archive: String?

  @Option(help: "Topic template (default: the recording's own).")
  var topic: [String] = []

  @Option(help: "Configuration file.")
  var config: String?

  @Flag(help: "Add the journal: alarms, actions, connections, clock steps and sessions in one list.")
  var journal = false

  @Option(help: "Only journal lines that contain this; a leading ! inverts.")
  var only: String?

  @Option(help: "A second configuration: what the one raises and the other does not.")
  var compare: String?

  @Option(help: "The handover sheet of a shift, such as 06:00-14:00: the last one in the recording.")
  var shift: String?

  @Flag(help: "Exit with 1 when any pipeline alarm went to ALARM.")
  var failOnAlarm = false

  private static func format(_ text: String?) throws(SetupError) -> Format {
    guard let text else { return .text }
    guard let format = Format(rawValue: text) else {
      throw SetupError("$\(Settings.variable("format"))", "\"\(text)\" is no format", fix: "text, json or markdown")
    }
    return format
  }

  func run() throws {
    let settings = try Settings(config: config, environment: Environment.all)
    let from = settings.text("from", from, file: settings.site.replay.from)
    let to = settings.text("to", to, file: settings.site.replay.to)
    let topic = settings.texts("topic", topic, file: [])
    let events = settings.text("events", events, file: settings.site.report.events)
    let format = try format ?? Self.format(settings.text("format", nil, file: settings.site.report.format))
    let failOnAlarm = settings.flag("fail-on-alarm", failOnAlarm, file: settings.site.report.failsOnAlarm)
    let run = Run(try RunOptions.naming(("--archive", archive), ("--columns", columns)), settings)
    var inputs = try Inputs(
      try IncidentBundle.captures(files), archive: run.archiveFolder(), columns: run.columnNames())
    for warning in inputs.warnings { Console.complain("plantwatch: \(warning)") }
    try inputs.narrow(from: from, to: to)
    let engine = try EngineSetup.forRecording(settings.site.engine, header: inputs.header, topics: topic)
    let signals = StopSignals()
    if let compare = settings.text("compare", compare, file: settings.site.report.compare) {
      let other = try SiteFile(path: compare).engine
      let second = try EngineSetup.forRecording(other, header: inputs.header, topics: topic, isQuiet: true)
      try ComparisonRun(inputs: inputs, signals: signals, progress: Progress(inputs: inputs)).print(
        (settings.site.path ?? "defaults", engine), (compare, second), format)
      return
    }
    if let shift {
      return try ShiftRun(inputs: inputs, signals: signals, progress: Progress(inputs: inputs)).print(
        shift, engine, format)
    }
    let eventFile = try events.map { path throws(SetupError) in try EventFile(path: path) }
    var model = ReportModel()
    let only = settings.text("only", only, file: settings.site.report.only)
    if settings.flag("journal", journal, file: settings.site.report.hasJournal) || only != nil {
      model.journal = ReportJournal(filter: only ?? "")
    }
    var progress = Progress(inputs: inputs)
    var stopped: Int32?
    var failure: SetupError?
    let outcome = try HeadlessRun.run(
      inputs, configuration: engine, queries: ReportModel.queries(configured: engine.devices.count),
      shouldStop: {
        if let signal = signals.received() { stopped = signal }
        return stopped != nil || failure != nil
      },
      progress: { bytes in progress.show(bytes) },
      events: { events in
        model.take(events)
        do throws(SetupError) { try eventFile?.write(events) } catch { failure = error }
      })
    progress.end()
    try eventFile?.flush()
    if let failure { throw failure }
    for warning in outcome.warnings { Console.complain("plantwatch: \(warning)") }
    if let stopped { throw ExitCode(128 + stopped) }
    model.finish(outcome, inputs: inputs)
    switch format {
    case .text: Console.say(ReportText.text(model))
    case .json: Console.say(ReportJSON.text(model))
    case .markdown: Console.say(ReportMarkdown.text(model))
    }
    if format == .json { Console.complain("digest \(model.digest)") }
    if settings.flag("fail-on-alarm", failOnAlarm), model.wentToAlarm { throw ExitCode(1) }
  }
}

/// How far a report has come, on standard error while that is a terminal.
struct Progress {
  private let total: Int?
  private let isShown = isatty(2) == 1
  private var lastShown = SystemClock.sinceBoot()
  private var hasShown = false

  init(inputs: Inputs) {
    let sizes = inputs.descriptions.map(\.size)
    let isPlain = inputs.descriptions.allSatisfy { $0.compression == .none }
    total = isPlain && !sizes.contains(nil) ? sizes.compactMap { $0 }.reduce(0, +) : nil
  }

  /// Shows the plain bytes judged so far, at most four times a second.
  mutating func show(_ bytes: Int) {
    let now = SystemClock.sinceBoot()
    guard isShown, now - lastShown > Interval.second / 4 else { return }
    lastShown = now
    hasShown = true
    let share = total.map { $0 > 0 ? " (\(min(100, bytes * 100 / $0)) %)" : "" } ?? ""
    write("\r\(bytes >> 20) MiB judged\(share)   ")
  }

  /// Takes the line away.
  func end() { if hasShown { write("\r\u{1B}[K") } }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { buffer in _ = unsafe Glibc.write(2, buffer.baseAddress, buffer.count) }
  }
}
