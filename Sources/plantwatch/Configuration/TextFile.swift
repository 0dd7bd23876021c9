import Glibc
import PlantCore
import PlantIO
import TOMLKit

/// Small text files of ours.
enum TextFile {
  /// A configuration is never longer than this many bytes.
  private static let limit = 16 << 20

  /// Reads a whole text file.
  static func read(_ path: String) throws(SetupError) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SetupError(path, reason(), fix: errno == ENOENT ? "check the name" : "") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    if let failure = Descriptor.read(descriptor, limit: Self.limit + 1, into: &bytes) {
      throw SetupError(path, reason(failure))
    }
    guard bytes.count <= Self.limit else { throw SetupError(path, "is too long for a configuration") }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw SetupError(path, "is not UTF-8") }
    // Editors elsewhere end lines with CR LF and begin files with a byte order mark; Swift takes CR LF for one character.
    return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\r" && $0 != "\u{FEFF}" }))
  }

  /// Reads a whole TOML file: its text, for finding lines, and its table.
  static func readTOML(_ path: String) throws(SetupError) -> (text: String, table: TOMLTable) {
    let text = try read(path)
    if let line = TableHeaders.nameless(in: text) {
      throw SetupError("\(path):\(line)", "a table without a name", fix: "write [name] or [[name]]")
    }
    do {
      return (text, try TOMLTable(string: text))
    } catch let error as TOMLParseError {
      throw SetupError("\(path):\(error.source.begin.line)", error.description)
    } catch {
      throw SetupError(path, "is no TOML: \(error)")
    }
  }

  /// Writes a whole text file, in place of one of that name.
  static func write(_ text: String, to path: String) throws(SetupError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw SetupError(path, "cannot be written: " + reason()) }
    defer { close(descriptor) }
    if let failure = Descriptor.write(Array(text.utf8), to: descriptor) {
      throw SetupError(path, "cannot be written: " + reason(failure))
    }
  }

  /// Whether something with this name exists.
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether there is a plain file of this name with something in it.
  static func hasContent(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
  }

  private static func reason(_ number: Int32 = errno) -> String {
    unsafe String(cString: strerror(number)).lowercased()
  }
}
