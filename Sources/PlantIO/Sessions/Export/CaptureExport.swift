import PlantCore

/// The part of a stream that goes into a bundle; plain values for a thread of its own.
struct ExportSource: Sendable {
  enum Stream: Sendable {
    /// Of a live run: what is held of its past.
    case held([PastLog.Segment])
    /// Of a replay: its inputs from a byte on.
    case inputs(Inputs, offset: Int)
  }

  var stream: Stream
  /// The state before the first record; nil where the stream begins there.
  var image: [UInt8]?
  /// Stream time of that state.
  var time: Stamp
  /// Whether a broker was connected then.
  var isConnected: Bool
  /// Nothing later goes along.
  var end: Stamp
  var configuration: EngineConfiguration
  var notes: [Mark]
}

/// Writes a capture of its own: header, the state it starts from, and the records up to its end.
struct CaptureExport {
  private let source: ExportSource
  private let isRedacted: Bool
  private var people: [String: String] = [:]

  init(_ source: ExportSource, isRedacted: Bool) {
    self.source = source
    self.isRedacted = isRedacted
  }

  /// Writes the capture to `path`.
  mutating func write(to path: String) throws(SetupError) {
    let file = try OutputFile(path)
    if let image = source.image { try file.write(beginning(image)) }
    switch source.stream {
    case .held(let segments):
      for segment in segments {
        let contents = PastLog.plainContents(of: segment)
        if try !file.write(part(contents.bytes)) { break }
      }
    case .inputs(let inputs, let offset):
      let pipe = try BlockPipe.open(inputs, from: offset)
      reading: while true {
        switch pipe.next(reusing: BlockPipe.Block(), nanoseconds: -1) {
        case .end: break reading
        case .later: continue
        case .block(let block): if try !file.write(part(block.bytes)) { break reading }
        }
      }
      pipe.cancel()
    }
    try file.write([], isLast: true)
  }

  /// The lines by which a reader stands where the slice begins.
  private func beginning(_ image: [UInt8]) -> [UInt8] {
    var configuration = source.configuration
    if isRedacted { configuration.plant = "" }
    let hash = ConfigurationHash.of(source.configuration)
    var bytes = CaptureRecord.header(configuration, hash: hash, at: source.time)
    let image = isRedacted ? Engine.redacted(image: image, configuration: source.configuration) : image
    for part in SavedState(configuration: hash, saved: source.time, image: image).parts {
      bytes += CaptureRecord.control("state", at: source.time, part)
    }
    if source.isConnected { bytes += CaptureRecord.control("connected", at: source.time, "{}") }
    return bytes
  }

  /// The records of some bytes that lie before the end, people and addresses left out where they shall be.
  private mutating func part(_ bytes: [UInt8]) -> (bytes: [UInt8], isWhole: Bool) {
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var start = 0
    while start < bytes.count {
      let (frame, own) = unsafe bytes.withUnsafeBytes {
        (
          unsafe RecordFrame.capture(in: $0, at: start, isAtEnd: true),
          unsafe bytes[start] == 35 ? RecordHead.own(in: $0, at: start) : nil
        )
      }
      if let time = frame.time, time > source.end { return (kept, false) }
      let end = frame.end ?? (bytes[start...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count)
      if isRedacted, let own {
        kept += redacted(own.word, own.time, String(decoding: bytes[own.json..<end], as: UTF8.self))
      } else {
        kept += bytes[start..<end]
      }
      start = end
    }
    return (kept, true)
  }

  private mutating func redacted(_ word: String, _ time: Stamp, _ json: String) -> [UInt8] {
    var json = json.hasSuffix("\n") ? String(json.dropLast()) : json
    switch word {
    case "connected": json = "{}"
    case "disconnected": json = json.contains("\"stopped\"") ? json : "{\"why\":\"lost\"}"
    case "plantwatch": json = Self.replacing("plant", in: json) { _ in "" }
    case "action":
      json = Self.replacing("by", in: json) { person(json[$0]) }
      json = Self.replacing("why", in: json) { [json] in PlantCore.Handover.withoutName(String(json[$0])) }
    // A state inside of the slice holds names, and the slice has its own.
    case "state": return []
    default: break
    }
    return CaptureRecord.control(word, at: time, json)
  }

  private mutating func person(_ name: Substring) -> String {
    if let known = people[String(name)] { return known }
    people[String(name)] = "operator \(people.count + 1)"
    return people[String(name)] ?? ""
  }

  /// `json` with another text for a key, which plantwatch itself has written.
  private static func replacing(
    _ key: String, in json: String, with text: (Range<String.Index>) -> String
  ) -> String {
    guard let head = json.firstRange(of: "\"\(key)\":\"") else { return json }
    var end = head.upperBound
    while end < json.endIndex, json[end] != "\"" {
      if json[end] == "\\" { end = json.index(after: end) }
      guard end < json.endIndex else { return json }
      end = json.index(after: end)
    }
    return json[..<head.upperBound] + text(head.upperBound..<end) + json[end...]
  }
}

extension OutputFile {
  /// Writes a part; whether more may follow.
  fileprivate func write(_ part: (bytes: [UInt8], isWhole: Bool)) throws(SetupError) -> Bool {
    try write(part.bytes)
    return part.isWhole
  }
}
