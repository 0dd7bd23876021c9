import ArgumentParser
import Glibc
import PlantCore
import PlantIO

/// `plantwatch collect`: the same engine without a screen, for ever, writing the archive.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Judge a plant without a screen, and archive everything that arrives.",
    discussion: """
      plantwatch collect --broker mqtts://host --id collector --persistent --archive /var/lib/plantwatch/archive
      plantwatch collect --unit                  a systemd unit for it

      Subscribes with QoS 1 unless told otherwise, and acknowledges only what is on the disk.
      """)

  @OptionGroup var options: RunOptions

  @Flag(help: "Print a systemd unit and end.")
  var unit = false

  func run() throws {
    if unit {
      guard CommandLine.arguments.dropFirst().elementsEqual(["collect", "--unit"]) else {
        throw SetupError(
          "--unit", "stands alone: the unit takes broker, topics and limits from its configuration",
          fix: "plantwatch collect --unit, and edit what it prints")
      }
      Console.say(ServiceUnit.text)
      return
    }
    for (name, isGiven) in [
      ("--replay", !options.replay.isEmpty), ("--wall", options.wall), ("--theme", options.theme != nil),
      ("--write", options.write != nil), ("--paused", options.paused),
    ] where isGiven {
      throw SetupError(name, "does not go together with collect", fix: "leave it out: collect has no screen")
    }
    try Run(options).collect()
  }
}

extension Run {
  /// Collects until a signal ends it.
  func collect() throws {
    let engine = try liveEngine()
    var live = liveOptions(engine)
    (live.messageLogBytes, live.pastBytes) = (0, 0)
    live.archive = try archiveOptions(purpose: "collect")
    live.storePath = storeFile()
    live.storeRetention = settings.site.archive.storeKeep ?? live.storeRetention
    let run = PlainRun(endsWithoutBroker: false, service: ServiceManager(environment: settings.environment))
    switch try RunMode.inForce(options, settings) {
    case .live(let urls):
      let brokers = try brokerOptions(urls, topics: engine.topics, qos: 1)
      if brokers.qos > 0, brokers.isCleanSession {
        Console.complain(
          "plantwatch: what arrives while the collector is down is lost: --id NAME --persistent keeps it at the broker")
      }
      live.stateFile = try stateFile(engine, urls)
      live.logFolder = logFolder()
      try run.live { sink throws(SetupError) in
        live.events = sink
        return try LiveSession(live, brokers: brokers)
      }
    case .demo:
      let plant = try demoPlant()
      live.engine = demoEngine(engine)
      try run.live { sink throws(SetupError) in
        live.events = sink
        return try LiveSession(live, demo: plant)
      }
    case .replay, .none:
      throw SetupError("collect", "has nothing to collect from", fix: "--broker mqtt://HOST, or --demo")
    }
  }

  /// Where the archive is: option, variable, file, else below what systemd gives a service, else in the user's state
  /// folder.
  func archiveFolder() -> ArchiveFolder? {
    archivePath().map { ArchiveFolder($0, cold: settings.site.archive.lifecycle.coldFolder) }
  }

  private func archivePath() -> String? {
    if let path = settings.text("archive", options.archive, file: settings.site.archive.folder) { return path }
    if let folder = settings.environment["STATE_DIRECTORY"]?.split(separator: ":").first { return "\(folder)/archive" }
    return StateFolder(environment: settings.environment).map { "\($0.path)/archive" }
  }

  func archiveOptions(purpose: String) throws(SetupError) -> ArchiveOptions {
    guard let folder = archiveFolder() else {
      throw SetupError("the archive", "has no place", fix: "--archive FOLDER")
    }
    var archive = ArchiveOptions(folder: folder)
    archive.purpose = purpose
    archive.lifecycle = settings.site.archive.lifecycle
    return archive
  }
}

/// The systemd unit of a collector.
enum ServiceUnit {
  static let text = """
    # /etc/systemd/system/plantwatch-collect.service
    # once: useradd --system --home-dir /var/lib/plantwatch --shell /usr/sbin/nologin plantwatch
    # who may read the archive, and acknowledge through the collector: usermod -aG plantwatch anna
    [Unit]
    Description=plantwatch collector
    Documentation=man:plantwatch(1)
    Wants=network-online.target
    After=network-online.target

    [Service]
    Type=notify
    # broker, topics and limits: /etc/plantwatch/plantwatch.toml
    ExecStart=/usr/local/bin/plantwatch collect --id %H-collector --persistent --qos 1 --archive %S/plantwatch/archive --state %S/plantwatch/collector.state --password-file %d/broker
    # the broker's password, readable by this service only
    LoadCredential=broker:/etc/plantwatch/broker.password
    SuccessExitStatus=143
    Restart=always
    RestartSec=1
    WatchdogSec=30
    User=plantwatch
    Group=plantwatch
    StateDirectory=plantwatch
    LogsDirectory=plantwatch
    StateDirectoryMode=0750
    UMask=0027
    NoNewPrivileges=yes
    ProtectSystem=strict
    ProtectHome=yes
    PrivateTmp=yes
    PrivateDevices=yes
    ProtectKernelTunables=yes
    ProtectKernelModules=yes
    ProtectKernelLogs=yes
    ProtectControlGroups=yes
    ProtectClock=yes
    ProtectHostname=yes
    ProtectProc=invisible
    RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
    RestrictNamespaces=yes
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    LockPersonality=yes
    SystemCallArchitectures=native
    SystemCallFilter=@system-service
    CapabilityBoundingSet=
    MemoryMax=1G

    [Install]
    WantedBy=multi-user.target
    """
}
