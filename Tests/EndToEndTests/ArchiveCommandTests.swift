import Glibc
import Testing

@Suite("What the commands for an archive and its journal find, and how they end", .seated)
struct ArchiveCommandTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// An archive whose manifest names an hour that is not there, with or without its index.
  private func archive(hasIndex: Bool) throws {
    let hour = "2026/11/28/22.capture.zst"
    let sum = String(repeating: "0", count: 64)
    try folder.write("SHA256SUMS", "\(sum)  \(hour)\n")
    guard hasIndex else { return }
    for part in ["2026", "2026/11", "2026/11/28"] { unsafe mkdir(folder.path(part), 0o755) }
    try folder.write("2026/11/28/22.index", "{\"index\":1,\"messages\":37}\n")
  }

  @Test("verify says how many messages a segment held that has gone, where its index knows")
  func gone() async throws {
    try archive(hasIndex: false)
    let unknown = try await plantwatch("archive", "verify", "--archive", folder.path)
    #expect(unknown.code == 1, "\(unknown.told)")
    #expect(unknown.output.contains("1 segment damaged, how many messages are lost is not known"), "\(unknown.told)")
    try archive(hasIndex: true)
    let known = try await plantwatch("archive", "verify", "--archive", folder.path)
    #expect(known.code == 1, "\(known.told)")
    #expect(known.output.contains("is in the manifest and not there: 37 messages lost"), "\(known.told)")
    #expect(known.output.contains("1 segment damaged, 37 messages lost"), "\(known.told)")
  }

  @Test("a journal without its end is no whole one: verify ends with 1")
  func journalWithoutEnd() async throws {
    // What a repair has done is an entry.
    try archive(hasIndex: true)
    let repair = try await plantwatch("archive", "repair", "--archive", folder.path)
    #expect(repair.code == 0, "\(repair.told)")
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
