import Glibc
import PlantCore

/// The file in which a live run keeps its state over a restart: written beside and renamed, so that it is whole or not there.
///
/// One line of text (version, configuration, moment, length, sum), then the image. Mode 0600.
public struct StateFile: Sendable {
  private static let magic = "plantwatch-state 2"
  public let path: String
  /// Folders below this one are made as needed; nil makes none.
  private let base: String?

  public init(path: String) {
    self.path = path
    base = nil
  }

  /// The file `name` in the folder `folder` below `base`, which must exist.
  public init(base: String, folder: String, name: String) {
    path = "\(base)/\(folder)/\(name)"
    self.base = base
  }

  /// Reads what was saved; nil when nothing was.
  ///
  /// - Throws: `SetupError` when the file is there and is no state of ours.
  public func load() throws(SetupError) -> SavedState? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw SetupError(path, "cannot be read: \(errorText(errno))", fix: "--state names another file")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe block.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += block[..<count]
    }
    guard let newline = bytes.firstIndex(of: 10) else { throw damaged }
    let words = String(decoding: bytes[..<newline], as: UTF8.self).split(separator: " ")
    let image = Array(bytes[(newline + 1)...])
    guard words.count == 6, words[0...1].joined(separator: " ") == Self.magic, let saved = Int64(words[3]),
      Int(words[4]) == image.count
    else { throw damaged }
    let state = SavedState(configuration: String(words[2]), saved: Stamp(nanoseconds: saved), image: image)
    guard words[5] == state.sum else { throw damaged }
    return state
  }

  private var damaged: SetupError {
    SetupError(path, "is no saved state of this program", fix: "delete it, or name another file with --state")
  }

  /// Writes the state; says what is wrong, or nil.
  func save(_ state: SavedState) -> String? {
    makeFolder()
    // Two that save to one file must not write into each other's: the last one to rename wins.
    let beside = "\(path).\(getpid()).new"
    let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return errorText(errno) }
    let head = "\(Self.magic) \(state.configuration) \(state.saved.nanoseconds) \(state.image.count) \(state.sum)\n"
    var failure: String?
    for piece in [Array(head.utf8), state.image] where failure == nil { failure = Self.write(piece, to: descriptor) }
    if failure == nil, fdatasync(descriptor) != 0 { failure = errorText(errno) }
    close(descriptor)
    if failure == nil, unsafe rename(beside, path) != 0 { failure = errorText(errno) }
    if failure != nil { _ = unsafe unlink(beside) }
    return failure
  }

  private func makeFolder() {
    guard var folder = base else { return }
    for part in path.dropFirst(folder.count).split(separator: "/").dropLast() {
      folder += "/" + part
      _ = unsafe mkdir(folder, 0o700)
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> String? {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return errorText(errno) }
      done += count
    }
    return nil
  }
}
