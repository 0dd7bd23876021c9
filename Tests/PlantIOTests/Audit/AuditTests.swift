import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("The audit journal: append-only, each entry chained to the one before")
struct AuditTests {
  private let temporary = TemporaryFolder()
  private var folder: AuditFolder { AuditFolder(temporary.path("audit")) }
  private var file: String { "\(folder.path)/2026-11.jsonl" }
  private static let start = ArchiveBench.start

  private func write(_ count: Int, from number: Int = 0) throws {
    let log = try AuditLog(folder)
    for index in 0..<count {
      log.add(
        "ack", "press-07 by anna: seen \(number + index)\u{1B}[31m", at: Self.start + Int64(index) * Interval.second)
    }
    log.close()
  }

  @Test("entries are numbered and chained, over restarts too, and nothing in them reaches a terminal raw")
  func chained() throws {
    try write(3)
    try write(2, from: 3)
    var entries: [AuditEntry] = []
    let finding = folder.verify { entries.append($0) }
    #expect(finding.problems.isEmpty && entries.map(\.number) == [1, 2, 3, 4, 5])
    #expect(entries[0].previous == String(repeating: "0", count: 64) && entries[4].previous == entries[3].sum)
    #expect(text(file).split(separator: "\n").count == 5 && !text(file).contains("\u{1B}"))
    #expect(finding.last == entries[4].sum)
  }

  @Test("a changed byte anywhere, a line taken out or moved is found, with file and line")
  func changed() throws {
    try write(4)
    let whole = content(file)
    for place in whole.indices where place % 3 == 0 {
      var changed = whole
      changed[place] ^= 1
      temporary.write("audit/2026-11.jsonl", changed)
      #expect(!folder.verify().problems.isEmpty, "byte \(place)")
    }
    var lines = whole.split(separator: 10).map { Array($0) + [10] }
    lines.remove(at: 1)
    temporary.write("audit/2026-11.jsonl", lines.flatMap { $0 })
    #expect(folder.verify().problems == ["2026-11.jsonl:2: an entry before it is missing"])
    lines.swapAt(0, 1)
    temporary.write("audit/2026-11.jsonl", lines.flatMap { $0 })
    #expect(!folder.verify().problems.isEmpty)
  }

  @Test("cut at every byte it is opened again, goes on, and says what was cut")
  func cut() throws {
    try write(2)
    let whole = content(file)
    for length in 0..<whole.count {
      temporary.write("audit/2026-11.jsonl", Array(whole[..<length]))
      temporary.write("audit/end", Array("2 \(AuditEntry.beginning)\n".utf8))
      try write(1)
      var entries: [AuditEntry] = []
      let finding = folder.verify { entries.append($0) }
      #expect(finding.problems.isEmpty, "cut at \(length): \(finding.problems)")
      // Where it is cut between two entries, their number says that one is missing.
      #expect(entries.contains { $0.what == "damage" }, "cut at \(length)")
      #expect(entries.last?.text.contains("seen 0") == true, "cut at \(length)")
    }
  }

  @Test("a disk that takes nothing is told; what waited is written when it does")
  func refused() throws {
    let log = try AuditLog(folder)
    _ = run("/bin/rm", "-rf", folder.path)
    _ = temporary.file("audit", "in the way")
    log.add("ack", "press-07 by anna")
    #expect(eventually { !log.failure.isEmpty })
    #expect(unsafe unlink(folder.path) == 0 && mkdir(folder.path, 0o750) == 0)
    #expect(eventually { log.failure.isEmpty })
    log.close()
    #expect(folder.verify().entries == 1 && folder.verify().problems.isEmpty)
  }

  @Test("a journal that is taken away while it is written goes on, and says so itself")
  func takenAway() throws {
    let log = try AuditLog(folder)
    log.add("ack", "press-07 by anna")
    #expect(eventually { folder.verify().entries == 1 })
    run("/bin/rm", "-rf", folder.path)
    log.add("ack", "press-08 by anna")
    log.close()
    var entries: [AuditEntry] = []
    #expect(folder.verify { entries.append($0) }.problems == ["entries 1 to 1 are missing, and no retention took them"])
    #expect(entries.map(\.text) == ["entries up to 1 have been taken away", "press-08 by anna"])
  }

  @Test("a file that goes missing shows: at the end by what stands beside the journal, at the beginning by its numbers")
  func missingFile() throws {
    try write(3)
    let log = try AuditLog(folder)
    log.add("ack", "a month later", at: Self.start + 30 * Interval.day)
    log.close()
    #expect(folder.verify().problems.isEmpty && folder.files().count == 2)
    let (first, second) = (content("\(folder.path)/2026-11.jsonl"), content("\(folder.path)/2026-12.jsonl"))
    run("/bin/rm", "\(folder.path)/2026-12.jsonl")
    #expect(folder.verify().problems == ["1 entries are missing at its end"])
    temporary.write("audit/2026-12.jsonl", second)
    run("/bin/rm", "\(folder.path)/2026-11.jsonl")
    #expect(folder.verify().problems == ["entries 1 to 3 are missing, and no retention took them"])
    temporary.write("audit/2026-11.jsonl", first)
    #expect(folder.verify().problems.isEmpty)
  }

  @Test("without what stands beside it nobody knows how far a journal went: that is a finding, and the next start's")
  func missingEnd() throws {
    try write(3)
    run("/bin/rm", "\(folder.path)/end")
    #expect(
      folder.verify().problems == [
        "\(folder.path)/end is missing or damaged: what may be missing at its end cannot be told"
      ])
    _ = temporary.write("audit/end", bytes("who knows\n"))
    #expect(folder.verify().problems.count == 1)
    try write(1, from: 3)
    var entries: [AuditEntry] = []
    #expect(folder.verify { entries.append($0) }.problems.isEmpty)
    #expect(entries.contains { $0.what == "damage" && $0.text.contains("cannot be told") })
    run("/bin/rm", "-r", folder.path)
    #expect(folder.verify().problems.isEmpty && folder.verify().entries == 0)
  }

  @Test("what the retention takes away it says first, and the journal is whole without it")
  func retention() throws {
    let old = try AuditLog(folder)
    for number in 1...3 { old.add("ack", "seen \(number)", at: SystemClock.wall() + -900 * Interval.day) }
    old.close()
    let log = try AuditLog(folder)
    log.add("ack", "today")
    log.close()
    let again = try AuditLog(folder)
    again.close()
    let finding = folder.verify()
    #expect(finding.problems.isEmpty && finding.beginsLater && folder.files().count == 1, "\(finding)")
  }
}
