import PlantCore
import Testing

@testable import PlantIO

@Suite("A saved state is brought up to what the archive holds")
struct CatchUpTests {
  private let bench = ArchiveBench()
  /// Moments that are no whole milliseconds.
  private static let start = ArchiveBench.start + 123_456_789
  private let messages = (0..<10).map { number in
    ArchiveBench.message(number, at: start + Int64(number) * Interval.second, value: number >= 6 ? 95 : 20)
  }

  private func engine(_ count: Int) -> Engine {
    var engine = Engine(configuration: ArchiveBench.configuration, format: .capture)
    for message in messages.prefix(count) { unsafe message.withUnsafeBytes { _ = unsafe engine.consume($0) } }
    return engine
  }

  private func saved(after count: Int) -> SavedState {
    let engine = engine(count)
    return SavedState(configuration: "", saved: engine.streamTime, image: engine.image())
  }

  private func catchUp(_ saved: SavedState, until end: Stamp = start + Interval.hour) throws -> CatchUp? {
    try CatchUp(saved, bench.folder, ArchiveBench.configuration, until: end)
  }

  @Test("each message once, and the state is that of an engine that never ended", arguments: [1, 5, 7])
  func once(count: Int) throws {
    try bench.write(messages)
    let made = try catchUp(saved(after: count))
    let caughtUp = try #require(made)
    #expect(caughtUp.messages == UInt64(10 - count))
    var reached = Engine(configuration: ArchiveBench.configuration, format: .capture)
    let isRestored = reached.restore(image: caughtUp.state.image)
    let whole = engine(10)
    let (digests, readings) = ((reached.digest, whole.digest), reached.counters.readings)
    #expect(isRestored && digests.0 == digests.1 && readings == 10)
    let openings = caughtUp.events.filter { if case .anomaly(let event) = $0 { event.isLimitOpening } else { false } }
    #expect(openings.count == (count < 7 ? 1 : 0))
    let standing = reached.standingEpisodes().count
    #expect(standing == 1)
  }

  @Test("after a clean end there is nothing to judge; what cannot be told is said")
  func nothing() throws {
    #expect(try catchUp(saved(after: 10)) == nil)
    try bench.write(messages)
    #expect(try catchUp(saved(after: 10)) == nil)
    #expect(throws: SetupError.self) { try catchUp(saved(after: 10), until: Self.start) }
  }
}
