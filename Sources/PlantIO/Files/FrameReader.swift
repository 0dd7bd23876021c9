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
  /// How much of the buffer's front is done with.
  private var start = 0
  /// Where the first byte that is not done with stands in the file.
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
      if !isAtEnd && count < 1 << 16 { fill(1 << 18) }
      if count == 0 {
        // A note may stand there whose frame never came.
        return note.map { booked(.cut($0.place)) } ?? .end
      }
      if let told = note(at: 0) {
        note = (take(FrameNote.length), told)
        if told.last < skipsBefore, passBy(told.frameLength) { note = nil }
        continue
      }
      if let foreign = FrameNote.foreignLength(buffer[start...]), isFrame(at: foreign) {
        _ = take(foreign)
        note = nil
        continue
      }
      if let length = length(at: 0) {
        let content = unsafe buffer.withUnsafeBytes {
          unsafe ZstdFrame.content(of: UnsafeRawBufferPointer(rebasing: $0[start..<start + length]))
        }
        // The length of a frame that fails its checksum may be wrong, too.
        guard let content else { return booked(skip()) }
        note = nil
        return .frame(take(length), content)
      }
      if isAtEnd || count >= Self.longest { return booked(skip()) }
      fill(count)
    }
  }

  /// Passes over a frame without reading it; false when there is none of that length.
  private func passBy(_ length: Int) -> Bool {
    while count < length, !isAtEnd { fill(max(1 << 18, length - count)) }
    guard count >= length, isFrame(at: 0) else { return false }
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
      // What begins like a frame and goes on behind the buffer may be one.
      var unfinished: Int?
      while let found = find(from: at) {
        if length(at: found) != nil || note(at: found) != nil { return .damaged(take(found)) }
        if unfinished == nil, isFrame(at: found) { unfinished = found }
        at = found + 1
      }
      let next = max(1, min(unfinished ?? count, count - FrameNote.length))
      if isAtEnd { return .cut(take(count)) }
      if count >= Self.longest { return .damaged(take(next)) }
      at = next
      fill(count)
    }
  }

  /// Bytes in the buffer that are not done with. The places below are counted from the first of them.
  private var count: Int { buffer.count - start }

  private func note(at place: Int) -> FrameNote? { FrameNote(buffer[(start + place)...].prefix(FrameNote.length)) }

  private func isFrame(at place: Int) -> Bool { buffer[(start + place)...].starts(with: ZstdFrame.magic) }

  private func length(at place: Int) -> Int? {
    unsafe buffer.withUnsafeBytes {
      unsafe ZstdFrame.length(at: UnsafeRawBufferPointer(rebasing: $0[(start + place)...]))
    }
  }

  /// Where the next frame or note begins at the earliest.
  private func find(from place: Int) -> Int? {
    guard place < count else { return nil }
    let frame = find(ZstdFrame.magic, place..<count)
    return find(FrameNote.head, place..<(frame ?? count)) ?? frame
  }

  private func find(_ wanted: [UInt8], _ places: Range<Int>) -> Int? {
    let found = unsafe buffer.withUnsafeBytes {
      unsafe plant_find(
        $0.baseAddress?.advanced(by: start + places.lowerBound), UInt(places.count), wanted, UInt(wanted.count))
    }
    return found < 0 ? nil : places.lowerBound + found
  }

  private func take(_ count: Int) -> Range<Int> {
    start += count
    offset += count
    return offset - count..<offset
  }

  private func fill(_ more: Int) {
    buffer.removeSubrange(..<start)
    start = 0
    let wanted = buffer.count + more
    failure = Descriptor.read(descriptor, limit: wanted, into: &buffer).map(errorText)
    isAtEnd = failure != nil || buffer.count < wanted
  }
}
