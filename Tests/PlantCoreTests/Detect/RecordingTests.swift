import Foundation
import Testing

@testable import PlantCore

/// Public recordings, where they are at hand: `PLANTWATCH_DATA` names a folder that holds `skab` and `nab`.
private let folder = ProcessInfo.processInfo.environment["PLANTWATCH_DATA"] ?? ""
private let recordings = folder + "/skab"
private let machine = folder + "/nab/realKnownCause/machine_temperature_system_failure.csv"

@Suite("The temperature of a machine that failed", .enabled(if: FileManager.default.fileExists(atPath: machine)))
struct MachineTests {
  @Test(
    "its values, above 80 with no low limit, are as many episodes as the deadband lets them be",
    arguments: [(0.0, 154), (1, 79), (2, 58), (5, 46)])
  func activations(deadband: Double, count: UInt64) throws {
    let text = try String(contentsOfFile: machine, encoding: .utf8)
    var input = ""
    for (row, line) in text.utf8.split(separator: 10).dropFirst().enumerated() {
      let value = line.split(separator: 44)[1].filter { $0 > 32 }
      // Faster than the five minutes of the file, and still slower than the off-delay.
      input += "{\"deviceId\":\"machine\",\"sensorType\":\"temperature\","
      input += "\"value\":\(String(decoding: value, as: UTF8.self)),\"timestamp\":\(1_764_000_000 + 6 * row)}\n"
    }
    var configuration = EngineConfiguration()
    configuration.types[0].limits = LimitSet(high: 80, deadband: deadband)
    #expect(judge(input, .jsonLines, configuration: configuration).counters.episodes == count)
  }
}

@Suite("Labelled recordings of a pump", .enabled(if: FileManager.default.fileExists(atPath: recordings)))
struct RecordingTests {
  /// One file: whether a row is labelled, and whether any sensor has an open episode in it.
  private static func rows(_ path: String) throws -> [(isLabelled: Bool, isFlagged: Bool)] {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ";") }
    guard let header = lines.first else { return [] }
    let columns = header.indices.filter { !["datetime", "anomaly", "changepoint"].contains(header[$0]) }
    let label = header.firstIndex(of: "anomaly")
    let stamps = ISO8601DateFormatter()
    var sensors = columns.map { _ in LearnedState(rules: .all) }
    var list = FindingList()
    return lines.dropFirst().map { cells in
      let text = cells[0].prefix(19).replacingOccurrences(of: " ", with: "T") + "Z"
      let second = Int64(stamps.date(from: text)?.timeIntervalSince1970 ?? 0)
      var isFlagged = false
      for (place, column) in columns.enumerated() {
        sensors[place].take(
          Double(cells[column]) ?? 0, at: second * Interval.second, isBreaching: false, into: &list)
        list.removeAll()
        let state = sensors[place]
        isFlagged = isFlagged || [state.shift, state.record, state.drift, state.noise, state.flat].contains(.open)
      }
      return (label.map { (Double(cells[$0]) ?? 0) > 0 } ?? false, isFlagged)
    }
  }

  @Test("faults are found, healthy rows are left alone")
  func scores() throws {
    var hits = 0
    var misses = 0
    var wrong = 0
    var quiet = 0
    for folder in try FileManager.default.contentsOfDirectory(atPath: recordings).sorted() {
      let path = recordings + "/" + folder
      for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.hasSuffix(".csv") {
        let rows = try Self.rows(path + "/" + name)
        if folder == "anomaly-free" { #expect(!rows.contains { $0.isFlagged }, "\(name)") }
        for row in folder == "anomaly-free" ? [] : rows.dropFirst(400) {
          if row.isFlagged { if row.isLabelled { hits += 1 } else { wrong += 1 } }
          if !row.isFlagged { if row.isLabelled { misses += 1 } else { quiet += 1 } }
        }
      }
    }
    let score = 2 * Double(hits) / Double(max(1, 2 * hits + wrong + misses))
    let falseShare = Double(wrong) / Double(max(1, wrong + quiet))
    #expect(score >= 0.78 && falseShare <= 0.10, "F1 \(score), false rows \(falseShare)")
  }
}
