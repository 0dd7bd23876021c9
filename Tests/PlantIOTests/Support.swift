import Glibc
import PlantCore
import Testing

@testable import PlantIO

/// A folder of its own for a test, gone with it.
final class TemporaryFolder {
  let path: String

  init() {
    var template = Array("/tmp/plantwatch-test-XXXXXX".utf8CString)
    precondition(unsafe mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = run("/bin/rm", "-rf", path) }

  func file(_ name: String, _ content: String = "") -> String {
    write(name, Array(content.utf8))
  }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) -> String {
    let path = self.path + "/" + name
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(descriptor >= 0)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      precondition(count > 0)
      rest = rest.dropFirst(count)
    }
    close(descriptor)
    return path
  }

  func path(_ name: String) -> String { path + "/" + name }
}

/// The whole content of a file.
func content(_ path: String) -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  var result: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = unsafe read(descriptor, &block, block.count)
    if count <= 0 { return result }
    result += block[..<count]
  }
}

func text(_ path: String) -> String { String(decoding: content(path), as: UTF8.self) }

/// Runs a program to its end, output discarded; its exit code.
@discardableResult
func run(_ arguments: String...) -> Int32 {
  guard let child = try? ChildProcess(arguments) else { return -1 }
  while child.isRunning { usleep(2000) }
  child.end()
  return 0
}

/// Looks again and again until `condition` holds, at most `seconds`; nothing sleeps for a guessed time.
func eventually(_ seconds: Double = 10, _ condition: () -> Bool) -> Bool {
  let deadline = SystemClock.sinceBoot() + Int64(seconds * 1e9)
  while SystemClock.sinceBoot() < deadline {
    if condition() { return true }
    usleep(5_000)
  }
  return condition()
}

/// Bytes of `text`.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Waits for a snapshot of a replay that satisfies `condition`.
func snapshot(_ session: ReplaySession, _ condition: (Snapshot) -> Bool) -> Snapshot? {
  var found: Snapshot?
  _ = eventually(20) {
    if let next = session.mailbox.take(), condition(next) { found = next }
    return found != nil
  }
  return found
}
