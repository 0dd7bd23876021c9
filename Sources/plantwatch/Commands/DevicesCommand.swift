import ArgumentParser
import Glibc
import PlantCore
import PlantIO
import PlantView

/// `plantwatch devices`: writes down which devices are there, so that one that falls away can be missed.
struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices", abstract: "Learn the inventory of a plant and write it as configuration.",
    discussion: """
      plantwatch devices --learn night.capture --output inventory.toml
      plantwatch devices --broker mqtt://host --for 60s
      """)

  @Option(parsing: .upToNextOption, help: "Recordings to learn from; - is standard input.")
  var learn: [String] = []

  @Option(help: "Broker to listen to; user, certificates and the rest come from configuration and environment.")
  var broker: [String] = []

  @Option(name: .customLong("for"), help: "How long to listen (default 60s).")
  var duration = "60s"

  @Option(help: "File to write (default standard output); only an earlier inventory is written over.")
  var output: String?

  @Option(help: "Topic template (default: the recording's or the configuration's own).")
  var topic: [String] = []

  @Option(help: "Configuration file.")
  var config: String?

  func run() throws {
    guard learn.isEmpty != broker.isEmpty else {
      throw SetupError("devices", "needs something to learn from", fix: "--learn FILE… or --broker URL, one of them")
    }
    let heard = try learn.isEmpty ? listen() : read()
    let source = learn.isEmpty ? broker.joined(separator: ", ") : learn.joined(separator: ", ")
    let text = InventoryFile.text(heard, source: source)
    guard let output, output != "-" else {
      Console.say(String(text.dropLast()))
      return
    }
    try InventoryFile.write(text, to: output)
    Console.complain("plantwatch: \(heard.count) devices written to \(CleanLine.of(output))")
  }

  private static var query: Query {
    var query = Query()
    query.wantsInventory = true
    (query.rowCount, query.episodeCount, query.messages.count) = (0, 0, 0)
    return query
  }

  private func read() throws -> [InventoryDevice] {
    let settings = try Settings(config: config, environment: Environment.all)
    let inputs = try Inputs(learn)
    for warning in inputs.warnings { Console.complain("plantwatch: \(warning)") }
    let engine = try EngineSetup.forRecording(settings.site.engine, header: inputs.header, topics: topic)
    let signals = StopSignals()
    let outcome = try signals.heeded { shouldStop in
      try HeadlessRun.run(inputs, configuration: engine, queries: [Self.query], shouldStop: shouldStop)
    }
    return outcome.snapshots.first?.inventory ?? []
  }

  /// Listens for a while; an interrupt ends it early, and what was heard until then is written.
  private func listen() throws -> [InventoryDevice] {
    guard let length = Durations.nanoseconds(duration), length > 0 else {
      throw SetupError("--for \(duration)", "is no length of time", fix: "such as 60s or 10m")
    }
    var arguments = broker.flatMap { ["--broker", $0] } + topic.flatMap { ["--topic", $0] }
    if let config { arguments += ["--config", config] }
    let run = try Run(try RunOptions.parse(arguments))
    let engine = try run.liveEngine()
    let brokers = try run.brokerOptions(broker, topics: engine.topics)
    var options = LiveOptions(engine: engine)
    options.messageLogBytes = 0
    let signals = StopSignals()
    let session = try LiveSession(options, brokers: brokers)
    let started = SystemClock.sinceBoot()
    while SystemClock.sinceBoot() - started < length {
      if signals.wait(nanoseconds: 100 * Interval.millisecond) != nil { break }
      if !session.hasConnected, SystemClock.sinceBoot() - started > 10 * Interval.second {
        Console.complain("plantwatch: no broker answered within 10 s: \(CleanLine.of(session.connection.failure))")
        _ = session.stop()
        throw ExitCode(69)
      }
    }
    session.mailbox.ask(Self.query)
    var heard: [InventoryDevice]?
    let deadline = SystemClock.sinceBoot() + 5 * Interval.second
    while heard == nil, SystemClock.sinceBoot() < deadline {
      heard = session.mailbox.take()?.inventory
      if heard == nil { _ = signals.wait(nanoseconds: 20 * Interval.millisecond) }
    }
    _ = session.stop()
    return heard ?? []
  }
}
