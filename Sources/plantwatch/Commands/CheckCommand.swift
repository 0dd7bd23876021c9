import ArgumentParser
import PlantCore
import PlantIO
import PlantView

/// `plantwatch check`: validates the configuration and says what is in force and where it came from.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate the configuration and say what is in force, and why.")

  @Option(help: "Configuration file (else $PLANTWATCH_CONFIG, else /etc/plantwatch/plantwatch.toml).")
  var config: String?

  @Option(help: "A recording: also list overrides that match no device of it, and sensors without limits.")
  var against: String?

  func run() throws {
    let environment = Environment.all
    let settings = try Settings(config: config, environment: environment)
    let site = settings.site
    for line in InForce.lines(settings) { Console.say(line) }
    if let against {
      Console.say("")
      for line in try Self.compare(site.engine, with: against) { Console.say(line) }
    }
    try Self.checkThemes(settings)
    try Run.checkBroker(settings)
    try site.notify.refuseEcho(of: site.engine.topics)
    for line in CheckNotes.lines(site.engine) { Console.say(line) }
    for topic in site.engine.topics where !topic.contains("{device}") {
      Console.say("note: \(topic) names no {device}: the payload alone says whose a reading is")
    }
    Console.say("configuration \(ConfigurationHash.of(site.engine)) is fine")
  }

  /// Reads every theme, and looks for the one the user has chosen.
  private static func checkThemes(_ settings: Settings) throws(SetupError) {
    let library = ThemeLibrary.builtIn
    for name in library.names {
      do { _ = try library.theme(name) } catch { throw SetupError("theme \(name)", "\(error)") }
    }
    if let chosen = settings.user.theme, !library.names.contains(chosen) {
      throw SetupError("theme", "there is no theme \"\(chosen)\"", fix: library.names.joined(separator: ", "))
    }
  }

  /// What a recording says about the configuration's overrides.
  private static func compare(_ own: EngineConfiguration, with path: String) throws(SetupError) -> [String] {
    let inputs = try Inputs([path])
    let engine = try EngineSetup.forRecording(own, header: inputs.header, topics: [])
    var query = Query()
    query.rowCount = .max
    query.trendSlots = 0
    let outcome = try HeadlessRun.run(inputs, configuration: engine, queries: [query])
    guard let snapshot = outcome.snapshots.first else { return [] }
    let heard = Set(snapshot.devices.rows.filter { !$0.readouts.isEmpty }.map(\.name))
    var lines: [String] = []
    for device in own.devices where !heard.contains(device.id) && !device.isRetired {
      lines.append("[device.\"\(CleanLine.of(device.id))\"] matches no device of \(CleanLine.of(path))")
    }
    let names = Dictionary(uniqueKeysWithValues: snapshot.types.map { ($0.id, $0.name) })
    for device in own.devices where heard.contains(device.id) {
      guard let row = snapshot.devices.rows.first(where: { $0.name == device.id }) else { continue }
      let there = Set(row.readouts.compactMap { names[$0.type]?.lowercased() })
      for sensor in device.sensors where !there.contains(sensor.lowercased()) {
        lines.append("[device.\"\(CleanLine.of(device.id))\"] has no \(CleanLine.of(sensor)) in \(CleanLine.of(path))")
      }
    }
    var without = 0
    for row in snapshot.devices.rows {
      for readout in row.readouts where !readout.limits.hasLimits {
        without += 1
        if without <= 50 {
          lines.append("no limits: \(CleanLine.of(row.name)) \(CleanLine.of(names[readout.type] ?? "?"))")
        }
      }
    }
    if without > 50 { lines.append("no limits: \(without - 50) more sensors") }
    return lines.isEmpty ? ["every override matches a device, every sensor has limits"] : lines
  }
}

/// The listing of what is in force.
enum InForce {
  /// One line a value: key, value, where it came from; secrets never appear, only the names of their files.
  static func lines(_ settings: Settings) -> [String] {
    var values = defaults(settings.site)
    values.append(contentsOf: settings.site.values)
    values.append(contentsOf: settings.user.values)
    for (name, value) in settings.environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("PLANTWATCH_") {
      let isSecret = name.contains("PASSWORD") && !name.hasSuffix("_FILE")
      values.append(ValueInForce(key: name, value: isSecret ? "•••" : "\"\(value)\"", origin: "environment"))
    }
    let keyWidth = min(48, values.map(\.key.count).max() ?? 0)
    let valueWidth = min(40, values.map(\.value.count).max() ?? 0)
    return values.map { value in
      CleanLine.of("\(fill(value.key, keyWidth))  \(fill(value.value, valueWidth))  \(value.origin)")
    }
  }

  private static func fill(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Defaults that no file has replaced.
  private static func defaults(_ site: SiteFile) -> [ValueInForce] {
    let said = Set(site.values.map { $0.key.hasPrefix("limits.") ? $0.key.lowercased() : $0.key })
    var values: [ValueInForce] = []
    func add(_ key: String, _ value: String) {
      let name = key.hasPrefix("limits.") ? key.lowercased() : key
      if !said.contains(name), !said.contains(name + ".limit") {
        values.append(ValueInForce(key: key, value: value, origin: "default"))
      }
    }
    if !said.contains("topics.template") { add("topics.template", "\"\(site.engine.topics[0])\"") }
    add("identity", "\"\(site.engine.identity.rawValue)\"")
    for type in SensorTypeConfiguration.standard {
      let key = "limits.\(type.name)"
      add("\(key).unit", "\"\(type.unit)\"")
      if let scale = type.scale {
        add("\(key).scale", "[\(numberText(scale.lowerBound)), \(numberText(scale.upperBound))]")
      }
      for (name, limit) in [("high", type.limits.high), ("low", type.limits.low)] {
        if let limit { add("\(key).\(name)", numberText(limit)) }
      }
      if let span = type.span {
        add("\(key).span", "[\(numberText(span.lowerBound)), \(numberText(span.upperBound))]")
      }
      add("\(key).deadband", numberText(type.limits.deadband))
      add("\(key).onDelay", "\"0s\"")
      add("\(key).offDelay", "\"\(numberText(Double(type.limits.offDelay) / 1e9))s\"")
    }
    add("alarms.processing-errors.threshold", "5")
    add("alarms.anomaly-count.threshold", "10")
    add("alarms.processing-lag.threshold", "60")
    return values
  }
}
