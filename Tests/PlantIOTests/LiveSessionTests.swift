import PlantCore
import PlantDemo
import Testing

@testable import PlantIO

@Suite struct LiveSessionTests {
  @Test(.enabled(if: DemoBroker.find() != nil, "mosquitto is not installed"))
  func `the demo goes through a real broker and its recording begins with the header`() throws {
    let folder = TemporaryFolder()
    var options = LiveOptions(engine: EngineConfiguration())
    options.recordPath = folder.path("demo.capture")
    let session = try LiveSession(options, demo: Plant(seed: 1, start: LiveSession.demoStart))
    #expect(eventually { session.connection.stage == .receiving })
    #expect(eventually { text(folder.path("demo.capture")).contains("# tick ") })
    _ = session.stop()
    let recorded = text(folder.path("demo.capture"))
    let lines = recorded.split(separator: "\n")
    #expect(lines.first?.hasPrefix("# plantwatch ") == true)
    #expect(lines.contains { $0.hasPrefix("# connected ") })
    #expect(lines.last?.hasPrefix("# disconnected ") == true)
    #expect(lines.contains { $0.contains("\t{\"deviceId\":") })
    #expect(session.recording == .on(file: folder.path("demo.capture"), bytes: UInt64(recorded.utf8.count)))
  }
}
