import CSystem
import Glibc
import PlantCore
import Synchronization

/// The right to change an archive, with the name of who has it. The kernel gives a lock back when its holder ends.
///
/// Locked are the folder and, for those who ask who the holder is, a file in it. Any thread.
public final class ArchiveLock: Sendable {
  private struct Held: Sendable {
    var place: LockedFile
    var name: LockedFile
  }

  private let folder: ArchiveFolder
  private let purpose: String
  private let held: Mutex<Held>

  /// Takes the lock of an archive.
  ///
  /// - Parameter purpose: What the holder does, such as `collect`.
  /// - Throws: `SetupError` that names the holder when another process has it.
  public init(_ folder: ArchiveFolder, purpose: String) throws(SetupError) {
    (self.folder, self.purpose) = (folder, purpose)
    let place = try Self.lockPlace(folder)
    held = Mutex(Held(place: place, name: try Self.lockName(folder, purpose)))
  }

  deinit {
    // Still locked: nobody else has written his name yet.
    held.withLock { _ = ftruncate($0.name.descriptor, 0) }
  }

  /// Takes again what somebody has taken away: the file, or the whole folder.
  ///
  /// - Returns: Whether that was so.
  /// - Throws: `SetupError` when it cannot be made anew, or another process was faster.
  func renew() throws(SetupError) -> Bool {
    try held.withLock { held throws(SetupError) in
      if !held.place.isInPlace {
        let place = try Self.lockPlace(folder)
        held = Held(place: place, name: try Self.lockName(folder, purpose))
      } else if !held.name.isInPlace {
        held.name = try Self.lockName(folder, purpose)
      } else {
        return false
      }
      return true
    }
  }

  private static func lockPlace(_ folder: ArchiveFolder) throws(SetupError) -> LockedFile {
    try WholeFile.makeFolder(folder.path)
    return try lock(folder.path, O_RDONLY | O_DIRECTORY, folder)
  }

  private static func lockName(_ folder: ArchiveFolder, _ purpose: String) throws(SetupError) -> LockedFile {
    let file = try lock(folder.lockFile, O_RDWR | O_CREAT | O_NOFOLLOW, folder)
    var object = JSONObject()
    object.add("purpose", purpose)
    object.add("pid", raw: String(getpid()))
    object.add("user", Person.here)
    object.add("host", Self.host)
    object.add("since", stamp: SystemClock.wall())
    _ = ftruncate(file.descriptor, 0)
    _ = Descriptor.write(Array((object.text + "\n").utf8), to: file.descriptor)
    return file
  }

  private static func lock(_ path: String, _ flags: Int32, _ folder: ArchiveFolder) throws(SetupError) -> LockedFile {
    guard let file = LockedFile(path, flags) else {
      throw SetupError(path, "cannot be written: \(errorText(errno))", fix: "is the archive this user's?")
    }
    guard StateClaim.lock(file.descriptor) else {
      throw SetupError(
        folder.path, "is written by another process: \(holder(folder)?.text ?? "unknown")",
        fix: "stop that one, or name another folder with --archive")
    }
    return file
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

/// An open file or folder, which is closed, and so no longer locked, when nobody holds it any more.
private final class LockedFile: Sendable {
  let descriptor: Int32
  private let path: String
  private let identity: FileIdentity

  /// Nil when it cannot be opened: `errno` says why.
  init?(_ path: String, _ flags: Int32) {
    self.path = path
    descriptor = unsafe open(path, flags | O_CLOEXEC, 0o640)
    guard descriptor >= 0, let identity = FileIdentity(descriptor) else { return nil }
    self.identity = identity
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Whether it still stands where it was opened.
  var isInPlace: Bool { FileIdentity(at: path) == identity }
}
