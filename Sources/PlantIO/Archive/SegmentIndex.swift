import PlantCore

/// What a finished segment holds, written beside it: enough to find a device or a moment without reading it.
public struct SegmentIndex: Sendable, Equatable {
  /// One frame of the segment.
  public struct Frame: Sendable, Equatable {
    /// Where it begins in the file.
    public var offset: Int
    /// Milliseconds since the epoch between which its records lie.
    public var first: Int64
    public var last: Int64
    public var messages: Int
  }

  /// What a device sent in it.
  public struct DeviceCount: Sendable, Equatable {
    public var name: String
    public var readings: Int
    public var anomalies: Int
  }

  public var first = Stamp.unknown
  public var last = Stamp.unknown
  public var records = 0
  public var messages = 0
  public var readings = 0
  public var anomalies = 0
  public var errors = 0
  /// Bytes before compression.
  public var plainBytes = 0
  /// The level it is compressed with.
  public var level = 0
  /// Bytes that could not be read when it was finished, and are set aside; messages that are known to be missing.
  public var damagedBytes = 0
  public var lostMessages = 0
  /// Whether it is known of all those bytes how many messages were in them.
  public var isCounted = true
  public var devices: [DeviceCount] = []
  public var frames: [Frame] = []

  public init() {}

  /// Whether it is the index of what a tally has counted.
  func describes(_ tally: RecordTally) -> Bool {
    // An index says its times to the millisecond.
    messages == tally.messages && first.isKnown == tally.first.isKnown
      && (!first.isKnown
        || first.milliseconds == tally.first.milliseconds && last.milliseconds == tally.last.milliseconds)
  }

  /// As JSON with the sum of all that stands before it, and a newline.
  var text: String {
    var object = JSONObject()
    object.add("index", raw: "2")
    object.add("first", stamp: first)
    object.add("last", stamp: last)
    for (key, value) in numbers { object.add(key, raw: String(value)) }
    object.add("isCounted", raw: String(isCounted))
    let devices = devices.map { "[\(JSONObject.quoted($0.name)),\($0.readings),\($0.anomalies)]" }
    object.add("devices", raw: "[\(devices.joined(separator: ","))]")
    let frames = frames.map { "[\($0.offset),\($0.first),\($0.last),\($0.messages)]" }
    object.add("frames", raw: "[\(frames.joined(separator: ","))]")
    object.add("sum", WholeFile.checksum(of: object.text))
    return object.text + "\n"
  }

  private var numbers: [(String, Int)] {
    [
      ("records", records), ("messages", messages), ("readings", readings), ("anomalies", anomalies),
      ("errors", errors), ("plainBytes", plainBytes), ("level", level), ("damagedBytes", damagedBytes),
      ("lostMessages", lostMessages),
    ]
  }

  /// Reads an index; nil when `bytes` hold none of this version, or one that was changed.
  init?(_ bytes: [UInt8]) {
    guard case .object(let members)? = SmallJSON.parse(bytes) else { return nil }
    for (key, value) in members {
      switch (key, value) {
      case ("first", .text(let text)): first = TimeArgument.iso8601(text, defaultOffset: nil) ?? .unknown
      case ("last", .text(let text)): last = TimeArgument.iso8601(text, defaultOffset: nil) ?? .unknown
      case ("isCounted", .flag(let flag)): isCounted = flag
      case (_, .number(let number)): set(key, Self.count(number))
      case ("devices", .list(let list)): devices = list.compactMap(Self.device)
      case ("frames", .list(let list)): frames = list.compactMap(Self.frame)
      default: break
      }
    }
    // Whatever was changed shows here: the sum as well.
    guard Array(text.utf8) == bytes else { return nil }
  }

  /// A number as far as a count can go.
  private static func count(_ number: Double) -> Int { Int(min(max(number, -9e15), 9e15)) }

  private mutating func set(_ key: String, _ value: Int) {
    switch key {
    case "records": records = value
    case "messages": messages = value
    case "readings": readings = value
    case "anomalies": anomalies = value
    case "errors": errors = value
    case "plainBytes": plainBytes = value
    case "level": level = value
    case "damagedBytes": damagedBytes = value
    case "lostMessages": lostMessages = value
    default: break
    }
  }

  private static func device(_ value: SmallJSON) -> DeviceCount? {
    guard case .list(let parts) = value, parts.count == 3, case .text(let name) = parts[0],
      case .number(let readings) = parts[1], case .number(let anomalies) = parts[2]
    else { return nil }
    return DeviceCount(name: name, readings: count(readings), anomalies: count(anomalies))
  }

  private static func frame(_ value: SmallJSON) -> Frame? {
    guard case .list(let parts) = value, parts.count == 4 else { return nil }
    let numbers = parts.compactMap { part -> Int64? in
      if case .number(let number) = part { Int64(count(number)) } else { nil }
    }
    guard numbers.count == 4 else { return nil }
    return Frame(offset: Int(numbers[0]), first: numbers[1], last: numbers[2], messages: Int(numbers[3]))
  }
}
