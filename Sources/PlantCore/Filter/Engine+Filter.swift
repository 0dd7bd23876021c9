/// What a filter sees of devices, sensors, messages, episodes and alarms.
extension Engine {
  /// The devices that pass, in their order: by what they are themselves, and by one of their sensors.
  func filtered(_ ordered: [DeviceID], _ text: String) -> [DeviceID] {
    let filter = FilterExpression(text)
    guard !filter.isEmpty else { return ordered }
    let ofSensor = filter.terms.filter(\.field.isOfSensor)
    let ofDevice = filter.terms.filter { !$0.field.isOfSensor }
    return ordered.filter { device in
      guard ofDevice.allSatisfy({ $0.holds { texts(of: Int(device), $0) } }) else { return false }
      guard !ofSensor.isEmpty else { return true }
      var isFound = false
      forEach(of: Int(device)) { sensor in
        if isFound { return }
        isFound = ofSensor.allSatisfy { $0.holds(value: sensor.value) { _ in [types[Int(sensor.type)].name] } }
      }
      return isFound
    }
  }

  private func texts(of device: Int, _ field: FilterExpression.Field) -> [String] {
    let configured = devices[device].configured
    let own = configured >= 0 ? configuration.devices[Int(configured)] : nil
    let name = deviceNames.text(DeviceID(device))
    switch field {
    case .any, .text: return [name, own?.name ?? "", area(of: device)]
    case .device: return [name] + (own.map { [$0.name] } ?? [])
    case .area: return [area(of: device)]
    case .priority: return worstOpen(of: device).map { [String($0.priority)] } ?? []
    case .state: return states(of: device)
    case .kind: return [Self.kind(ofDevice: name)]
    case .sensor, .value, .topic: return []
    }
  }

  /// The words by which a device's state is asked for.
  private func states(of device: Int) -> [String] {
    var words: [String] = []
    if let index = foremostAlarm(of: device) {
      if book.records[index].isActive { words.append("alarm") }
      if book.records[index].isUnacknowledged { words.append("unack") }
    }
    if devices[device].isRetired { words.append("retired") }
    if !isRunning(UInt32(device)) { words.append("stopped") }
    switch freshness(device) {
    case .dead: words.append("dead")
    case .stale: words.append("stale")
    case .neverSeen: words.append("never-seen")
    case .lastKnown, .fresh: break
    }
    return words.isEmpty ? ["ok", "normal"] : words
  }

  /// Whether a message of the log passes.
  func passes(_ number: UInt64, _ filter: FilterExpression) -> Bool {
    filter.terms.allSatisfy { term in
      // The usual filter, for which no text is made.
      if case .contains(let needle) = term.test, term.field == .any {
        return messages.contains(number, needle) != term.isInverted
      }
      let entry = messages.entry(number)
      return term.holds(value: entry.value) { field in
        switch field {
        case .any:
          let message = messages.message(number)
          return [message.topic, message.payload]
        case .topic: return [messages.message(number).topic]
        case .text: return [messages.message(number).payload]
        case .device: return entry.device == .max ? [] : [deviceNames.text(entry.device)]
        case .sensor: return entry.sensor == .max ? [] : [types[Int(sensors[Int(entry.sensor)].type)].name]
        case .area: return entry.device == .max ? [] : texts(of: Int(entry.device), .area)
        case .state, .kind: return entry.verdict.filterWords
        case .value, .priority: return []
        }
      }
    }
  }

  /// Whether an episode passes.
  func passes(_ episode: EpisodeRecord, _ filter: FilterExpression) -> Bool {
    filter.isEmpty
      || passes(episode.hasSensor ? Int(episode.sensor) : nil, Int(episode.device), filter) { field in
        switch field {
        case .kind: return [episode.kind.text, episode.episodeClass.text]
        case .priority: return [String(episode.priority)]
        case .state:
          return [episode.closed.isKnown ? "over" : "open"]
            + (episode.episodeClass == .freshness ? [episode.kind.text] : [])
            + (alarm(of: episode).map { stateWords(book.records[$0]) } ?? [])
        default: return nil
        }
      }
  }

  /// Whether an alarm passes; one of the pipeline goes by its name alone.
  func passes(_ alarm: AlarmRecord, _ filter: FilterExpression) -> Bool {
    if filter.isEmpty { return true }
    let words: [FilterExpression.Field: [String]] = [
      .kind: [alarm.side == .high ? "high" : alarm.side == .low ? "low" : "pipeline"],
      .priority: [String(alarm.priority)], .state: stateWords(alarm) + [alarm.isActive ? "open" : "over"],
    ]
    guard alarm.side == .pipeline else {
      return passes(Int(alarm.subject), Int(sensors[Int(alarm.subject)].device), filter) { words[$0] }
    }
    let name = alarmName(Int(alarm.subject)).text
    return filter.passes(value: alarms[Int(alarm.subject)].value) { field in
      words[field] ?? (field == .any || field == .text ? [name, "pipeline"] : [])
    }
  }

  private func stateWords(_ alarm: AlarmRecord) -> [String] {
    [alarm.state.word] + (alarm.overlay == .none ? [] : [alarm.overlay.word])
  }

  private func passes(
    _ sensor: Int?, _ device: Int, _ filter: FilterExpression, _ own: (FilterExpression.Field) -> [String]?
  ) -> Bool {
    let type = sensor.map { types[Int(sensors[$0].type)].name }
    return filter.passes(value: sensor.map { sensors[$0].value } ?? .nan) { field in
      if let words = own(field) { return words }
      switch field {
      case .sensor: return type.map { [$0] } ?? []
      case .any, .text: return texts(of: device, .any) + (type.map { [$0] } ?? [])
      default: return texts(of: device, field)
      }
    }
  }
}

extension Verdict {
  /// The words by which messages are asked for: what the log's last column says.
  fileprivate var filterWords: [String] {
    switch self {
    case .judged(let judgement): [judgement.filterWord]
    case .late(let judgement): ["late", judgement.filterWord]
    case .outsideSpan(let judgement): ["outside-span", judgement.filterWord]
    case .unitMismatch(let judgement): ["unit", judgement.filterWord]
    case .error(let reason): ["error", "\(reason)"]
    case .retained: ["retained"]
    case .duplicate: ["duplicate"]
    }
  }
}

extension Judgement {
  fileprivate var filterWord: String { self == .normal ? "ok" : EpisodeKind(self).text }
}

extension FilterExpression {
  /// The words by which states are asked for: of devices, of alarms, of anomalies, and of messages.
  static let stateWords: Set<String> = {
    var words: Set = ["ok", "alarm", "open", "over", "stopped", "retired", "stale", "dead", "never-seen"]
    words.formUnion(OperatorState.allCases.map { $0.word.lowercased() })
    words.formUnion(AlarmOverlay.allCases.map { $0.word.lowercased() })
    words.formUnion(["late", "outside-span", "unit", "error", "retained", "duplicate"])
    words.formUnion(Judgement.allCases.map { $0.filterWord.lowercased() })
    words.formUnion(ProcessingError.allCases.map { "\($0)".lowercased() })
    return words
  }()

  /// The first state a line asks for that nothing is ever in, so that it would hide all without a word.
  public static func unknownState(_ line: String) -> String? {
    for term in FilterExpression(line).terms where term.field == .state && !term.isInverted {
      guard case .equals(let bytes) = term.test else { continue }
      let word = String(decoding: bytes, as: UTF8.self)
      if !stateWords.contains(word) { return word }
    }
    return nil
  }
}

extension JournalEntry {
  /// Whether it passes a filter.
  public func passes(_ filter: FilterExpression) -> Bool {
    filter.isEmpty
      || filter.passes { field in
        switch field {
        case .any: [word, device, text]
        case .device: [device]
        case .kind, .state: [word]
        case .priority: priority.map { [String($0)] } ?? []
        case .text: [text]
        // Its text begins with the sensor.
        case .sensor: [String(text.prefix { $0 != " " && $0 != ":" })]
        case .value, .topic, .area: []
        }
      }
  }
}
