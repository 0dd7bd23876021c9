import PlantCore
import PlantDemo
import Testing

@testable import PlantIO

@Suite("An export is a capture of its own, which begins with the state it starts from")
struct ExportTests {
  private static let start = Stamp(seconds: 1_764_000_000)

  /// Four minutes of the demo plant, in which anna acknowledges an alarm; held as a live run holds it.
  private func source(from second: Int64, to end: Int64) throws -> (source: ExportSource, bytes: [UInt8]) {
    let folder = TemporaryFolder()
    let path = folder.path("demo")
    _ = try DemoWriter.write(
      Plant(seed: 1, devices: 24, start: Self.start.second), seconds: 240, to: path,
      configuration: EngineConfiguration())
    let bytes = content(path)
    var log = PastLog(budget: 64 << 20, start: Self.start, segmentBytes: 64 << 10)
    var engine = Engine(configuration: EngineConfiguration(), format: .capture)
    var whole: [UInt8] = []
    var isDone = false
    var at = 0
    while at < bytes.count {
      let cut = bytes[min(bytes.count, at + 20_000)...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
      var part = Array(bytes[at..<cut])
      at = cut
      if !isDone, engine.streamTime > Self.start + 40 * Interval.second {
        isDone = true
        let alarm = AlarmReference(
          subject: .limit(device: "mixer-01", sensor: "temperature", isHigh: true), generation: 1)
        part += CaptureRecord.control(
          "action", at: engine.streamTime,
          ActionLine.json(.acknowledge(alarm), OperatorNote(by: "anna pts/3 from 10.0.0.7")))
      }
      whole += part
      unsafe part.withUnsafeBytes {
        unsafe log.append($0, before: engine)
        _ = unsafe engine.consume($0)
      }
      _ = engine.takeEvents()
    }
    let first = try #require(log.segments.lastIndex { $0.time <= Self.start + second * Interval.second })
    let held = Array(log.segments[first...])
    let image = held[0].time.isKnown ? PastLog.plainContents(of: held[0]).image : nil
    return (
      ExportSource(
        stream: .held(held), image: image, time: held[0].time, isConnected: true,
        end: Self.start + end * Interval.second, configuration: EngineConfiguration(), notes: []), whole
    )
  }

  /// What stands after a capture was judged, in words.
  private func standing(_ path: String) throws -> (rows: [String], text: [String], people: Set<String>) {
    var query = Query()
    query.alarmCount = 99
    var text: [String] = []
    let outcome = try HeadlessRun.run(
      try Inputs([path]), configuration: EngineConfiguration(), queries: [query],
      events: { text += $0.compactMap { $0.journalEntry.map { "\($0.word) \($0.text)" } } })
    let rows = outcome.snapshots[0].operatorAlarms.rows
    // A pipeline alarm counts over minutes, and its figures begin anew with the slice.
    let words = rows.filter { $0.device != nil }.map {
      "\($0.reference.subject.text) \($0.state.word) \($0.since.iso8601)"
    }
    return (words, text, Set(rows.map(\.by)))
  }

  @Test("judged elsewhere, a slice from the middle comes to what the whole came to, and announces nothing anew")
  func slice() throws {
    let folder = TemporaryFolder()
    let (source, bytes) = try source(from: 50, to: 60)
    #expect(source.image != nil)
    var export = CaptureExport(source, isRedacted: false)
    try export.write(to: folder.path("slice.capture"))
    var engine = Engine(configuration: EngineConfiguration(), format: .capture)
    unsafe bytes.withUnsafeBytes { _ = unsafe engine.consume($0, until: source.end) }
    var query = Query()
    query.alarmCount = 99
    let whole = engine.snapshot(for: query).operatorAlarms.rows.filter { $0.device != nil }
      .map { "\($0.reference.subject.text) \($0.state.word) \($0.since.iso8601)" }
    let part = try standing(folder.path("slice.capture"))
    #expect(part.rows == whole && !whole.isEmpty && whole.contains { $0.contains(" ACK") })
    #expect(part.text.contains { $0.contains("goes on from the state of") })
    #expect(part.people.contains("anna pts/3 from 10.0.0.7"))
    #expect(!part.text.contains { $0.hasPrefix("ALARM mixer-01") })
  }

  @Test("redacted, neither its lines nor its state name people or addresses", arguments: [0, 50] as [Int64])
  func redacted(from second: Int64) throws {
    let folder = TemporaryFolder()
    var export = CaptureExport(try source(from: second, to: 60).source, isRedacted: true)
    try export.write(to: folder.path("slice.capture"))
    let text = String(decoding: content(folder.path("slice.capture")), as: UTF8.self)
    #expect(!text.contains("anna") && !text.contains("10.0.0.7") && !text.contains("Demo"))
    let people = try standing(folder.path("slice.capture")).people
    #expect(people.allSatisfy { $0.isEmpty || $0.hasPrefix("operator ") } && people.count == 2)
  }
}
