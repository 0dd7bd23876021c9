import Foundation
import Testing

@testable import PlantCore

@Suite("The detectors decide what their reference decides")
struct GoldenDetectorTests {
  /// One line of `Cases/detectors.txt`: series, row, act, kind, value, degree.
  private struct Line {
    var words: [Substring]
    var value: Double
    var degree: Double

    init?(_ line: Substring) {
      let words = line.split(separator: " ")
      guard words.count == 6, let value = Double(words[4]), let degree = Double(words[5]) else { return nil }
      self.words = Array(words[..<4])
      self.value = value
      self.degree = degree
    }
  }

  private static func expected() throws -> [String: [Line]] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Cases/detectors.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap(Line.init)
    return Dictionary(grouping: lines) { String($0.words[0]) }
  }

  static let names: [(name: String, count: Int, step: Int)] = [
    ("steady", 20000, 1), ("step", 16000, 1), ("drift", 40000, 1), ("spikes", 5000, 1), ("flat", 6000, 1),
    ("noise", 8000, 1), ("breach", 6000, 1), ("rhythm", 6048, 300), ("walk", 8000, 60), ("ragged", 20000, 0),
    ("absurd", 5000, 1), ("counter", 3000, 60), ("stays", 9000, 1), ("switching", 30000, 1),
  ]

  @Test("every opening, close and count of fourteen series agrees with the recorded one", arguments: 0..<14)
  func agrees(number: Int) throws {
    let (name, count, step) = Self.names[number]
    let wanted = try Self.expected()[name, default: []]
    var noise = SeededNoise(UInt64(number + 1))
    var state = LearnedState(rules: .all)
    var list = FindingList()
    var time = 0
    var walk = 0.0
    var next = 0
    for row in 0..<count {
      let bell = noise.bell()
      var value = 60 + bell
      var isBreaching = false
      switch name {
      case "step" where (6000..<12000).contains(row): value += 3
      case "drift" where row > 7200: value += Double(row - 7200) / 7200
      case "spikes" where row % 997 == 500: value += 30
      case "flat" where (4000..<5000).contains(row): value = 60.25
      case "noise" where (4000..<6000).contains(row): value = 60 + bell * 6
      case "breach" where (3000..<3100).contains(row): (value, isBreaching) = (95 + bell, true)
      case "rhythm": value = ((108..<216).contains(row % 288) && row / 288 != 15 ? 80.0 : 20.0) + bell
      case "walk":
        walk += bell * 0.25
        value = walk
      case "ragged":
        let pick = Int(noise.uniform() * 20)
        let gap = row % 1000 < 5 ? 4000 : 1
        time += [0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 60, 60, -30, 1, 1, 1, 3, 1, gap, 1][pick]
        value = bell * (pick == 3 && row % 7 == 0 ? 1000 : 1)
      case "absurd": value = row == 0 ? 1e9 : value + (row >= 3000 ? 3 : 0)
      case "counter": value = Double(row)
      case "stays" where row >= 4000: value += 3
      case "switching" where row / 1500 % 2 == 1: value += 8
      default: break
      }
      let second = name == "ragged" ? time : row * step
      state.take(value, at: Int64(1_700_000_000 + second) * 1_000_000_000, isBreaching: isBreaching, into: &list)
      for index in 0..<list.count {
        let finding = list[index]
        try #require(next < wanted.count, "\(name) \(row): \(finding) too many")
        let line = wanted[next]
        next += 1
        let words = [name, String(row), "\(finding.act)", "\(finding.kind)"]
        try #require(words == line.words.map(String.init), "\(finding)")
        let hasDegree = finding.act == .open && finding.kind != .noise
        if hasDegree { #expect(abs(Double(finding.evidence.degree) - line.degree) <= 1e-5 * abs(line.degree)) }
        // A change of level is told as the level it led to.
        if !hasDegree || finding.kind != .record || line.degree < 4 { #expect(finding.value == line.value) }
      }
      list.removeAll()
    }
    #expect(next == wanted.count)
  }

  @Test("a sensor's learning fits into a quarter of a kilobyte")
  func size() { #expect(MemoryLayout<LearnedState>.stride <= 256) }
}
