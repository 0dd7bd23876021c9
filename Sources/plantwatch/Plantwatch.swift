import ArgumentParser
import Glibc
import PlantIO
import Synchronization

/// The program: parses the command line, runs what it asks for, and turns every outcome into an exit code.
@main
struct Plantwatch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plantwatch",
    abstract: "Watch a plant's sensors over MQTT: gauges, anomalies, alarms and raw messages on one screen.",
    discussion: """
      plantwatch --demo                          a whole plant on this machine, nothing to configure
      plantwatch --broker mqtt://host            watch a real one
      plantwatch --replay last-night.capture     review an incident
      """,
    version: "plantwatch 0.1",
    subcommands: [
      CollectCommand.self, ReportCommand.self, QueryCommand.self, ArchiveCommand.self, StoreCommand.self,
      AuditCommand.self,
      CheckCommand.self, DevicesCommand.self,
      ThemesCommand.self,
    ])

  @OptionGroup var options: RunOptions

  func run() throws { try Run(options).start() }

  static func main() {
    let outcome: Int32
    do {
      var command = try parse()
      try command.run()
      outcome = 0
    } catch let stop as ExitCode {
      outcome = stop.rawValue
    } catch let problem as SetupError {
      Console.complain("plantwatch: \(problem.description)")
      outcome = 2
    } catch {
      let code = Tools.exitCode(for: error)
      let message = isTool ? Tools.fullMessage(for: error) : fullMessage(for: error)
      if code == .success {
        Console.say(message)
        outcome = 0
      } else {
        Console.complain(message)
        outcome = 2
      }
    }
    Glibc.exit(outcome == 0 ? Console.outcome : outcome)
  }
}

extension Plantwatch {
  /// Whether the command line names a tool first: `plantwatch report …`.
  private static var isTool: Bool {
    let names = configuration.subcommands.map { $0.configuration.commandName }
    return CommandLine.arguments.count > 1 && names.contains(CommandLine.arguments[1])
  }

  /// The command that is asked for.
  ///
  /// A root that has options of its own takes `--config`, `--from`, `--to` and `--topic` away from its subcommands,
  /// wherever they stand; so subcommands are parsed below a root that has none.
  private static func parse() throws -> any ParsableCommand {
    if isTool { return try Tools.parseAsRoot() }
    let command = try parseAsRoot()
    for tool in configuration.subcommands where type(of: command) == tool {
      let name = tool.configuration.commandName ?? ""
      throw SetupError(name, "comes first, its options after it", fix: "plantwatch \(name) …")
    }
    return command
  }
}

/// The tools alone, below the same name.
private struct Tools: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Plantwatch.configuration.commandName, version: Plantwatch.configuration.version,
    subcommands: Plantwatch.configuration.subcommands)
}

/// Standard output and standard error, line by line.
enum Console {
  /// What became of standard output: 0 while all of it was written, 141 when its reader left, 2 when it is full.
  static var outcome: Int32 { failure.load(ordering: .relaxed) }
  private static let failure = Atomic<Int32>(0)

  /// A result; false when whoever read standard output has gone.
  @discardableResult
  static func say(_ text: String) -> Bool { write(text, to: 1) }

  /// A diagnostic.
  static func complain(_ text: String) { _ = write(text, to: 2) }

  private static func note(_ number: Int32) {
    guard failure.exchange(number == EPIPE ? 128 + SIGPIPE : 2, ordering: .relaxed) == 0, number != EPIPE else {
      return
    }
    complain(
      "plantwatch: standard output cannot be written: " + (unsafe String(cString: strerror(number)).lowercased()))
  }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    guard let failure = Descriptor.write(Array((text + "\n").utf8), to: descriptor) else { return true }
    if descriptor == 1 { note(failure) }
    return false
  }
}
