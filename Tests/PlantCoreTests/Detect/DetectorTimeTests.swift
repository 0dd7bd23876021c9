import Foundation
import Testing

@testable import PlantCore

@Suite("Odd times and odd values do not unsettle the detectors")
struct DetectorTimeTests {
  private func rhythm(_ seed: UInt64) -> (Double) -> Double { steady(seed) { 5 * sin($0 / day * 2 * .pi) } }

  /// Readings whose stamps jump by `jump` seconds from `moment` on.
  private func jumping(
    _ count: Int, every interval: Double, at moment: Double, by jump: Double, _ value: (Double) -> Double
  ) -> Findings {
    var sensor = Watched()
    for index in 0..<count {
      let second = Double(index) * interval
      sensor.take(value(second), at: second > moment ? second + jump : second)
    }
    return sensor.found
  }

  @Test("a daily rhythm is normal, and a week's gap in it too")
  func dailyRhythm() {
    let found = watch(28 * 288, every: 300, rhythm(12))
    #expect(found.opened.count <= 4, "\(found.opened)")
    #expect(found.opened.filter { $0.second > 7 * day }.count <= 1, "\(found.opened)")
    let live = rhythm(12)
    var sensor = Watched()
    for index in 0..<20 * 288 {
      let second = Double(index) * 300
      let shown = second > 10 * day ? second + 7.4 * day : second
      sensor.take(live(shown), at: shown)
    }
    let after = sensor.found.opened.filter { (10 * day...18.5 * day).contains($0.second) }
    #expect(after.isEmpty, "\(sensor.found.opened)")
  }

  @Test("a clock that jumps an hour either way is no fault", arguments: [-3600.0, 3600])
  func clockJump(jump: Double) {
    let fast = jumping(Int(2 * hour), every: 1, at: hour, by: jump, steady(13))
    #expect(fast.opened.isEmpty, "\(fast.opened)")
    let slow = jumping(20 * 288, every: 300, at: 10 * day, by: jump < 0 ? jump + 300 : jump, rhythm(14))
    #expect(slow.opened.filter { (9.99 * day...11 * day).contains($0.second) }.isEmpty, "\(slow.opened)")
  }

  @Test("two readings of one moment, one reading, none: nothing to say")
  func repeated() {
    var sensor = Watched()
    let live = steady(15)
    for index in 0..<8000 { sensor.take(live(0), at: Double(index / 2)) }
    #expect(sensor.found.opened.isEmpty, "\(sensor.found.opened)")
    #expect(watch(1) { _ in 5 }.opened.isEmpty)
  }

  @Test("an absurd first value, a large offset and single huge values leave the chart its eyes")
  func absurd() {
    let first = watch(Int(2 * hour), steady(30) { $0 == 0 ? 1e9 : $0 >= hour ? 3 : 0 })
    #expect(first.opened.map(\.kind) == [.shift], "\(first.opened)")
    let offset = watch(Int(2 * hour), steady(31) { 1e7 + ($0 >= hour ? 3 : 0) })
    #expect(offset.opened.map(\.kind) == [.shift], "\(offset.opened)")
    let live = steady(32)
    let huge = watch(Int(hour)) { $0 == 100 ? 1e300 : $0 == 3000 ? -1e18 : live($0) }
    #expect(huge.opened.isEmpty, "\(huge.opened)")
  }

  @Test("tiny, huge and heavy-tailed values never trap, and stay few", arguments: 1...4)
  func fuzz(seed: UInt64) {
    var noise = SeededNoise(seed)
    var sensor = Watched()
    var time = 0.0
    let scale = [1e-44, 1e-19, 1, 1e14][Int(seed) - 1]
    for _ in 0..<20_000 {
      let pick = noise.uniform()
      time += pick < 0.1 ? 0 : pick < 0.8 ? 1 : pick < 0.9 ? 60 : pick < 0.95 ? -30 : pick < 0.951 ? 700_000 : 2
      sensor.take(noise.normal() * scale * (noise.uniform() < 0.25 ? 1e6 : 1), at: time)
    }
    #expect(sensor.found.opened.count < 60, "seed \(seed): \(sensor.found.opened.count)")
    let tails = watch(28 * 288, every: 300) { _ in exp(3 + noise.normal()) }
    #expect(Double(tails.opened.count) <= 28 * 0.25, "\(tails.opened)")
  }

  @Test("an accepted normal is learned, and the next fault is seen again")
  func accept() {
    var sensor = Watched()
    let live = steady(36) { ($0 >= hour ? 3 : 0) + ($0 >= 3 * hour ? 3 : 0) }
    for second in 0..<Int(4 * hour) {
      sensor.take(live(Double(second)), at: Double(second))
      if second == Int(2 * hour) { sensor.accept(at: Double(second)) }
    }
    #expect(sensor.found.opened(.shift).count == 2, "\(sensor.found.opened)")
    #expect(sensor.found.opened(.shift).last.map { (0..<30).contains($0.second - 3 * hour) } == true)
  }
}
