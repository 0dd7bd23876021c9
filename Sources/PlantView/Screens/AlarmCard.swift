import PlantCore

/// One alarm in full: what it says, what it means, what to do, and what has been done.
struct AlarmCard {
  /// Nil when the alarm is over and nothing is left to say.
  var alarm: AlarmRow?
  var subject: AlarmSubject
  /// What it hangs on, once the engine has answered; nil for a pipeline alarm.
  var sensor: SensorDetail?
  var type: SensorTypeInfo?
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    PaneTitle(
      text: "Alarms \(look.glyphs.isASCII ? ">" : "►") \(subject.text)", notes: [], isFocused: true,
      glyphs: look.glyphs
    ).draw(into: &canvas, area: area.row(0))
    let body = area.dropFirst(1)
    guard let alarm else {
      canvas.write("it is over, and nothing waits", x: body.x + 2, y: body.y, limit: body.width - 2, role: .muted)
      return
    }
    AlarmTableRow(alarm: alarm, places: type.map { Numbers.places(for: $0.scale) } ?? 0, look: look).draw(
      into: &canvas, area: Rect(x: body.x + 1, y: body.y, width: body.width - 2, height: 1))
    var y = body.y + 2
    for (name, text, role) in lines(alarm) where y < body.maxY {
      canvas.write(name, x: body.x + 2, y: y, limit: 16, role: .muted)
      for row in CleanText.wrapped(text, width: max(10, body.width - 21), isASCII: canvas.isASCII) where y < body.maxY {
        canvas.write(row, x: body.x + 19, y: y, limit: body.width - 20, role: role)
        y += 1
      }
    }
    drawTrend(alarm, into: &canvas, area: body.dropFirst(y + 1 - body.y))
  }

  /// The sensor's trend with the moment at which it tripped, as long as a trend reaches back to it.
  private func drawTrend(_ alarm: AlarmRow, into canvas: inout Canvas, area: Rect) {
    guard let sensor, area.height >= 5 else { return }
    // Trends lie in the time that the readings give; the alarm's is the time at which they came.
    let moment = alarm.since + -max(0, sensor.delay ?? 0)
    let trends = [sensor.shortTrend, sensor.longTrend]
    guard let trend = trends.first(where: { !$0.isLater(than: moment) }) else {
      canvas.write(
        "it tripped more than an hour ago: a recording shows its trend then", x: area.x + 2, y: area.y,
        limit: area.width - 2, role: .muted)
      return
    }
    let chart = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: min(area.height, 14))
    TrendChart(
      trend: trend, scale: sensor.readout.scale ?? type?.scale, limits: sensor.readout.limits,
      expected: sensor.readout.expected, mark: moment, look: look
    ).draw(into: &canvas, area: chart)
  }

  private func lines(_ alarm: AlarmRow) -> [(String, String, Role)] {
    var lines: [(String, String, Role)] = []
    func add(_ name: String, _ text: String, _ role: Role = .text) {
      if !text.isEmpty { lines.append((name, text, role)) }
    }
    let advice = alarm.advice
    let isConfigured = !advice.action.isEmpty
    add("what to do", isConfigured ? advice.action : AlarmWords.advice(alarm), isConfigured ? .title : .text)
    if let span = advice.respondWithin {
      let end = alarm.since + span
      let isPast = look.now.isKnown && end < look.now
      add(
        "respond by", "\(look.clock(end)), within \(Durations.long(span))\(isPast ? ": this time is over" : "")",
        isPast ? .advisory : .text)
    }
    add("cause", advice.cause)
    add("consequence", advice.consequence)
    add("priority", priority(alarm))
    add("state", state(alarm))
    if alarm.until.isKnown, alarm.overlay == .shelved { add("shelved until", look.clock(alarm.until)) }
    if !alarm.by.isEmpty { add("last action", alarm.lastAction) }
    if alarm.isOverdue { add("overdue", "nobody has acknowledged it in time", .advisory) }
    if alarm.isChattering {
      add(
        "chattering", "three calls within a minute: widen its deadband, lengthen its off-delay, or shelve it", .advisory
      )
    }
    let times = alarm.announcements
    add(
      "announced",
      times > 0
        ? "\(times) time\(times == 1 ? "" : "s") since the start"
        : alarm.announced.isKnown ? "\(look.clock(alarm.announced)), before the start" : "never")
    return lines
  }

  private func priority(_ alarm: AlarmRow) -> String {
    switch alarm.priority {
    case 1: "1, act now"
    case 2: "2, act soon"
    default: "\(alarm.priority), keep an eye on it"
    }
  }

  private func state(_ alarm: AlarmRow) -> String {
    let condition = alarm.isActive ? "active since \(look.clock(alarm.since))" : "back to normal"
    if alarm.overlay == .suppressed {
      return "\(condition), nobody was called: \(StandingWords.suppression(alarm, look))"
    }
    // Who asks to acknowledge what is put aside is refused: no words must ask for it.
    let isAside = alarm.overlay != .none
    let word =
      switch alarm.state {
      case .normal: isAside ? ", put aside" : ""
      case .unacknowledged:
        isAside
          ? ", put aside"
          : ", not acknowledged (a acknowledges)"
            + (alarm.isOuterUnseen ? "; it was \(AlarmWords.outer(alarm.kind)) before, and nobody has seen that" : "")
      case .acknowledged: isAside ? ", acknowledged, put aside" : ", acknowledged"
      case .returnedUnacknowledged: isAside ? ", put aside" : ", nobody has seen it yet (a acknowledges)"
      case .latched: ", held until it is reset (a resets)"
      }
    return condition + word
  }
}
