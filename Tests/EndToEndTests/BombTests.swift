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
    for range in ["", "--from 2025-11-24T15:00:00Z"] {
      // The peak only grows: what the shell saw last while the program ran is what it needed.
      let run = try await shell(
        "\"$PW\" report \(file) --format json \(range) > \(folder.path("output")) 2> \(folder.path("error")) & p=$!; "
          + "while grep VmHWM /proc/$p/status; do sleep 0.02; done; wait $p", within: 90)
      let output = folder.read("output"), error = folder.read("error")
      #expect(run.code == 0, "\(run.told) \(error)")
      let peak = run.output.split(separator: "\n").compactMap { Int($0.filter(\.isNumber)) }.max() ?? 0
      #expect(peak > 8 << 10 && peak < 60 << 10, "\(peak) KiB")
      #expect(output.contains("\"oversize\":1,") && output.contains("\"records\":4"), "\(output)")
      #expect(output.contains("\"errors\":{\"total\":1,"), "\(output)")
      #expect(error.split(separator: "\n").count == 1, "one line, the digest:\n\(error)")
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
