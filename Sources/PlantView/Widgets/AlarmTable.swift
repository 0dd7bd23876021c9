import PlantCore

/// Every alarm under its operator state, what waits for an operator first.
struct AlarmTable {
  var list: AlarmList
  var types: [SensorTypeInfo]
  var state: AlarmsState
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    PaneTitle(text: "Alarms \(list.count)", notes: notes, isFocused: true, glyphs: look.glyphs)
      .draw(into: &canvas, area: area.row(0))
    let figures = Self.figureRows(area.height - 1)
    let content = area.dropFirst(1 + figures)
    if figures > 0 { drawFigures(into: &canvas, area: area) }
    if list.rows.isEmpty, content.height > 0 {
      canvas.write(
        state.filter.isEmpty ? "no alarm, nothing waits" : "none passes the filter", x: area.x + 2, y: content.y,
        limit: area.width - 2, role: .muted)
    }
    let maintenances = Self.visibleMaintenances(of: list, height: content.height)
    let cursor = state.selected ?? list.rows.first?.reference.subject
    let rows = Self.visibleRows(of: list, selected: state.selected, firstRow: state.firstRow, height: area.height - 1)
    for (offset, alarm) in rows.enumerated() {
      let row = content.row(offset)
      let isCursor = alarm.reference.subject == cursor
      if isCursor {
        canvas.fill(Rect(x: row.x, y: row.y, width: 1, height: 1), with: look.glyphs.pointer, role: .title)
      }
      AlarmTableRow(alarm: alarm, places: places(alarm), look: look)
        .draw(into: &canvas, area: Rect(x: row.x + 1, y: row.y, width: row.width - 1, height: 1))
      if isCursor { canvas.mark(row, .selected) }
    }
    for (offset, place) in maintenances.enumerated() {
      let y = content.maxY - maintenances.count + offset
      let text =
        "maintenance of \(place.place) until \(look.clock(place.until)), \(place.by)"
        + (place.why.isEmpty ? "" : ": \(place.why)")
      canvas.write(
        CleanText.shortened(text, to: area.width - 2), x: area.x + 1, y: y, limit: area.width - 2, role: .shelved)
    }
  }

  /// The rows drawn where `height` rows follow the title, the cursor's among them.
  static func visibleRows(
    of list: AlarmList, selected: AlarmSubject?, firstRow: Int, height: Int
  ) -> ArraySlice<AlarmRow> {
    let content = height - figureRows(height)
    let room = max(0, content - visibleMaintenances(of: list, height: content).count)
    let index = selected.flatMap { subject in list.rows.firstIndex { $0.reference.subject == subject } } ?? 0
    return list.rows.dropFirst(scrolled(firstRow, toShow: index, count: list.rows.count, page: room)).prefix(room)
  }

  static func figureRows(_ height: Int) -> Int { height >= 7 ? 2 : 0 }

  private static func visibleMaintenances(of list: AlarmList, height: Int) -> ArraySlice<MaintenanceRow> {
    list.maintenances.prefix(max(0, min(3, height / 4)))
  }

  private var notes: [String] {
    let figures = list.figures
    var notes = ["\(figures.allUnacknowledged) wait"]
    if !state.filter.isEmpty { notes.append("only \"\(state.filter)\", \(list.hidden) hidden") }
    if !state.order.isEmpty { notes.append(state.order) }
    if figures.shelved > 0 { notes.append("\(figures.shelved) shelved") }
    if figures.outOfService > 0 { notes.append("\(figures.outOfService) out of service") }
    if figures.inMaintenance > 0 { notes.append("\(figures.inMaintenance) in maintenance") }
    if figures.suppressed > 0 { notes.append("\(figures.suppressed) suppressed") }
    return notes
  }

  /// The alarm system's own health: only announced alarms count.
  private func drawFigures(into canvas: inout Canvas, area: Rect) {
    let figures = list.figures
    let survey = list.survey
    let flood = figures.floodSince.map { "FLOOD since \(look.clock($0))" }
    var first: [FittedLine.Item] = []
    if let flood { first.append(.init(forms: [flood, "FLOOD"], role: .alarm2, keep: 90)) }
    if let cause = figures.firstCause {
      first.append(.init(forms: ["first: \(cause.text)", ""], role: .title, keep: 80))
    }
    let rate = figures.lastTenMinutes
    let words = rate > 10 ? "flood" : rate > 2 ? "too many" : rate > 1 ? "can be managed" : "fine"
    first.append(.init(forms: ["10 min: \(rate) (\(words))", "10 min: \(rate)"], role: .text, keep: 70))
    first.append(.init(forms: ["most: \(figures.worstTenMinutes)", ""], role: .muted, keep: 40))
    let announced = figures.announced
    first.append(
      .init(
        forms: ["since the start: \(announced[0]) of priority 1, \(announced[1]) of 2, \(announced[2]) of 3", ""],
        role: .muted, keep: 30))
    if figures.floods > 0 {
      let time = Durations.short(Int64(figures.floodSeconds) * Interval.second)
      first.append(.init(forms: ["\(figures.floods) floods, \(time)", ""], role: .muted, keep: 35))
    }
    var second: [FittedLine.Item] = []
    if let age = look.age(of: survey.oldestUnacknowledged) {
      second.append(.init(forms: ["oldest unacknowledged \(Durations.short(age))", ""], role: .text, keep: 60))
    }
    second.append(.init(forms: ["standing over 24 h: \(survey.standing)", ""], role: .muted, keep: 40))
    if survey.chattering > 0 {
      second.append(
        .init(
          forms: [
            "chattering: \(survey.chattering), widen the deadband or shelve", "chattering: \(survey.chattering)",
          ],
          role: .advisory, keep: 55))
    }
    if let top = survey.topTen.first, top.announcements > 1 {
      let share = Int((survey.topTenShare * 100).rounded())
      second.append(
        .init(
          forms: [
            "most often: \(top.subject.text) ×\(top.announcements), top ten \(share) %", "top ten \(share) %", "",
          ],
          role: .muted, keep: 30))
    }
    for (index, items) in [first, second].enumerated() {
      FittedLine(left: items, gap: 3).draw(
        into: &canvas, area: Rect(x: area.x + 1, y: area.y + 1 + index, width: area.width - 2, height: 1))
    }
  }

  private func places(_ alarm: AlarmRow) -> Int {
    alarm.device == nil ? 0 : Numbers.places(for: types.first { $0.name == alarm.name }?.scale)
  }
}

/// One alarm in one row.
struct AlarmTableRow {
  var alarm: AlarmRow
  var places: Int
  var look: Look

  private static let valueWidth = 18

  func draw(into canvas: inout Canvas, area: Rect) {
    let isQuiet = alarm.overlay != .none
    let role: Role = isQuiet ? .shelved : alarm.isActive ? .alarm(alarm.priority) : .text
    let mark = "\(look.glyphs.alarm(alarm.priority))\(alarm.priority)"
    let values = values
    var columns: [GivingColumns.Column] = [
      .init(text: mark, width: 2, role: role, keep: 99),
      .init(
        text: StandingWords.word(alarm.state, alarm.overlay), width: 7,
        role: StandingWords.role(alarm.state, alarm.overlay), keep: 97),
      .init(text: look.clock(alarm.since), width: 8, role: .logTime, keep: 50),
      .init(
        text: alarm.deviceName.isEmpty ? "pipeline" : alarm.deviceName, width: 14, role: .title,
        keep: GivingColumns.flexible),
      .init(text: alarm.name, width: alarm.deviceName.isEmpty ? 21 : 11, role: .text, keep: 92),
    ]
    if let kind = alarm.kind {
      columns.append(
        .init(text: word(kind), width: 9, role: role, keep: 55))
    }
    columns.append(
      .init(
        text: values[0], width: Self.valueWidth, role: role, keep: 91, attributes: alarm.isActive ? .bold : [],
        shorter: Array(values.dropFirst())))
    columns.append(.init(text: age, width: 9, role: .text, keep: 52))
    columns.append(
      // What stands over from before a restart has not been announced since.
      .init(
        text: alarm.announcements == 0 ? "" : look.glyphs.times + Numbers.short(UInt64(alarm.announcements)), width: 5,
        role: .muted,
        keep: 30))
    var tail: [String] = []
    if alarm.isOverdue { tail.append("OVERDUE") }
    if alarm.isOuterUnseen { tail.append("was \(AlarmWords.outer(alarm.kind))") }
    if alarm.isChattering { tail.append("chattering") }
    if alarm.overlay == .shelved, alarm.until.isKnown { tail.append("until \(look.clock(alarm.until))") }
    if alarm.overlay == .suppressed { tail.append(StandingWords.suppression(alarm, look)) }
    if !alarm.by.isEmpty { tail.append(alarm.lastAction) }
    if tail.isEmpty, !alarm.advice.action.isEmpty, alarm.isActive { tail.append(alarm.advice.action) }
    GivingColumns(columns: columns, tail: tail.joined(separator: look.glyphs.separator))
      .draw(into: &canvas, area: area)
  }

  /// What it is: one that lies back inside its limit, though not by the deadband yet, is called as elsewhere.
  private func word(_ kind: EpisodeKind) -> String {
    guard alarm.isActive else { return "back" }
    return isBreaching || alarm.isWithoutData || !alarm.value.isFinite
      ? AlarmWords.word(kind) : AlarmWords.word(Judgement.normal)
  }

  private var isBreaching: Bool {
    alarm.kind?.isLowSide == true ? alarm.value < alarm.limit : alarm.value > alarm.limit
  }

  /// The value against its limit, the longest words first: it gives up its unit or, where it is back, its limit.
  private var values: [String] {
    guard alarm.value.isFinite, alarm.limit.isFinite else { return [""] }
    if alarm.name == PipelineAlarmName.feed.text, alarm.deviceName.isEmpty {
      let silence = "\(Numbers.fixed(alarm.value, places: 0)) s"
      if alarm.limit == 0 { return [alarm.isActive ? "no connection" : ""] }
      return alarm.value > alarm.limit ? ["silent \(silence) > \(Numbers.trimmed(alarm.limit)) s", silence] : [silence]
    }
    if alarm.isWithoutData { return ["no data"] }
    let pair = Numbers.distinct(alarm.value, from: alarm.limit, places: places)
    let unit = alarm.unit.isEmpty ? "" : " " + look.glyphs.unit(alarm.unit)
    if isBreaching {
      let breach = "\(pair.value) \(alarm.kind?.isLowSide == true ? "<" : ">") \(pair.limit)"
      return [breach + unit, breach, pair.value]
    }
    let back = Numbers.fixed(alarm.value, places: places)
    let full = "\(back)\(unit) (limit \(pair.limit))"
    return [full.count <= Self.valueWidth ? full : "\(back) (limit \(pair.limit))", back + unit, back]
  }

  private var age: String {
    // Of what is over it is said since when it is.
    guard let age = look.age(of: alarm.isActive ? alarm.since : alarm.returned) else { return "" }
    return alarm.isActive ? "since \(Durations.short(age))" : "\(Durations.short(age)) ago"
  }
}
