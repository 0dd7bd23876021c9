import PlantCore

/// `mosquitto_sub -F %j` and `%J`: a JSON object a line with `tst`, `topic` and `payload`, in all its historical shapes.
struct MosquittoJSON: LineTranslator {
  struct Record {
    var time: Stamp
    var topic: String
    var qos = 0
    var isRetained = false
    var payload: [UInt8] = []
  }

  var format: InputFormat { .capture }

  mutating func translate(_ line: ArraySlice<UInt8>, into output: inout [UInt8]) {
    guard let record = Self.record(line) else {
      output += line
      output.append(10)
      return
    }
    output += CaptureRecord.time(record.time)
    output += Array("\t\(record.qos)\t\(record.isRetained ? 1 : 0)\t\(record.payload.count)\t".utf8)
    // A tab or a newline in a topic would break the record.
    output += record.topic.utf8.flatMap { $0 < 32 || $0 == 127 ? [0xEF, 0xBF, 0xBD] : [$0] }
    output.append(9)
    output += record.payload
    output.append(10)
  }

  /// Reads a line; nil when it is none of these.
  static func record(_ line: ArraySlice<UInt8>) -> Record? {
    guard line.first == 0x7B, let members = JSONMembers(line) else { return nil }
    guard let time = members.value("tst").flatMap(moment), case .text(let topic)? = members.parsed("topic"),
      !topic.isEmpty
    else { return nil }
    var record = Record(time: time, topic: topic)
    if case .number(let qos)? = members.parsed("qos"), (0...2).contains(qos) { record.qos = Int(qos) }
    switch members.parsed("retain") {
    case .number(let number): record.isRetained = number != 0
    case .flag(let flag): record.isRetained = flag
    default: break
    }
    guard let payload = members.value("payload") else { return record }
    if payload.first == 0x22 {
      guard case .text(let text)? = SmallJSON.parse(Array(payload)) else { return nil }
      record.payload = Array(text.utf8)
    } else if !payload.elementsEqual("null".utf8) {
      record.payload = Array(payload)
    }
    return record
  }

  /// Epoch seconds (1.5, 1.6), both `Z` and an offset (2.0.0 to 2.0.12, where the offset counts), or an offset alone.
  private static func moment(_ value: ArraySlice<UInt8>) -> Stamp? {
    guard value.first == 0x22 else {
      guard let number = Double(String(decoding: value, as: UTF8.self)), number > 0, number < 9e9 else { return nil }
      return Stamp(nanoseconds: Int64(number * 1e9))
    }
    let text = String(decoding: value.dropFirst().dropLast(), as: UTF8.self)
    return TimeArgument.iso8601(text.replacing("Z+", with: "+").replacing("Z-", with: "-"), defaultOffset: nil)
  }
}

/// `mosquitto_sub -v`: topic, a blank, payload. There is no time of arrival in it, so it is read as bare readings.
struct MosquittoVerbose: LineTranslator {
  var format: InputFormat { .jsonLines }

  mutating func translate(_ line: ArraySlice<UInt8>, into output: inout [UInt8]) {
    output += Self.payload(line) ?? line
    output.append(10)
  }

  /// What stands after the topic; nil when the line is no reading with a topic before it.
  static func payload(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let blank = line.firstIndex(of: 32), blank > line.startIndex, line[..<blank].contains(0x2F) else {
      return nil
    }
    let payload = line[(blank + 1)...]
    guard payload.first == 0x7B, payload.firstRange(of: Array("\"value\"".utf8)) != nil else { return nil }
    return payload
  }
}

/// Where the members of one JSON object stand in its bytes.
struct JSONMembers {
  private var places: [(name: String, value: ArraySlice<UInt8>)] = []

  /// Nil when `bytes` are no object from end to end. Of equal names the last counts.
  init?(_ bytes: ArraySlice<UInt8>) {
    var at = bytes.startIndex
    func skip() { while at < bytes.endIndex, [32, 9, 13].contains(bytes[at]) { at += 1 } }
    func string() -> ArraySlice<UInt8>? {
      guard at < bytes.endIndex, bytes[at] == 0x22 else { return nil }
      let start = at
      at += 1
      while at < bytes.endIndex, bytes[at] != 0x22 { at += bytes[at] == 0x5C ? 2 : 1 }
      guard at < bytes.endIndex else { return nil }
      at += 1
      return bytes[start..<at]
    }
    func value() -> ArraySlice<UInt8>? {
      let start = at
      var depth = 0
      while at < bytes.endIndex {
        switch bytes[at] {
        case 0x22: if string() == nil { return nil }
        case 0x7B, 0x5B: (depth, at) = (depth + 1, at + 1)
        case 0x7D, 0x5D:
          if depth == 0 { return bytes[start..<at] }
          (depth, at) = (depth - 1, at + 1)
        case 0x2C where depth == 0: return bytes[start..<at]
        default: at += 1
        }
      }
      return nil
    }
    guard bytes.first == 0x7B else { return nil }
    at += 1
    while true {
      skip()
      guard let name = string() else { return nil }
      skip()
      guard at < bytes.endIndex, bytes[at] == 0x3A else { return nil }
      at += 1
      skip()
      guard var found = value() else { return nil }
      while let last = found.last, [32, 9, 13].contains(last) { found.removeLast() }
      places.append((String(decoding: name.dropFirst().dropLast(), as: UTF8.self), found))
      guard at < bytes.endIndex else { return nil }
      at += 1
      if bytes[at - 1] == 0x7D { break }
    }
    skip()
    guard at == bytes.endIndex else { return nil }
  }

  /// The bytes of a member's value.
  func value(_ name: String) -> ArraySlice<UInt8>? { places.last { $0.name == name }?.value }

  /// A member's value, read.
  func parsed(_ name: String) -> SmallJSON? { value(name).flatMap { SmallJSON.parse(Array($0)) } }
}
