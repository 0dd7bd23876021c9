import PlantCore
import Testing

@testable import PlantIO

@Suite("A replay goes from error to error, from advisory to advisory, and over stretches in which nothing came")
struct ErrorAndIdleTests {
  private let folder = TemporaryFolder()
  private static let start: Int64 = 1_764_000_000

  /// Readings for ten seconds, an hour of nothing, ten more; errors at 3 s, 3 s again and 3605 s.
  private func recording() -> String {
    func record(_ second: Int64, _ payload: String) -> String {
      "\(Self.start + second).000000000\t0\t0\t\(payload.utf8.count)\tsensor/a/data\t\(payload)\n"
    }
    var text = ""
    for second in Array(0...9) + Array(3600...3609) as [Int64] {
      text += record(second, #"{"deviceId":"a","sensorType":"temperature","value":20}"#)
      if second == 3 { text += record(3, "{") + record(3, "[") }
      if second == 3605 { text += record(3605, "no JSON") }
    }
    return folder.file("a.capture", text)
  }

  private func replay(paused: Bool, speed: Double = 1) throws -> ReplaySession {
    var options = ReplayOptions(engine: EngineConfiguration(), inputs: try Inputs([recording()]))
    (options.isPaused, options.speed) = (paused, speed)
    return try ReplaySession(options)
  }

  private func second(_ snapshot: Snapshot) -> Int64 { snapshot.streamTime.second - Self.start }

  @Test("errors are places to go to, each moment once")
  func errors() throws {
    let session = try replay(paused: true)
    #expect(snapshot(session) { $0.session.replay?.scanned == 1 } != nil)
    for (forward, place) in [(true, 3), (true, 3605), (false, 3)] as [(Bool, Int64)] {
      session.mailbox.send(.seekError(forward: forward))
      #expect(snapshot(session) { second($0) == place && $0.session.replay?.isSeeking == false } != nil, "\(place)")
    }
    session.mailbox.send(.seekError(forward: false))
    #expect(snapshot(session) { $0.session.notices.last?.text == "no earlier error is known" } != nil)
    _ = session.stop()
  }

  @Test("an advisory is a place to go to, and no anomaly is")
  func advisories() throws {
    var text = ""
    for second in 0..<1500 as Range<Int64> {
      let value = 60 + Double(second * 7919 % 101) / 100 + (second < 1200 ? 0 : 5)
      text += #"{"deviceId":"a","sensorType":"flow","value":\#(value),"timestamp":"#
      text += "\((Self.start + second) * 1000)}\n"
    }
    var options = ReplayOptions(
      engine: EngineConfiguration(), inputs: try Inputs([folder.file("a.jsonl", text)]))
    options.isPaused = true
    let session = try ReplaySession(options)
    #expect(snapshot(session) { $0.session.replay?.scanned == 1 } != nil)
    session.mailbox.send(.seekAdvisory(forward: true))
    let there = snapshot(session) { $0.session.replay?.isSeeking == false && second($0) >= 1200 }
    #expect(there?.episodes.advisories == 1)
    session.mailbox.send(.seekAdvisory(forward: false))
    #expect(snapshot(session) { $0.session.notices.last?.text == "no earlier advisory is known" } != nil)
    session.mailbox.send(.seekAnomaly(forward: false))
    #expect(snapshot(session) { $0.session.notices.last?.text == "no earlier anomaly is known" } != nil)
    _ = session.stop()
  }

  @Test("an hour without readings is jumped over when that is asked for, and the conclusions are the same")
  func idle() throws {
    let session = try replay(paused: true, speed: 64)
    #expect(snapshot(session) { $0.session.replay?.scanned == 1 } != nil)
    session.mailbox.send(.skipIdle)
    #expect(snapshot(session) { $0.session.replay?.skipsIdle == true } != nil)
    session.mailbox.send(.pause(false))
    // An hour at 64 times is almost a minute.
    #expect(snapshot(session) { second($0) >= 3600 } != nil)
    #expect(waitReadable(session.endDescriptor, nanoseconds: 20 * Interval.second)[0])
    let report = try HeadlessRun.run(Inputs([recording()]), configuration: EngineConfiguration())
    #expect(session.stop().digest == report.result.digest)
  }

  @Test("a note about a moment of a replay stands in its journal, where its time belongs")
  func noted() throws {
    let session = try replay(paused: true)
    var query = Query()
    query.journal.count = 100
    session.mailbox.ask(query)
    session.mailbox.send(.seek(Stamp(seconds: Self.start + 5)))
    #expect(snapshot(session) { second($0) == 5 } != nil)
    session.mailbox.send(.note("belt slips"))
    let noted = snapshot(session) {
      $0.journal.entries.contains { $0.word == "NOTE" && $0.text.hasPrefix("belt slips") }
    }
    let numbers = noted?.journal.entries.map(\.number) ?? []
    #expect(!numbers.isEmpty && numbers == numbers.sorted() && Set(numbers).count == numbers.count)
    _ = session.stop()
  }

  @Test("opened paused it plays as soon as it is told to")
  func pausedFromTheStart() throws {
    let session = try replay(paused: true)
    session.mailbox.send(.speed(8))
    session.mailbox.send(.pause(false))
    #expect(snapshot(session) { second($0) >= 8 } != nil)
    _ = session.stop()
  }

  @Test("live the same places are held")
  func live() {
    var engine = Engine(configuration: EngineConfiguration(), format: .capture)
    engine.keepsErrorTimes = true
    let bytes = content(recording())
    unsafe bytes.withUnsafeBytes { _ = unsafe engine.consume($0) }
    #expect(engine.takeErrorTimes().map { $0.second - Self.start } == [3, 3605])
    #expect(engine.takeErrorTimes().isEmpty)
  }
}
