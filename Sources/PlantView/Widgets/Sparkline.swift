import PlantCore

/// A trend in one row: one cell a slot, the newest at the right.
///
/// A slot in which nothing came is a gap, zero is the lowest mark: absent, zero and old are three pictures. The
/// slot that is still filling is left out, so that the line moves only when a slot is complete.
struct Sparkline {
  var trend: Trend
  var scale: ClosedRange<Double>?
  var role: Role
  var glyphs: Glyphs

  func draw(into canvas: inout Canvas, area: Rect) {
    guard area.width > 0, area.height > 0 else { return }
    let points = trend.points.dropLast().suffix(area.width)
    guard let range = scale ?? Self.range(of: points) else { return }
    let heights = glyphs.heights
    var x = area.maxX - points.count
    for point in points {
      if !point.isAbsent {
        let middle = (Double(point.minimum) + Double(point.maximum)) / 2
        let span = range.upperBound - range.lowerBound
        let share = span > 0 ? (middle - range.lowerBound) / span : 0.5
        let level = Int(max(0, min(Double(heights.count - 1), (share * Double(heights.count)).rounded(.down))))
        canvas.fill(Rect(x: x, y: area.y, width: 1, height: 1), with: heights[level], role: role)
      }
      x += 1
    }
  }

  /// The range of the points themselves, for a sensor without a scale.
  static func range(of points: some Sequence<TrendPoint>) -> ClosedRange<Double>? {
    var low = Double.infinity
    var high = -Double.infinity
    for point in points where !point.isAbsent {
      low = min(low, Double(point.minimum))
      high = max(high, Double(point.maximum))
    }
    return low <= high ? low...high : nil
  }
}
