import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite struct RecorderTests {
  private let folder = TemporaryFolder()

  private func append(_ text: String, to recorder: Recorder) {
    unsafe bytes(text).withUnsafeBytes {
      unsafe recorder.append($0, records: 1, at: Stamp(seconds: 1))
    }
  }

  @Test func `what is appended is in the file after closing, and only the owner's group may read it`() throws {
    umask(0o022)
    let recorder = try Recorder(path: folder.path("a"))
    append("# tick 1.000000000 {}\n", to: recorder)
    recorder.close()
    #expect(text(folder.path("a")) == "# tick 1.000000000 {}\n")
    var status = stat()
    #expect(unsafe stat(folder.path("a"), &status) == 0)
    #expect(status.st_mode & 0o777 == 0o640)
  }

  @Test func `a cut last line of an existing recording is completed, and nothing is lost`() throws {
    let path = folder.file("a", "# tick 1.000000000 {}\n2.0\t0\t0\t5\tsensor/a/data\t{\"d")
    let recorder = try Recorder(path: path)
    append("# tick 3.000000000 {}\n", to: recorder)
    recorder.close()
    #expect(
      text(path) == "# tick 1.000000000 {}\n2.0\t0\t0\t5\tsensor/a/data\t{\"d\n# tick 3.000000000 {}\n")
  }

  @Test func `a directory, a file that is no capture, and a second recorder are refused`() throws {
    #expect(throws: SetupError.self) { try Recorder(path: folder.path) }
    let letter = folder.file("letter", "Dear operator,\nall is well.\n")
    #expect(throws: SetupError.self) { try Recorder(path: letter) }
    #expect(text(letter) == "Dear operator,\nall is well.\n")
    let first = try Recorder(path: folder.path("b"))
    #expect(throws: SetupError.self) { try Recorder(path: folder.path("b")) }
    first.close()
    #expect(throws: SetupError.self) { try Recorder(path: folder.path("no/such/folder/c")) }
  }

  @Test func `a full disk is a failed recording with the reason, not a stop`() throws {
    let recorder = try Recorder(path: "/dev/full", bufferBytes: 4096)
    append("# tick 1.000000000 {}\n", to: recorder)
    recorder.flush()
    #expect(eventually { if case .failed(_, let why) = recorder.status { why.contains("no space") } else { false } })
    for _ in 0..<1000 { append("# tick 2.000000000 {}\n", to: recorder) }
    recorder.close()
  }

  @Test func `a buffer that overflowed is told as a gap once there is room`() throws {
    let recorder = try Recorder(path: folder.path("slow"), bufferBytes: 1024)
    let line = "# tick 1.000000000 {\"pad\":\"" + String(repeating: "x", count: 900) + "\"}\n"
    var sent = 0
    var isLosing = false
    while !isLosing && sent < 10_000 {
      append(line, to: recorder)
      sent += 1
      if case .failed = recorder.status { isLosing = true }
    }
    #expect(isLosing)
    #expect(
      eventually {
        append("# tick 2.000000000 {}\n", to: recorder)
        recorder.flush()
        return text(folder.path("slow")).contains("# gap ")
      })
    recorder.close()
  }
}
