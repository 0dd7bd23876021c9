import PlantCore
import Testing

@testable import PlantIO

@Suite("What others recorded is read by its content: mosquitto_sub in all its shapes, tables with named columns")
struct ForeignTests {
  private let temporary = TemporaryFolder()

  private func read(_ text: String, columns: String? = nil) throws -> (format: InputFormat, text: String) {
    let inputs = try Inputs(
      [temporary.file("input", text)],
      columns: columns.map { names throws(SetupError) in try ColumnNames(names) } ?? .init())
    let stream = try inputs.stream()
    var all: [UInt8] = []
    while let block = stream.next() { all += block }
    return (inputs.format, String(decoding: all, as: UTF8.self))
  }

  private func judged(_ text: String, columns: String? = nil) throws -> Counters {
    let inputs = try Inputs(
      [temporary.file("input", text)],
      columns: columns.map { names throws(SetupError) in try ColumnNames(names) } ?? .init())
    return try HeadlessRun.run(inputs, configuration: EngineConfiguration()).result.counters
  }

  private static let payload = "{\"deviceId\":\"a\",\"sensorType\":\"temperature\",\"value\":95}"
  private static let record = "1795903200.500000000\t1\t0\t54\tsensor/a/data\t\(payload)\n"

  @Test(
    "%j and %J with every shape of tst become the same record",
    arguments: [
      "\"2026-11-28T23:00:00.500000Z+0100\"", "\"2026-11-28T23:00:00.500000+0100\"", "\"2026-11-28T22:00:00.5Z\"",
      "1795903200.5",
    ]) func json(tst: String) throws
  {
    let escaped = Self.payload.replacing("\"", with: "\\\"")
    let head = "{\"tst\":\(tst),\"topic\":\"sensor/a/data\",\"qos\":1,\"retain\":0,\"payloadlen\":54,\"mid\":3,"
    let text = head + "\"payload\":\"\(escaped)\"}\n\n" + head + "\"payload\":\(Self.payload)}\n"
    let read = try read(text)
    #expect(read.format == .capture && read.text == Self.record + "\n" + Self.record, "\(read)")
    #expect(try judged(text).anomalies == 2)
  }

  @Test("retain as a number and as a flag, repeated property keys, an empty payload, a bad line between")
  func odd() throws {
    let text = """
      {"tst":1795903200,"topic":"sensor/a/data","qos":0,"retain":true,"payloadlen":0,"payload":null}
      not a line of it
      {"tst":1795903201,"topic":"sensor/a/data","qos":0,"retain":0,"properties":{"u":{"k":"1","k":"2"}},"payload":{"value":1}}
      """
    let lines = try read(text).text.split(separator: "\n")
    #expect(
      lines.count == 3 && lines[0] == "1795903200.000000000\t0\t1\t0\tsensor/a/data\t" && lines[1] == "not a line of it"
    )
    #expect(lines[2] == "1795903201.000000000\t0\t0\t11\tsensor/a/data\t{\"value\":1}")
    #expect(try judged(text).damaged == 1)
  }

  @Test("-v is read as bare readings: it says no time of arrival")
  func verbose() throws {
    let read = try read("sensor/a/data \(Self.payload)\nsensor/b/data (null)\n")
    #expect(read.format == .jsonLines && read.text == "\(Self.payload)\nsensor/b/data (null)\n")
  }

  @Test("a table with a reading a row, its columns known by name or named; quotes, semicolons and decimal commas")
  func readings() throws {
    let first = try read("timestamp,device,sensor,value\r\n2026-11-28T22:00:00Z,\"press 7, left\",Temperature,95.5\r\n")
    #expect(
      first.text
        == "{\"deviceId\":\"press 7, left\",\"sensorType\":\"Temperature\",\"value\":95.5,\"timestamp\":1795903200.000000000}\n"
    )
    let named = try read(
      "When;Asset;Tag;Reading\n1795903200000;a;temperature;95,5\n1795903201000;a;temperature;broken\n",
      columns: "time=when,device=asset,sensor=tag,value=reading")
    let lines = named.text.split(separator: "\n")
    #expect(lines.count == 2 && lines[0].contains("\"value\":95.5,\"timestamp\":1795903200.000000000"))
    #expect(lines[1].contains("\"value\":\"broken\""))
    #expect(
      try judged("time,device,sensor,value\n1795903200,a,temperature,95\n1795903201,a,temperature,x\n").errors(.value)
        == 1)
    let day = try read("date,device,sensor,value\n2026-11-28,a,temperature,1\n2026-11-28 12:30,a,temperature,2\n")
    #expect(!day.text.contains("\"2026") && day.text.split(separator: "\n").count == 2, "\(day)")
    #expect(throws: SetupError.self) { try ColumnNames("when=time") }
  }

  @Test("a wide table has a sensor a column; an empty cell is no reading")
  func wide() throws {
    let read = try read("time,device,temperature,pressure\n1795903200,a,20,90\n1795903201,a,,91\n")
    #expect(
      read.text.split(separator: "\n").count == 3 && read.text.contains("\"sensorType\":\"pressure\",\"value\":91"))
    #expect(try judged("time,temperature\n1795903200,95\n").anomalies == 1)
  }

  @Test("messages in a table, as mqtt-recorder writes them, are records")
  func messages() throws {
    let quoted = Self.payload.replacing("\"", with: "\"\"")
    let read = try read(
      "timestamp,topic,payload,qos,retain\n2026-11-28T22:00:00.500Z,sensor/a/data,\"\(quoted)\",1,false\n")
    #expect(read.format == .capture && read.text == Self.record, "\(read)")
  }

  @Test("a letter is still refused, and a large table needs no more memory than a small one")
  func refused() throws {
    #expect(throws: SetupError.self) { try read("Dear operator,\nall is well.\n") }
    var table = "time,device,sensor,value\n"
    for second in 0..<20_000 { table += "\(1_795_903_200 + second),a,temperature,20\n" }
    #expect(try judged(table).readings == 20_000)
  }
}
