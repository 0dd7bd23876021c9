import PlantCore

/// One sensor: its line of figures and, with room, its chart.
struct SensorPanel {
  var title: String
  var titleWidth = 13
  var sensor: SensorDetail
  var type: SensorTypeInfo?
  var isSelected = false
  var chart: ChartState
  /// Where the time axis ends, for charts that stand above each other; unknown for the trend's own end.
  var end = Stamp.unknown
  var look: Look

  /// What its chart shows.
  var trend: Trend { chart.trend(of: sensor).extended(to: end) }

  func draw(into canvas: inout Canvas, area: Rect) {
    let readout = sensor.readout
    let scale = readout.scale ?? type?.scale
    let places = Numbers.places(for: scale)
    let face = ReadoutFace(readout, places: places, scale: scale, look: look)
    if isSelected {
      canvas.fill(Rect(x: area.x, y: area.y, width: 1, height: 1), with: look.glyphs.pointer, role: .title)
    }
    let unit = type.map { look.glyphs.unit($0.unit) } ?? ""
    let name = CleanText.shortened(title, to: titleWidth, isASCII: canvas.isASCII)
    canvas.write(name, x: area.x + 1, y: area.y, limit: titleWidth, role: .title)
    let number = face.number(width: 8) + (face.isOld && readout.value != nil ? "?" : " ")
    let numberEnd = area.x + titleWidth + 11
    canvas.write(
      number, x: numberEnd - number.count, y: area.y, limit: 9, role: face.role,
      attributes: face.isBreach ? .bold : [])
    let used = canvas.write(unit, x: numberEnd + 1, y: area.y, limit: 8, role: .muted)
    let gaugeX = numberEnd + 3 + max(4, used)
    let gauge = Rect(x: gaugeX, y: area.y, width: min(30, (area.maxX - gaugeX - 3) / 2), height: 1)
    BandGauge(
      value: readout.value, scale: scale, limits: readout.limits, role: face.role, isOld: face.isOld,
      glyphs: look.glyphs
    ).draw(into: &canvas, area: gauge)
    let figures = Rect(x: gauge.maxX + 2, y: area.y, width: area.maxX - gauge.maxX - 3, height: 1)
    FittedLine(left: self.figures(face, places), gap: 2).draw(into: &canvas, area: figures)
    TrendChart(
      trend: trend, scale: scale, limits: readout.limits, expected: readout.expected, mark: chart.cursor,
      isWhole: chart.history != nil, look: look
    )
    .draw(into: &canvas, area: area.dropFirst(1))
  }

  private func figures(_ face: ReadoutFace, _ places: Int) -> [FittedLine.Item] {
    let readout = sensor.readout
    var items: [FittedLine.Item] = []
    if sensor.readout.priority != nil {
      let word = sensor.readout.freshness == .fresh ? AlarmWords.word(sensor.readout.judgement) : "NO DATA"
      items.append(.init(forms: [word, ""], role: face.role, keep: 90))
    }
    if let (time, text) = pointed(places) {
      items.append(.init(forms: ["at \(time): \(text)", "\(time) \(text)", text], role: .title, keep: 96))
    }
    if let forecast = sensor.forecast {
      let word = AlarmWords.word(forecast.kind)
      let span = Durations.short(forecast.span)
      items.append(
        .init(
          forms: ["\(look.glyphs.advisory) \(word) in about \(span)", "\(word) in \(span)"], role: .advisory, keep: 88))
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
    // Beside the values of one moment a range would be taken for theirs.
    if !chart.cursor.isKnown { items += summary(places) }
    return items
  }

  /// The range of what the chart shows, and over five minutes mean and pace.
  private func summary(_ places: Int) -> [FittedLine.Item] {
    func text(_ value: Double) -> String { Numbers.fixed(value, places: places) }
    if chart.span > .fiveMinutes || chart.history != nil {
      let points = trend.points.filter { !$0.isAbsent }
      guard let least = points.map(\.minimum).min(), let most = points.map(\.maximum).max() else {
        return chart.history != nil && sensor.history == nil
          ? [.init(forms: ["reading \(chart.words(look))", ""], role: .muted, keep: 50)] : []
      }
      let range = "\(text(Double(least))) to \(text(Double(most)))"
      return [.init(forms: ["\(chart.words(look)): \(range)", ""], role: .muted, keep: 50)]
    }
    guard let window = sensor.statistics.last, window.count > 0 else { return [] }
    let range = "5 min: \(text(window.minimum)) to \(text(window.maximum))"
    var items = [
      FittedLine.Item(forms: ["\(range), mean \(text(window.mean))", range, ""], role: .muted, keep: 50)
    ]
    // Readings that cannot be trusted are left out of the window: then it knows no pace.
    if sensor.readout.quality.level != .bad {
      items.append(.init(forms: ["\(Numbers.fixed(window.rate, places: 1))/s", ""], role: .muted, keep: 30))
    }
    return items
  }

  /// What the chart says at its cursor.
  private func pointed(_ places: Int) -> (time: String, text: String)? {
    guard chart.cursor.isKnown else { return nil }
    let time = look.moment(chart.cursor, in: chart)
    guard let point = trend.point(at: chart.cursor), !point.isAbsent else { return (time, "nothing") }
    let ends = [point.minimum, point.maximum].map { Numbers.fixed(Double($0), places: places) }
    return (time, ends[0] == ends[1] ? ends[0] : ends[0] + " to " + ends[1])
  }
}
