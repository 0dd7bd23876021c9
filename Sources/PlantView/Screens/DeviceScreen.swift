import PlantCore

/// Everything about one device: trends with band and limits, figures, its anomalies, its messages.
struct DeviceScreen {
  var device: DeviceID
  /// Nil until the engine has answered.
  var detail: DeviceDetail?
  var types: [SensorTypeInfo]
  var selectedSensor: Int
  var chart: ChartState
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    guard let detail, detail.row.id == device else {
      PaneTitle(text: "Device", notes: [], isFocused: true, glyphs: look.glyphs).draw(into: &canvas, area: area.row(0))
      canvas.write("reading", x: area.x + 2, y: area.y + 1, limit: area.width - 2, role: .muted)
      return
    }
    drawHead(detail, into: &canvas, area: area)
    let body = area.dropFirst(2)
    let episodes = Self.episodeRows(detail, in: body) + 1
    let messages = Self.messageRows(in: area) + 1
    let charts = max(0, body.height - (body.height >= Self.leastForLists ? episodes + messages : 0))
    drawSensors(detail, into: &canvas, area: Rect(x: body.x, y: body.y, width: body.width, height: charts))
    guard body.height >= Self.leastForLists else { return }
    let feed = Rect(x: body.x, y: body.y + charts, width: body.width, height: episodes)
    let reach = chart.history.map { ["in the last \($0.span.words)"] } ?? []
    PaneTitle(
      text: "Its anomalies \(detail.episodes.count)", notes: reach, isFocused: false, glyphs: look.glyphs
    ).draw(into: &canvas, area: feed.row(0))
    if detail.episodes.isEmpty { canvas.write("none", x: feed.x + 2, y: feed.y + 1, role: .muted) }
    // While the charts are read, the anomaly that is read is among them.
    let read = detail.episodes.firstIndex { chart.cursor.isKnown && $0.opened <= chart.cursor } ?? 0
    let rows = max(0, feed.height - 1)
    let first = scrolled(0, toShow: chart.history == nil ? 0 : read, count: detail.episodes.count, page: rows)
    for (index, episode) in detail.episodes.dropFirst(first).prefix(rows).enumerated() {
      let row = feed.dropFirst(1).row(index)
      EpisodeRow(
        episode: episode, places: places(episode.sensorName), look: look, showsDevice: false,
        showsDay: chart.history != nil
      ).draw(into: &canvas, area: Rect(x: row.x + 1, y: row.y, width: row.width - 1, height: 1))
      if episode.opened == chart.cursor {
        canvas.fill(Rect(x: row.x, y: row.y, width: 1, height: 1), with: look.glyphs.pointer, role: .title)
      }
    }
    drawMessages(detail, into: &canvas, area: Rect(x: body.x, y: feed.maxY, width: body.width, height: messages))
  }

  private static func episodeRows(_ detail: DeviceDetail, in body: Rect) -> Int {
    min(max(1, detail.episodes.count), max(2, body.height / 6))
  }

  /// The alarms that are drawn on a device's screen, each once: the head's, and those of the anomalies in view.
  static func alarms(of detail: DeviceDetail, in area: Rect) -> [AlarmStanding] {
    let body = area.dropFirst(2)
    let episodes = body.height >= leastForLists ? episodeRows(detail, in: body) : 0
    var alarms: [AlarmStanding] = []
    for alarm in [detail.row.alarm] + detail.episodes.prefix(episodes).map(\.alarm) {
      guard let alarm, !alarms.contains(where: { $0.reference == alarm.reference }) else { continue }
      alarms.append(alarm)
    }
    return alarms
  }

  /// Fewer rows than this belong to the charts alone.
  private static let leastForLists = 16

  /// How many of the device's messages fit into a screen's body.
  static func messageRows(in area: Rect) -> Int { max(3, (area.height - 2) / 5) - 1 }

  private func drawHead(_ detail: DeviceDetail, into canvas: inout Canvas, area: Rect) {
    let row = detail.row
    let state = DeviceState(row, look: look)
    var notes: [String] = []
    if !row.label.isEmpty { notes.append(row.label) }
    if !detail.area.isEmpty { notes.append(detail.area) }
    if let criticality = detail.criticality { notes.append("criticality \(criticality)") }
    if row.isRetired { notes.append("retired") }
    if chart.around.isKnown { notes.append("charts of \(chart.words(look))") }
    PaneTitle(
      text: "Devices \(look.glyphs.isASCII ? ">" : "►") \(row.name)", notes: notes, isFocused: true, glyphs: look.glyphs
    ).draw(into: &canvas, area: area.row(0))
    var items: [FittedLine.Item] = []
    if let mark = state.mark {
      items.append(
        .init(
          forms: ["\(mark) \(state.longest.isEmpty ? state.long : state.longest)", "\(mark) \(state.long)"],
          role: state.role, attributes: .bold, keep: 90))
    } else {
      items.append(
        .init(forms: [row.isRetired ? "RETIRED" : row.isStopped ? "STOPPED" : "normal"], role: .muted, keep: 90))
    }
    if let age = look.age(of: row.heard) {
      items.append(.init(forms: ["heard \(Durations.long(age)) ago", ""], role: .text, keep: 60))
    }
    let readings = detail.sensors.reduce(0) { $0 + $1.readings }
    items.append(.init(forms: ["\(Numbers.counted(readings, "reading", "readings"))", ""], role: .muted, keep: 40))
    items.append(
      .init(forms: ["\(Numbers.counted(row.anomalies, "anomaly", "anomalies"))", ""], role: .muted, keep: 50))
    let counts: [(String, UInt64)] = [
      ("late", detail.sensors.reduce(0) { $0 + $1.late }), ("skewed", detail.sensors.reduce(0) { $0 + $1.skewed }),
      ("duplicates", detail.sensors.reduce(0) { $0 + $1.duplicates }),
      ("retained", detail.sensors.reduce(0) { $0 + $1.retained }),
    ]
    let mismatches = detail.sensors.reduce(0) { $0 + $1.unitMismatch }
    if mismatches > 0 {
      items.append(.init(forms: ["\(Numbers.short(mismatches)) of another unit", ""], role: .advisory, keep: 56))
    }
    for (name, count) in counts where count > 0 {
      items.append(.init(forms: ["\(Numbers.short(count)) \(name)", ""], role: .muted, keep: 20))
    }
    for (reason, count) in detail.errors {
      items.append(.init(forms: ["\(Numbers.short(count)) errors: \(reason.name)", ""], role: .advisory, keep: 55))
    }
    FittedLine(left: items, gap: 3).draw(
      into: &canvas, area: Rect(x: area.x + 1, y: area.y + 1, width: area.width - 2, height: 1))
  }

  private func drawSensors(_ detail: DeviceDetail, into canvas: inout Canvas, area: Rect) {
    let panels = detail.sensors.map { sensor in
      let type = types.first { $0.id == sensor.readout.type }
      return SensorPanel(
        title: type?.name ?? "sensor \(sensor.readout.sensor)", sensor: sensor, type: type, chart: chart, look: look)
    }
    SensorStack(panels: panels, selected: selectedSensor).draw(into: &canvas, area: area)
  }

  private func drawMessages(_ detail: DeviceDetail, into canvas: inout Canvas, area: Rect) {
    PaneTitle(text: "Its messages", notes: [], isFocused: false, glyphs: look.glyphs)
      .draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    guard !chart.around.isKnown else {
      // The newest ones would be taken for those of that time.
      let range = [-Interval.minute, 5 * Interval.minute].map { (chart.around + $0).iso8601.prefix(16) + "Z" }
      canvas.write(
        "of then: plantwatch --replay archive:\(range.joined(separator: "/"))", x: content.x + 2, y: content.y,
        limit: content.width - 2, role: .muted)
      return
    }
    for (index, message) in detail.messages.suffix(max(0, content.height)).enumerated() {
      MessageRow(message: message, match: "", isMatch: false, column: 0, look: look)
        .draw(into: &canvas, area: content.row(index))
    }
  }

  private func places(_ name: String) -> Int { Numbers.places(for: types.first { $0.name == name }?.scale) }
}
