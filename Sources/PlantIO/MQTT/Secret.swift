import Glibc

/// A password or passphrase; never printed.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
  let text: String

  /// Wraps a secret that is already in memory.
  public init(_ text: String) { self.text = text }

  public var description: String { "•••" }
  public var debugDescription: String { "•••" }

  /// Reads a secret from the first line of a file.
  ///
  /// - Throws: `SetupError` when it cannot be read, or when group or others can read it.
  public static func read(file path: String) throws(SetupError) -> Secret {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SetupError(path, "cannot be read: \(errorText(errno))") }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SetupError(path, "is no plain file", fix: "put the secret alone into a file of its own")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw SetupError(path, "can be read by others than its owner", fix: "chmod 600 \(path)")
    }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
    guard count > 0 else { throw SetupError(path, "holds no secret") }
    let line = bytes[..<count].prefix { $0 != 10 && $0 != 13 }
    return Secret(String(decoding: line, as: UTF8.self))
  }

  /// Takes a secret out of the environment: the variable is unset at once, so that no child inherits it.
  ///
  /// Call before any thread starts.
  public static func take(environment name: String) -> Secret? {
    guard let value = unsafe getenv(name) else { return nil }
    let secret = unsafe Secret(String(cString: value))
    unsafe unsetenv(name)
    return secret
  }
}
