import ArgumentParser
import Glibc
import PlantCore
import PlantIO
import PlantView

/// `plantwatch query`: readings of the past, from the store and beyond it from the archive.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Print stored readings: from the store, and from the archive beyond it.",
    discussion: """
      plantwatch query --device press-07 --sensor temperature --from 02:00 --to 03:30 --format csv
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json }

  @OptionGroup var place: StorePlace

  @Option(help: "Only this device.")
  var device: String?

  @Option(help: "Only this sensor type.")
  var sensor: String?

  @Option(help: "Start: ISO 8601, or HH:MM[:SS] today, local unless Z (default an hour before --to).")
  var from: String?

  @Option(help: "End, written like --from (default now).")
  var to: String?

  @Option(help: "table, csv or json, one object a line (default table).")
  var format = Format.table

  func run() throws {
    let run = try place.run()
    let now = SystemClock.wall()
    let start = try from.map { text throws(SetupError) in try TimeArgument.parse(text, firstTime: now) }
    let end = try to.map { text throws(SetupError) in try TimeArgument.parse(text, firstTime: start ?? now) } ?? now
    let begin = start ?? end + -Interval.hour
    guard begin <= end else { throw SetupError("--to", "lies before --from", fix: "the later time last") }
    let query = ReadingQuery(device: device, sensor: sensor, range: begin...end)
    let signals = StopSignals()
    let writer = RowWriter(format)
    try signals.heeded { shouldStop in
      let reader = try StoreReader(path: run.storePath())
      let reach = try reader.reach()
      if reach.skipped > 0 {
        Console.complain(
          "plantwatch: \(reach.skipped) readings never came into the store: plantwatch store rebuild fills them in")
      }
      let older = try archived(run, query, before: reach.since, shouldStop)
      guard !older.isEmpty else {
        return try reader.rows(query) { row in writer.write(row) && !shouldStop() }
      }
      var rows = Set(older)
      try reader.rows(query) { row in
        rows.insert(row)
        return !shouldStop()
      }
      let sorted = rows.sorted {
        ($0.device, $0.sensor, $0.at, $0.sequence) < ($1.device, $1.sensor, $1.at, $1.sequence)
      }
      for row in sorted where !writer.write(row) { break }
    }
    writer.end()
  }

  /// What the archive says of the time before the store.
  private func archived(
    _ run: Run, _ query: ReadingQuery, before since: Int64?, _ shouldStop: () -> Bool
  ) throws -> [ReadingRow] {
    let end = min(
      query.range.upperBound, since.map { Stamp(nanoseconds: $0 * Interval.millisecond) } ?? Stamp(nanoseconds: .max))
    guard end > query.range.lowerBound, let folder = run.archiveFolder(),
      folder.segments().contains(where: { $0.end > query.range.lowerBound && $0.start <= end })
    else { return [] }
    let inputs = try Inputs(archive: folder, query.range.lowerBound...end)
    let engine = try EngineSetup.forRecording(
      run.settings.site.engine, header: inputs.header, topics: [], isQuiet: true)
    return try ArchivedReadings.rows(query, inputs, configuration: engine, shouldStop: shouldStop)
  }
}

/// Where the store is, and the archive behind it.
struct StorePlace: ParsableArguments {
  @Option(help: "The store's file (else $PLANTWATCH_STORE, the configuration's, or store.sqlite in the archive).")
  var store: String?

  @Option(help: "The archive's folder (else $PLANTWATCH_ARCHIVE, else the configuration's).")
  var archive: String?

  @Option(help: "Configuration file.")
  var config: String?

  /// The run these options stand for.
  func run() throws -> Run {
    try Run(try RunOptions.naming(("--store", store), ("--archive", archive), ("--config", config)))
  }
}

/// `plantwatch store`: what is done to the store as a whole.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Make the store anew from the archive.", subcommands: [Rebuild.self])

  struct Rebuild: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rebuild",
      abstract: "Judge the whole archive again and put the store it gives in the old one's place.")
    @OptionGroup var place: StorePlace

    func run() throws {
      let run = try place.run()
      guard let folder = run.archiveFolder() else {
        throw SetupError("archive", "has no place", fix: "--archive FOLDER")
      }
      let path = try run.storePath()
      try folder.requireAllReadable()
      let lock = try ArchiveLock(folder, purpose: "store rebuild")
      let inputs = try Inputs(["archive:"], archive: folder)
      let engine = try EngineSetup.forRecording(run.settings.site.engine, header: inputs.header, topics: [])
      let signals = StopSignals()
      for name in folder.tiers.flatMap({ $0.missing() }) {
        Console.complain("plantwatch: \(name.path): is in the manifest and not there")
      }
      let outcome = try signals.heeded { shouldStop in
        try StoreRebuild.run(inputs, to: path, configuration: engine, shouldStop: shouldStop)
      }
      var text = "\(outcome.readings) readings in \(CleanLine.of(path))"
      if !outcome.kept.isEmpty {
        let older = outcome.carriedOver.map {
          $0 == 0 ? "" : "; rows that the archive no longer has carried over: \($0)"
        }
        text += older ?? "; the old store could not be read: nothing that the archive lacks is carried over"
        if !outcome.gaps.isEmpty {
          let hours = outcome.gaps.prefix(10).map { "\($0.iso8601.prefix(13))" }.joined(separator: ", ")
          text += ", of hours of which the archive lacks something, too: \(hours)"
          if outcome.gaps.count > 10 { text += " and \(outcome.gaps.count - 10) more" }
        }
        text += "; what stood there is kept as \(CleanLine.of(outcome.kept))"
      }
      Console.say(text)
      withExtendedLifetime(lock) {}
    }
  }
}

extension Run {
  /// The store's file: option, variable, file, else beside the segments of the archive; nil where it is not wanted.
  func storeFile() -> String? {
    let path = settings.text("store", options.store, file: settings.site.archive.store)
    if path == "-" { return nil }
    return path ?? archiveFolder().map { "\($0.path)/store.sqlite" }
  }

  func storePath() throws(SetupError) -> String {
    guard let path = storeFile() else { throw SetupError("the store", "has no place", fix: "--store FILE") }
    return path
  }
}

/// Writes rows as they come.
private final class RowWriter {
  private let format: QueryCommand.Format
  private var lines: [String] = []
  private var isFirst = true

  init(_ format: QueryCommand.Format) { self.format = format }

  /// False when nobody reads any more.
  func write(_ row: ReadingRow) -> Bool {
    if isFirst {
      isFirst = false
      switch format {
      case .table: lines.append("TIME                      DEVICE            SENSOR            VALUE       STATUS")
      case .csv: lines.append("deviceId,timestamp,sensorType,sequence,value,status,anomalyDetected")
      case .json: break
      }
    }
    let status = row.isAnomaly ? "anomaly" : "normal"
    switch format {
    case .table:
      let time = Stamp(nanoseconds: row.at * Interval.millisecond).iso8601
      let cells = [
        (time, 24), (CleanLine.of(row.device), 16), (CleanLine.of(row.sensor), 16), (numberText(row.value), 10),
      ]
      let text = cells.map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }.joined(separator: "  ")
      lines.append(text + "  " + status)
    case .csv:
      lines.append(
        "\(Self.field(row.device)),\(row.at),\(Self.field(row.sensor)),\(row.sequence),\(numberText(row.value)),"
          + "\(status),\(row.isAnomaly)")
    case .json:
      var object = JSONObject()
      object.add("deviceId", row.device)
      object.add("timestamp", raw: String(row.at))
      object.add("sensorType", row.sensor)
      object.add("sequence", raw: String(row.sequence))
      object.add("value", number: row.value)
      object.add("status", status)
      object.add("anomalyDetected", raw: String(row.isAnomaly))
      lines.append(object.text)
    }
    return lines.count < 1000 || flush()
  }

  func end() {
    if isFirst { Console.complain("plantwatch: no reading matches") }
    _ = flush()
  }

  private func flush() -> Bool {
    defer { lines.removeAll(keepingCapacity: true) }
    return lines.isEmpty || Console.say(lines.joined(separator: "\n"))
  }

  /// As RFC 4180 wants it; control characters, which a terminal would obey, become spaces.
  private static func field(_ text: String) -> String {
    let clean = CleanLine.of(text)
    return clean.contains { ",\"\n".contains($0) } ? "\"" + clean.replacing("\"", with: "\"\"") + "\"" : clean
  }
}
