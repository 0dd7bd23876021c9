import PlantCore
import Testing

/// A warning in time: when a value that goes steadily would break a limit.
@Suite struct ForecastTests {
  private let limits = LimitSet(highHigh: 90, high: 80, low: 10)

  /// A trend of 4 s slots from a value for each of them, the newest last.
  private func trend(_ count: Int = 75, _ value: (Int) -> Double?) -> Trend {
    let points = (0..<count).map { index in
      value(index).map { TrendPoint(minimum: Float($0), maximum: Float($0)) } ?? .absent
    }
    return Trend(slotSeconds: 4, end: Stamp(seconds: 1_764_000_000), points: points)
  }

  @Test func aSteadyRiseIsGoneOnToTheNextLimit() throws {
    // 0.1 a second: 75.6 at the end, so 44 s to 80.
    let forecast = try #require(LimitForecast(trend { 46 + 0.4 * Double($0) }, limits))
    #expect(forecast.kind == .high)
    #expect((40...48).contains(forecast.span / Interval.second))
  }

  @Test func aFallLeadsToTheLowLimit() throws {
    let forecast = try #require(LimitForecast(trend { 40 - 0.3 * Double($0) }, limits))
    #expect(forecast.kind == .low)
    #expect((95...110).contains(forecast.span / Interval.second))
  }

  @Test func beyondTheFirstLimitTheOuterOneIsNext() throws {
    let forecast = try #require(LimitForecast(trend { 51.4 + 0.4 * Double($0) }, limits))
    #expect(forecast.kind == .highHigh)
  }

  @Test func gapsDoNotBendTheLine() throws {
    let whole = try #require(LimitForecast(trend { 46 + 0.4 * Double($0) }, limits))
    let holed = try #require(LimitForecast(trend { $0 % 5 == 0 ? nil : 46 + 0.4 * Double($0) }, limits))
    #expect(abs(whole.span - holed.span) < Interval.second)
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func noiseIsNoDirection(seed: UInt64) {
    var state = seed
    for _ in 0..<200 {
      let noise = trend { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return 75 + Double(state >> 40) / Double(1 << 24) * 4
      }
      #expect(LimitForecast(noise, limits) == nil)
    }
  }

  @Test func nothingIsSaidOfWhatStandsStillHasNoLimitOrTakesTooLong() {
    #expect(LimitForecast(trend { _ in 79 }, limits) == nil)
    #expect(LimitForecast(trend { 46 + 0.4 * Double($0) }, LimitSet(offDelay: 0)) == nil)
    #expect(LimitForecast(trend { 20 + 0.01 * Double($0) }, limits) == nil)
    #expect(LimitForecast(trend { 46 + 0.1 * Double($0) }, limits) == nil)
    #expect(LimitForecast(trend(10) { 46 + 0.4 * Double($0) }, limits) == nil)
    #expect(LimitForecast(trend { $0 < 60 ? nil : 46 + 0.4 * Double($0) }, limits) == nil)
    #expect(LimitForecast(trend(0) { _ in nil }, limits) == nil)
  }

  /// Through the whole engine: the sensor of a device that warms up.
  @Test func theDeviceScreenGetsIt() throws {
    var script = CaptureScript()
    for second in 0..<240 { script.reading(Double(second), "oven-1", "temperature", 60 + Double(second) * 0.05) }
    var query = Query()
    query.focus = 0
    let sensor = try #require(judge(script.text, .capture, query: query).snapshot.focus?.sensors.first)
    let forecast = try #require(sensor.forecast)
    #expect(forecast.kind == .high)
    #expect((150...175).contains(forecast.span / Interval.second))
  }

  @Test func pensNameWhatWasHeardAndWhatWasNot() {
    var script = CaptureScript()
    for second in 0..<20 {
      script.reading(Double(second), "a", "temperature", 50)
      script.reading(Double(second), "b", "oilPressure", 1)
    }
    var query = Query()
    query.pens = [
      Pen(device: "b", sensor: "oilPressure"), Pen(device: "a", sensor: "Temperature"),
      Pen(device: "a", sensor: "pressure"),
      Pen(device: "none", sensor: "pressure"),
    ]
    let pens = judge(script.text, .capture, query: query).snapshot.pens
    #expect(pens.map { $0.detail?.readout.value } == [1, 50, nil, nil])
    #expect(pens.map { $0.device == nil } == [false, false, false, true])
  }
}
