import PlantCore

/// A value on its fixed scale: `├─[▒▒▒●▒▒▒]──┤`, the normal band shaded between the limits' ticks.
///
/// All gauges of a sensor type share one scale, so that a column of them lines up and a deviation breaks the
/// line. The marker never stands on the healthy side of a limit that is broken, nor on the other of one that is
/// not; beyond the scale it becomes an arrow at the end.
struct BandGauge {
  var value: Double?
  var scale: ClosedRange<Double>?
  var limits: LimitSet
  var role: Role
  /// Old values get a faint mark instead of the marker.
  var isOld: Bool
  var glyphs: Glyphs

  func draw(into canvas: inout Canvas, area: Rect) {
    let inner = area.width - 2
    guard inner > 2, area.height > 0 else { return }
    let (x, y) = (area.x + 1, area.y)
    canvas.fill(Rect(x: area.x, y: y, width: 1, height: 1), with: glyphs.railStart, role: .frame)
    canvas.fill(Rect(x: area.maxX - 1, y: y, width: 1, height: 1), with: glyphs.railEnd, role: .frame)
    guard let scale, scale.upperBound > scale.lowerBound else {
      canvas.fill(Rect(x: x, y: y, width: inner, height: 1), with: glyphs.rail, role: .frame)
      return
    }
    func position(_ value: Double) -> Int {
      let share = (value - scale.lowerBound) / (scale.upperBound - scale.lowerBound)
      return Int(max(0, min(Double(inner - 1), (share * Double(inner)).rounded(.down))))
    }
    let low = limits.low ?? limits.lowLow
    let high = limits.high ?? limits.highHigh
    let lowTick = low.map(position)
    let highTick = high.map(position)
    canvas.fill(Rect(x: x, y: y, width: inner, height: 1), with: glyphs.rail, role: .frame)
    if limits.hasLimits {
      let first = lowTick.map { $0 + 1 } ?? 0
      let last = highTick.map { $0 - 1 } ?? inner - 1
      if first <= last {
        canvas.fill(Rect(x: x + first, y: y, width: last - first + 1, height: 1), with: glyphs.band, role: .band)
      }
      if let tick = limits.highHigh.map(position), tick != highTick {
        canvas.fill(Rect(x: x + tick, y: y, width: 1, height: 1), with: glyphs.extremeTick, role: .frame)
      }
      if let tick = limits.lowLow.map(position), tick != lowTick {
        canvas.fill(Rect(x: x + tick, y: y, width: 1, height: 1), with: glyphs.extremeTick, role: .frame)
      }
      if let lowTick { canvas.fill(Rect(x: x + lowTick, y: y, width: 1, height: 1), with: "[", role: .muted) }
      if let highTick { canvas.fill(Rect(x: x + highTick, y: y, width: 1, height: 1), with: "]", role: .muted) }
    }

    guard let value, value.isFinite else { return }
    var marker = isOld ? glyphs.staleMarker : glyphs.marker
    var place = position(value)
    if value > scale.upperBound {
      marker = glyphs.beyondHigh
      place = inner
    } else if value < scale.lowerBound {
      marker = glyphs.beyondLow
      place = -1
    } else {
      if let high, let highTick { place = value > high ? max(place, highTick + 1) : min(place, highTick - 1) }
      if let low, let lowTick { place = value < low ? min(place, lowTick - 1) : max(place, lowTick + 1) }
    }
    place = min(max(-1, place), inner)
    canvas.fill(Rect(x: x + place, y: y, width: 1, height: 1), with: marker, role: role)
  }
}
