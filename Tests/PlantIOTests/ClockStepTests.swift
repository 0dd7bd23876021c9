import PlantCore
import Synchronization
import Testing

@testable import PlantIO

/// A wall clock that somebody sets.
private final class SettableClock: Sendable {
  private let offset = Atomic<Int64>(0)
  func now() -> Stamp { SystemClock.wall() + offset.load(ordering: .relaxed) }
  func step(bySeconds seconds: Int64) { offset.add(seconds * Interval.second, ordering: .relaxed) }
}

@Suite struct ClockStepTests {
  private let folder = TemporaryFolder()
  private let wall = SettableClock()
  private let mailbox = Mailbox()
  private let stop = StopFlag()

  /// A live session's engine thread on a clock of our own, recording to `path`.
  private func start(_ feed: LiveFeed, recordingTo path: String) throws -> Worker {
    let recorder = try Recorder(path: path)
    return Worker(name: "engine") { [mailbox, stop] in
      _ = LiveEngineLoop(
        options: LiveOptions(engine: EngineConfiguration()), mode: .live, source: "test", feed: feed, mailbox: mailbox,
        recordings: Recordings(recorder: recorder), control: ControlDesk(), notices: NoticeBoard(), stop: stop
      ).run()
    }
  }

  private func publish(_ values: [Double], through writer: RingWriter) {
    for value in values {
      let payload = bytes("{\"deviceId\":\"a\",\"sensorType\":\"temperature\",\"value\":\(value)}")
      unsafe bytes("sensor/a/data").withUnsafeBytes { topic in
        unsafe payload.withUnsafeBytes { unsafe writer.message(topic: topic, payload: $0, qos: 0, isRetained: false) }
      }
    }
    writer.feed.notify()
  }

  /// Judges a recording from its beginning.
  private func judged(_ lines: [Substring]) -> (windows: [WindowSums], alarms: [PipelineAlarm], events: [Event]) {
    var engine = Engine(configuration: .init(), format: .capture)
    let all = Array(lines.map { $0 + "\n" }.joined().utf8)
    unsafe all.withUnsafeBytes { part in _ = unsafe engine.consume(part) }
    engine.finish()
    return (engine.snapshot(for: Query()).windows, engine.pipelineAlarms(), engine.takeEvents())
  }

  @Test func `a step of the wall clock is recorded and told, and moves neither arrivals nor windows`() throws {
    let path = folder.path("live")
    let feed = LiveFeed(clock: ArrivalClock(wall: wall.now))
    let engine = try start(feed, recordingTo: path)
    let writer = RingWriter(feed: feed)
    writer.control("connected", "{}", kind: .connected)
    func ticks() -> Int { text(path).split(separator: "\n").count { $0.hasPrefix("# tick ") } }
    func steps() -> Int { text(path).split(separator: "\n").count { $0.hasPrefix("# clock ") } }
    publish([20, 95, 95], through: writer)
    #expect(eventually { ticks() >= 1 })
    wall.step(bySeconds: 3600)
    publish([95, 20], through: writer)
    #expect(eventually { steps() == 1 })
    publish([95], through: writer)
    wall.step(bySeconds: -3600)
    #expect(eventually { steps() == 2 })
    publish([20], through: writer)
    let told = ticks()
    #expect(eventually { ticks() > told })
    var notices: [String] = []
    #expect(
      eventually {
        if let snapshot = mailbox.take() { notices = snapshot.session.notices.map(\.text) }
        return notices.count == 2
      })
    stop.raise()
    engine.join()

    let lines = text(path).split(separator: "\n")
    let clocks = lines.filter { $0.hasPrefix("# clock ") }.compactMap { $0.split(separator: " ").last }
    #expect(clocks == ["{\"step\":3600.000}", "{\"step\":-3600.000}"])
    #expect(
      notices == [
        "the wall clock was stepped by 3600.000 s; arrival times go on unstepped",
        "the wall clock was stepped by -3600.000 s; arrival times go on unstepped",
      ])
    let arrivals = lines.filter { $0.first?.isNumber == true }.map { Double($0.prefix { $0 != "\t" }) ?? 0 }
    #expect(arrivals.count == 7 && arrivals == arrivals.sorted())
    #expect((arrivals.last ?? 0) - (arrivals.first ?? 0) < 30)
    let seconds = lines.filter { $0.hasPrefix("# tick ") }.compactMap { Int64($0.dropFirst(7).prefix { $0 != "." }) }
    #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $1 == $0 + 1 }, "\(seconds)")

    let stepped = judged(lines)
    let unstepped = judged(lines.filter { !$0.hasPrefix("# clock ") })
    #expect(stepped.windows == unstepped.windows)
    #expect(stepped.windows.last?.readings == 7 && stepped.windows.last?.anomalies == 4)
    #expect(stepped.alarms == unstepped.alarms)
    let spoken = stepped.events.filter { if case .notice(let notice) = $0 { notice.kind == .clock } else { false } }
    #expect(spoken.count == 2 && stepped.events.count == unstepped.events.count + 2)
  }
}
