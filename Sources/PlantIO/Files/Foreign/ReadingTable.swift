import PlantCore

/// Which columns of a table hold what, where their own names do not say it: `time=ts,device=asset,sensor=tag,value=v`.
public struct ColumnNames: Sendable, Hashable {
  var names: [String: String] = [:]

  public init() {}

  /// - Throws: `SetupError` for what is no such list.
  public init(_ text: String) throws(SetupError) {
    for part in text.split(separator: ",") {
      let words = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard words.count == 2, Self.known[words[0]] != nil else {
        throw SetupError(
          "--columns \(text)", "cannot be read", fix: "--columns time=ts,device=asset,sensor=tag,value=reading")
      }
      names[words[0]] = words[1].lowercased()
    }
  }

  /// What columns are called when nobody says it.
  static let known: [String: Set<String>] = [
    "time": ["time", "timestamp", "ts", "datetime", "date"],
    "device": ["device", "deviceid", "device_id", "asset", "machine"],
    "sensor": ["sensor", "sensortype", "sensor_type", "type", "tag", "metric"],
    "value": ["value", "reading"],
    "topic": ["topic"],
    "payload": ["payload"],
  ]

  /// The place of a column among `header`; nil when it has none.
  func place(of role: String, in header: [String]) -> Int? {
    if let own = names[role] { return header.firstIndex(of: own) }
    return header.firstIndex { Self.known[role]?.contains($0) == true }
  }
}

/// A table with named columns: a historian's export with a reading a row, or one with a sensor a column; or messages, as
/// mqtt-recorder writes them (time, topic, payload).
///
/// Read line by line, so that a table of any size needs no more memory than a small one.
struct ReadingTable: LineTranslator {
  private enum Shape {
    case readings(device: Int?, sensor: Int, value: Int)
    case wide(device: Int?, sensors: [(place: Int, name: String)])
    case messages(topic: Int, payload: Int, qos: Int?, retain: Int?)
  }

  private let delimiter: UInt8
  private let time: Int
  private let shape: Shape
  private var isHeaderPassed = false

  /// Nil when `header` names no time, or nothing that could be a reading.
  init?(header: ArraySlice<UInt8>, columns: ColumnNames) {
    let counts = [UInt8(44), 59, 9].map { byte in (byte, header.count { $0 == byte }) }
    guard let best = counts.max(by: { $0.1 < $1.1 }), best.1 > 0 else { return nil }
    delimiter = best.0
    let names = Self.cells(header.last == 13 ? header.dropLast() : header, best.0).map {
      $0.trimmed.lowercased()
    }
    guard let time = columns.place(of: "time", in: names), Set(names).count == names.count else { return nil }
    self.time = time
    let device = columns.place(of: "device", in: names)
    if let topic = columns.place(of: "topic", in: names), let payload = columns.place(of: "payload", in: names) {
      shape = .messages(
        topic: topic, payload: payload, qos: names.firstIndex(of: "qos"), retain: names.firstIndex(of: "retain"))
    } else if let sensor = columns.place(of: "sensor", in: names), let value = columns.place(of: "value", in: names) {
      shape = .readings(device: device, sensor: sensor, value: value)
    } else {
      let sensors = names.indices.filter { $0 != time && $0 != device && !names[$0].isEmpty }
      guard !sensors.isEmpty else { return nil }
      shape = .wide(device: device, sensors: sensors.map { ($0, names[$0]) })
    }
  }

  var format: InputFormat { if case .messages = shape { .capture } else { .jsonLines } }

  mutating func translate(_ line: ArraySlice<UInt8>, into output: inout [UInt8]) {
    guard isHeaderPassed else {
      isHeaderPassed = true
      return
    }
    if line.isEmpty { return }
    let cells = Self.cells(line, delimiter)
    func cell(_ place: Int?) -> String { place.flatMap { $0 < cells.count ? cells[$0].trimmed : nil } ?? "" }
    let moment = Self.moment(cell(time))
    switch shape {
    case .readings(let device, let sensor, let value):
      append(cell(device), cell(sensor), cell(value), moment, cell(time), to: &output)
    case .wide(let device, let sensors):
      for (place, name) in sensors where !cell(place).isEmpty {
        append(cell(device), name, cell(place), moment, cell(time), to: &output)
      }
    case .messages(let topic, let payload, let qos, let retain):
      guard let moment else {
        output += line
        output.append(10)
        return
      }
      let bytes = Array(cell(payload).utf8)
      let isRetained = ["1", "true"].contains(cell(retain).lowercased())
      output += CaptureRecord.time(moment)
      output += Array(
        "\t\(Int(cell(qos)).map { min(max($0, 0), 2) } ?? 0)\t\(isRetained ? 1 : 0)\t\(bytes.count)\t".utf8)
      output += cell(topic).utf8.map { $0 < 32 ? 95 : $0 }
      output.append(9)
      output += bytes
      output.append(10)
    }
  }

  /// One reading as a line of JSON. A table without a device column is of one device.
  private func append(
    _ device: String, _ sensor: String, _ value: String, _ moment: Stamp?, _ time: String, to output: inout [UInt8]
  ) {
    // Where a semicolon parts the cells, a comma may stand in numbers.
    let number = delimiter == 59 ? value.replacing(",", with: ".") : value
    let isNumber = Double(number)?.isFinite == true && !number.lowercased().contains("x")
    let stamp = moment.map(\.decimalSeconds) ?? JSONObject.quoted(time)
    let digits = number.hasPrefix("+") ? String(number.dropFirst()) : number
    let text = isNumber ? (Double(digits).map { numberText($0) } ?? digits) : JSONObject.quoted(value)
    let line =
      "{\"deviceId\":\(JSONObject.quoted(device.isEmpty ? "table" : device)),\"sensorType\":\(JSONObject.quoted(sensor)),"
      + "\"value\":\(text),\"timestamp\":\(stamp)}\n"
    output += Array(line.utf8)
  }

  /// ISO 8601, local where it names no zone, or a number of seconds or milliseconds.
  private static func moment(_ text: String) -> Stamp? {
    if let number = Double(text) {
      guard number.isFinite, number.magnitude < 9e15 else { return nil }
      return Stamp(nanoseconds: Int64(number.magnitude < 1e11 ? number * 1e9 : number * 1e6))
    }
    let whole = text.count == 10 ? text + "T00:00" : text
    return TimeArgument.iso8601(whole, defaultOffset: { LocalZone.instant($0) })
  }

  /// The cells of a line; quotes hold one together, two of them inside are one (RFC 4180). A cell ends with its line.
  private static func cells(_ line: ArraySlice<UInt8>, _ delimiter: UInt8) -> [String] {
    var cells: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var at = line.startIndex
    while at < line.endIndex {
      let byte = line[at]
      if byte == 0x22 {
        if isQuoted, at + 1 < line.endIndex, line[at + 1] == 0x22 {
          cell.append(byte)
          at += 1
        } else {
          isQuoted.toggle()
        }
      } else if byte == delimiter, !isQuoted {
        cells.append(String(decoding: cell, as: UTF8.self))
        cell = []
      } else {
        cell.append(byte)
      }
      at += 1
    }
    return cells + [String(decoding: cell, as: UTF8.self)]
  }
}

extension String {
  /// Without blanks at its ends.
  fileprivate var trimmed: String {
    guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[first...last])
  }
}
