import ArgumentParser
import Glibc
import PlantCore
import PlantIO
import PlantView

/// `plantwatch archive`: what an archive holds, whether it is whole, and what leaves it.
struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "List, verify, repair and prune an archive.",
    subcommands: [List.self, Verify.self, Repair.self, Prune.self])

  /// Which archive.
  struct Place: ParsableArguments {
    @Option(help: "The archive's folder (else $PLANTWATCH_ARCHIVE, else the configuration's).")
    var archive: String?

    @Option(help: "Configuration file.")
    var config: String?

    /// The run these options stand for.
    func run() throws -> Run {
      try Run(try RunOptions.naming(("--archive", archive), ("--config", config)))
    }

    func folder() throws -> ArchiveFolder {
      guard let folder = try run().archiveFolder() else {
        throw SetupError("archive", "has no place", fix: "--archive FOLDER")
      }
      try folder.requireReadable()
      return folder
    }

    /// The folder, if there is an archive in it: a mistyped name is no empty one.
    func filled() throws -> ArchiveFolder {
      let folder = try folder()
      if folder.segments().isEmpty && folder.checksums().isEmpty && folder.unreadable().isEmpty
        && !folder.hasJournal
      {
        throw SetupError(folder.path, "holds no archive", fix: "--archive FOLDER names another")
      }
      return folder
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List segments: time, messages, anomalies, devices, sizes.")
    @OptionGroup var place: Place

    @Option(help: "Only segments in which this device sent; counts are the device's own.")
    var device: String?

    func run() throws {
      let run = try place.run()
      let archive = try place.folder()
      let segments = archive.segmentsOfAllTiers()
      let gone = archive.tiers.flatMap { $0.missing() }
      let closed = archive.tiers.flatMap { tier in tier.unreadable().map { "\(tier.path)/\($0)" } }
      for folder in closed { Console.complain("plantwatch: \(CleanLine.of(folder)) cannot be read") }
      guard !segments.isEmpty || !gone.isEmpty || !closed.isEmpty else {
        throw SetupError(archive.path, "holds no segment", fix: "plantwatch collect fills it; --archive names another")
      }
      var totals = (segments: 0, messages: 0, anomalies: 0, bytes: 0)
      Console.say(ArchiveTable.line("SEGMENT", "FIRST", "LAST", "MESSAGES", "ANOMALIES", "DEVICES", "SIZE", "RATIO"))
      for (folder, name) in segments {
        let size = folder.size(name)
        var index = SegmentIndex()
        var note = ""
        if let known = folder.index(name) {
          index = known
          note = size == 0 ? "-" : "\(index.plainBytes * 10 / size / 10).\(index.plainBytes * 10 / size % 10)"
        } else {
          // Nobody has counted the open one yet.
          note = folder.checksums()[name.path] == nil ? "open" : "no index"
          do throws(SetupError) {
            let range = name.start...(name.end + -1)
            let engine = try EngineSetup.forRecording(
              run.settings.site.engine, header: try Inputs(archive: archive, range).header, topics: [], isQuiet: true)
            index = try ArchiveCheck.count(name, folder, configuration: engine)
          } catch {
            Console.complain("plantwatch: \(CleanLine.of(error.description))")
            continue
          }
        }
        var (messages, anomalies) = (index.messages, index.anomalies)
        if let device {
          guard let own = index.devices.first(where: { $0.name == device }) else { continue }
          (messages, anomalies) = (own.readings, own.anomalies)
        }
        Console.say(
          ArchiveTable.line(
            name.path, ArchiveTable.moment(index.first), ArchiveTable.moment(index.last), String(messages),
            String(anomalies), String(index.devices.count), sizeText(size), note))
        totals.segments += 1
        totals.messages += messages
        totals.anomalies += anomalies
        totals.bytes += size
      }
      for name in gone {
        Console.say(ArchiveTable.line(name.path, "is in the manifest and not there", "", "-", "-", "-", "-", "gone"))
      }
      Console.say(
        "\(counted(totals.segments, "segment")), \(counted(totals.messages, "message")), \(totals.anomalies) anomalies, "
          + sizeText(totals.bytes))
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Read every frame and checksum; exit 1 when anything is lost.")
    @OptionGroup var place: Place

    func run() throws {
      let folder = try place.filled()
      let holder = ArchiveLock.holder(folder)
      let segments = folder.segments()
      let sums = folder.checksums()
      let closed = folder.unreadable()
      for path in closed { Console.say("\(path): cannot be read") }
      var (messages, lost, bad, isExact) = (0, 0, 0, true)
      let signals = StopSignals()
      try signals.heeded { shouldStop in
        for name in segments {
          if shouldStop() { return }
          let isOpen = holder != nil && name == segments.last
          let finding = ArchiveCheck.verify(name, folder, checksums: sums, isOpen: isOpen)
          messages += finding.messages
          lost += finding.lostMessages
          if !finding.isCounted { isExact = false }
          if !finding.problems.isEmpty { bad += 1 }
          for problem in finding.problems { Console.say("\(CleanLine.of(name.path)): \(problem)") }
        }
      }
      let gone = folder.missing()
      for name in gone {
        let messages = folder.index(name)?.messages
        lost += messages ?? 0
        if messages == nil { isExact = false }
        let loss = lostText(messages ?? 0, isExact: messages != nil)
        Console.say("\(name.path): is in the manifest and not there: \(loss)")
      }
      let loss = lost == 0 && isExact ? "" : ", \(lostText(lost, isExact: isExact))"
      Console.say(
        "\(counted(segments.count, "segment")), \(counted(messages, "message")): "
          + (bad + gone.count > 0
            ? "\(counted(bad + gone.count, "segment")) damaged\(loss)"
            : closed.isEmpty ? "all is well" : "what can be read is well, \(counted(closed.count, "folder")) cannot"))
      let before = segments.compactMap { folder.index($0) }.filter { $0.damagedBytes > 0 || $0.lostMessages > 0 }
      if !before.isEmpty {
        let (bytes, known) = before.reduce((0, 0)) { ($0.0 + $1.damagedBytes, $0.1 + $1.lostMessages) }
        Console.say(
          "mended before: \(counted(before.count, "segment")) of which \(bytes) bytes are in quarantine, "
            + lostText(known, isExact: before.allSatisfy(\.isCounted)))
      }
      let forgotten = folder.forgotten()
      if !forgotten.isEmpty {
        Console.say(
          "gone before: \(counted(forgotten.count, "segment")) with \(counted(forgotten.reduce(0, +), "message"))")
      }
      if bad + gone.count + closed.count > 0 { throw ExitCode(1) }
    }
  }

  struct Repair: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "repair", abstract: "Set aside what cannot be read, finish what is unfinished, and say what is lost."
    )
    @OptionGroup var place: Place

    func run() throws {
      let run = try place.run()
      let folder = try place.filled()
      try folder.requireAllReadable()
      let lock = try ArchiveLock(folder, purpose: "archive repair")
      let engine = try run.liveEngine()
      let sums = folder.checksums()
      let audit = try AuditLog(AuditFolder("\(folder.path)/audit"))
      defer { audit.close() }
      var (mended, lost, isExact) = (0, 0, true)
      for name in folder.segments() {
        let finding = ArchiveCheck.verify(name, folder, checksums: sums, isOpen: false)
        let told = try ArchiveCheck.repair(finding, folder, configuration: engine)
        for line in told {
          Console.say("\(name.path): \(CleanLine.of(line))")
          audit.add("repair", "\(name.path): \(line)")
        }
        if !told.isEmpty { mended += 1 }
        lost += finding.lostMessages
        if !finding.isCounted { isExact = false }
        if finding.lostMessages > 0 || !finding.isCounted {
          let text = "\(name.path): \(lostText(finding.lostMessages, isExact: finding.isCounted))"
          Console.say(text)
          audit.add("repair", text)
        }
      }
      for name in folder.missing() {
        let messages = try ArchiveCheck.forget(name, folder)
        lost += messages ?? 0
        if messages == nil { isExact = false }
        let told =
          "\(name.path): has gone, and is no longer in the manifest: \(lostText(messages ?? 0, isExact: messages != nil))"
        Console.say(told)
        audit.add("repair", told)
        mended += 1
      }
      Console.say("\(counted(mended, "segment")) mended, \(lostText(lost, isExact: isExact))")
      withExtendedLifetime(lock) {}
    }
  }

  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Compress old segments harder, move or delete those whose time is over.")
    @OptionGroup var place: Place

    @Flag(help: "Only say what would be done.")
    var dryRun = false

    func run() throws {
      let run = try place.run()
      let folder = try place.filled()
      let lifecycle = run.settings.site.archive.lifecycle
      let steps = lifecycle.steps(folder, now: SystemClock.wall(), free: Lifecycle.free(folder))
      if dryRun {
        for step in steps { Console.say("\(step.segment.path) would be \(step.words): \(step.why)") }
        Console.say(counted(steps.count, "step"))
        return sayFloor(lifecycle, folder)
      }
      try folder.requireAllReadable()
      let lock = try ArchiveLock(folder, purpose: "archive prune")
      let engine = try run.liveEngine()
      let audit = try AuditLog(AuditFolder("\(folder.path)/audit"))
      defer { audit.close() }
      let signals = StopSignals()
      try signals.heeded { shouldStop in
        for step in steps {
          guard let done = try Lifecycle.carryOut(step, folder, configuration: engine, shouldStop: shouldStop) else {
            return
          }
          Console.say(CleanLine.of(done))
          audit.add("prune", done)
        }
      }
      Console.say("\(counted(steps.count, "step")) done")
      sayFloor(lifecycle, folder)
      withExtendedLifetime(lock) {}
    }

    /// Says when the disk is fuller than it shall be and no pruning would change that: others fill it.
    private func sayFloor(_ lifecycle: Lifecycle, _ folder: ArchiveFolder) {
      guard let free = Lifecycle.free(folder), free < lifecycle.floor else { return }
      let size = folder.segments().reduce(0) { $0 + folder.size($1) }
      guard lifecycle.floor - free > size else { return }
      Console.complain(
        "plantwatch: \(sizeText(free)) are free where \(sizeText(lifecycle.floor)) shall be, and the archive has only "
          + "\(sizeText(size)): something else fills the disk, or [archive] floor is too high")
    }
  }
}

/// An hour that was not finished has no index that says how much was in what cannot be read.
private func lostText(_ messages: Int, isExact: Bool) -> String {
  if isExact { return "\(counted(messages, "message")) lost" }
  return messages == 0
    ? "how many messages are lost is not known" : "at least \(counted(messages, "message")) lost"
}

/// `1 segment`, `2 segments`.
func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

/// The table of `archive list`.
private enum ArchiveTable {
  private static let widths = [26, 19, 19, 10, 9, 7, 8, 8]

  static func line(_ cells: String...) -> String {
    zip(cells, widths).enumerated().map { number, cell in
      let (text, width) = cell
      let space = String(repeating: " ", count: max(0, width - text.count))
      return number < 3 ? text + space : space + text
    }.joined(separator: "  ")
  }

  /// To the second, UTC.
  static func moment(_ stamp: Stamp) -> String {
    stamp.isKnown ? String(stamp.iso8601.prefix(19)) : "-"
  }
}

extension LifecycleStep {
  /// What happens to the segment.
  fileprivate var words: String {
    switch action {
    case .recompress: "compressed harder"
    case .move(let folder): "moved to \(CleanLine.of(folder))"
    case .delete: "deleted"
    }
  }
}
