import PlantCore

/// The worst process alarm, then the pipeline's alarms: on every screen, always of the live picture.
struct AlarmStrip {
  var snapshot: Snapshot
  var glyphs: Glyphs
  /// Whether the panes below show another moment than the strip does.
  var isOfNow = false

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    let inset = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: 1)
    if area.height > 1 {
      FittedLine(left: processAndSilent, gap: 3).draw(into: &canvas, area: inset)
      FittedLine(left: pipeline, right: coverage + waiting, gap: 3).draw(
        into: &canvas, area: Rect(x: inset.x, y: area.y + 1, width: inset.width, height: 1))
    } else {
      FittedLine(left: processAndSilent + pipeline, right: coverage + waiting, gap: 3).draw(into: &canvas, area: inset)
    }
  }

  private func clock(_ stamp: Stamp) -> String {
    stamp.isKnown ? " since " + stamp.timeOfDay(offsetSeconds: snapshot.session.zoneOffsetSeconds) : ""
  }

  private var processAndSilent: [FittedLine.Item] {
    let now: [FittedLine.Item] = isOfNow ? [.init(forms: ["now", ""], role: .muted, keep: 86)] : []
    // What somebody put aside is no headline while something else is wrong.
    let isAside = snapshot.episodes.worst?.alarm.map { $0.overlay != .none } ?? false
    return now + (isAside ? silent + processAlarm : processAlarm + silent)
  }

  private var processAlarm: [FittedLine.Item] {
    let episodes = snapshot.episodes
    guard let worst = episodes.worst else {
      let isWaiting = snapshot.counters.records == 0
      return [.init(forms: [isWaiting ? "nothing judged yet" : "no process alarm"], role: .muted, keep: 90)]
    }
    let alarm = WorstAlarm(worst, in: snapshot, glyphs: glyphs)
    var items = [FittedLine.Item(forms: alarm.forms, role: alarm.role, keep: 110)]
    let others = episodes.standing - (alarm.isAside ? 0 : 1)
    if others > 0 { items.append(.init(forms: ["+\(others) more", "+\(others)", ""], role: .title, keep: 79)) }
    return items
  }

  /// How many sensors say nothing: a silent plant must not look like a quiet one.
  private var silent: [FittedLine.Item] {
    let (dead, stale) = (snapshot.counters.deadSensors, snapshot.counters.staleSensors)
    var items: [FittedLine.Item] = []
    func sensors(_ count: UInt32) -> String { "\(count) sensor\(count == 1 ? "" : "s")" }
    if dead > 0 {
      let mark = "\(glyphs.alarm(3))3"
      var forms = ["\(mark) \(sensors(dead)) dead", "\(mark) \(dead) dead", mark, ""]
      if let silent = snapshot.dead {
        let more = silent.devices > 1 ? " +\(silent.devices - 1) more" : ""
        let heard = silent.heard.isKnown ? clock(silent.heard) : " for long"
        forms = ["\(mark) \(silent.name) dead, silent\(heard)\(more)", "\(mark) \(silent.name) dead\(more)"] + forms
      }
      items.append(.init(forms: forms, role: .alarm3, keep: 80))
    }
    if stale > 0 {
      items.append(.init(forms: ["? \(sensors(stale)) stale", "? \(stale) stale", ""], role: .stale, keep: 40))
    }
    return items
  }

  /// Alarms that stand first, then those that are well.
  private var pipeline: [FittedLine.Item] {
    let standing = snapshot.alarms.filter { $0.state == .alarm }
    let others = snapshot.alarms.filter { $0.state != .alarm }
    var items: [FittedLine.Item] = []
    for (index, alarm) in standing.enumerated() {
      let isAside = alarm.overlay != .none
      let sign = isAside ? alarm.overlay.word : "\(glyphs.alarm(alarm.priority))\(alarm.priority)"
      let mark = "\(sign) \(alarm.name.text)"
      let state = isAside ? "" : " ALARM"
      let figures = Self.figures(alarm)
      // Of the feed both change on their own: it may have been silent before the connection went.
      let full = alarm.name == .feed ? "\(clock(alarm.since)) \(figures)" : " \(figures)\(clock(alarm.since))"
      items.append(
        .init(
          forms: [
            "\(mark)\(state)\(full)", "\(mark)\(state) \(figures)", mark,
            "\(sign) \(Self.shortName(alarm.name))", isAside ? "" : "\(sign) \(Self.shortestName(alarm.name))",
            isAside ? "" : sign, "",
          ],
          role: isAside ? .shelved : .alarm(alarm.priority), keep: 95 - index))
    }
    for (index, alarm) in others.enumerated() {
      let word = alarm.state == .ok ? "OK" : "no data yet"
      let name = Self.shortName(alarm.name)
      items.append(
        .init(
          forms: [
            [name, word, Self.figures(alarm)].filter { !$0.isEmpty }.joined(separator: " "), "\(name) \(word)", "",
          ], role: .muted, keep: 30 - index))
    }
    return items
  }

  /// What waits for an operator, a flood with its first cause, and what is put aside.
  private var waiting: [FittedLine.Item] {
    let figures = snapshot.operatorAlarms.figures
    var items: [FittedLine.Item] = []
    if figures.floodSince != nil {
      let count = figures.lastTenMinutes
      let cause = figures.firstCause.map { ", first \($0.text)" } ?? ""
      items.append(
        .init(
          forms: ["FLOOD \(count) in 10 min\(cause)", "FLOOD \(count)\(cause)", "FLOOD \(count)", "FLOOD"],
          role: .alarm2, keep: 94))
    }
    let asideCount = figures.shelved + figures.outOfService + figures.inMaintenance
    if asideCount > 0 {
      items.append(.init(forms: ["\(asideCount) put aside", ""], role: .shelved, keep: 38))
    }
    if figures.maintained > 0 {
      items.append(.init(forms: ["\(figures.maintained) in maintenance", ""], role: .shelved, keep: 37))
    }
    if figures.suppressed > 0 {
      items.append(.init(forms: ["\(figures.suppressed) suppressed", ""], role: .muted, keep: 25))
    }
    let unacknowledged = figures.allUnacknowledged
    if unacknowledged > 0 {
      items.append(.init(forms: ["UNACK \(unacknowledged)"], role: .unacked, keep: 88))
    }
    return items
  }

  /// What the count alarms can speak for so soon after a start.
  private var coverage: [FittedLine.Item] {
    if let begins = snapshot.session.replay?.begins, begins.isKnown {
      let time = begins.timeOfDay(offsetSeconds: snapshot.session.zoneOffsetSeconds)
      return [
        .init(
          forms: ["what stood before \(time) is not known", "from \(time) on", "from \(time)"], role: .text, keep: 80)
      ]
    }
    guard let alarm = snapshot.alarms.first(where: { $0.name == .anomalyCount }), alarm.covered < alarm.windowSeconds
    else { return [] }
    return [.init(forms: ["covers \(alarm.covered) of \(alarm.windowSeconds) s", ""], role: .muted, keep: 20)]
  }

  private static func shortName(_ name: PipelineAlarmName) -> String {
    switch name {
    case .processingErrors: "errors"
    case .anomalyCount: "anomalies"
    case .processingLag: "lag"
    default: name.text
    }
  }

  private static func shortestName(_ name: PipelineAlarmName) -> String {
    name == .anomalyCount ? "count" : shortName(name)
  }

  /// Value against threshold in the alarm's own unit; never rounded into equality.
  private static func figures(_ alarm: PipelineAlarm) -> String {
    let isTimed = alarm.isTimed
    let least = alarm.isLowerBound ? "at least " : ""
    guard alarm.state != .insufficientData else { return "" }
    // A silence or a loss that is none needs no number.
    if (alarm.name == .feed || alarm.name == .lost) && alarm.state == .ok { return "" }
    if alarm.name == .health { return alarm.state == .ok ? "" : alarm.why }
    // Without a connection there is no silence to measure.
    if alarm.name == .feed, alarm.threshold == 0 { return "no connection" }
    if alarm.name == .feed, alarm.state == .alarm, alarm.value <= alarm.threshold { return "no message yet" }
    var value = Numbers.fixed(alarm.value, places: isTimed ? 1 : 0)
    if alarm.state == .alarm {
      value = Numbers.distinct(alarm.value, from: alarm.threshold, places: isTimed ? 1 : 0).value
    }
    return "\(least)\(value)/\(Numbers.trimmed(alarm.threshold))\(isTimed ? " s" : "")"
  }
}
