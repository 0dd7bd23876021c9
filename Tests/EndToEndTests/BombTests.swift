import Testing

@Suite("Files that grow without bound when they are read", .seated)
struct BombTests {
  /// One good line, a line of 256 MiB of zeros, another good line: 1 MB on disk.
  private func bomb(_ folder: Folder) async throws -> String {
    let first = try folder.write("first", Readings.jsonLines(count: 1, value: 95))
    let last = try folder.write("last", "\n" + Readings.jsonLines(count: 2, value: 95))
    let made = try await shell(
      "cat \(first) /dev/zero | head -c 268435456 | cat - \(last) | gzip -1 > \(folder.path("bomb.gz"))", within: 60)
    #expect(made.code == 0, "\(made.told)")
    return folder.path("bomb.gz")
  }

  @Test("a decompression bomb streams through in 60 MiB, directly and by time, and is one oversize error")
  func bomb() async throws {
    let folder = try Folder()
    let file = try await bomb(folder)
    for range in [[], ["--from", "2025-11-24T15:00:00Z"]] {
      let program = try PlainProgram(["report", file, "--format", "json"] + range)
      // The peak only grows: what was seen last while it ran is what it needed.
      var peak = 0
      #expect(
        await eventually(90, every: .milliseconds(5)) {
          peak = max(peak, Processes.peakKilobytes(of: program.processID))
          return !Processes.isAlive(program.processID)
        })
      #expect(await program.code() == 0, "\(program.told)")
      #expect(peak > 1000 && peak < 60 << 10, "\(peak) KiB")
      #expect(
        program.output.contains("\"oversize\":1,") && program.output.contains("\"records\":4"), "\(program.told)")
      #expect(program.output.contains("\"errors\":{\"total\":1,"), "\(program.told)")
      #expect(program.error.split(separator: "\n").count == 1, "one line, the digest:\n\(program.told)")
    }
  }

  @Test("zeros alone, however many, are refused in one line")
  func zeros() async throws {
    let folder = try Folder()
    let file = folder.path("zeros.gz")
    _ = try await shell("head -c 268435456 /dev/zero | gzip -1 > \(file)", within: 60)
    let outcome = try await plantwatch("report", file)
    #expect(outcome.code == 2 && outcome.output.isEmpty, "\(outcome.told)")
    #expect(outcome.error.contains("zeros.gz") && outcome.error.contains("binary data"), "\(outcome.told)")
  }
}
