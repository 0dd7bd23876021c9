import PlantCore
import PlantDemo
import Testing

@testable import PlantIO

@Suite struct DemoTests {
  @Test func `the same seed makes the same plant, another seed another`() {
    let start: Int64 = 1_764_000_000
    let a = Plant(seed: 7, start: start)
    let b = Plant(seed: 7, start: start)
    let c = Plant(seed: 8, start: start)
    let seconds = (0..<1300).map { start + $0 }
    // Asked in another order, it says the same.
    let forward = seconds.map { a.messages(in: $0) }
    let backward = seconds.reversed().map { b.messages(in: $0) }
    #expect(forward == backward.reversed())
    #expect(a.messages(in: start) != c.messages(in: start))
    #expect(a.deviceNames.count == 24)
    #expect(a.messages(in: start).count == 72)
    #expect(Plant(seed: 7, devices: 3, rate: 4, start: start).messages(in: start).count == 36)
  }

  @Test(arguments: [1, 2, 3, 42, 2024] as [UInt64])
  func `an operator meets anomalies, a stale sensor and an alarm within thirty seconds`(seed: UInt64) {
    var story = Story(seed: seed)
    story.play(seconds: 30)
    #expect(story.snapshot.episodes.open >= 1)
    #expect(story.snapshot.counters.staleSensors >= 1)
    #expect(story.alarm(.anomalyCount)?.state == .alarm)
    story.play(seconds: 300)
    #expect(story.alarm(.processingErrors)?.state == .alarm)
    story.play(seconds: 270)
    #expect(story.alarm(.anomalyCount)?.state == .ok, "the alarm clears")
    #expect(story.alarm(.processingErrors)?.state == .ok)
    #expect(story.snapshot.episodes.open >= 1, "something is always worth a look")
    story.play(seconds: 150)
    #expect(story.alarm(.anomalyCount)?.state == .alarm, "and comes back")
    #expect(story.snapshot.counters.duplicates > 50)
    story.play(seconds: 450)
    #expect(story.alarm(.anomalyCount)?.state == .ok)
    story.play(seconds: 90)
    #expect(story.alarm(.anomalyCount)?.state == .alarm, "the next cycle")
  }

  /// A plant judged second by second.
  private struct Story: ~Copyable {
    static let start: Int64 = 1_764_000_000
    let plant: Plant
    var engine = Engine(configuration: EngineConfiguration(), format: .capture)
    var second = Story.start
    var snapshot = Snapshot()

    init(seed: UInt64) {
      plant = Plant(seed: seed, start: Self.start)
      give(CaptureRecord.control("connected", at: Stamp(seconds: Self.start)))
    }

    func alarm(_ name: PipelineAlarmName) -> PipelineAlarm? { snapshot.alarms.first { $0.name == name } }

    mutating func play(seconds: Int64) {
      for _ in 0..<seconds {
        give(DemoWriter.records(of: plant, second: second))
        second += 1
        give(CaptureRecord.control("tick", at: Stamp(seconds: second), "{\"lag\":0}"))
      }
      snapshot = engine.snapshot(for: Query())
    }

    private mutating func give(_ bytes: [UInt8]) {
      _ = unsafe bytes.withUnsafeBytes { unsafe engine.consume($0) }
    }
  }
}
