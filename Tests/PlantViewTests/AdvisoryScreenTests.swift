import PlantCore
import PlantView
import Testing

@Suite("Advisories on the screen")
struct AdvisoryScreenTests {
  private static func plant(grouped: Int) -> Snapshot {
    var plant = Plant.incident()
    var shift = Plant.episode(9, 3, "mixer-01", type: 1, .shift, value: 99, limit: .nan, opened: 600, count: 1)
    shift.episodeClass = .learned
    shift.why = "6.3 sigma above its normal 71.2 ± 0.4 PSI"
    plant.episodes.episodes.insert(shift, at: 2)
    plant.episodes.advisories = 1 + grouped
    plant.episodes.grouped = grouped
    return plant
  }

  @Test("an advisory has its sentence in the feed, without an alarm's mark", arguments: [(120, 40), (200, 60)])
  func sentence(size: (Int, Int)) throws {
    var person = Operator(Self.plant(grouped: 0), columns: size.0, rows: size.1)
    person.press(.character("2"))
    let line = try #require(person.lines.first { $0.contains("6.3 sigma") })
    #expect(line.contains("mixer-01") && line.contains("◆"), "\(line)")
    #expect(!person.lines.contains { $0.contains("more advisor") })
  }

  @Test("many are one line")
  func many() {
    let person = Operator(Self.plant(grouped: 99_999), columns: 120, rows: 40)
    #expect(person.lines.contains { $0.contains("and 99999 more advisories") })
    let one = Operator(Self.plant(grouped: 1), columns: 120, rows: 40)
    #expect(one.lines.contains { $0.contains("and 1 more advisory") })
  }
}
