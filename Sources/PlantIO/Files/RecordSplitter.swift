import Glibc
import PlantCore

/// Cuts one input into records with their times, for merging and for `--from` and `--to`. Confined to one thread.
///
/// What is longer than a record can be is handed on in pieces: memory stays bounded, every byte is looked at a bounded
/// number of times, and whoever judges the pieces one after the other concludes what he would from the input itself.
final class RecordSplitter {
  /// More than a legal record can have: the longest topic and payload, and the numbers before them.
  static let longest = CaptureRecord.largestPayload + (72 << 10)
  private static let leastRead = 64 << 10

  private let reader: InputReader
  private let format: InputFormat
  private var buffer: [UInt8]
  private var start = 0
  private var filled: Int
  /// No newline stands between `start` and here.
  private var searched = 0
  private var isAtEnd = false
  /// The present piece ends within its line.
  private var isInsideLine = false
  /// Bytes from the present piece's start to the end of a payload that is too long; 0 outside of one.
  private var oversizeLeft = 0
  /// The present record in `buffer`, or a piece of it; nil at the end.
  private(set) var record: Range<Int>?
  /// Whether it belongs to the record of the piece before: nothing may come between them.
  private(set) var isContinuation = false
  /// Its time; that of its predecessor when it has none.
  private(set) var time: Stamp = .unknown

  init(_ reader: InputReader, format: InputFormat, beginning: [UInt8]) {
    self.reader = reader
    self.format = format
    buffer = beginning
    filled = beginning.count
    // The first input's mark is the engine's affair; here each input's is skipped, wherever its records will stand.
    start = ByteOrderMark.length(in: beginning)
    searched = start
    advance()
  }

  var readBytes: Int { reader.position }

  /// Appends the present record to `block`, ended by a newline even where the input was cut.
  func append(to block: inout [UInt8]) {
    guard let record else { return }
    block.append(contentsOf: buffer[record])
    if buffer[record.upperBound - 1] != 10, !isInsideLine { block.append(10) }
  }

  /// Goes to the next record or piece.
  func advance() {
    if let record {
      oversizeLeft = max(0, oversizeLeft - record.count)
      start = record.upperBound
      searched = start
    }
    record = nil
    while !(isInsideLine ? goOn() : begin()) {
      if isAtEnd {
        endLine()
        return
      }
      fill()
    }
  }

  /// Finds the end of what begins at `start`; false when more bytes are needed for that.
  private func begin() -> Bool {
    guard start < filled else { return false }
    let isEnough = isAtEnd || filled - start >= Self.longest
    var frame = RecordFrame()
    if format == .capture { frame = captureFrame() }
    if let end = frame.end, end > filled {
      if !isEnough { return false }
      frame.end = nil
    }
    guard let end = frame.end ?? lineEnd() ?? (isEnough ? filled : nil) else { return false }
    record = start..<end
    isInsideLine = !isAtEnd && end == filled && buffer[end - 1] != 10
    if format == .jsonLines { frame.time = lineTime(start..<end) }
    isContinuation = oversizeLeft > 0 && !frame.isRecord
    if !isContinuation {
      oversizeLeft = frame.payloadEnd.map { $0 - start } ?? 0
      if let own = frame.time { time = own }
    }
    return true
  }

  /// Takes the next piece of a line that has begun; false when there is none yet.
  private func goOn() -> Bool {
    guard start < filled else { return false }
    let end = lineEnd()
    record = start..<(end ?? filled)
    isInsideLine = end == nil
    isContinuation = true
    return true
  }

  /// A line that the input's end has cut between two pieces gets its newline, so that no other input's is glued to it.
  private func endLine() {
    guard isInsideLine else { return }
    isInsideLine = false
    buffer = [10]
    (start, filled) = (0, 1)
    record = 0..<1
  }

  private func captureFrame() -> RecordFrame {
    unsafe buffer.withUnsafeBytes {
      unsafe RecordFrame.capture(
        in: UnsafeRawBufferPointer(rebasing: $0[..<filled]), at: start, isAtEnd: isAtEnd)
    }
  }

  /// The time a bare line says; one too long to be judged says none.
  private func lineTime(_ line: Range<Int>) -> Stamp? {
    if line.count > CaptureRecord.largestPayload + 1 { return nil }
    return unsafe buffer.withUnsafeBytes {
      unsafe TimestampScanner.stamp(in: UnsafeRawBufferPointer(rebasing: $0[line]))
    }
  }

  /// Index after the next newline; nil when there is none yet.
  private func lineEnd() -> Int? {
    let found = unsafe buffer.withUnsafeBytes { bytes -> Int? in
      guard searched < filled, let base = bytes.baseAddress,
        let place = unsafe memchr(base + searched, 10, filled - searched)
      else { return nil }
      return unsafe base.distance(to: UnsafeRawPointer(place))
    }
    searched = found ?? filled
    return found.map { $0 + 1 }
  }

  /// Reads on behind the bytes there are, making room for them now and then.
  private func fill() {
    if buffer.count - filled < Self.leastRead {
      unsafe buffer.withUnsafeMutableBytes {
        unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<filled]))
      }
      filled -= start
      searched -= start
      start = 0
      if buffer.count - filled < Self.leastRead {
        buffer += [UInt8](repeating: 0, count: max(buffer.count, 2 * Self.leastRead))
      }
    }
    let count = unsafe buffer.withUnsafeMutableBytes { [filled] in
      unsafe reader.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
    }
    filled += count
    isAtEnd = count == 0
  }
}
