import ArgumentParser
import Glibc
import PlantCore
import PlantDemo
import PlantIO
import PlantView

/// A run: live, demo or replay, with a screen or without.
struct Run {
  let options: RunOptions
  let settings: Settings
  /// Taken out of the environment before anything else starts.
  private let password: Secret?
  private let keyPassword: Secret?

  init(_ options: RunOptions) throws(SetupError) {
    self.options = options
    password = Secret.take(environment: "PLANTWATCH_PASSWORD")
    keyPassword = Secret.take(environment: "PLANTWATCH_KEY_PASSWORD")
    // A bundle brings what it was judged by.
    let config = options.config ?? IncidentBundle.configuration(of: options.replay)
    settings = try Settings(config: config, environment: Environment.all)
  }

  func start() throws {
    let mode = try RunMode.inForce(options, settings)
    try refuseContradictions(mode)
    switch mode {
    case .live(let urls): try live(urls)
    case .demo: try demo()
    case .replay(let files): try replay(files)
    case .none:
      Console.complain(
        """
        plantwatch: nothing to watch is configured
          plantwatch --demo                        a whole plant on this machine, nothing to configure
          plantwatch --broker mqtt://HOST          watch the plant behind a broker (mqtts:// for TLS)
          plantwatch --replay FILE                 review a recording
        """)
      throw ExitCode(2)
    }
  }

  /// Options of one mode given on the command line with another.
  private func refuseContradictions(_ mode: RunMode) throws(SetupError) {
    if case .replay = mode {
      if options.record != nil {
        throw SetupError("--record", "records what is live; a replay is recorded already", fix: "leave --record out")
      }
    } else if options.from != nil || options.to != nil || options.speed != nil || options.paused {
      throw SetupError("--from, --to, --speed and --paused", "belong to a replay", fix: "add --replay FILE")
    }
    if options.state != nil, options.state != "-" {
      if case .live = mode {
      } else {
        throw SetupError("--state", "keeps the state of a live run", fix: "leave --state out, or add --broker URL")
      }
    }
    if case .demo = mode { return }
    if options.write != nil { throw SetupError("--write", "writes the demo plant", fix: "add --demo") }
  }

  // MARK: Live

  private func live(_ urls: [String]) throws {
    let engine = try liveEngine()
    let brokers = try brokerOptions(urls, topics: engine.topics)
    var live = liveOptions(engine)
    live.stateFile = try stateFile(engine, urls)
    live.logFolder = logFolder()
    let notice = try recordArchive(into: &live)
    func session(_ live: LiveOptions) throws(SetupError) -> LiveSession {
      let session = try LiveSession(live, brokers: brokers)
      if let notice { session.notify(notice, isWarning: false) }
      return session
    }
    if let screen = try takeScreen() {
      try ScreenRun(screen, memory: screenFile).live(.live) { () throws(SetupError) in try session(live) }
    } else {
      try PlainRun(endsWithoutBroker: true).live { sink throws(SetupError) in
        live.events = sink
        (live.messageLogBytes, live.pastBytes) = (0, 0)
        return try session(live)
      }
    }
  }

  /// Lets a dashboard write the archive where it is told to and nobody else does; says who does otherwise.
  private func recordArchive(into live: inout LiveOptions) throws(SetupError) -> String? {
    // What is done here is asked of whoever writes the archive.
    live.collector = archiveFolder()
    live.historyPath = storeFile()
    guard let folder = archiveFolder() else { return nil }
    if let holder = ArchiveLock.holder(folder) {
      var left = settings.site.archive.isRecorded == true ? ["archive"] : []
      if holder.isWatching {
        if live.metrics.isOn { left.append("metrics") }
        if live.notify.heartbeat != nil { left.append("heartbeat") }
        // One of them speaks for the plant: with the dashboard its heartbeat would end, and its file be another's.
        (live.metrics.textfile, live.metrics.listen, live.notify.heartbeat) = (nil, nil, nil)
      }
      return left.isEmpty ? nil : "\(left.joined(separator: ", ")): left to \(holder.text)"
    }
    guard settings.site.archive.isRecorded == true else { return nil }
    live.archive = try archiveOptions(purpose: "dashboard")
    live.storePath = storeFile()
    live.storeRetention = settings.site.archive.storeKeep ?? live.storeRetention
    return nil
  }

  private func demo() throws {
    if options.state != nil {
      throw SetupError("--state", "is of a live run: the demo keeps none", fix: "leave it out")
    }
    let plant = try demoPlant()
    let engine = demoEngine(try liveEngine())
    if let path = settings.text("write", options.write, file: settings.site.demo.write) {
      return try write(plant, engine, to: path)
    }
    var live = liveOptions(engine)
    let screen = try takeScreen()
    if let screen {
      try ScreenRun(screen, memory: screenFile).live(.demo) { () throws(SetupError) in
        try LiveSession(live, demo: plant)
      }
    } else {
      try PlainRun(endsWithoutBroker: false).live { sink throws(SetupError) in
        live.events = sink
        (live.messageLogBytes, live.pastBytes) = (0, 0)
        return try LiveSession(live, demo: plant)
      }
    }
  }

  func demoPlant() throws(SetupError) -> Plant {
    let seed = try settings.whole("seed", options.seed, file: settings.site.demo.seed, fallback: 1, in: 0...Int.max)
    let devices = try settings.whole(
      "devices", options.devices, file: settings.site.demo.devices, fallback: 24, in: 1...33_000)
    let rate = try settings.whole("rate", options.rate, file: settings.site.demo.rate, fallback: 1, in: 1...1000)
    return Plant(seed: UInt64(seed), devices: devices, rate: rate, start: LiveSession.demoStart)
  }

  /// What judges the demo plant: the configuration, with the demo's own topics.
  func demoEngine(_ own: EngineConfiguration) -> EngineConfiguration {
    var engine = own
    engine.topics = ["sensor/{device}/data"]
    if engine.plant.isEmpty { engine.plant = "Demo plant" }
    return engine
  }

  private func write(_ plant: Plant, _ engine: EngineConfiguration, to path: String) throws {
    let hours = try settings.number("hours", options.hours, file: settings.site.demo.hours) ?? 1
    guard hours > 0, hours <= 24 * 366 else {
      throw SetupError("--hours \(hours)", "is out of range", fix: "more than 0, at most a year")
    }
    if path != "-", TextFile.hasContent(path) {
      throw SetupError(path, "exists", fix: "choose another file, or delete it: nothing is overwritten")
    }
    let signals = StopSignals()
    var stopped: Int32?
    let summary = try DemoWriter.write(
      plant, seconds: max(1, Int64(hours * 3600)), to: path, configuration: engine,
      shouldStop: {
        stopped = stopped ?? signals.received()
        return stopped != nil
      })
    Console.complain("plantwatch: \(summary.messages) messages, \(summary.bytes) bytes before compression")
    if let stopped { throw ExitCode(128 + stopped) }
  }

  func liveEngine() throws(SetupError) -> EngineConfiguration {
    var engine = settings.site.engine
    engine.topics = try EngineSetup.checked(settings.texts("topic", options.topic, file: engine.topics))
    return engine
  }

  func liveOptions(_ engine: EngineConfiguration) -> LiveOptions {
    var live = LiveOptions(engine: engine)
    live.export = IncidentBundle(site: settings.site).sink
    live.metrics = settings.site.metrics
    (live.metrics.plant, live.metrics.environment) = (engine.plant, settings.site.environment)
    live.notify = settings.site.notify
    live.notify.plant = engine.plant
    live.recordPath = settings.text("record", options.record, file: settings.site.record)
    return live
  }

  /// Where the program's own log is: what systemd gives a service, else below the user's state; nil where a run shall
  /// leave nothing behind.
  func logFolder() -> StateFolder? {
    if let folder = settings.environment["LOGS_DIRECTORY"]?.split(separator: ":").first {
      return StateFolder(base: String(folder), folder: "")
    }
    guard settings.text("state", options.state, file: settings.site.state) != "-" else { return nil }
    return StateFolder(environment: settings.environment)?.folder("log")
  }

  /// Where the screen is remembered; nil where a run shall leave nothing behind.
  private var screenFile: ScreenFile? {
    let isForgetful = settings.text("state", options.state, file: settings.site.state) == "-"
    return isForgetful ? nil : ScreenFile(environment: settings.environment)
  }

  /// Where a live run keeps its state: where it is told to, else in the user's state folder under a name of the plant's.
  func stateFile(_ engine: EngineConfiguration, _ urls: [String]) throws(SetupError) -> StateFile? {
    if let path = settings.text("state", options.state, file: settings.site.state) {
      guard path != "-" else { return nil }
      // A file that was named and is none of ours would be overwritten.
      try StateFile(path: path).check()
      return StateFile(path: path)
    }
    var named = Fingerprint()
    for text in [engine.plant] + urls + engine.topics { named.add(text) }
    let name = named.text + ".state"
    return StateFolder(environment: settings.environment).map { StateFile($0, name: name) }
  }

  func brokerOptions(_ urls: [String], topics: [String], qos: Int = 0) throws(SetupError) -> BrokerOptions {
    let file = settings.site.broker
    var parsed: [BrokerURL] = []
    for url in urls { parsed.append(try BrokerURL(url)) }
    var brokers = BrokerOptions(urls: parsed)
    brokers.topics = topics
    brokers.qos = Int32(try settings.whole("qos", options.qos, file: file.qos, fallback: qos, in: 0...2))
    brokers.user = settings.text("username", options.username, file: file.user) ?? ""
    brokers.caFile = settings.text("cafile", options.cafile, file: file.cafile)
    brokers.certificateFile = settings.text("cert", options.cert, file: file.cert)
    brokers.keyFile = settings.text("key", options.key, file: file.key)
    brokers.clientID = settings.text("id", options.id, file: file.id)
    brokers.isCleanSession = !settings.flag("persistent", options.persistent, file: file.isPersistent)
    brokers.password = password
    if let path = settings.text("password-file", options.passwordFile, file: file.passwordFile) {
      brokers.password = try Secret.read(file: path)
    }
    brokers.keyPassphrase = keyPassword
    if let path = settings.text("key-password-file", options.keyPasswordFile, file: file.keyPasswordFile) {
      brokers.keyPassphrase = try Secret.read(file: path)
    }
    return brokers
  }

  /// Finds what would keep a live run of this configuration from starting: certificates, keys, secrets.
  static func checkBroker(_ settings: Settings) throws {
    let run = Run(try RunOptions.parse([]), settings)
    guard !settings.site.broker.urls.isEmpty else { return }
    try run.brokerOptions(settings.site.broker.urls, topics: settings.site.engine.topics).validate()
  }

  /// What options and settings mean, without secrets: nothing is started with it.
  init(_ options: RunOptions, _ settings: Settings) {
    self.options = options
    self.settings = settings
    password = nil
    keyPassword = nil
  }

  // MARK: Replay

  private func replay(_ files: [String]) throws {
    let file = settings.site.replay
    var inputs = try Inputs(try IncidentBundle.captures(files), archive: archiveFolder(), columns: columnNames())
    let isPlain = try isPlainRun()
    // Without a screen the session tells of them.
    if !isPlain { for warning in inputs.warnings { Console.complain("plantwatch: \(warning)") } }
    try inputs.narrow(
      from: settings.text("from", options.from, file: file.from), to: settings.text("to", options.to, file: file.to))
    let engine = try EngineSetup.forRecording(
      settings.site.engine, header: inputs.header, topics: settings.texts("topic", options.topic, file: []))
    var replay = ReplayOptions(engine: engine, inputs: inputs)
    replay.export = IncidentBundle(site: settings.site).sink
    replay.speed = try speed(isPlain: isPlain)
    replay.isPaused = settings.flag("paused", options.paused, file: file.isPaused) && !isPlain
    if isPlain {
      replay.hasTimeline = false
      try PlainRun(endsWithoutBroker: false).replay { sink throws(SetupError) in
        replay.events = sink
        replay.messageLogBytes = 0
        return try ReplaySession(replay)
      }
      return
    }
    try ScreenRun(takeScreen() ?? ScreenOptions(), memory: screenFile).replay { () throws(SetupError) in
      try ReplaySession(replay)
    }
  }

  /// What the columns of a table are called.
  func columnNames() throws(SetupError) -> ColumnNames {
    guard let text = settings.text("columns", options.columns, file: settings.site.replay.columns) else {
      return ColumnNames()
    }
    return try ColumnNames(text)
  }

  private func speed(isPlain: Bool) throws(SetupError) -> Double {
    guard let text = settings.text("speed", options.speed, file: settings.site.replay.speed) else {
      return isPlain ? .infinity : 1
    }
    if text == "max" { return .infinity }
    guard let speed = Double(text), (0.5...64).contains(speed) else {
      throw SetupError("--speed \(text)", "is no pace", fix: "from 0.5 to 64, or max")
    }
    return speed
  }

  // MARK: Screen

  private func isPlainRun() throws(SetupError) -> Bool {
    let term = settings.environment["TERM"] ?? ""
    return settings.flag("plain", options.plain, file: settings.site.isPlain) || isatty(1) == 0 || term == "dumb"
      || term.isEmpty
  }

  /// How the screen shall look; nil for a run without one.
  private func takeScreen() throws -> ScreenOptions? {
    if try isPlainRun() { return nil }
    var screen = ScreenOptions()
    screen.keymap = settings.user.keymap
    let (isWall, environment) = (settings.flag("wall", options.wall, file: settings.user.isWall), settings.environment)
    screen.keyFile = settings.user.path.map { path in
      FollowedFile(path: path) {
        let user = try UserFile(environment: environment)
        return ScreenHabits(keymap: isWall ? user.keymap.unattended : user.keymap, theme: user.theme)
      }
    }
    screen.themeFolder = settings.user.themeFolder
    screen.hasBraille = settings.user.hasBraille ?? false
    if let themes = screen.themeFolder?.read() { screen.themes = themes }
    screen.layout = settings.user.layout
    (screen.trends, screen.banner) = (settings.site.trends, settings.site.banner)
    if isWall {
      screen.keymap = screen.keymap.unattended
      screen.layout = screen.layout ?? .wall
    }
    screen.noColor = settings.environment["NO_COLOR"]
    screen.wantsTrueColour = ["truecolor", "24bit"].contains(settings.environment["COLORTERM"] ?? "")
    if let theme = settings.text("theme", options.theme, file: settings.user.theme) {
      guard screen.themes.names.contains(theme) else {
        let isFiles = theme == settings.user.theme && options.theme == nil
        let place = isFiles ? "\(settings.user.path ?? "user.toml"): theme = \"\(theme)\"" : "--theme \(theme)"
        throw SetupError(place, "is no theme", fix: Spelling.advice(for: theme, among: screen.themes.names))
      }
      screen.theme = theme
    }
    return screen
  }
}
