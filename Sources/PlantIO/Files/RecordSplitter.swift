import PlantCore

/// Cuts one input into records with their times, for merging and for `--from` and `--to`. Confined to one thread.
final class RecordSplitter {
  private let reader: InputReader
  private let format: InputFormat
  private var buffer: [UInt8]
  private var start = 0
  private var isAtEnd = false
  /// The present record in `buffer`; nil at the end.
  private(set) var record: Range<Int>?
  /// Its time; that of its predecessor when it has none.
  private(set) var time: Stamp = .unknown

  init(_ reader: InputReader, format: InputFormat, beginning: [UInt8]) {
    self.reader = reader
    self.format = format
    buffer = beginning
    advance()
  }

  var warning: String? { reader.warning }
  var readBytes: Int { reader.position }

  /// Appends the present record to `block`, ended by a newline even where the input was cut.
  func append(to block: inout [UInt8]) {
    guard let record else { return }
    block.append(contentsOf: buffer[record])
    if buffer[record.upperBound - 1] != 10 { block.append(10) }
  }

  /// Goes to the next record.
  func advance() {
    if let record { start = record.upperBound }
    while true {
      if let end = frameEnd() {
        record = start..<end
        if let own = ownTime(start..<end) { time = own }
        return
      }
      if isAtEnd {
        record = start < buffer.count ? start..<buffer.count : nil
        if let record, let own = ownTime(record) { time = own }
        return
      }
      fill()
    }
  }

  /// Where the record that begins at `start` ends; nil when more bytes are needed to tell.
  private func frameEnd() -> Int? {
    unsafe buffer.withUnsafeBytes { bytes in
      if format == .capture, let head = unsafe RecordHead.message(in: bytes, at: start) {
        let end = head.payloadStart + head.payloadLength
        if head.payloadLength <= CaptureRecord.largestPayload {
          if end < bytes.count { if unsafe bytes[end] == 10 { return end + 1 } } else if !isAtEnd { return nil }
        }
      }
      var end = start
      while end < bytes.count { if unsafe bytes[end] == 10 { return end + 1 } else { end += 1 } }
      return nil
    }
  }

  private func ownTime(_ range: Range<Int>) -> Stamp? {
    unsafe buffer.withUnsafeBytes { bytes in
      switch format {
      case .capture:
        return unsafe RecordHead.message(in: bytes, at: range.lowerBound)?.time
          ?? RecordHead.own(in: bytes, at: range.lowerBound)?.time
      case .jsonLines:
        return unsafe TimestampScanner.stamp(in: UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
    }
  }

  private func fill() {
    buffer.removeFirst(start)
    start = 0
    let used = buffer.count
    let room = 256 << 10
    buffer.append(contentsOf: repeatElement(0, count: room))
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe reader.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[used...]))
    }
    buffer.removeLast(room - count)
    isAtEnd = count == 0
  }
}
