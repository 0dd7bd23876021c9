import PlantCore

/// The fixed part of a capture's record, or one of plantwatch's own lines: enough to recognise, frame and merge.
struct RecordHead {
  var time: Stamp
  /// Where the bytes after the topic's tab begin; for an own line its end.
  var payloadStart: Int
  var payloadLength: Int

  /// Reads a message's record that begins at `start`; nil when no such record stands there.
  ///
  /// - Parameter mayBeCut: Accept a head whose topic is cut by the end of `bytes`.
  static func message(in bytes: UnsafeRawBufferPointer, at start: Int, mayBeCut: Bool = false) -> RecordHead? {
    var cursor = unsafe ByteCursor(bytes: bytes, at: start)
    guard let time = cursor.stamp(), cursor.take(9), let qos = cursor.number(), qos <= 2, cursor.take(9),
      let retain = cursor.number(), retain <= 1, cursor.take(9), let length = cursor.number(), cursor.take(9)
    else { return nil }
    let topic = cursor.at
    while let byte = cursor.peek, byte != 9, byte != 10 { cursor.at += 1 }
    if cursor.peek == nil && mayBeCut {
      return RecordHead(time: time, payloadStart: cursor.at, payloadLength: length)
    }
    guard cursor.at > topic, cursor.take(9) else { return nil }
    return RecordHead(time: time, payloadStart: cursor.at, payloadLength: length)
  }

  /// Reads the word and the time of an own line that begins at `start`: `# word TIME …`.
  static func own(in bytes: UnsafeRawBufferPointer, at start: Int) -> (word: String, time: Stamp, json: Int)? {
    var cursor = unsafe ByteCursor(bytes: bytes, at: start)
    guard cursor.take(35), cursor.take(32) else { return nil }
    var word = ""
    while let byte = cursor.peek, byte >= 97, byte <= 122, word.utf8.count < 16 {
      word.unicodeScalars.append(Unicode.Scalar(byte))
      cursor.at += 1
    }
    guard !word.isEmpty, cursor.take(32), let time = cursor.stamp() else { return nil }
    _ = cursor.take(32)
    return (word, time, cursor.at)
  }
}

/// A position in bytes, and what can be read there; every access is checked against the end.
///
/// Valid as long as the bytes it was made of.
@safe struct ByteCursor {
  private let bytes: UnsafeRawBufferPointer
  var at: Int

  init(bytes: UnsafeRawBufferPointer, at: Int) {
    unsafe self.bytes = bytes
    self.at = at
  }

  var peek: UInt8? { unsafe at < bytes.count ? bytes[at] : nil }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    at += 1
    return true
  }

  /// A decimal number of at most 10 digits.
  mutating func number() -> Int? {
    var value = 0
    let start = at
    while let byte = peek, byte >= 48, byte <= 57, at - start < 11 {
      value = value * 10 + Int(byte - 48)
      at += 1
    }
    return at > start && at - start <= 10 ? value : nil
  }

  /// Unix seconds with a fraction of up to nine digits.
  mutating func stamp() -> Stamp? {
    guard let seconds = number() else { return nil }
    var nanoseconds: Int64 = 0
    if take(46) {
      var scale: Int64 = 100_000_000
      let start = at
      while let byte = peek, byte >= 48, byte <= 57 {
        nanoseconds += Int64(byte - 48) * scale
        scale /= 10
        at += 1
      }
      guard at > start else { return nil }
    }
    guard seconds < 9_000_000_000 else { return nil }
    return Stamp(nanoseconds: Int64(seconds) * Interval.second + nanoseconds)
  }
}
