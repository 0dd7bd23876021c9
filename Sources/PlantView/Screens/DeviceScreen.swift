import PlantCore

/// Everything about one device: trends with band and limits, figures, its anomalies, its messages.
struct DeviceScreen {
  var device: DeviceID
  /// Nil until the engine has answered.
  var detail: DeviceDetail?
  var types: [SensorTypeInfo]
  var selectedSensor: Int
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
    PaneTitle(
      text: "Its anomalies \(detail.episodes.count)", notes: [], isFocused: false, glyphs: look.glyphs
    ).draw(into: &canvas, area: feed.row(0))
    if detail.episodes.isEmpty { canvas.write("none", x: feed.x + 2, y: feed.y + 1, role: .muted) }
    for (index, episode) in detail.episodes.prefix(max(0, feed.height - 1)).enumerated() {
      let row = feed.dropFirst(1).row(index)
      EpisodeRow(episode: episode, places: places(episode.sensorName), look: look, showsDevice: false)
        .draw(into: &canvas, area: Rect(x: row.x + 1, y: row.y, width: row.width - 1, height: 1))
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
    items.append(.init(forms: ["\(Numbers.short(readings)) readings", ""], role: .muted, keep: 40))
    items.append(.init(forms: ["\(Numbers.short(row.anomalies)) anomalies", ""], role: .muted, keep: 50))
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

  /// A chart for every sensor where each gets six rows; else one chart and a line for each of the others.
  private func drawSensors(_ detail: DeviceDetail, into canvas: inout Canvas, area: Rect) {
    let count = detail.sensors.count
    guard count > 0, area.height > 0 else { return }
    let selected = min(max(0, selectedSensor), count - 1)
    let each = area.height / count
    let showsAll = each >= 6
    // Without room for all, the others keep their line and the selected one takes the rest.
    let large = showsAll ? each : max(1, area.height - (count - 1))
    var y = area.y
    for (index, sensor) in detail.sensors.enumerated() {
      // What a division leaves over goes to the first.
      let spare = showsAll && index < area.height % count ? 1 : 0
      let wanted = showsAll || index == selected ? large + spare : 1
      let height = min(wanted, area.maxY - y)
      guard height > 0 else { return }
      SensorPanel(
        sensor: sensor, type: types.first { $0.id == sensor.readout.type }, isSelected: index == selected && count > 1,
        look: look
      ).draw(into: &canvas, area: Rect(x: area.x, y: y, width: area.width, height: height))
      y += height
    }
  }

  private func drawMessages(_ detail: DeviceDetail, into canvas: inout Canvas, area: Rect) {
    PaneTitle(text: "Its messages", notes: [], isFocused: false, glyphs: look.glyphs)
      .draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    for (index, message) in detail.messages.suffix(max(0, content.height)).enumerated() {
      MessageRow(message: message, match: "", isMatch: false, column: 0, look: look)
        .draw(into: &canvas, area: content.row(index))
    }
  }

  private func places(_ name: String) -> Int { Numbers.places(for: types.first { $0.name == name }?.scale) }
}

/// One sensor on the device screen: its line of figures and, with room, its chart.
struct SensorPanel {
  var sensor: SensorDetail
  var type: SensorTypeInfo?
  var isSelected: Bool
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    let readout = sensor.readout
    let scale = readout.scale ?? type?.scale
    let places = Numbers.places(for: scale)
    let face = ReadoutFace(readout, places: places, scale: scale, look: look)
    if isSelected {
      canvas.fill(Rect(x: area.x, y: area.y, width: 1, height: 1), with: look.glyphs.pointer, role: .title)
    }
    let name = type?.name ?? "sensor \(readout.sensor)"
    let unit = type.map { look.glyphs.unit($0.unit) } ?? ""
    canvas.write(CleanText.shortened(name, to: 13), x: area.x + 1, y: area.y, limit: 13, role: .title)
    let number = face.number(width: 8) + (face.isOld && readout.value != nil ? "?" : " ")
    canvas.write(
      number, x: area.x + 24 - number.count, y: area.y, limit: 9, role: face.role,
      attributes: face.isBreach ? .bold : [])
    let used = canvas.write(unit, x: area.x + 25, y: area.y, limit: 8, role: .muted)
    let gauge = Rect(x: area.x + 27 + max(4, used), y: area.y, width: min(30, (area.width - 34) / 2), height: 1)
    BandGauge(
      value: readout.value, scale: scale, limits: readout.limits, role: face.role, isOld: face.isOld,
      glyphs: look.glyphs
    ).draw(into: &canvas, area: gauge)
    let figures = Rect(x: gauge.maxX + 2, y: area.y, width: area.maxX - gauge.maxX - 3, height: 1)
    FittedLine(left: self.figures(face, places), gap: 2).draw(into: &canvas, area: figures)
    let chart = area.dropFirst(1)
    guard chart.height >= 3 else { return }
    // The hour where the short trend cannot fill the width.
    let isWide = chart.width - 8 > sensor.shortTrend.points.count && sensor.longTrend.points.count > 1
    let trend = isWide && sensor.shortTrend.points.isEmpty ? sensor.longTrend : sensor.shortTrend
    TrendChart(
      trend: trend, scale: scale, limits: readout.limits, expected: readout.expected, look: look
    )
    .draw(into: &canvas, area: chart)
  }

  private func figures(_ face: ReadoutFace, _ places: Int) -> [FittedLine.Item] {
    let readout = sensor.readout
    var items: [FittedLine.Item] = []
    if sensor.readout.priority != nil {
      let word = sensor.readout.freshness == .fresh ? AlarmWords.word(sensor.readout.judgement) : "NO DATA"
      items.append(.init(forms: [word, ""], role: face.role, keep: 90))
    }
    if let zone = sensor.zone {
      items.append(
        .init(forms: ["zone \(zone.letter): \(zone.meaning)", "zone \(zone.letter)", ""], role: .text, keep: 75))
    }
    if sensor.isLimitDoubted {
      items.append(.init(forms: ["limit or unit wrong?", ""], role: .advisory, keep: 70))
    }
    if let text = face.lastKnown {
      items.append(.init(forms: [text, ""], role: .stale, keep: 85))
    } else if let age = face.age {
      items.append(.init(forms: [age + " old", ""], role: .stale, keep: 80))
    }
    if readout.quality.level != .good {
      items.append(.init(forms: [readout.quality.text, readout.quality.level.rawValue, ""], role: .advisory, keep: 70))
    }
    if let expected = readout.expected {
      let band = [expected.lowerBound, expected.upperBound].map { Numbers.fixed($0, places: places) }
      items.append(.init(forms: ["expected \(band[0]) to \(band[1])", ""], role: .muted, keep: 45))
    }
    for (name, count) in [("spike", sensor.spikes), ("jump", sensor.jumps)] where count > 0 {
      let text = "\(Numbers.short(count)) \(name)\(count == 1 ? "" : "s")"
      items.append(.init(forms: [text, ""], role: .muted, keep: 35))
    }
    if let window = sensor.statistics.last, window.count > 0 {
      let span = window.seconds >= 60 ? "\(window.seconds / 60) min" : "\(window.seconds) s"
      func text(_ value: Double) -> String { Numbers.fixed(value, places: places) }
      items.append(
        .init(
          forms: [
            "\(span): \(text(window.minimum)) to \(text(window.maximum)), mean \(text(window.mean))",
            "\(text(window.minimum)) to \(text(window.maximum))", "",
          ], role: .muted, keep: 50))
      // Readings that cannot be trusted are left out of the window: then it knows no pace.
      if readout.quality.level != .bad {
        items.append(
          .init(forms: ["\(Numbers.fixed(window.rate, places: 1))/s", ""], role: .muted, keep: 30))
      }
    }
    return items
  }
}
