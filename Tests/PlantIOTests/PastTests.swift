import PlantCore
import PlantDemo
import Testing

@testable import PlantIO

@Suite("A live run holds its past, and stands in it exactly as it stood then")
struct PastTests {
  private static let start = Stamp(seconds: 1_764_000_000)

  /// The demo plant as the bytes of a capture, and what an engine that judges them in batches holds of them.
  private struct Run: ~Copyable {
    var bytes: [UInt8]
    var log: PastLog
    var engine = Engine(configuration: EngineConfiguration(), format: .capture)

    init(seconds: Int64, devices: Int = 24, budget: Int = 64 << 20, batch: Int = 40_000) throws {
      let folder = TemporaryFolder()
      let path = folder.path("demo")
      _ = try DemoWriter.write(
        Plant(seed: 5, devices: devices, start: PastTests.start.second), seconds: seconds, to: path,
        configuration: EngineConfiguration())
      bytes = content(path)
      log = PastLog(budget: budget, start: PastTests.start, segmentBytes: 512 << 10)
      var at = 0
      while at < bytes.count {
        // Whole records, as the engine's thread gives them.
        let end = bytes[min(bytes.count, at + batch)...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
        unsafe bytes[at..<end].withUnsafeBytes {
          unsafe log.append($0, before: engine)
          _ = unsafe engine.consume($0)
        }
        log.note(engine.takeEvents(), errors: engine.takeErrorTimes())
        at = end
      }
    }

    /// The digest of an engine that judges everything up to a moment from the beginning.
    func digest(at moment: Stamp) -> UInt64 {
      var engine = Engine(configuration: EngineConfiguration(), format: .capture)
      unsafe bytes.withUnsafeBytes { _ = unsafe engine.consume($0, until: moment) }
      return engine.digest
    }
  }

  private func view() -> PastView { PastView(configuration: EngineConfiguration(), messageLogBytes: 1 << 20) }

  @Test("at any moment its digest is that of an engine which judged from the beginning")
  func digests() throws {
    let run = try Run(seconds: 300)
    #expect(run.log.segments.count > 3)
    let view = view()
    for second in [0, 1, 299, 150, 37, 222, 222, 61] {
      let moment = Self.start + Int64(second) * Interval.second
      #expect(view.stand(at: moment, in: run.log))
      #expect(view.digest == run.digest(at: moment), "second \(second)")
    }
    #expect(view.stand(at: run.engine.streamTime, in: run.log))
    #expect(view.digest == run.engine.digest)
  }

  @Test("steps go record by record, over segments and back")
  func steps() throws {
    let run = try Run(seconds: 120)
    let view = view()
    let edge = run.log.segments[1].records
    for records in [edge + 2, edge + 1, edge, edge - 1, edge - 2] {
      #expect(view.stand(after: records, in: run.log))
      #expect(view.records == records)
    }
    #expect(!view.stand(after: 0, in: run.log))
  }

  @Test("wherever it stands its log shows the messages before")
  func messages() throws {
    let run = try Run(seconds: 300)
    let view = view()
    #expect(view.stand(at: run.log.segments[2].time, in: run.log))
    var query = Query()
    query.messages.count = 30
    #expect(view.snapshot(for: query).messages.messages.count == 30)
  }

  @Test("of a budget that is too small for everything the oldest goes first, and what is left is whole")
  func budget() throws {
    let run = try Run(seconds: 600, budget: 300_000)
    #expect(run.log.size < 300_000 + 700_000)
    #expect(run.log.first > Self.start)
    let view = view()
    for moment in [run.log.first, run.log.first + 100 * Interval.second] {
      #expect(view.stand(at: moment, in: run.log))
      #expect(view.digest == run.digest(at: moment))
    }
    #expect(!view.stand(at: run.log.first + -1, in: run.log))
    #expect(!view.stand(after: run.log.segments[0].records - 1, in: run.log))
  }

  @Test("a plant whose state alone would fill it is not held at all, and says so")
  func tooLarge() throws {
    let run = try Run(seconds: 20, devices: 600, budget: 200_000)
    #expect(run.log.isTooSmall && run.log.segments.isEmpty && !run.log.first.isKnown)
  }

  @Test("a session goes back, to anomalies too, while it goes on judging, and returns to the present")
  func session() throws {
    let session = try LiveSession(
      LiveOptions(engine: EngineConfiguration()),
      demo: Plant(seed: 1, devices: 8, rate: 20, start: LiveSession.demoStart), inProcess: true)
    defer { _ = session.stop() }
    func wait(_ isWanted: (Snapshot) -> Bool) -> Snapshot? {
      for _ in 0..<200 {
        if let snapshot = session.mailbox.take(), isWanted(snapshot) { return snapshot }
        _ = waitReadable(session.mailbox.descriptor, nanoseconds: Interval.second / 10)
      }
      return nil
    }
    let present = try #require(wait { $0.counters.readings > 600 })
    #expect(present.past == nil && present.session.replay?.isPaused == false)
    session.mailbox.send(.pause(true))
    session.mailbox.send(.seekBy(-Interval.second))
    let back = try #require(wait { $0.past != nil })
    let past = try #require(back.past)
    #expect(past.streamTime < present.streamTime && past.counters.readings < back.counters.readings)
    #expect(back.session.replay?.isPaused == true)
    session.mailbox.send(.step(-1))
    let step = try #require(wait { $0.past.map { $0.counters.records + 1 == past.counters.records } ?? false })
    #expect(step.counters.readings > back.counters.readings)
    session.mailbox.send(.pause(false))
    #expect(wait { $0.past == nil && $0.session.replay?.isPaused == false } != nil)
  }
}
