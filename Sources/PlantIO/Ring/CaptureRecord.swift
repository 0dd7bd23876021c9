import Glibc
import PlantCore

/// Writes the records of a capture: the same bytes for the engine, the recording and the demo's file.
enum CaptureRecord {
  /// Payloads above this are never stored: an `# oversize` record stands in for them.
  static let largestPayload = 256 << 10

  /// The most bytes a message's record can need.
  static func bound(topicBytes: Int, payloadBytes: Int) -> Int { 64 + 3 * topicBytes + payloadBytes }

  /// Formats a message as `seconds.nanoseconds⇥qos⇥retain⇥length⇥topic⇥payload⏎`.
  ///
  /// A control character in a topic would break the record, so U+FFFD stands in for it.
  /// - Parameter room: At least `bound` bytes.
  /// - Returns: How many bytes were written.
  static func write(
    into room: UnsafeMutableRawBufferPointer, arrival: Stamp, qos: Int32, isRetained: Bool,
    topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer
  ) -> Int {
    var at = unsafe writeTime(arrival, into: room, at: 0)
    unsafe room[at] = 9
    unsafe room[at + 1] = 48 + UInt8(truncatingIfNeeded: qos & 3)
    unsafe room[at + 2] = 9
    unsafe room[at + 3] = isRetained ? 49 : 48
    unsafe room[at + 4] = 9
    at = unsafe writeNumber(Int64(payload.count), width: 1, into: room, at: at + 5)
    unsafe room[at] = 9
    at += 1
    for index in topic.indices {
      let byte = unsafe topic[index]
      if byte < 32 || byte == 127 {
        unsafe room[at] = 0xEF
        unsafe room[at + 1] = 0xBF
        unsafe room[at + 2] = 0xBD
        at += 3
      } else {
        unsafe room[at] = byte
        at += 1
      }
    }
    unsafe room[at] = 9
    at += 1
    if let start = room.baseAddress, let from = payload.baseAddress {
      unsafe (start + at).copyMemory(from: from, byteCount: payload.count)
    }
    at += payload.count
    unsafe room[at] = 10
    return at + 1
  }

  /// A control record such as `# tick 1764000000.000000000 {"lag":3}` with its newline.
  static func control(_ word: String, at moment: Stamp, _ json: String = "{}") -> [UInt8] {
    control(word, at: moment, json.utf8)
  }

  static func control(_ word: String, at moment: Stamp, _ json: some Collection<UInt8>) -> [UInt8] {
    var bytes = Array("# \(word) ".utf8)
    bytes.append(contentsOf: time(moment))
    bytes.append(32)
    bytes.append(contentsOf: json)
    bytes.append(10)
    return bytes
  }

  /// `moment` as records write it: seconds, a point, nine digits.
  static func time(_ moment: Stamp) -> [UInt8] {
    unsafe Array(unsafeUninitializedCapacity: 32) { buffer, count in
      unsafe count = writeTime(moment, into: UnsafeMutableRawBufferPointer(buffer), at: 0)
    }
  }

  /// The first record of every run: what the engine was configured with, so that a replay can be.
  static func header(_ configuration: EngineConfiguration, hash: String, at moment: Stamp) -> [UInt8] {
    control("plantwatch", at: moment, headerJSON(configuration, hash: hash))
  }

  /// What a header says, its moment aside.
  static func headerJSON(_ configuration: EngineConfiguration, hash: String) -> String {
    let topics = configuration.topics.map(JSONObject.quoted).joined(separator: ",")
    return
      ("{\"capture\":1,\"plant\":\(JSONObject.quoted(configuration.plant)),\"topics\":[\(topics)],"
      + "\"identity\":\"\(configuration.identity.rawValue)\",\"config\":\(JSONObject.quoted(hash))}")
  }

  private static func writeTime(_ moment: Stamp, into room: UnsafeMutableRawBufferPointer, at start: Int) -> Int {
    let second = moment.second
    var at = unsafe writeNumber(second, width: 1, into: room, at: start)
    unsafe room[at] = 46
    at += 1
    return unsafe writeNumber(moment.nanoseconds - second * Interval.second, width: 9, into: room, at: at)
  }

  private static func writeNumber(
    _ number: Int64, width: Int, into room: UnsafeMutableRawBufferPointer, at start: Int
  ) -> Int {
    var start = start
    if number < 0 {
      unsafe room[start] = 45
      start += 1
    }
    var digits = 1
    var rest = number.magnitude / 10
    while rest > 0 {
      digits += 1
      rest /= 10
    }
    digits = max(digits, width)
    rest = number.magnitude
    var at = start + digits
    while at > start {
      at -= 1
      unsafe room[at] = 48 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return start + digits
  }
}
