import PlantCore

/// Episodes, not repeats: what broke which limit, since when, how often, and whether it is over.
struct AnomalyFeed {
  var list: EpisodeList
  var types: [SensorTypeInfo]
  var selected: UInt64?
  var firstRow: Int
  /// The filter and order that it shares with the alarms.
  var state: AlarmsState
  /// How far back it is to reach with what a store has.
  var reach: ChartSpan?
  var isFocused: Bool
  var look: Look

  /// What is open, and what the list holds besides, so that its rows and its title say the same.
  private static func counts(_ list: EpisodeList, _ glyphs: Glyphs) -> [String] {
    let silent = list.episodes.count { $0.isOpen && $0.episodeClass == .freshness }
    var open = ["\(list.open) open"]
    if list.advisories > 0 { open.append("\(list.advisories) advisor\(list.advisories == 1 ? "y" : "ies")") }
    if silent > 0 { open.append("\(silent) silent") }
    return [open.joined(separator: ", "), "\(glyphs.separator.drop { $0 == " " })\(list.total) since the start"]
  }

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    var notes = Self.counts(list, look.glyphs)
    if !state.filter.isEmpty { notes.append("only \"\(state.filter)\", \(list.hidden) open hidden") }
    if !state.order.isEmpty { notes.append(state.order) }
    if let reach {
      let isMore = list.past?.isCut == true
      let kept = isMore ? "the newest" : "all"
      let text = list.past?.span != reach ? "reading \(reach.words)" : "\(kept) of \(reach.words)"
      notes.append(look.glyphs.separator.drop { $0 == " " } + text)
    } else if list.dropped > 0 {
      notes.append("\(list.dropped) older ones no longer held")
    }
    PaneTitle(text: "Anomalies", notes: notes, isFocused: isFocused, glyphs: look.glyphs)
      .draw(into: &canvas, area: area.row(0))
    var content = area.dropFirst(1)
    let rows = Self.visibleEpisodes(of: list, selected: selected, firstRow: firstRow, height: content.height)
    if Self.namesGrouped(list, height: content.height) {
      content = Rect(x: content.x, y: content.y, width: content.width, height: content.height - 1)
      let text = "and \(list.grouped) more advisor\(list.grouped == 1 ? "y" : "ies")"
      canvas.write(text, x: area.x + 2, y: content.maxY, limit: area.width - 2, role: .advisory)
    }
    if list.episodes.isEmpty, content.height > 0 {
      canvas.write(
        state.filter.isEmpty ? "none" : "none passes the filter", x: area.x + 2, y: content.y, limit: area.width - 2,
        role: .muted)
    }
    let cursor = selected ?? list.episodes.first?.number
    // All rows have the widest value's room, so that all give up the same columns.
    let lines = rows.map {
      EpisodeRow(episode: $0, places: places($0), look: look, showsDevice: true, showsDay: reach != nil)
    }
    let valueWidth = lines.map(\.valueWidth).max()
    let hasStandings = lines.contains { $0.episode.alarm != nil }
    for (offset, var line) in lines.enumerated() {
      let row = content.row(offset)
      let isCursor = isFocused && line.episode.number == cursor
      if isCursor {
        canvas.fill(Rect(x: row.x, y: row.y, width: 1, height: 1), with: look.glyphs.pointer, role: .title)
      }
      line.leastValueWidth = valueWidth ?? line.valueWidth
      line.hasStandings = hasStandings
      line.draw(into: &canvas, area: Rect(x: row.x + 1, y: row.y, width: row.width - 1, height: 1))
      if isCursor { canvas.mark(row, .selected) }
    }
  }

  /// The episodes drawn where `height` rows follow the title, the cursor's among them.
  static func visibleEpisodes(
    of list: EpisodeList, selected: UInt64?, firstRow: Int, height: Int
  ) -> ArraySlice<Episode> {
    let room = max(0, height - (namesGrouped(list, height: height) ? 1 : 0))
    let index = selected.flatMap { number in list.episodes.firstIndex { $0.number == number } } ?? 0
    return list.episodes.dropFirst(scrolled(firstRow, toShow: index, count: list.episodes.count, page: room))
      .prefix(room)
  }

  /// Whether the last row says how many advisories are not listed.
  private static func namesGrouped(_ list: EpisodeList, height: Int) -> Bool { list.grouped > 0 && height >= 3 }

  private func places(_ episode: Episode) -> Int {
    Numbers.places(for: types.first { $0.name == episode.sensorName }?.scale)
  }
}

/// One episode in one row. Columns give way from the least telling on; the value against its limit never does.
struct EpisodeRow {
  var episode: Episode
  var places: Int
  var look: Look
  var showsDevice: Bool
  /// Whether other rows say what operators have made of their alarms.
  var hasStandings = false
  /// Whether the time has its day, and no seconds.
  var showsDay = false
  /// Columns of the value, where other rows need more.
  var leastValueWidth = 14

  /// Columns that the value takes.
  var valueWidth: Int { max(leastValueWidth, CleanText.width(of: value ?? "")) }

  func draw(into canvas: inout Canvas, area: Rect) {
    let tail = episode.episodeClass.isAdvisory ? episode.why : episode.isOpen ? episode.action : ""
    GivingColumns(columns: columns(area.width), tail: tail).draw(into: &canvas, area: area)
  }

  private func columns(_ width: Int) -> [GivingColumns.Column] {
    let isOpen = episode.isOpen
    let isAdvisory = episode.episodeClass.isAdvisory
    let role: Role =
      !isOpen ? .muted : isAdvisory ? .advisory : episode.kind == .stale ? .stale : .alarm(episode.priority)
    let mark =
      isAdvisory
      ? look.glyphs.advisory
      : episode.kind == .stale ? "?" : "\(look.glyphs.alarm(episode.priority))\(episode.priority)"
    let plain: Role = isOpen ? .text : .muted
    var result: [GivingColumns.Column] = [
      // Where no column has room to say that it is over, it has no mark.
      .init(text: isOpen || width >= 50 ? mark : "", width: 2, role: role, keep: 99),
      .init(
        text: look.moment(episode.opened, isOfDays: showsDay), width: showsDay ? 16 : 8, role: .logTime,
        keep: showsDay ? 70 : 50),
    ]
    if showsDevice {
      result.append(
        .init(text: episode.deviceName, width: 14, role: isOpen ? .title : .muted, keep: GivingColumns.flexible))
    }
    let sensor = episode.sensorName.isEmpty ? (episode.isOfGateway ? "gateway" : "device") : episode.sensorName
    result.append(.init(text: sensor, width: 11, role: plain, keep: 60))
    if let alarm = episode.alarm {
      result.append(
        .init(
          text: StandingWords.word(alarm), width: 7, role: StandingWords.role(alarm.state, alarm.overlay), keep: 58))
    } else if showsDevice {
      // Where others have a word there, it gives way with theirs, so that all rows keep their columns.
      result.append(.init(text: "", width: 7, role: plain, keep: hasStandings ? 58 : 20))
    }
    let word = episode.isClearing ? AlarmWords.word(Judgement.normal) : AlarmWords.word(episode.kind)
    result.append(.init(text: word, width: 9, role: role, keep: 55))
    if isAdvisory {
      result.append(.init(text: duration, width: 9, role: plain, keep: 52))
      return result
    }
    if let value {
      result.append(
        .init(
          text: value, width: valueWidth, role: role, keep: 99, attributes: isOpen ? .bold : []
        ))
    } else if episode.episodeClass == .limit {
      result.append(.init(text: "", width: valueWidth, role: role, keep: 99))
    } else {
      result.append(.init(text: "silent", width: valueWidth, role: plain, keep: 99))
    }
    result.append(.init(text: duration, width: 9, role: plain, keep: 52))
    result.append(
      .init(text: look.glyphs.times + Numbers.short(episode.count), width: 6, role: .muted, keep: 30))
    return result
  }

  private var value: String? {
    if episode.isWithoutData && episode.isOpen { return AlarmWords.withoutData(episode, places: places) }
    let unit = episode.unit.isEmpty ? "" : " " + look.glyphs.unit(episode.unit)
    if episode.isClearing, episode.limit.isFinite {
      return "\(Numbers.fixed(episode.inside, places: places))\(unit) (limit \(Numbers.trimmed(episode.limit)))"
    }
    return AlarmWords.comparison(episode, places: places).map { $0 + unit }
  }

  private var duration: String {
    if episode.isOpen { return look.age(of: episode.opened).map { "open " + Durations.short($0) } ?? "open" }
    return "for " + Durations.short(episode.closed - episode.opened)
  }
}
