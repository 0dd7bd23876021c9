import Glibc
import PlantCore

/// The segment that is being written: whole frames, one after the other, each on the disk before it counts.
///
/// Confined to the archive's thread.
final class OpenSegment {
  let name: SegmentName
  /// Bytes at its end that were no whole frame when it was opened, as a crash leaves them.
  private(set) var cutBytes = 0
  /// Bytes before its end that could not be read then.
  private(set) var damagedBytes = 0
  /// Bytes on disk, and how many they were before compression.
  private(set) var length = 0
  private(set) var plainBytes = 0
  private let path: String
  private let descriptor: Int32
  private let identity: FileIdentity

  /// Opens or creates a segment; what is at its end and no whole frame is cut off.
  ///
  /// - Throws: `SetupError` when it cannot be written.
  init(_ folder: ArchiveFolder, _ name: SegmentName) throws(SetupError) {
    self.name = name
    path = folder.file(name)
    try WholeFile.makeFolder("\(folder.path)/\(name.folder)")
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_APPEND, 0o640)
    guard descriptor >= 0, let identity = FileIdentity(descriptor) else {
      throw SetupError(path, "cannot be written: \(errorText(errno))")
    }
    self.identity = identity
    try recover()
  }

  deinit { close(descriptor) }

  private func recover() throws(SetupError) {
    let reader = try FrameReader(path)
    while true {
      switch reader.next() {
      case .frame(let range, let content): (length, plainBytes) = (range.upperBound, plainBytes + content.count)
      case .damaged(let range): (length, damagedBytes) = (range.upperBound, damagedBytes + range.count)
      case .cut(let range): cutBytes = range.count
      case .end:
        if let failure = reader.failure { throw SetupError(path, "cannot be read: \(failure)") }
        if cutBytes > 0, ftruncate(descriptor, length) != 0 {
          throw SetupError(path, "cannot be mended: \(errorText(errno))")
        }
        return
      }
    }
  }

  /// Appends a frame with the note of how many messages it holds, whole or not at all; says why it could not.
  ///
  /// - Parameter tally: What it holds.
  func append(_ frame: [UInt8], plain: Int, _ tally: RecordTally) -> String? {
    let last = tally.last.isKnown ? tally.last.milliseconds + 1 : Int64.max
    let noted = FrameNote(messages: tally.messages, frameLength: frame.count, last: last).bytes + frame
    if let failure = Descriptor.write(noted, to: descriptor) {
      _ = ftruncate(descriptor, length)
      return errorText(failure).lowercased()
    }
    length += noted.count
    plainBytes += plain
    return nil
  }

  /// Appends all that another segment holds, whose file has gone from its folder; whole or not at all.
  ///
  /// - Throws: `SetupError` when it cannot be read or written.
  func take(over other: OpenSegment) throws(SetupError) {
    var block = [UInt8](repeating: 0, count: 1 << 20)
    var at = 0
    while at < other.length {
      let count = unsafe pread(other.descriptor, &block, min(block.count, other.length - at), at)
      if count > 0, Descriptor.write(Array(block[..<count]), to: descriptor) == nil {
        at += count
        continue
      }
      let why = count == 0 ? "the old file is shorter" : errorText(errno)
      _ = ftruncate(descriptor, length)
      throw SetupError(path, "cannot be written: \(why)")
    }
    length += other.length
    plainBytes += other.plainBytes
  }

  /// Waits until everything is on the disk; says why it could not.
  func sync() -> String? { fdatasync(descriptor) == 0 ? nil : errorText(errno).lowercased() }

  /// Bytes that somebody has cut off its file since the last call; what is appended stands behind the cut.
  func takeCut() -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size < length else { return 0 }
    defer { length = Int(status.st_size) }
    return length - Int(status.st_size)
  }

  /// Whether its file still stands where it was opened.
  var isThere: Bool { FileIdentity(at: path) == identity }
}
