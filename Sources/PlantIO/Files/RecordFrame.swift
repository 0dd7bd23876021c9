import PlantCore

/// What stands at the front of some bytes of a capture, as far as putting records in order needs to know.
struct RecordFrame {
  /// The time it says; nil when it says none.
  var time: Stamp?
  /// Where it ends; nil when it ends with its line. Past the bytes when more of them are needed to tell.
  var end: Int?
  /// Where its payload ends, when that is too long to be judged: the lines up to there are its own.
  var payloadEnd: Int?
  /// Whether a reader resumes here: a record or an own line, and no damage.
  var isRecord = false

  /// Looks at what begins at `start`.
  ///
  /// - Parameter isAtEnd: No more bytes come after these.
  static func capture(in bytes: UnsafeRawBufferPointer, at start: Int, isAtEnd: Bool) -> RecordFrame {
    guard let head = unsafe RecordHead.message(in: bytes, at: start) else {
      let own = unsafe RecordHead.own(in: bytes, at: start)
      return RecordFrame(time: own?.time, isRecord: own != nil)
    }
    let payloadEnd = head.payloadStart + head.payloadLength
    if head.payloadLength > CaptureRecord.largestPayload {
      return RecordFrame(time: head.time, payloadEnd: payloadEnd, isRecord: true)
    }
    var frame = RecordFrame(time: head.time, isRecord: true)
    var next = unsafe ByteCursor(bytes: bytes, at: payloadEnd)
    if next.take(10) {
      frame.end = next.at
    } else if next.take(13), next.take(10) {
      frame.end = next.at
    } else if next.at < bytes.count || (isAtEnd && next.at > bytes.count) {
      // Another byte where the record should end, or a record that is cut: damage, which ends with its line.
      frame.isRecord = false
    } else {
      frame.end = isAtEnd ? bytes.count : next.at + 1
    }
    return frame
  }
}
