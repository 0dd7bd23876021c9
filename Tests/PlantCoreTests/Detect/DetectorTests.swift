import Foundation
import Testing

@testable import PlantCore

@Suite("The detectors speak of faults and keep still otherwise")
struct DetectorTests {
  @Test("a drift of one deviation an hour is found within eight hours", arguments: [1.0, 60], [0.0, 2, 30])
  func drift(interval: Double, startHour: Double) {
    let start = startHour * hour
    let found = watch(Int((start + 10 * hour) / interval), every: interval, steady(1) { max(0, $0 - start) / 2 / hour })
    let after = found.opened.filter { $0.second >= start }
    #expect(after.first.map { $0.second - start <= 8 * hour } == true, "\(found.opened)")
    #expect(found.opened.count <= 4, "\(found.opened)")
  }

  @Test("steady noise raises next to nothing", arguments: [(1.0, 1.0), (60, 28), (300, 60), (3600, 200)])
  func noise(interval: Double, days: Double) {
    let found = watch(Int(days * day / interval), every: interval, steady(2))
    #expect(Double(found.opened.count) <= max(1, days / 4), "\(found.opened)")
  }

  @Test("a small fault inside the limit does not hide a larger one")
  func masking() {
    let found = watch(Int(6 * hour), steady(2) { ($0 >= 2 * hour ? 0.4 : 0) + ($0 >= 5 * hour ? 2 : 0) })
    #expect(found.opened.contains { (5 * hour...5 * hour + 60).contains($0.second) }, "\(found.opened)")
  }

  @Test("a step never becomes normal by waiting; after half an hour it asks, once")
  func step() {
    let found = watch(Int(10 * hour), steady(3) { $0 >= hour ? 3 : 0 })
    #expect(found.opened(.shift).count == 1 && found.closed.isEmpty, "\(found)")
    #expect(found.opened.first.map { $0.second - hour < 60 } == true)
    #expect(found.noted.filter { $0.kind == .ask }.count == 1)
  }

  @Test("a step closes soon after it returns")
  func stepBack() {
    let found = watch(Int(5 * hour), steady(3) { $0 >= hour && $0 < 3 * hour ? 3 : 0 })
    #expect(found.opened(.shift).count == 1)
    #expect(found.closed.first { $0.kind == .shift }.map { $0.second - 3 * hour < 120 } == true, "\(found.closed)")
  }

  @Test("a start-up inside the warm-up does not blind the chart")
  func sickStart() {
    let found = watch(Int(4 * hour), steady(4) { 30 * exp(-$0 / 300) + ($0 >= 3 * hour ? 3 : 0) })
    #expect(found.opened.contains { (3 * hour...3 * hour + 120).contains($0.second) }, "\(found.opened)")
    #expect(found.opened.count <= 2)
  }

  @Test("breaching readings are neither judged nor learned")
  func breaching() {
    var sensor = Watched()
    var noise = SeededNoise(6)
    for second in 0..<3000 { sensor.take(95 + noise.normal() / 2, at: Double(second), isBreaching: true) }
    for second in 3000..<5000 { sensor.take(60 + noise.normal() / 2, at: Double(second)) }
    #expect(sensor.found.opened.isEmpty, "\(sensor.found.opened)")
  }

  @Test("a constant is quiet, and one change of it is one advisory at most")
  func constant() {
    #expect(watch(Int(2 * hour)) { _ in 20 }.opened.isEmpty)
    #expect(watch(Int(2 * hour)) { $0 >= hour ? 20.1 : 20 }.opened.count <= 1)
  }

  @Test("a value that no longer changes is flat within two minutes; a coarse one is not")
  func flat() {
    let live = steady(7)
    let found = watch(Int(2 * hour)) { $0 >= hour ? 60.123 : (live($0) * 1000).rounded() / 1000 }
    #expect(found.opened.map(\.kind) == [.flat], "\(found.opened)")
    #expect(found.opened.first.map { $0.second < hour + 120 } == true)
    var noise = SeededNoise(8)
    var held = 0.0
    let coarse = watch(Int(2 * hour)) { second in
      if Int(second) % 6 == 0 { held = (noise.normal() / 2 / 0.328).rounded() * 0.328 }
      return held
    }
    #expect(coarse.opened.isEmpty, "\(coarse.opened)")
  }

  @Test("counters, ramps and switches are no faults")
  func counters() {
    #expect(watch(5 * 1440, every: 60) { $0 / 60 }.opened.count <= 1)
    #expect(watch(5 * 1440, every: 60) { ($0 / 60).truncatingRemainder(dividingBy: 4096) }.opened.count <= 3)
    #expect(watch(Int(day)) { Int($0) / 1800 % 2 == 1 ? 1 : 0 }.opened.count <= 2)
    #expect(watch(Int(hour)) { Int($0) / 7 % 2 == 1 ? 1 : 0 }.opened.isEmpty)
    let machine = watch(Int(day), steady(10) { Int($0) / 1800 % 2 == 1 ? 15 : 0 })
    #expect(machine.opened.count <= 8, "\(machine.opened)")
  }

  @Test("a spike is counted and no advisory")
  func spike() {
    let found = watch(Int(hour), steady(11) { $0 == 3000 ? 140 : 0 })
    #expect(found.opened.isEmpty && found.noted.contains { $0.kind == .spike }, "\(found)")
  }

  @Test("a step of twelve deviations on a slow sensor is one advisory", arguments: [60.0, 300, 3600])
  func slowStep(interval: Double) {
    let count = interval == 60 ? 3 * 1440 : interval == 300 ? 14 * 288 : 60 * 24
    let at = Double(count * 7 / 10) * interval
    let found = watch(count, every: interval, steady(25) { $0 >= at ? 6 : 0 })
    #expect(found.opened.filter { (at...at + 30 * interval).contains($0.second) }.count == 1, "\(found.opened)")
    #expect(found.opened.count <= 4, "\(found.opened)")
  }

  @Test("ten readings a second are as good as one")
  func fast() {
    let found = watch(36_000, every: 0.1, steady(26) { $0 >= 1800 ? 2 : 0 })
    #expect(found.opened.count == 1, "\(found.opened)")
    #expect(found.opened.first.map { (1800...1830).contains($0.second) } == true, "\(found.opened)")
  }

  @Test("a missing daily peak is one advisory, though every value is usual", arguments: [300.0, 1800])
  func pattern(interval: Double) {
    var noise = SeededNoise(34)
    let found = watch(Int(21 * day / interval), every: interval) { second in
      let clock = (second + Double(Watched.start)).truncatingRemainder(dividingBy: day) / hour
      let isPeak = clock > 9 && clock < 18 && !(15 * day...16 * day).contains(second)
      return (isPeak ? 80 : 20) + 2 * noise.uniform() - 1
    }
    #expect(found.opened.filter { (15 * day...16.5 * day).contains($0.second) }.count == 1, "\(found.opened)")
    #expect(found.opened.filter { $0.second > 2 * day }.count <= 2, "\(found.opened)")
  }
}
