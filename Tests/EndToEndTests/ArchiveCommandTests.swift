import Glibc
import Testing

@Suite("What the commands for an archive and its journal find, and how they end", .seated)
struct ArchiveCommandTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// An archive whose manifest names an hour of 37 messages that is not there, with or without its index.
  private func archive(hasIndex: Bool) async throws {
    let payload = "{\"sensorType\":\"temperature\",\"value\":20}"
    let record = "1795903200.5\t0\t0\t\(payload.utf8.count)\tsensor/press-07/data\t\(payload)\n"
    let hour = folder.path("2026/11/28/22")
    try folder.write("hour", String(repeating: record, count: 37))
    _ = try await shell("mkdir -p \(folder.path("2026/11/28")); zstd -q \(folder.path("hour")) -o \(hour).capture.zst")
    let repair = try await plantwatch("archive", "repair", "--archive", folder.path)
    #expect(repair.code == 0, "\(repair.told)")
    _ = unsafe unlink(hour + ".capture.zst")
    if !hasIndex { _ = unsafe unlink(hour + ".index") }
  }

  @Test("verify says how many messages a segment held that has gone, where its index knows")
  func gone() async throws {
    try await archive(hasIndex: false)
    let unknown = try await plantwatch("archive", "verify", "--archive", folder.path)
    #expect(unknown.code == 1, "\(unknown.told)")
    #expect(unknown.output.contains("1 segment damaged, how many messages are lost is not known"), "\(unknown.told)")
    try await archive(hasIndex: true)
    let known = try await plantwatch("archive", "verify", "--archive", folder.path)
    #expect(known.code == 1, "\(known.told)")
    #expect(known.output.contains("is in the manifest and not there: 37 messages lost"), "\(known.told)")
    #expect(known.output.contains("1 segment damaged, 37 messages lost"), "\(known.told)")
  }

  @Test("a name that is mistyped is refused, and nothing is made there", arguments: ["verify", "repair", "prune"])
  func noArchive(command: String) async throws {
    let path = folder.path("mistyped")
    let outcome = try await plantwatch("archive", command, "--archive", path)
    #expect(outcome.code == 2 && outcome.error.contains("mistyped: holds no archive"), "\(outcome.told)")
    #expect(unsafe access(path, F_OK) != 0)
  }

  @Test("a journal without its end is no whole one: verify ends with 1")
  func journalWithoutEnd() async throws {
    // What a repair has done is an entry.
    try await archive(hasIndex: true)
    let repair = try await plantwatch("archive", "repair", "--archive", folder.path)
    #expect(repair.code == 0, "\(repair.told)")
    let after = try await plantwatch("archive", "verify", "--archive", folder.path)
    #expect(after.output.contains("gone before: 1 segment with 37 messages"), "\(after.told)")
    let whole = try await plantwatch("audit", "verify", "--archive", folder.path)
    #expect(whole.code == 0 && whole.output.contains("the chain is whole"), "\(whole.told)")
    #expect(unsafe unlink(folder.path("audit/end")) == 0)
    let cut = try await plantwatch("audit", "verify", "--archive", folder.path)
    #expect(cut.code == 1 && cut.output.contains("audit/end is missing"), "\(cut.told)")
    #expect(!cut.output.contains("the chain is whole"), "\(cut.told)")
  }

  @Test("a journal that is not there is refused by name", arguments: ["list", "verify"])
  func noJournal(command: String) async throws {
    let outcome = try await plantwatch("audit", command, "--archive", "/nonexistent")
    #expect(outcome.code == 2 && outcome.output.isEmpty, "\(outcome.told)")
    #expect(outcome.error.contains("/nonexistent/audit: holds no journal"), "\(outcome.told)")
  }
}
