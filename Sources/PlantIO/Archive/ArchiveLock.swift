import CSystem
import Glibc
import PlantCore

/// The right to change an archive, with the name of who has it. The kernel gives a lock back when its holder ends.
public final class ArchiveLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of an archive.
  ///
  /// - Parameter purpose: What the holder does, such as `collect`.
  /// - Throws: `SetupError` that names the holder when another process has it.
  public init(_ folder: ArchiveFolder, purpose: String) throws(SetupError) {
    try WholeFile.makeFolder(folder.path)
    let path = folder.lockFile
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else {
      throw SetupError(path, "cannot be written: \(errorText(errno))", fix: "is the archive this user's?")
    }
    guard StateClaim.lock(descriptor) else {
      close(descriptor)
      throw SetupError(
        folder.path, "is written by another process: \(Self.holder(folder)?.text ?? "unknown")",
        fix: "stop that one, or name another folder with --archive")
    }
    var object = JSONObject()
    object.add("purpose", purpose)
    object.add("pid", raw: String(getpid()))
    object.add("user", Person.here)
    object.add("host", Self.host)
    object.add("since", stamp: SystemClock.wall())
    _ = ftruncate(descriptor, 0)
    _ = Descriptor.write(Array((object.text + "\n").utf8), to: descriptor)
  }

  deinit {
    // Still locked: nobody else has written his name yet.
    _ = ftruncate(descriptor, 0)
    close(descriptor)
  }

  /// Who has the lock of an archive.
  public struct Holder: Sendable {
    /// What it does, such as `collect`; empty when it does not say.
    public var purpose = ""
    /// All that is known of it, in a few words.
    public var text = "an unnamed process"
    /// Whether it watches a plant, and does not only put the archive in order.
    public var isWatching: Bool { purpose == "collect" || purpose == "dashboard" }
  }

  /// Who writes an archive at this moment; nil when nobody does.
  public static func holder(_ folder: ArchiveFolder) -> Holder? {
    // Who may only read the archive must learn of its writer, too.
    let descriptor = unsafe open(folder.lockFile, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK { return nil }
    var bytes: [UInt8] = []
    _ = Descriptor.read(descriptor, limit: 4096, into: &bytes)
    guard case .object(let members)? = SmallJSON.parse(bytes.filter { $0 != 10 }) else { return Holder() }
    let texts = members.map { member -> (String, String) in
      switch member.1 {
      case .text(let text): (member.0, text)
      case .number(let number): (member.0, numberText(number))
      default: (member.0, "")
      }
    }
    let known = Dictionary(texts) { $1 }
    let purpose = known["purpose"] ?? ""
    return Holder(
      purpose: purpose,
      text: "plantwatch \(purpose) (pid \(known["pid"] ?? "?"), \(known["user"] ?? "?") on "
        + "\(known["host"] ?? "?") since \(known["since"] ?? "?"))")
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
