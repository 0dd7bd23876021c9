import Glibc

/// A file whose meaning is taken over while the program runs, as soon as somebody has saved it.
///
/// Confined to one thread.
public struct FollowedFile<Value: Sendable>: Sendable {
  private let path: String
  private let read: @Sendable () throws -> Value
  private var seen: String

  /// - Parameter read: Reads the file; what it throws is a sentence with file, line and the likely fix.
  public init(path: String, read: @escaping @Sendable () throws -> Value) {
    (self.path, self.read) = (path, read)
    seen = FileStamp.of(path)
  }

  /// What it says now; nil while it is as it was.
  mutating func news() -> Result<Value, any Error>? {
    let present = FileStamp.of(path)
    guard present != seen else { return nil }
    seen = present
    return Result(catching: read)
  }
}

/// What tells a saved file from the one before.
enum FileStamp {
  /// Size and time; a word for a file that is not there.
  static func of(_ path: String) -> String {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return "none" }
    return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}
