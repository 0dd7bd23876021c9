import PlantCore

/// What a piece of a capture holds, counted without judging it.
struct RecordTally: Equatable {
  /// Records and own lines.
  var records = 0
  /// Messages among them.
  var messages = 0
  var first = Stamp.unknown
  var last = Stamp.unknown

  /// Takes one record that begins at `start`; false at the end of `bytes`.
  ///
  /// - Parameter end: Where the next one begins.
  mutating func take(_ bytes: UnsafeRawBufferPointer, at start: Int, end: inout Int) -> Bool {
    guard start < bytes.count else { return false }
    let frame = unsafe RecordFrame.capture(in: bytes, at: start, isAtEnd: true)
    end = unsafe frame.end ?? Self.lineEnd(bytes, from: start)
    guard frame.isRecord else { return true }
    records += 1
    if unsafe bytes[start] != 35 { messages += 1 }
    if let time = frame.time {
      if !first.isKnown { first = time }
      last = max(last, time)
    }
    return true
  }

  mutating func add(_ other: RecordTally) {
    records += other.records
    messages += other.messages
    if !first.isKnown { first = other.first }
    last = max(last, other.last)
  }

  /// Counts whole records.
  static func of(_ bytes: [UInt8]) -> RecordTally {
    var tally = RecordTally()
    unsafe bytes.withUnsafeBytes { bytes in
      var (at, end) = (0, 0)
      while unsafe tally.take(bytes, at: at, end: &end) { at = end }
    }
    return tally
  }

  private static func lineEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var at = start
    while at < bytes.count, unsafe bytes[at] != 10 { at += 1 }
    return min(at + 1, bytes.count)
  }
}
