import Testing

@testable import PlantCore

/// CloudWatch's published tables: range 5, newest right; o good, X breaching, - missing; columns are the four ways to treat
/// missing data; I is INSUFFICIENT_DATA, K keeps the state.
@Suite("Missing data as CloudWatch treats it")
struct TruthTableTests {
  private func outcome(_ points: String, needed: Int, missing: AlarmDefinition.MissingData) -> String {
    var slab = Slab<Double>()
    for point in points { slab.append(point == "o" ? 1 : point == "X" ? 9 : .nan) }
    let definition = AlarmDefinition(
      name: "test", metric: .errors, statistic: .sum, period: 60, evaluationPeriods: 3, datapointsToAlarm: needed,
      threshold: 5, missing: missing)
    switch AlarmEvaluation.state(of: slab, by: definition) {
    case .ok: return "OK"
    case .alarm: return "ALARM"
    case .insufficientData: return "I"
    case nil: return "K"
    }
  }

  @Test(
    "three of three and two of three",
    arguments: [
      (3, "o-X-X", "OK OK OK OK"), (3, "o----", "OK OK OK OK"), (3, "-----", "I K ALARM OK"),
      (3, "oXX-X", "ALARM ALARM ALARM ALARM"), (3, "--X--", "ALARM K ALARM OK"),
      (2, "o-X-X", "ALARM ALARM ALARM ALARM"), (2, "ooXoX", "ALARM ALARM ALARM ALARM"),
      (2, "o-X--", "OK OK ALARM OK"), (2, "----o", "OK OK ALARM OK"), (2, "---X-", "ALARM K ALARM OK"),
    ] as [(Int, String, String)])
  func tables(needed: Int, points: String, expected: String) {
    let ways: [AlarmDefinition.MissingData] = [.missing, .ignore, .breaching, .notBreaching]
    #expect(ways.map { outcome(points, needed: needed, missing: $0) }.joined(separator: " ") == expected)
  }

  @Test("the four comparisons are strict or not, as they say")
  func comparisons() {
    let outcomes = ThresholdComparison.allCases.map { comparison in
      [4.0, 5, 6].map { comparison.holds($0, 5) }
    }
    #expect(outcomes == [[false, false, true], [false, true, true], [true, false, false], [true, true, false]])
  }
}
