import PlantIO

/// What a run watches.
enum RunMode {
  case live([String])
  case demo
  case replay([String])
  /// Nothing says what.
  case none

  /// The mode that is in force: what the command line names, else the variables, else the file.
  ///
  /// A mode named by the stronger source puts those of the weaker ones out of force: a site file with a broker keeps
  /// nobody from replaying.
  ///
  /// - Throws: `SetupError` when one source names two.
  static func inForce(_ options: RunOptions, _ settings: Settings) throws(SetupError) -> RunMode {
    if let mode = try one(options.broker, options.demo, options.replay, "--") { return mode }
    let variables = (
      broker: settings.texts("broker", [], file: []), demo: settings.flag("demo", false),
      replay: settings.texts("replay", [], file: [])
    )
    if let mode = try one(variables.broker, variables.demo, variables.replay, "PLANTWATCH_") { return mode }
    let file = settings.site
    if !file.replay.files.isEmpty { return .replay(file.replay.files) }
    if file.demo.isOn == true { return .demo }
    return file.broker.urls.isEmpty ? .none : .live(file.broker.urls)
  }

  private static func one(
    _ broker: [String], _ demo: Bool, _ replay: [String], _ prefix: String
  ) throws(SetupError) -> RunMode? {
    let named = [("demo", demo), ("replay", !replay.isEmpty), ("broker", !broker.isEmpty)].filter(\.1).map(\.0)
    guard named.count < 2 else {
      let names = named.map { prefix == "--" ? prefix + $0 : prefix + $0.uppercased() }
      throw SetupError(names.joined(separator: " and "), "do not go together", fix: "choose one")
    }
    if demo { return .demo }
    if !replay.isEmpty { return .replay(replay) }
    return broker.isEmpty ? nil : .live(broker)
  }
}
