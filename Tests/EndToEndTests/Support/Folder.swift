import Glibc

/// A folder of its own for a test, gone with it.
final class Folder {
  let path: String

  init() throws {
    var template = Array(("/tmp/plantwatch-e2e-" + String(repeating: "X", count: 6)).utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw Failure("no folder can be made in /tmp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = try? Child(["rm", "-rf", path]).wait() }

  func path(_ name: String) -> String { path + "/" + name }

  /// Writes a file; its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let path = self.path(name)
    guard let file = unsafe fopen(path, "we") else { throw Failure("\(path) cannot be written") }
    defer { unsafe fclose(file) }
    let bytes = Array(text.utf8)
    guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure("\(path): the disk is full") }
    return path
  }

  func read(_ name: String) -> String { text(of: path(name)) }
}

/// The whole content of a file; empty when it is not there.
func text(of path: String) -> String {
  guard let file = unsafe fopen(path, "re") else { return "" }
  defer { unsafe fclose(file) }
  var content: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = unsafe fread(&block, 1, block.count, file)
    if count == 0 { return String(decoding: content, as: UTF8.self) }
    content += block[..<count]
  }
}
