import PlantCore

/// What an engine concluded from a whole input.
struct Conclusion {
  var events: [Event] = []
  var counters = Counters()
  var alarms: [PipelineAlarm] = []
  var snapshot = Snapshot()
  var digest: UInt64 = 0

  /// Every transition of one pipeline alarm, such as `OK→ALARM @120 11`: seconds since the first, and the value.
  func transitions(_ name: PipelineAlarmName, since start: Int64 = 0) -> [String] {
    events.compactMap { event in
      guard case .alarm(let alarm) = event, alarm.name == name else { return nil }
      return "\(short(alarm.from))→\(short(alarm.to)) @\(seconds(alarm.at, start)) \(numberText(alarm.value))"
    }
  }

  /// Openings and closings, such as `open high device-001/temperature 95 @10`.
  func episodes(_ wanted: EpisodeClass = .limit, since start: Int64 = 0) -> [String] {
    events.compactMap { event in
      guard case .anomaly(let anomaly) = event, anomaly.episode.episodeClass == wanted else { return nil }
      let episode = anomaly.episode
      let whose = episode.sensor == nil ? episode.deviceName : "\(episode.deviceName)/\(episode.sensorName)"
      let value = wanted == .limit ? " \(numberText(episode.value))" : ""
      return
        "\(anomaly.isOpening ? "open" : "close") \(episode.kind.text) \(whose)\(value) @\(seconds(anomaly.at, start))"
    }
  }

  private func short(_ state: AlarmState) -> String { state == .insufficientData ? "?" : state.text }

  private func seconds(_ stamp: Stamp, _ start: Int64) -> String {
    numberText(Double(stamp.nanoseconds - start * 1_000_000_000) / 1e9)
  }
}

/// Runs a whole input through an engine, in batches of `batch` bytes.
func judge(
  _ input: [UInt8], _ format: InputFormat, batch: Int = .max, configuration: EngineConfiguration = .init(),
  messageLogBytes: Int = 0, query: Query = Query()
) -> Conclusion {
  var engine = Engine(configuration: configuration, format: format, messageLogBytes: messageLogBytes)
  var conclusion = Conclusion()
  var position = 0
  while position < input.count {
    let end = min(input.count, batch == .max ? input.count : position + batch)
    unsafe input[position..<end].withUnsafeBytes { bytes in _ = unsafe engine.consume(bytes) }
    conclusion.events += engine.takeEvents()
    position = end
  }
  engine.finish()
  conclusion.events += engine.takeEvents()
  conclusion.counters = engine.counters
  conclusion.alarms = engine.pipelineAlarms()
  conclusion.snapshot = engine.snapshot(for: query)
  conclusion.digest = engine.digest
  return conclusion
}

func judge(
  _ input: String, _ format: InputFormat, batch: Int = .max, configuration: EngineConfiguration = .init(),
  messageLogBytes: Int = 0, query: Query = Query()
) -> Conclusion {
  judge(
    Array(input.utf8), format, batch: batch, configuration: configuration, messageLogBytes: messageLogBytes,
    query: query)
}

/// Writes captures for tests: times are seconds since `start`.
struct CaptureScript {
  static let start: Int64 = 1_764_000_000
  var text = ""

  mutating func reading(
    _ second: Double, _ device: String = "device-001", _ type: String = "temperature", _ value: Double,
    at event: Double? = nil, retained: Bool = false
  ) {
    let stamp = event.map { ",\"timestamp\":\(Self.start * 1000 + Int64(($0 * 1000).rounded()))" } ?? ""
    message(
      second, "sensor/\(device)/data",
      "{\"deviceId\":\"\(device)\",\"sensorType\":\"\(type)\",\"value\":\(value)\(stamp)}",
      retained: retained)
  }

  mutating func message(_ second: Double, _ topic: String, _ payload: String, retained: Bool = false) {
    text += "\(Self.time(second))\t0\t\(retained ? 1 : 0)\t\(payload.utf8.count)\t\(topic)\t\(payload)\n"
  }

  mutating func line(_ word: String, _ second: Double, _ json: String = "") {
    text += "# \(word) \(Self.time(second)) \(json)\n"
  }

  /// Puts the records into the order of their times; records of one time stay in the order of writing.
  mutating func sort() {
    func stamp(_ line: Substring) -> Substring {
      line.hasPrefix("#") ? line.split(separator: " ")[2] : line.prefix { $0 != "\t" }
    }
    let lines = text.split(separator: "\n").enumerated().sorted {
      (stamp($0.element), $0.offset) < (stamp($1.element), $1.offset)
    }
    text = lines.map { $0.element + "\n" }.joined()
  }

  /// Another device that talks all the time, so that the feed never explains a silence.
  mutating func chatter(_ seconds: ClosedRange<Int>) {
    for second in seconds { reading(Double(second) + 0.9, "chatter", "temperature", 20) }
    sort()
  }

  mutating func ticks(_ seconds: ClosedRange<Int>, lag: Int = 1) {
    for second in seconds { line("tick", Double(second), "{\"lag\":\(lag)}") }
  }

  static func time(_ second: Double) -> String {
    let nanoseconds = Int64((second * 1000).rounded()) * 1_000_000 + start * 1_000_000_000
    return "\(nanoseconds / 1_000_000_000).\(padded(Int(nanoseconds % 1_000_000_000), 9))"
  }
}

/// A conclusion from a script whose times count from `CaptureScript.start`.
func judge(_ script: CaptureScript, configuration: EngineConfiguration = .init(), batch: Int = .max) -> Conclusion {
  judge(script.text, .capture, batch: batch, configuration: configuration)
}
