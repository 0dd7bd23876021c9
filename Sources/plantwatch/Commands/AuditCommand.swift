import ArgumentParser
import Glibc
import PlantCore
import PlantIO

/// `plantwatch audit`: what people did, and whether the journal of it is whole.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "List and verify the audit journal.", subcommands: [List.self, Verify.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Print the entries.")
    @OptionGroup var place: ArchiveCommand.Place

    func run() throws {
      let folder = try place.audit()
      let finding = folder.verify { entry in
        let number = String(repeating: " ", count: max(0, 6 - String(entry.number).count)) + String(entry.number)
        Console.say("\(number)  \(entry.at.iso8601)  \(CleanLine.of(entry.what))  \(CleanLine.of(entry.text))")
      }
      for problem in finding.problems { Console.complain("plantwatch: \(CleanLine.of(problem))") }
      try folder.refuseNothing(finding)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Check every sum and link of the chain; exit 1 when one does not fit.")
    @OptionGroup var place: ArchiveCommand.Place

    func run() throws {
      let folder = try place.audit()
      var before: [AuditEntry] = []
      let finding = folder.verify { if $0.what == "damage" { before.append($0) } }
      try folder.refuseNothing(finding)
      // What was found at a start stands in the chain; whoever only looks at its end must learn of it, too.
      for entry in before.suffix(20) {
        Console.say("found at \(entry.at.iso8601.prefix(19))Z: \(CleanLine.of(entry.text))")
      }
      for problem in finding.problems { Console.say(CleanLine.of(problem)) }
      let older = finding.beginsLater ? ", older ones have had their time" : ""
      Console.say(
        "\(finding.entries == 1 ? "1 entry" : "\(finding.entries) entries")\(older), the last is \(finding.lastNumber) with sum \(finding.last): "
          + (finding.problems.isEmpty ? "the chain is whole" : counted(finding.problems.count, "problem")))
      if !finding.problems.isEmpty { throw ExitCode(1) }
    }
  }
}

extension AuditFolder {
  /// Refuses a folder in which there is no journal at all.
  fileprivate func refuseNothing(_ finding: AuditFolder.Finding) throws(SetupError) {
    guard finding.entries == 0, finding.problems.isEmpty else { return }
    throw SetupError(path, "holds no journal", fix: "--archive FOLDER names another archive")
  }
}

extension ArchiveCommand.Place {
  func audit() throws -> AuditFolder {
    let audit = AuditFolder("\(try folder().path)/audit")
    try audit.requireReadable()
    return audit
  }
}
