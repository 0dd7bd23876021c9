import PlantCore
import PlantIO
import TOMLKit

/// What a run is told on the command line can stand in the file too: the demo, replays and reports.
extension SiteFile {
  mutating func readDemo(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) {
    let path = ["demo"]
    guard let inner = try reader.table(table, [], "demo") else { return }
    try reader.refuseUnknown(inner, path, known: ["on", "seed", "devices", "rate", "write", "hours"])
    demo.isOn = try reader.flag(inner, path, "on")
    demo.seed = try reader.whole(inner, path, "seed", in: 0...Int.max)
    demo.devices = try reader.whole(inner, path, "devices", in: 1...33_000)
    demo.rate = try reader.whole(inner, path, "rate", in: 1...1000)
    demo.write = try reader.text(inner, path, "write").map(resolve)
    demo.hours = try reader.number(inner, path, "hours")
  }

  mutating func readReplay(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) {
    let path = ["replay"]
    guard let inner = try reader.table(table, [], "replay") else { return }
    try reader.refuseUnknown(inner, path, known: ["files", "speed", "from", "to", "paused", "columns"])
    replay.files = try reader.texts(inner, path, "files")?.map { $0 == "-" ? $0 : resolve($0) } ?? []
    if inner["speed"]?.type == .string {
      replay.speed = try reader.text(inner, path, "speed")
    } else {
      replay.speed = try reader.number(inner, path, "speed").map(numberText)
    }
    replay.from = try reader.text(inner, path, "from")
    replay.to = try reader.text(inner, path, "to")
    replay.columns = try reader.text(inner, path, "columns")
    replay.isPaused = try reader.flag(inner, path, "paused")
  }

  mutating func readReport(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) {
    let path = ["report"]
    guard let inner = try reader.table(table, [], "report") else { return }
    try reader.refuseUnknown(inner, path, known: ["format", "events", "failOnAlarm", "journal", "only", "compare"])
    report.format = try reader.text(inner, path, "format")
    if let format = report.format, ReportCommand.Format(rawValue: format) == nil {
      throw reader.problem(path + ["format"], "\"\(format)\" is no format", fix: "text, json or markdown")
    }
    report.events = try reader.text(inner, path, "events").map(resolve)
    report.hasJournal = try reader.flag(inner, path, "journal")
    report.only = try reader.text(inner, path, "only")
    report.compare = try reader.text(inner, path, "compare").map(resolve)
    report.failsOnAlarm = try reader.flag(inner, path, "failOnAlarm")
  }
}
