import ArgumentParser

/// The options of a run with or without a screen: live, demo and replay.
struct RunOptions: ParsableArguments {
  @Option(help: "Broker to watch: mqtt://[user@]host[:1883] or mqtts://[user@]host[:8883]; several are tried in turn.")
  var broker: [String] = []

  @Option(help: "Topic template, such as sensor/{device}/data; + and a final # are allowed.")
  var topic: [String] = []

  @Option(help: "Configuration file (else $PLANTWATCH_CONFIG, else /etc/plantwatch/plantwatch.toml).")
  var config: String?

  @Option(help: "Theme of the screen; plantwatch themes lists them.")
  var theme: String?

  @Option(help: "Write everything that arrives to this capture file while watching.")
  var record: String?

  @Option(help: "Columns of a table, where their names do not say it: time=ts,device=asset,sensor=tag,value=v.")
  var columns: String?

  @Option(help: "Folder of the archive: collect writes it, --replay archive:2026-11-20T02:00/03:30 reads it.")
  var archive: String?

  @Option(
    help: "File of the store that collect fills and query reads (default store.sqlite in the archive); - for none.")
  var store: String?

  @Option(help: "Where live runs keep alarms, shelves and what was learned over a restart; - keeps nothing.")
  var state: String?

  @Flag(help: "No screen: one line an event and a summary each minute.")
  var plain = false

  @Flag(help: "For a screen nobody sits at: the plant as a wall, no keys that act on alarms, take commands or suspend.")
  var wall = false

  @Flag(help: "Watch a simulated plant on a private broker; nothing to configure.")
  var demo = false

  @Option(help: "Seed of the simulated plant (default 1).")
  var seed: Int?

  @Option(help: "Devices of the simulated plant, with three sensors each (default 24).")
  var devices: Int?

  @Option(help: "Messages a second from each simulated sensor (default 1).")
  var rate: Int?

  @Option(help: "With --demo: write the plant as a capture, without waiting (.gz and .zst compress).")
  var write: String?

  @Option(help: "With --write: how many hours (default 1).")
  var hours: Double?

  @Option(
    parsing: .upToNextOption,
    help: "Replay recordings: captures or JSON lines, plain, .gz or .zst; - is standard input.")
  var replay: [String] = []

  @Option(help: "Pace of the replay: times as fast as recorded, or max (default 1; max with --plain).")
  var speed: String?

  @Option(help: "Start of the replay: ISO 8601, or HH:MM[:SS] on the recording's first day, local unless Z.")
  var from: String?

  @Option(help: "End of the replay, written like --from.")
  var to: String?

  @Flag(help: "Start the replay paused.")
  var paused = false

  @Option(help: "Certificates of the authorities to trust (else the system's).")
  var cafile: String?

  @Option(help: "Client certificate.")
  var cert: String?

  @Option(
    help: "Key of the client certificate; its password comes from --key-password-file or $PLANTWATCH_KEY_PASSWORD.")
  var key: String?

  @Option(help: "File that holds the key's password; only its owner may read it.")
  var keyPasswordFile: String?

  @Option(help: "User name for the broker; the password comes from --password-file or $PLANTWATCH_PASSWORD.")
  var username: String?

  @Option(help: "File that holds the password; only its owner may read it.")
  var passwordFile: String?

  @Option(help: "Client id, used verbatim (default: plantwatch- and a suffix of its own).")
  var id: String?

  @Option(help: "Quality of service to subscribe with: 0, 1 or 2 (default 0).")
  var qos: Int?

  @Flag(help: "Keep the session at the broker over restarts; needs --id.")
  var persistent = false

}

extension RunOptions {
  /// The options as if those that have a value had been given: what a tool shares with a run means the same there.
  static func naming(_ given: (option: String, value: String?)...) throws -> RunOptions {
    try parse(given.flatMap { option, value in value.map { [option, $0] } ?? [] })
  }
}
