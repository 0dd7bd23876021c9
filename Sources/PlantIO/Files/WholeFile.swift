import CSystem
import Glibc

/// Small files as a whole, and what folders hold. Any thread.
enum WholeFile {
  /// The SHA-256 of a file as hexadecimal digits; nil when it cannot be read.
  static func checksum(_ path: String) -> String? {
    var digits = [CChar](repeating: 0, count: 65)
    guard unsafe plant_sha256_file(path, &digits) else { return nil }
    return String(decoding: digits.prefix(64).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The SHA-256 of a text as hexadecimal digits.
  static func checksum(of text: String) -> String {
    var digits = [CChar](repeating: 0, count: 65)
    let bytes = Array(text.utf8)
    precondition(unsafe plant_sha256(bytes, bytes.count, &digits), "libcrypto makes no sum")
    return String(decoding: digits.prefix(64).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes the folder `path` and those it lies in, readable for the group.
  static func makeFolder(_ path: String) throws(SetupError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if unsafe mkdir(made, 0o750) != 0, errno != EEXIST {
        throw SetupError(path, "cannot be made: \(errorText(errno))", fix: "its parent must exist and be writable")
      }
    }
  }

  /// Puts a whole file in the place of another, on the disk before it is seen.
  static func replace(_ path: String, by bytes: [UInt8], mode: mode_t = 0o640) throws(SetupError) {
    let beside = path + ".new"
    let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw SetupError(path, "cannot be written: \(errorText(errno))") }
    defer { close(descriptor) }
    var failure = Descriptor.write(bytes, to: descriptor)
    if failure == nil, fdatasync(descriptor) != 0 { failure = errno }
    if failure == nil, unsafe rename(beside, path) != 0 { failure = errno }
    guard let failure else { return }
    _ = unsafe unlink(beside)
    throw SetupError(path, "cannot be written: \(errorText(failure))")
  }

  /// Refuses a file or folder that is there and may not be read: it must not be taken for an empty one.
  static func requireReadable(_ path: String) throws(SetupError) {
    guard unsafe access(path, R_OK) != 0, errno != ENOENT else { return }
    throw SetupError(
      path, "cannot be read: \(errorText(errno).lowercased())",
      fix: "its group may read it: usermod -aG plantwatch USER, and log in again")
  }

  static func size(_ path: String) -> Int? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// All of a file; nil when it cannot be read.
  static func bytes(_ path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    return Descriptor.read(descriptor, into: &bytes) == nil ? bytes : nil
  }

  /// What is in a folder, hidden files aside.
  static func names(_ path: String) -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
