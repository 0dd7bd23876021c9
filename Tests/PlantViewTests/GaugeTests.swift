import PlantCore
import Testing

@testable import PlantView

/// A gauge of 16 columns on 0 to 120, normal from 10 to 80.
private func gauge(_ value: Double?, isOld: Bool = false, glyphs: Glyphs = .unicode) -> String {
  var canvas = Canvas(size: Size(columns: 16, rows: 1), isASCII: glyphs.isASCII)
  BandGauge(
    value: value, scale: 0...120, limits: LimitSet(high: 80, low: 10), role: .value, isOld: isOld, glyphs: glyphs
  ).draw(into: &canvas, area: canvas.bounds)
  return String(canvas.textPlane.dropLast())
}

@Suite struct GaugeTests {
  @Test func standsInTheBandWhileNormal() { #expect(gauge(45) == "├─[▒▒▒●▒▒▒]────┤") }

  @Test func leavesTheBandAboveTheLimit() { #expect(gauge(95) == "├─[▒▒▒▒▒▒▒]─●──┤") }

  @Test func atTheLimitItIsStillNormal() { #expect(gauge(80) == "├─[▒▒▒▒▒▒●]────┤") }

  @Test func aHairBeyondTheLimitItIsNot() { #expect(gauge(80.0001) == "├─[▒▒▒▒▒▒▒]●───┤") }

  @Test func aHairBelowTheLowLimit() { #expect(gauge(9.9999) == "├●[▒▒▒▒▒▒▒]────┤") }

  @Test func beyondTheScaleAnArrowStandsAtTheEnd() {
    #expect(gauge(500) == "├─[▒▒▒▒▒▒▒]────►")
    #expect(gauge(-40) == "◄─[▒▒▒▒▒▒▒]────┤")
  }

  @Test func anOldValueIsOnlyHinted() { #expect(gauge(45, isOld: true) == "├─[▒▒▒·▒▒▒]────┤") }

  @Test func withoutAValueThereIsNoMarker() { #expect(gauge(nil) == "├─[▒▒▒▒▒▒▒]────┤") }

  @Test func inASCII() { #expect(gauge(95, glyphs: .ascii) == "<-[.......]-o-->") }
}

@Suite struct SparklineTests {
  private func sparkline(_ values: [Float?], glyphs: Glyphs = .unicode) -> String {
    var canvas = Canvas(size: Size(columns: 8, rows: 1), isASCII: glyphs.isASCII)
    // One more slot, still filling, that must not be drawn.
    let points = (values + [99]).map { $0.map { TrendPoint(minimum: $0, maximum: $0) } ?? .absent }
    Sparkline(
      trend: Trend(slotSeconds: 3, end: Plant.now, points: points), scale: 0...100, role: .trend, glyphs: glyphs
    ).draw(into: &canvas, area: canvas.bounds)
    return String(canvas.textPlane.dropLast())
  }

  @Test func growsWithTheValue() { #expect(sparkline([0, 15, 30, 45, 55, 70, 80, 99]) == "▁▂▃▄▅▆▇█") }

  @Test func absentIsAGapAndZeroIsNot() { #expect(sparkline([0, 0, nil, nil, 0, 50, nil, 50]) == "▁▁  ▁▅ ▅") }

  @Test func theNewestStandsAtTheRight() { #expect(sparkline([50, 60]) == "      ▅▅") }

  @Test func inASCII() { #expect(sparkline([0, 20, nil, 60, 99], glyphs: .ascii) == "   _. =#") }
}

@Suite struct NumberTests {
  @Test func aBreachNeverLooksEqualToItsLimit() {
    let pair = Numbers.distinct(80.0004, from: 80, places: 1)
    #expect(pair.value == "80.0004")
    #expect(pair.limit == "80")
    #expect(Numbers.distinct(95.2, from: 80, places: 1).value == "95.2")
  }

  @Test func aNumberIsNeverClipped() {
    #expect(Numbers.fitted(55.25, places: 1, width: 5, scale: 0...120) == "55.3")
    #expect(Numbers.fitted(12_345.6, places: 1, width: 5, scale: 0...120) == "12346")
    #expect(Numbers.fitted(1_234_567, places: 1, width: 5, scale: 0...120) == "1235k")
    #expect(Numbers.fitted(-2.5e300, places: 1, width: 5, scale: 0...120) == "<0")
    #expect(Numbers.fitted(-7e-9, places: 2, width: 5, scale: nil) == "0.00")
  }

  @Test func decimalsAreFixed() {
    #expect(Numbers.fixed(-0.004, places: 2) == "0.00")
    #expect(Numbers.fixed(1.005e3, places: 3) == "1005.000")
    #expect(Numbers.fixed(-3.14159, places: 2) == "-3.14")
  }

  @Test func agesAreCoarse() {
    #expect(
      [0, 59, 60, 3599, 3600, 7500, 90_000, 200_000].map { Durations.short($0 * Interval.second) } == [
        "0s", "59s", "1m", "59m", "1h00", "2h05", "25h", "2d",
      ])
  }

  @Test(
    "a chart never draws a value on the wrong side of a limit", arguments: [Glyphs.unicode, .ascii], [6, 7, 9, 12, 20])
  func sideOfTheLimit(glyphs: Glyphs, height: Int) throws {
    let limits = LimitSet(high: 80, low: 10)
    let look = Look(glyphs: glyphs, snapshot: Plant.healthy(), isBlind: false)
    func rows(_ value: Float) throws -> (line: [Int], value: [Int], isUpper: Bool) {
      let points = Array(repeating: TrendPoint(minimum: value, maximum: value), count: 10)
      var canvas = Canvas(size: Size(columns: 40, rows: height), isASCII: glyphs.isASCII)
      TrendChart(
        trend: Trend(slotSeconds: 4, end: Plant.now, points: points), scale: 0...120, limits: limits, hasAxes: false,
        look: look
      ).draw(into: &canvas, area: canvas.bounds)
      var empty = Canvas(size: canvas.size, isASCII: glyphs.isASCII)
      TrendChart(
        trend: Trend(slotSeconds: 4, end: Plant.now, points: [.absent]), scale: 0...120, limits: limits, hasAxes: false,
        look: look
      ).draw(into: &empty, area: empty.bounds)
      let line = (0..<height).filter { empty[20, $0].base == look.glyphs.limitLine.value }
      let drawn = (0..<height).filter { [.trend, .title].contains(canvas[20, $0].role) }
      return (line, drawn, drawn.first.map { canvas[20, $0].text == "▀" } ?? false)
    }
    for value: Float in [79.2, 79.99, 80] {
      let found = try rows(value)
      let high = try #require(found.line.first)
      #expect(
        found.value.allSatisfy { glyphs.isASCII ? $0 > high : $0 > high || ($0 == high && !found.isUpper) }, "\(value)")
    }
    for value: Float in [80.01, 81] {
      let found = try rows(value)
      let high = try #require(found.line.first)
      #expect(
        found.value.allSatisfy { glyphs.isASCII ? $0 < high : $0 < high || ($0 == high && found.isUpper) }, "\(value)")
    }
    let low = try rows(9.9)
    #expect(low.value.allSatisfy { $0 >= (low.line.last ?? 0) && (glyphs.isASCII || !low.isUpper) })
  }
}
