import Glibc
import Testing

@Suite("What a real broker delivers", .seated, hasMosquitto)
struct DeliveryTests {
  /// The numbers of the messages in a recording, in order of arrival, and the QoS they came with.
  private func delivered(_ capture: String) -> [(number: Int, qos: Substring)] {
    text(of: capture).split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t")
      guard fields.count == 6, let value = fields[5].split(separator: ":").last?.dropLast() else { return nil }
      return Double(value).map { (Int($0), fields[1]) }
    }
  }

  private func lines(_ numbers: ClosedRange<Int>) -> String {
    numbers.map { "{\"deviceId\":\"a\",\"sensorType\":\"count\",\"value\":\($0)}\n" }.joined()
  }

  @Test("with QoS 2 each message comes exactly once, in order")
  func exactlyOnce() async throws {
    let broker = try await Broker()
    let folder = try Folder()
    let capture = folder.path("a.capture")
    let program = try PlainProgram(
      ["--plain", "--broker", broker.url, "--qos", "2", "--record", capture])
    await program.expect("connection") { $0.contains("CONNECTION") }
    let isListening = await eventually(10) {
      (try? broker.publishLines("sensor/a/data", lines(0...0), qos: 2)) != nil && !delivered(capture).isEmpty
    }
    #expect(isListening, "\(program.told)")
    try broker.publishLines("sensor/a/data", lines(1...500), qos: 2)
    #expect(await eventually(15) { delivered(capture).last?.number == 500 }, "\(delivered(capture).count)")
    program.signal(SIGTERM)
    _ = await program.code()
    let all = delivered(capture).filter { $0.number > 0 }
    #expect(all.map(\.number) == Array(1...500))
    #expect(all.allSatisfy { $0.qos == "2" })
  }

  @Test("a broker is reached by its IPv6 address", hasIPv6)
  func version6() async throws {
    let broker = try await Broker(alsoListensOn6: true)
    let folder = try Folder()
    let capture = folder.path("a.capture")
    let program = try PlainProgram(["--plain", "--broker", broker.url6, "--record", capture])
    let isListening = await eventually(10) {
      (try? broker.publish(device: "a", "temperature", 95)) != nil && !delivered(capture).isEmpty
    }
    #expect(isListening, "\(program.told)")
    await program.expect("anomaly") { $0.contains(" OPEN a temperature high ") }
    #expect(text(of: capture).contains(broker.url6), "\(text(of: capture))")
    program.signal(SIGTERM)
    #expect(await program.code() == 143, "\(program.told)")
  }
}
