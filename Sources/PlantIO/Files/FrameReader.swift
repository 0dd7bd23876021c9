import CSystem
import Glibc

/// Reads a file of Zstandard frames frame by frame, past damage. Confined to one thread.
final class FrameReader {
  enum Piece {
    /// A whole frame: where it stands, and what it holds.
    case frame(Range<Int>, [UInt8])
    /// Bytes that are no frame, or one whose content fails its checksum; frames follow.
    case damaged(Range<Int>)
    /// What the file ends with is no whole frame.
    case cut(Range<Int>)
    case end
  }

  /// No frame of ours is longer.
  private static let longest = 16 << 20
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// Where the buffer's first byte stands in the file.
  private var offset: Int
  private var isAtEnd = false
  /// Why reading ended early; nil while it did not.
  private(set) var failure: String?
  /// How many messages were in the last damaged or cut piece; nil where nothing says so.
  private(set) var lostMessages: Int?
  /// Frames whose note says that all of it is older are passed by unread: milliseconds since the epoch.
  var skipsBefore = Int64.min
  /// The note that was read last, and where it stands.
  private var note: (place: Range<Int>, told: FrameNote)?

  /// - Throws: `SetupError` when the file cannot be read.
  init(_ path: String, from offset: Int = 0) throws(SetupError) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, lseek(descriptor, offset, SEEK_SET) == offset else {
      throw SetupError(path, "cannot be read: \(errorText(errno))")
    }
    self.offset = offset
  }

  deinit { close(descriptor) }

  func next() -> Piece {
    while true {
      if !isAtEnd && buffer.count < 1 << 16 { fill(1 << 18) }
      if buffer.isEmpty {
        // A note may stand there whose frame never came.
        return note.map { booked(.cut($0.place)) } ?? .end
      }
      if let told = FrameNote(buffer.prefix(FrameNote.length)) {
        note = (take(FrameNote.length), told)
        if told.last < skipsBefore, passBy(told.frameLength) { note = nil }
        continue
      }
      if let length = length(at: 0) {
        let content = unsafe buffer.withUnsafeBytes {
          unsafe ZstdFrame.content(of: UnsafeRawBufferPointer(rebasing: $0[..<length]))
        }
        // The length of a frame that fails its checksum may be wrong, too.
        guard let content else { return booked(skip()) }
        note = nil
        return .frame(take(length), content)
      }
      if isAtEnd || buffer.count >= Self.longest { return booked(skip()) }
      fill(buffer.count)
    }
  }

  /// Passes over a frame without reading it; false when there is none of that length.
  private func passBy(_ length: Int) -> Bool {
    while buffer.count < length, !isAtEnd { fill(max(1 << 18, length - buffer.count)) }
    guard buffer.count >= length, buffer.starts(with: ZstdFrame.magic) else { return false }
    _ = take(length)
    return true
  }

  /// Notes how many messages a damaged or cut piece has cost, by the note before it; a cut note goes with its frame.
  private func booked(_ piece: Piece) -> Piece {
    defer { note = nil }
    guard let note else {
      // Of a damaged note before a whole frame nothing is lost; of more nobody knows.
      if case .damaged(let range) = piece { lostMessages = range.count <= FrameNote.length ? 0 : nil }
      if case .cut(let range) = piece { lostMessages = range.count < FrameNote.length ? 0 : nil }
      return piece
    }
    let end = note.place.upperBound + note.told.frameLength
    switch piece {
    case .damaged(let range): lostMessages = range.upperBound == end ? note.told.messages : nil
    case .cut(let range):
      lostMessages = range.upperBound <= end ? note.told.messages : nil
      return .cut(note.place.lowerBound..<range.upperBound)
    case .frame, .end: break
    }
    return piece
  }

  /// Passes over what is no frame, to the next one.
  private func skip() -> Piece {
    var at = 1
    while true {
      while let found = find(from: at) {
        if length(at: found) != nil || FrameNote(buffer[found...].prefix(FrameNote.length)) != nil {
          return .damaged(take(found))
        }
        at = found + 1
      }
      if isAtEnd || buffer.count >= Self.longest { break }
      at = max(1, buffer.count - ZstdFrame.magic.count)
      fill(buffer.count)
    }
    return isAtEnd ? .cut(take(buffer.count)) : .damaged(take(buffer.count - ZstdFrame.magic.count))
  }

  private func length(at start: Int) -> Int? {
    unsafe buffer.withUnsafeBytes { unsafe ZstdFrame.length(at: UnsafeRawBufferPointer(rebasing: $0[start...])) }
  }

  private func find(from start: Int) -> Int? {
    guard start < buffer.count else { return nil }
    let places = [ZstdFrame.magic, FrameNote.head].compactMap { wanted in
      let found = unsafe buffer.withUnsafeBytes {
        unsafe plant_find($0.baseAddress?.advanced(by: start), UInt($0.count - start), wanted, UInt(wanted.count))
      }
      return found < 0 ? nil : start + found
    }
    return places.min()
  }

  private func take(_ count: Int) -> Range<Int> {
    buffer.removeFirst(count)
    offset += count
    return offset - count..<offset
  }

  private func fill(_ count: Int) {
    let wanted = buffer.count + count
    failure = Descriptor.read(descriptor, limit: wanted, into: &buffer).map(errorText)
    isAtEnd = failure != nil || buffer.count < wanted
  }
}
