import Glibc
import PlantCore

/// The file in which a live run keeps its state over a restart: written beside and renamed, so that it is whole or not there.
///
/// One line of text (version, configuration, moment, length, sum), then the image. Mode 0600. A `StateClaim` keeps a
/// second run from saving into it.
public struct StateFile: Sendable {
  private static let magic = "plantwatch-state"
  private static let version = "2"
  public let path: String
  /// Made as needed; nil where the file's folder must be there.
  private let folder: StateFolder?

  public init(path: String) {
    self.path = path
    folder = nil
  }

  /// The file `name` in a folder.
  public init(_ folder: StateFolder, name: String) {
    path = "\(folder.path)/\(name)"
    self.folder = folder
  }

  /// Whether a run may go on from this file and save into it: nothing is there, or a state of ours in whatever shape.
  ///
  /// - Throws: `SetupError` when the file is something else, or cannot be read.
  public func check() throws(SetupError) {
    let mark = Array("\(Self.magic) ".utf8)
    guard let bytes = try read(limit: mark.count), !bytes.isEmpty, !bytes.starts(with: mark) else { return }
    throw SetupError(path, "is no saved state of this program", fix: "delete it, or name another file with --state")
  }

  /// Reads what was saved; nil when nothing was, as after a power cut that left an empty file.
  ///
  /// - Throws: `SetupError` when the file is there and is no whole state of this version.
  public func load() throws(SetupError) -> SavedState? {
    guard let bytes = try read(), !bytes.isEmpty else { return nil }
    guard let newline = bytes.firstIndex(of: 10) else { throw damaged }
    let words = String(decoding: bytes[..<newline], as: UTF8.self).split(separator: " ")
    guard words.count == 6, words[0] == Self.magic, words[1] == Self.version, let saved = Int64(words[3]) else {
      throw damaged
    }
    let state = SavedState(
      configuration: String(words[2]), saved: Stamp(nanoseconds: saved), image: Array(bytes[(newline + 1)...]))
    guard Int(words[4]) == state.image.count, words[5] == seal(state) else { throw damaged }
    return state
  }

  /// The file's bytes, all of them or the first `limit`; nil when there is none.
  private func read(limit: Int = .max) throws(SetupError) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw SetupError(path, "cannot be read: \(errorText(errno))", fix: "--state names another file")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    if let failure = Descriptor.read(descriptor, limit: limit, into: &bytes) {
      throw SetupError(path, "cannot be read: \(errorText(failure))", fix: "--state names another file")
    }
    return bytes
  }

  /// A sum over everything a state says, against damage.
  private func seal(_ state: SavedState) -> String {
    var fingerprint = Fingerprint()
    fingerprint.add("\(state.configuration) \(state.saved.nanoseconds)")
    for byte in state.image { fingerprint.add(byte) }
    return fingerprint.text
  }

  private var damaged: SetupError { SetupError(path, "holds a damaged state, or one of another version") }

  /// Whether `load` found damage, and did not just fail to read.
  func isDamage(_ error: SetupError) -> Bool { error.description == damaged.description }

  /// Keeps what the next save will replace, as `PATH.WORD`; false when that cannot be. The file stays, and its lock.
  func keep(as word: String) -> Bool {
    let copy = "\(path).\(word)"
    _ = unsafe unlink(copy)
    return unsafe link(path, copy) == 0
  }

  /// Takes the right to save into the file, for as long as the claim lives; nil when another run has it.
  ///
  /// What the file system will not lock is saved all the same.
  func claim() -> StateClaim? {
    folder?.make()
    for _ in 0..<3 {
      let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      let claim = StateClaim(descriptor)
      guard descriptor < 0 || StateClaim.lock(descriptor) else { return nil }
      // Another run may have put the next file in place between opening and locking.
      if claim.covers(path) { return claim }
    }
    return nil
  }

  /// Writes the state; says what is wrong, or nil.
  func save(_ state: SavedState, _ claim: StateClaim) -> String? {
    folder?.make()
    guard claim.covers(path) else { return "another run saves into it" }
    let beside = "\(path).new"
    let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return errorText(errno) }
    // Whoever is about to put a file of its own in place holds this lock.
    guard StateClaim.lock(descriptor) else {
      close(descriptor)
      return "another run saves into it"
    }
    let head =
      "\(Self.magic) \(Self.version) \(state.configuration) \(state.saved.nanoseconds) \(state.image.count) \(seal(state))\n"
    var failure: String? = ftruncate(descriptor, 0) == 0 ? nil : errorText(errno)
    for piece in [Array(head.utf8), state.image] where failure == nil {
      failure = Descriptor.write(piece, to: descriptor).map(errorText)
    }
    if failure == nil, fdatasync(descriptor) != 0 { failure = errorText(errno) }
    if failure == nil, unsafe rename(beside, path) != 0 { failure = errorText(errno) }
    if failure == nil {
      claim.replace(by: descriptor)
    } else {
      _ = unsafe unlink(beside)
      close(descriptor)
    }
    return failure
  }
}
