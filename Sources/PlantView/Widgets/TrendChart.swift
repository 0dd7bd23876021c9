import PlantCore

/// A large trend on the sensor's scale: the normal band as ground, limits as lines, time below, and beside the axis
/// where its average is expected.
///
/// Two steps a row, four in dots; a slot has as many columns as there is room for. It is drawn from its least to its
/// greatest value, brighter where it broke a limit; where nothing came there is nothing.
struct TrendChart {
  var trend: Trend
  var scale: ClosedRange<Double>?
  var limits: LimitSet
  /// Where the learned chart expects the average; nil while it learns.
  var expected: ClosedRange<Double>?
  /// A moment to point out.
  var mark = Stamp.unknown
  /// Whether values and times are written beside it.
  var hasAxes = true
  /// Whether all of the trend is shown, in wider slots where columns are few: who asks for a week sees a week.
  var isWhole = false
  var look: Look

  private static let axisWidth = 8

  func draw(into canvas: inout Canvas, area: Rect) {
    let axisWidth = hasAxes ? Self.axisWidth : 0
    guard area.height >= (hasAxes ? 3 : 1), area.width > axisWidth + 4 else { return }
    let plot = Rect(
      x: area.x + axisWidth, y: area.y, width: area.width - axisWidth, height: area.height - (hasAxes ? 1 : 0))
    if isWhole, trend.points.count > plot.width {
      var whole = self
      whole.trend = trend.fitted(to: plot.width)
      return whole.draw(into: &canvas, area: area)
    }
    guard let range = scale ?? Sparkline.range(of: trend.points), range.upperBound > range.lowerBound else {
      canvas.write("nothing to draw yet", x: plot.x, y: plot.y, limit: plot.width, role: .muted)
      return
    }
    func row(_ value: Double) -> Int {
      let share = (range.upperBound - value) / (range.upperBound - range.lowerBound)
      return Int(max(0, min(Double(plot.height - 1), (share * Double(plot.height)).rounded(.down))))
    }
    drawGround(into: &canvas, plot: plot, row: row)
    drawMark(into: &canvas, plot: plot)
    drawPoints(into: &canvas, plot: plot, range: range, row: row)
    guard hasAxes else { return }
    drawValueAxis(into: &canvas, area: area, plot: plot, range: range, row: row)
    if let expected, range.overlaps(expected) {
      let (top, bottom) = (row(expected.upperBound), row(expected.lowerBound))
      canvas.fill(
        Rect(x: plot.x - 1, y: plot.y + top, width: 1, height: bottom - top + 1), with: look.glyphs.expected,
        role: .trend)
    }
    drawTimeAxis(into: &canvas, plot: plot)
  }

  private func drawGround(into canvas: inout Canvas, plot: Rect, row: (Double) -> Int) {
    let high = limits.high ?? limits.highHigh
    let low = limits.low ?? limits.lowLow
    if limits.hasLimits {
      let top = high.map(row) ?? 0
      let bottom = low.map(row) ?? plot.height - 1
      if top <= bottom {
        canvas.fill(
          Rect(x: plot.x, y: plot.y + top, width: plot.width, height: bottom - top + 1), with: look.glyphs.chartBand,
          role: .band)
      }
    }
    for limit in [limits.highHigh, limits.high, limits.low, limits.lowLow] {
      guard let limit else { continue }
      canvas.fill(
        Rect(x: plot.x, y: plot.y + row(limit), width: plot.width, height: 1), with: look.glyphs.limitLine, role: .muted
      )
    }
  }

  private func drawPoints(
    into canvas: inout Canvas, plot: Rect, range: ClosedRange<Double>, row: (Double) -> Int
  ) {
    let points = trend.points
    let perCell = look.glyphs.trendSteps
    let steps = plot.height * perCell
    let lines = [(limits.highHigh, true), (limits.high, true), (limits.low, false), (limits.lowLow, false)]
      .compactMap { limit, isHigh in limit.map { (limit: $0, isHigh: isHigh, cell: plot.height - 1 - row($0)) } }
    // A value is never on the wrong side of a limit's line; what has whole cells only stands beside it.
    let isWhole = look.glyphs.isASCII
    func step(_ value: Float) -> Int {
      let share = (Double(value) - range.lowerBound) / (range.upperBound - range.lowerBound)
      var step = Int(max(0, min(Double(steps - 1), (share * Double(steps)).rounded(.down))))
      for line in lines {
        let isAbove = line.isHigh ? Double(value) > line.limit : Double(value) >= line.limit
        let middle = line.cell * perCell + perCell / 2
        let margin = isWhole ? perCell / 2 : 0
        step = isAbove ? max(step, middle + margin) : min(step, middle - 1 - margin)
      }
      return min(max(0, step), steps - 1)
    }
    for x in plot.x..<plot.maxX {
      let slot = points.count - 1 - Int(Double(plot.maxX - 1 - x) / columnsPerSlot(plot))
      guard slot >= 0 else { continue }
      let point = points[slot]
      if !point.isAbsent {
        let (bottom, top) = (step(point.minimum), step(point.maximum))
        let breaks = breaksLimit(point)
        for cell in (bottom / perCell)...(top / perCell) {
          let first = max(0, bottom - cell * perCell)
          let last = min(perCell - 1, top - cell * perCell)
          canvas.fill(
            Rect(x: x, y: plot.maxY - 1 - cell, width: 1, height: 1), with: look.glyphs.trendCell(first, last),
            role: breaks ? .title : .trend)
        }
      }
    }
  }

  /// A slot has at least one column, and more where there is room.
  private func columnsPerSlot(_ plot: Rect) -> Double {
    trend.points.isEmpty ? 1 : max(1, Double(plot.width) / Double(trend.points.count))
  }

  /// The column in which a moment lies.
  private func column(of moment: Stamp, _ plot: Rect) -> Int {
    let slots = Double(trend.end - moment) / Double(Int64(max(1, trend.slotSeconds)) * Interval.second)
    return plot.maxX - max(1, Int((slots * columnsPerSlot(plot)).rounded(.up)))
  }

  private func drawMark(into canvas: inout Canvas, plot: Rect) {
    guard mark.isKnown, trend.end.isKnown, mark < trend.end else { return }
    let x = column(of: mark, plot)
    guard x >= plot.x else { return }
    canvas.fill(Rect(x: x, y: plot.y, width: 1, height: plot.height), with: look.glyphs.here, role: .title)
  }

  private func breaksLimit(_ point: TrendPoint) -> Bool {
    if let high = limits.high ?? limits.highHigh, Double(point.maximum) > high { return true }
    if let low = limits.low ?? limits.lowLow, Double(point.minimum) < low { return true }
    return false
  }

  /// Limits with their letters, and the ends of the scale where there is room.
  private func drawValueAxis(
    into canvas: inout Canvas, area: Rect, plot: Rect, range: ClosedRange<Double>, row: (Double) -> Int
  ) {
    var taken: Set<Int> = []
    func label(_ text: String, _ row: Int, _ role: Role) {
      guard taken.insert(row).inserted, text.count < Self.axisWidth else { return }
      canvas.write(text, x: plot.x - 1 - text.count, y: plot.y + row, role: role)
    }
    for (limit, letter) in [(limits.high, "H "), (limits.low, "L "), (limits.highHigh, "HH "), (limits.lowLow, "LL ")] {
      if let limit { label(letter + Numbers.trimmed(limit), row(limit), .muted) }
    }
    label(Numbers.trimmed(range.upperBound), 0, .frame)
    label(Numbers.trimmed(range.lowerBound), plot.height - 1, .frame)
  }

  /// Clock times under the plot, at round minutes' worth of columns.
  private func drawTimeAxis(into canvas: inout Canvas, plot: Rect) {
    guard trend.end.isKnown else { return }
    canvas.fill(Rect(x: plot.x, y: plot.maxY, width: plot.width, height: 1), with: look.glyphs.rule, role: .frame)
    let labelWidth = 8
    let secondsPerColumn = Double(max(1, trend.slotSeconds)) / columnsPerSlot(plot)
    let every = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800].first {
      Double($0) >= secondsPerColumn * Double(labelWidth + 4)
    }
    let step = Int64(every ?? 1_209_600)
    let span = Int64(trend.slotSeconds) * Int64(trend.points.count)
    let offset = Int64(look.zoneOffsetSeconds)
    var second = (trend.end.second + offset) / step * step - offset
    while true {
      let x = column(of: Stamp(seconds: second), plot)
      guard x >= plot.x else { break }
      let text = Stamp(seconds: second).timeOfDay(offsetSeconds: look.zoneOffsetSeconds)
      var shown = step >= 60 ? String(text.prefix(5)) : text
      // Where a day begins within the chart it is named.
      if span >= 86_400, (second + offset) % 86_400 == 0 {
        let day = Calendar.dayAndMonth(Stamp(seconds: second), offsetSeconds: look.zoneOffsetSeconds)
        shown = String(day.drop { $0 != " " }.dropFirst())
      }
      let start = x - shown.count / 2
      if start >= plot.x, start + shown.count <= plot.maxX {
        canvas.write(shown, x: start, y: plot.maxY, role: .muted)
      }
      second -= step
    }
  }
}

extension Trend {
  /// The same trend with nothing after it, up to the slot that ends at `end`.
  func extended(to end: Stamp) -> Trend {
    guard end.isKnown, self.end.isKnown, end > self.end, slotSeconds > 0 else { return self }
    let missing = (end - self.end) / (Int64(slotSeconds) * Interval.second)
    let empty = Array(repeating: TrendPoint.absent, count: Int(min(missing, Int64(points.count))))
    return Trend(slotSeconds: slotSeconds, end: end, points: (points + empty).suffix(points.count).map(\.self))
  }

  /// The same trend in at most so many slots, each of several.
  func fitted(to columns: Int) -> Trend {
    let share = max(1, (points.count + max(1, columns) - 1) / max(1, columns))
    let wide = stride(from: points.count, to: 0, by: -share).map { end in
      let known = points[max(0, end - share)..<end].filter { !$0.isAbsent }
      guard let least = known.map(\.minimum).min(), let most = known.map(\.maximum).max() else {
        return TrendPoint.absent
      }
      return TrendPoint(minimum: least, maximum: most)
    }
    return Trend(slotSeconds: slotSeconds * share, end: end, points: wide.reversed())
  }

  /// What fell into the slot of a moment; nil outside of the trend.
  func point(at moment: Stamp) -> TrendPoint? {
    guard moment.isKnown, end.isKnown, moment < end, slotSeconds > 0 else { return nil }
    let back = Int((end - moment - 1) / (Int64(slotSeconds) * Interval.second))
    return back < points.count ? points[points.count - 1 - back] : nil
  }

  /// Whether it begins after `moment`, or says nothing at all.
  func isLater(than moment: Stamp) -> Bool {
    guard moment.isKnown, end.isKnown, !points.isEmpty else { return true }
    return end - moment >= Int64(slotSeconds) * Int64(points.count) * Interval.second
  }
}
