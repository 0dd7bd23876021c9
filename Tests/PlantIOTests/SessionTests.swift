import Glibc
import PlantCore
import PlantDemo
import Synchronization
import Testing

@testable import PlantIO

/// Ten minutes of the demo plant, written once for all tests.
private enum SharedRecording {
  static let folder = Mutex(TemporaryFolder())
  static let path: String = folder.withLock { folder in (try? demoRecording(folder, seconds: 600)) ?? "" }
}

/// A recording of the demo plant.
private func demoRecording(_ folder: TemporaryFolder, seconds: Int64, name: String = "demo") throws -> String {
  let path = folder.path(name)
  _ = try DemoWriter.write(
    Plant(seed: 5, start: 1_764_000_000), seconds: seconds, to: path, configuration: EngineConfiguration())
  return path
}

@Suite struct HeadlessTests {
  private let folder = TemporaryFolder()

  @Test func `the demo as a file is the same compressed or not, and so is its digest`() throws {
    let plain = try demoRecording(folder, seconds: 400)
    let reference = try HeadlessRun.run(Inputs([plain]), configuration: EngineConfiguration())
    #expect(reference.result.counters.damaged == 0)
    #expect(reference.result.counters.readings > 25_000)
    #expect(reference.result.wentToAlarm)
    for suffix in [".gz", ".zst"] {
      let path = try demoRecording(folder, seconds: 400, name: "demo" + suffix)
      let inputs = try Inputs([path])
      #expect(inputs.header?.configuration == ConfigurationHash.of(EngineConfiguration()))
      let other = try HeadlessRun.run(inputs, configuration: EngineConfiguration())
      #expect(other.result.digest == reference.result.digest)
      #expect(other.bytes == reference.bytes)
    }
  }

  @Test func `a report of an empty file is empty and fine`() throws {
    let outcome = try HeadlessRun.run(Inputs([folder.file("empty")]), configuration: EngineConfiguration())
    #expect(outcome.result.counters.records == 0)
    #expect(outcome.bytes == 0)
  }
}

@Suite struct LiveAndRecordingTests {
  private let folder = TemporaryFolder()

  private func session(inProcess: Bool) throws -> (LiveSession, String) {
    var options = LiveOptions(engine: EngineConfiguration())
    options.recordPath = folder.path("live")
    let plant = Plant(seed: 1, devices: 8, rate: 20, start: LiveSession.demoStart)
    return (try LiveSession(options, demo: plant, inProcess: inProcess), folder.path("live"))
  }

  @Test(arguments: [true, false])
  func `live and its recording come to the same digest`(inProcess: Bool) throws {
    if !inProcess && DemoBroker.find() == nil { return }
    let (session, path) = try session(inProcess: inProcess)
    #expect(eventually { text(path).split(separator: "\n").count { $0.hasPrefix("# tick ") } >= 3 })
    let live = session.stop()
    let report = try HeadlessRun.run(Inputs([path]), configuration: EngineConfiguration())
    #expect(live.counters.readings > 200)
    #expect(report.result.counters.readings == live.counters.readings)
    #expect(report.result.digestLine == live.digestLine)
  }

  @Test func `a query is answered, and a snapshot carries the session`() throws {
    let (session, _) = try session(inProcess: true)
    var query = Query()
    query.rowCount = 3
    session.mailbox.ask(query)
    var latest = Snapshot()
    #expect(
      eventually {
        if let next = session.mailbox.take() { latest = next }
        return latest.devices.rows.count == 3
      })
    #expect(latest.session.mode == .demo)
    #expect(latest.session.now.isKnown)
    #expect(session.mailbox.silence < 5 * Interval.second)
    _ = session.stop()
  }
}

@Suite(.serialized) struct ReplayTests {
  private func replay(paused: Bool = true, speed: Double = 1) throws -> ReplaySession {
    let inputs = try Inputs([SharedRecording.path])
    var options = ReplayOptions(engine: EngineConfiguration(), inputs: inputs)
    options.isPaused = paused
    options.speed = speed
    return try ReplaySession(options)
  }

  private let start = Stamp(seconds: 1_764_000_000)

  @Test func `played as fast as possible it comes to the digest of the report`() throws {
    let session = try replay(paused: false, speed: .infinity)
    #expect(waitReadable(session.endDescriptor, nanoseconds: 20 * Interval.second)[0])
    let result = session.stop()
    let report = try HeadlessRun.run(Inputs([SharedRecording.path]), configuration: EngineConfiguration())
    #expect(result.digest == report.result.digest)
  }

  @Test func `after going back and forth the end is the same`() throws {
    let session = try replay()
    #expect(snapshot(session) { $0.session.replay?.scanned == 1 } != nil)
    session.mailbox.send(.seek(start + 500 * Interval.second))
    #expect(snapshot(session) { $0.streamTime == start + 500 * Interval.second } != nil)
    session.mailbox.send(.seek(start + 100 * Interval.second))
    #expect(snapshot(session) { $0.streamTime == start + 100 * Interval.second } != nil)
    session.mailbox.send(.seekBy(30 * Interval.second))
    #expect(snapshot(session) { $0.streamTime == start + 130 * Interval.second } != nil)
    session.mailbox.send(.speed(.infinity))
    session.mailbox.send(.pause(false))
    #expect(waitReadable(session.endDescriptor, nanoseconds: 20 * Interval.second)[0])
    let result = session.stop()
    let report = try HeadlessRun.run(Inputs([SharedRecording.path]), configuration: EngineConfiguration())
    #expect(result.digest == report.result.digest)
    #expect(result.counters.records == report.result.counters.records)
  }

  @Test func `another limit is tried out: everything up to here is judged by it, and the change is counted`() throws {
    let session = try replay()
    #expect(snapshot(session) { $0.session.replay?.scanned == 1 } != nil)
    session.mailbox.send(.seek(start + 500 * Interval.second))
    #expect(snapshot(session) { $0.streamTime == start + 500 * Interval.second } != nil)
    let trial = LimitTrial(sensor: "Temperature", kind: .high, value: 60)
    session.mailbox.send(.tryOut(trial))
    var configuration = EngineConfiguration()
    #expect(LimitTrial.apply([trial], to: &configuration) == nil)
    let inputs = try Inputs([SharedRecording.path])
    let before = try HeadlessRun.run(inputs, configuration: EngineConfiguration()).result
    let after = try HeadlessRun.run(inputs, configuration: configuration).result
    let seen = snapshot(session) {
      $0.session.replay?.scanned == 1 && $0.session.replay?.trial != nil
        && $0.streamTime == start + 500 * Interval.second
    }
    let shown = seen?.session.replay?.trial
    #expect(shown?.text == "Temperature high 60")
    #expect(shown?.before.episodes == before.counters.episodes && shown?.after.episodes == after.counters.episodes)
    #expect(after.counters.episodes > before.counters.episodes)
    session.mailbox.send(.tryOut(LimitTrial(sensor: "temperature", kind: .low, value: 60)))
    #expect(snapshot(session) { $0.session.notices.last?.text.contains("at or above the high limit") == true } != nil)
    session.mailbox.send(.tryOut(LimitTrial(device: "nobody", sensor: "temperature", kind: .low, value: 1)))
    #expect(snapshot(session) { $0.session.notices.last?.text.contains("no device nobody") == true } != nil)
    session.mailbox.send(.speed(.infinity))
    session.mailbox.send(.pause(false))
    #expect(waitReadable(session.endDescriptor, nanoseconds: 20 * Interval.second)[0])
    #expect(session.stop().digest == after.digest)
  }

  @Test func `when the trial is over the recording is judged as configured`() throws {
    let session = try replay()
    #expect(snapshot(session) { $0.session.replay?.scanned == 1 } != nil)
    // Nothing has been judged yet, and it can be noted all the same.
    session.mailbox.send(.note("the valve stuck"))
    #expect(snapshot(session) { $0.session.notices.last?.text.hasPrefix("noted about") == true } != nil)
    session.mailbox.send(.tryOut(LimitTrial(sensor: "temperature", kind: .high, value: 60)))
    #expect(snapshot(session) { $0.session.replay?.trial != nil } != nil)
    session.mailbox.send(.tryOut(nil))
    #expect(snapshot(session) { $0.session.replay?.scanned == 1 && $0.session.replay?.trial == nil } != nil)
    session.mailbox.send(.seek(start + 100 * Interval.second))
    session.mailbox.send(.seekNote(forward: false))
    #expect(snapshot(session) { $0.session.notices.last?.text.contains("the valve stuck") == true } != nil)
    session.mailbox.send(.speed(.infinity))
    session.mailbox.send(.pause(false))
    #expect(waitReadable(session.endDescriptor, nanoseconds: 20 * Interval.second)[0])
    let report = try HeadlessRun.run(Inputs([SharedRecording.path]), configuration: EngineConfiguration())
    #expect(session.stop().digest == report.result.digest)
  }

  @Test func `seeking in a compressed recording lands exactly, too`() throws {
    let folder = TemporaryFolder()
    let inputs = try Inputs([try demoRecording(folder, seconds: 200, name: "demo.gz")])
    var options = ReplayOptions(engine: EngineConfiguration(), inputs: inputs)
    options.isPaused = true
    let session = try ReplaySession(options)
    for second in [150, 20, 180, 0, 90] as [Int64] {
      session.mailbox.send(.seek(start + second * Interval.second))
      #expect(snapshot(session) { $0.streamTime == start + second * Interval.second } != nil, "second \(second)")
    }
    _ = session.stop()
  }

  @Test func `steps go forwards and backwards by records`() throws {
    let session = try replay()
    session.mailbox.send(.step(100))
    #expect(snapshot(session) { $0.counters.records == 100 } != nil)
    session.mailbox.send(.step(-1))
    #expect(snapshot(session) { $0.counters.records == 99 } != nil)
    session.mailbox.send(.step(-1000))
    #expect(snapshot(session) { $0.counters.records == 0 } != nil)
    _ = session.stop()
  }

  @Test func `it jumps to anomalies and alarms, and the timeline shows them`() throws {
    let session = try replay()
    let whole = snapshot(session) { $0.session.replay?.scanned == 1 }
    let timeline = try #require(whole?.session.replay?.timeline)
    #expect(timeline.reduce(0) { $0 + Int($1.readings) } > 40_000)
    #expect(timeline.contains { $0.anomalies > 0 } && timeline.contains { $0.isAlarm })
    #expect(timeline.contains { !$0.isAlarm })
    session.mailbox.send(.seekAlarm(forward: true))
    let first = snapshot(session) { $0.operatorAlarms.figures.announced.reduce(0, +) == 1 }
    #expect(first != nil)
    for _ in 0..<20 { session.mailbox.send(.seekAlarm(forward: true)) }
    let later = snapshot(session) { $0.alarms.contains { $0.state == .alarm } }
    session.mailbox.send(.seekAnomaly(forward: false))
    let earlier = snapshot(session) { $0.streamTime < (later?.streamTime ?? .unknown) }
    #expect(earlier?.episodes.open ?? 0 > 0)
    _ = session.stop()
  }

  @Test func `paced, it keeps to the speed asked for`() throws {
    let session = try replay(paused: false, speed: 64)
    let began = SystemClock.sinceBoot()
    let later = snapshot(session) { $0.streamTime >= start + 64 * Interval.second }
    let took = Double(SystemClock.sinceBoot() - began) / 1e9
    #expect(later != nil)
    #expect(took > 0.9 && took < 3, "\(took) s for 64 s at 64×")
    _ = session.stop()
  }
}
