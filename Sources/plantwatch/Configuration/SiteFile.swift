import PlantCore
import PlantIO
import PlantView
import TOMLKit

/// The site's configuration file: what the plant is, where its broker is, what its limits are.
///
/// It alone decides what is judged; the user's own file decides looks.
struct SiteFile {
  var engine = EngineConfiguration()
  /// A word that stands in the header, so that no two sites look alike; empty for none.
  var banner = ""
  var environment = ""
  var broker = BrokerSettings()
  var record: String?
  var state: String?
  var isPlain: Bool?
  var demo = DemoSettings()
  var replay = ReplaySettings()
  var report = ReportSettings()
  /// What is looked at together.
  var trends: [TrendGroup] = []
  var archive = ArchiveSettings()
  var metrics = MetricsOptions()
  var notify = NotifyOptions()
  /// Everything the file says, for `check`.
  var values: [ValueInForce] = []
  /// The file itself; nil for the defaults.
  var path: String?
  /// Folder of the file: relative paths in it start there.
  var folder = ""

  /// What the file says about the broker.
  struct BrokerSettings {
    var urls: [String] = []
    var cafile: String?
    var cert: String?
    var key: String?
    var keyPasswordFile: String?
    var user: String?
    var passwordFile: String?
    var id: String?
    var qos: Int?
    var isPersistent: Bool?
  }

  /// What the file says about the demo plant.
  struct DemoSettings {
    var isOn: Bool?
    var seed: Int?
    var devices: Int?
    var rate: Int?
    var write: String?
    var hours: Double?
  }

  /// What the file says about reading recordings.
  struct ReplaySettings {
    var files: [String] = []
    var speed: String?
    var from: String?
    var to: String?
    var isPaused: Bool?
    var columns: String?
  }

  /// What the file says about reports.
  struct ReportSettings {
    var format: String?
    var events: String?
    var failsOnAlarm: Bool?
    var hasJournal: Bool?
    var only: String?
    var compare: String?
  }

  static let defaultPath = "/etc/plantwatch/plantwatch.toml"

  init() {}

  /// Reads the file at `path`; throws with file, line and the likely fix.
  init(path: String) throws(SetupError) {
    let (text, table) = try TextFile.readTOML(path)
    self.path = path
    folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
    var reader = ConfigurationReader(file: path, text: text)
    try read(table, &reader)
    values = reader.values
  }

  /// What it says of judging, as TOML: nothing that connects, writes or names a place of this computer. Empty for the
  /// defaults.
  ///
  /// - Parameter isRedacted: Leave the plant's name out, too.
  func judging(isRedacted: Bool) -> String {
    guard let path, let table = try? TextFile.readTOML(path).table else { return "" }
    let rest =
      ["broker", "record", "state", "plain", "demo", "replay", "report", "trend", "archive", "metrics", "notify"]
      + (isRedacted ? ["plant", "banner"] : [])
    for key in rest { table.remove(at: key) }
    return table.convert(to: .toml) + "\n"
  }

  private mutating func read(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) {
    try reader.refuseUnknown(
      table, [],
      known: [
        "plant", "banner", "environment", "identity", "record", "state", "plain", "broker", "topics", "zones", "limits",
        "device", "alarms", "detect", "demo", "replay", "report", "operator", "trend", "archive",
        "metrics", "notify",
      ])
    engine.plant = try reader.text(table, [], "plant") ?? ""
    banner = try reader.text(table, [], "banner") ?? ""
    environment = try reader.text(table, [], "environment") ?? ""
    record = try reader.text(table, [], "record").map(resolve)
    state = try reader.text(table, [], "state").map { $0 == "-" ? $0 : resolve($0) }
    isPlain = try reader.flag(table, [], "plain")
    if let text = try reader.text(table, [], "identity") {
      guard let rule = IdentityRule(rawValue: text) else {
        throw reader.problem(["identity"], "\"\(text)\" is no rule", fix: "\"match\" or \"payload\"")
      }
      engine.identity = rule
    }
    try readBroker(table, &reader)
    try readTopics(table, &reader)
    try readDetect(table, &reader)
    try ZoneReader.read(table, &reader, into: &engine)
    try LimitReader.readTypes(table, &reader, into: &engine)
    try DeviceReader.read(table, &reader, into: &engine)
    try AlarmReader.read(table, &reader, into: &engine)
    try readOperator(table, &reader)
    trends = try TrendReader.read(table, &reader)
    archive = try ArchiveReader.read(table, &reader, resolve)
    metrics = try MetricsReader.read(table, &reader, resolve)
    notify = try NotifyReader.read(table, &reader)
    try readDemo(table, &reader)
    try readReplay(table, &reader)
    try readReport(table, &reader)
  }

  private mutating func readBroker(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) {
    let path = ["broker"]
    guard let inner = try reader.table(table, [], "broker") else { return }
    if inner["password"] != nil {
      throw reader.problem(
        path + ["password"], "a secret does not belong into the configuration",
        fix: "name a file that only you can read with passwordFile")
    }
    try reader.refuseUnknown(
      inner, path,
      known: [
        "url", "cafile", "cert", "key", "keyPasswordFile", "user", "passwordFile", "id", "qos", "persistent",
      ])
    broker.urls = try reader.texts(inner, path, "url") ?? []
    for url in broker.urls {
      do { _ = try BrokerURL(url) } catch { throw reader.problem(path + ["url"], error.problem, fix: error.fix) }
    }
    broker.cafile = try reader.text(inner, path, "cafile").map(resolve)
    broker.cert = try reader.text(inner, path, "cert").map(resolve)
    broker.key = try reader.text(inner, path, "key").map(resolve)
    broker.keyPasswordFile = try reader.text(inner, path, "keyPasswordFile").map(resolve)
    broker.user = try reader.text(inner, path, "user")
    broker.passwordFile = try reader.text(inner, path, "passwordFile").map(resolve)
    broker.id = try reader.text(inner, path, "id")
    broker.qos = try reader.whole(inner, path, "qos", in: 0...2)
    broker.isPersistent = try reader.flag(inner, path, "persistent")
  }

  private mutating func readTopics(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) {
    guard let value = table["topics"] else { return }
    guard value.type == .array, let array = value.array else {
      throw reader.problem(["topics"], "must be written as [[topics]] with a template")
    }
    var templates: [String] = []
    for (number, element) in array.enumerated() {
      let path = ["topics", "#\(number)"]
      guard element.type == .table, let inner = element.table else {
        throw reader.problem(path, "must be a table with a template")
      }
      try reader.refuseUnknown(inner, path, known: ["template", "qos"])
      guard let text = try reader.text(inner, path, "template") else { throw reader.problem(path, "has no template") }
      do { _ = try TopicTemplate(text) } catch { throw reader.problem(path + ["template"], error.description) }
      templates.append(text)
      // One quality of service holds for the whole connection: the highest that is asked for.
      if let qos = try reader.whole(inner, path, "qos", in: 0...2) { broker.qos = max(broker.qos ?? 0, qos) }
    }
    if !templates.isEmpty { engine.topics = templates }
  }

  private mutating func readDetect(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) {
    guard let inner = try reader.table(table, [], "detect") else { return }
    engine.detect.rules = try DetectReader.rules(inner, ["detect"], over: .all, others: ["perHour"], &reader)
    engine.detect.perHour =
      try reader.whole(inner, ["detect"], "perHour", in: 0...DetectConfiguration.perHourLimit) ?? engine.detect.perHour
  }

  private mutating func readOperator(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) {
    guard let inner = try reader.table(table, [], "operator") else { return }
    try reader.refuseUnknown(inner, ["operator"], known: ["escalateAfter"])
    guard let span = try reader.span(inner, ["operator"], "escalateAfter") else { return }
    guard span >= Interval.second, span <= Interval.day else {
      throw reader.problem(["operator", "escalateAfter"], "must lie between a second and a day", fix: "\"5m\"")
    }
    engine.escalateAfter = span
  }

  /// A path of the file: relative ones start at its folder.
  func resolve(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }
}
