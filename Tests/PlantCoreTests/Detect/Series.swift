import Foundation

@testable import PlantCore

/// The same numbers for a seed, on every machine: a linear congruential generator.
struct SeededNoise {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// From 0 up to 1.
  mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 9_007_199_254_740_992
  }

  /// Around 0 with a deviation of 0.577: the sum of four.
  mutating func bell() -> Double {
    let first = uniform()
    let second = uniform()
    let third = uniform()
    return first + second + third + uniform() - 2
  }

  /// Around 0, with a deviation of 1.
  mutating func normal() -> Double { bell() * 3.0.squareRoot() }
}

/// What the detectors said of a series: seconds and kinds.
struct Findings {
  struct One: CustomStringConvertible {
    var second: Double
    var kind: Finding.Kind
    var description: String { "\(kind)@\(second)" }
  }
  var opened: [One] = []
  var closed: [One] = []
  var noted: [One] = []

  func opened(_ kind: Finding.Kind) -> [One] { opened.filter { $0.kind == kind } }
}

/// One sensor and its detectors.
struct Watched: ~Copyable {
  static let start: Int64 = 1_700_000_000
  var state = LearnedState(rules: .all)
  var found = Findings()
  private var list = FindingList()

  init() {}

  mutating func take(_ value: Double, at second: Double, isBreaching: Bool = false) {
    state.take(
      value, at: Self.start * 1_000_000_000 + Int64((second * 1e9).rounded()), isBreaching: isBreaching, into: &list)
    book(second)
  }

  mutating func accept(at second: Double) {
    state.accept(&list)
    book(second)
  }

  private mutating func book(_ second: Double) {
    for index in 0..<list.count {
      let one = Findings.One(second: second, kind: list[index].kind)
      switch list[index].act {
      case .open: found.opened.append(one)
      case .close: found.closed.append(one)
      case .note: found.noted.append(one)
      }
    }
    list.removeAll()
  }
}

let hour = 3600.0
let day = 86_400.0

/// What is found in `count` readings, `interval` seconds apart.
func watch(_ count: Int, every interval: Double = 1, _ value: (_ second: Double) -> Double) -> Findings {
  var sensor = Watched()
  for index in 0..<count { sensor.take(value(Double(index) * interval), at: Double(index) * interval) }
  return sensor.found
}

/// A value around 60 with a deviation of 0.5, and what is added to it.
func steady(_ seed: UInt64, plus change: @escaping (Double) -> Double = { _ in 0 }) -> (Double) -> Double {
  var noise = SeededNoise(seed)
  return { 60 + noise.normal() / 2 + change($0) }
}
