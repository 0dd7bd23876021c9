import PlantCore

/// One message in full: when and where it came from, its members, and what was judged of it and by which limits.
struct MessageScreen {
  /// Nil until the engine has answered, or when no message is held.
  var detail: MessageDetail?
  /// Whether the log has dropped it meanwhile.
  var isGone = false
  var types: [SensorTypeInfo]
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    guard let detail else {
      PaneTitle(text: "Message", notes: [], isFocused: true, glyphs: look.glyphs).draw(
        into: &canvas, area: area.row(0))
      canvas.write(
        isGone ? "it is no longer held" : "reading", x: area.x + 2, y: area.y + 1, limit: area.width - 2, role: .muted)
      return
    }
    let message = detail.message
    PaneTitle(
      text: "Messages \(look.glyphs.isASCII ? ">" : "►") \(look.clock(message.arrival, milliseconds: true))",
      notes: [detail.deviceName], isFocused: true, glyphs: look.glyphs
    ).draw(into: &canvas, area: area.row(0))
    var page = Page(area: area.dropFirst(1))
    let reasons = MessageWords.reasons(detail, type: type, look)
    page.add(&canvas, "judgement", reasons[0], MessageWords.role(message.verdict))
    for line in reasons.dropFirst() { page.add(&canvas, "", line, .text) }
    page.skip()
    page.add(&canvas, "topic", message.topic.isEmpty ? "none: a bare line of a file" : message.topic, .logTopic)
    page.add(&canvas, "arrived", look.clock(message.arrival, milliseconds: true), .text)
    // Bytes that are no UTF-8 are longer once they are replaced: then the count says nothing.
    let isCut = message.payload.utf8.count < message.payloadBytes && message.verdict != .error(.encoding)
    page.add(
      &canvas, "payload",
      "\(message.payloadBytes) bytes" + (isCut ? ", of which \(message.payload.utf8.count) are held" : ""),
      .text)
    page.skip()
    for field in detail.fields {
      page.add(
        &canvas, field.name, field.text + MessageWords.note(field, detail, look), field.meaning == nil ? .text : .title)
    }
    if isCut {
      page.add(&canvas, "", "here ends what is held of it", .muted)
    } else if let brokenAt = detail.brokenAt, message.verdict != .error(.encoding) {
      page.add(&canvas, "", "here it stops being JSON: byte \(brokenAt + 1) of \(message.payloadBytes)", .advisory)
    }
    page.skip()
    page.add(&canvas, "as it came", message.payload, .muted)
    page.end(&canvas)
  }

  private var type: SensorTypeInfo? { detail?.sensor.flatMap { sensor in types.first { $0.id == sensor.type } } }

  /// Lines from top to bottom, each a name and a text that may take several rows.
  private struct Page {
    var area: Rect
    private var row = 0

    init(area: Rect) { self.area = area }

    private var nameWidth: Int { area.width >= 60 ? 18 : 11 }

    mutating func skip() { row += 1 }

    mutating func add(_ canvas: inout Canvas, _ name: String, _ text: String, _ role: Role) {
      let shown = CleanText.shortened(name, to: nameWidth - 1, isASCII: canvas.isASCII)
      let width = area.width - nameWidth - 2
      let pieces = CleanText.wrapped(text, width: width, isASCII: canvas.isASCII)
      // An empty text has a row, too.
      for (index, piece) in (pieces.isEmpty ? [""] : pieces).enumerated() {
        defer { row += 1 }
        guard row < area.height else { continue }
        if index == 0 { canvas.write(shown, x: area.x + 1, y: area.y + row, limit: nameWidth, role: .muted) }
        canvas.write(piece, x: area.x + 1 + nameWidth, y: area.y + row, limit: width, role: role)
      }
    }

    /// Says on the last row how many rows have no room.
    func end(_ canvas: inout Canvas) {
      guard row > area.height, area.height > 1 else { return }
      canvas.fill(area.row(area.height - 1))
      canvas.write(
        "\(row - area.height + 1) more rows", x: area.x + 1, y: area.maxY - 1, limit: area.width - 2, role: .muted)
    }
  }
}

/// What was made of a message, in sentences.
enum MessageWords {
  /// How the first of them looks.
  static func role(_ verdict: Verdict) -> Role {
    let role = VerdictWord(verdict).role
    return role == .frame ? .text : role
  }

  /// What was judged, and why; never empty.
  static func reasons(_ detail: MessageDetail, type: SensorTypeInfo?, _ look: Look) -> [String] {
    switch detail.message.verdict {
    case .judged(let judgement): return [against(judgement, detail, type, look)]
    case .late(let judgement):
      return [
        against(judgement, detail, type, look),
        "late, more than 5 minutes behind the newest reading of its sensor; it counts, and does not move the gauge",
      ]
    case .outsideSpan(let judgement):
      return [
        against(judgement, detail, type, look), "no working sensor of this kind says such a value: see its quality",
      ]
    case .unitMismatch(let judgement):
      return [
        against(judgement, detail, type, look), "its unit does not fit the configured one; it was judged as configured",
      ]
    case .error(.time):
      return ["error: time", "a reading all the same, at the time at which it came: its timestamp cannot be read"]
    case .error(let reason):
      return ["error: \(reason.name)", "no reading: \(words(reason))", "it counts as one processing error"]
    case .retained: return ["retained", "the broker had kept it: shown as last known, never judged"]
    case .duplicate:
      return ["duplicate", "its sensor said the same value for the same time before: counted, nothing else"]
    }
  }

  private static func words(_ reason: ProcessingError) -> String {
    switch reason {
    case .oversize: "the payload is larger than a message may be"
    case .topic: "its topic fits no template"
    case .encoding: "the payload is not UTF-8"
    case .json: "the payload is no valid JSON"
    case .shape: "a reading has deviceId, sensorType and value; one of them is missing or of the wrong kind"
    case .value: "its value is no finite number"
    case .time: "its timestamp cannot be read"
    case .identity: "the device in the payload is not the one in the topic"
    case .capacity: "there is no room for one more sensor"
    }
  }

  /// The value against the limits it was judged by.
  private static func against(
    _ judgement: Judgement, _ detail: MessageDetail, _ type: SensorTypeInfo?, _ look: Look
  ) -> String {
    guard let sensor = detail.sensor, let value = detail.value else { return VerdictWord(detail.message.verdict).text }
    let unit = type.map { $0.unit.isEmpty ? "" : " " + look.glyphs.unit($0.unit) } ?? ""
    let places = Numbers.places(for: sensor.scale ?? type?.scale)
    if judgement.isBreach, let text = AlarmWords.comparison(value, sensor.limits, places: places) {
      return "\(AlarmWords.word(judgement)): \(text)\(unit)"
    }
    guard judgement.isBreach || sensor.limits.hasLimits else {
      return "ok: it has no limits, it is shown and trended and never an anomaly"
    }
    let low = sensor.limits.low ?? sensor.limits.lowLow
    let high = sensor.limits.high ?? sensor.limits.highHigh
    let band = [low.map { "from \(Numbers.trimmed($0))" }, high.map { "up to \(Numbers.trimmed($0))" }]
      .compactMap(\.self).joined(separator: " ")
    return judgement.isBreach
      ? "\(AlarmWords.word(judgement)) by the limits of its time; now they are \(band)\(unit)"
      : "ok: within its limits, \(band)\(unit)"
  }

  /// What the engine took a member for.
  static func note(_ field: MessageField, _ detail: MessageDetail, _ look: Look) -> String {
    let separator = look.glyphs.separator
    switch field.meaning {
    case .device: return "\(separator)the device"
    case .sensorType: return "\(separator)the sensor type"
    case .value:
      guard let judged = detail.value, let said = Double(field.text), abs(judged - said) > 1e-6 * abs(said) else {
        return "\(separator)the value"
      }
      return "\(separator)the value, judged as \(Numbers.fixed(judged, places: 2)) in the configured unit"
    case .time:
      let (measured, arrival) = (detail.measured, detail.message.arrival)
      guard measured.isKnown, arrival.isKnown else { return "\(separator)its time, which cannot be read" }
      let age = abs(arrival - measured)
      let span = age < Interval.second ? "\(age / Interval.millisecond) ms" : Durations.long(age)
      let time = Calendar.dayAndMonth(measured, offsetSeconds: look.zoneOffsetSeconds)
      return
        "\(separator)\(time) \(look.clock(measured, milliseconds: true)), \(span) \(measured > arrival ? "after" : "before") it came"
    case .unit: return "\(separator)its unit"
    case nil: return ""
    }
  }
}
