import PlantCore
import Testing

/// One payload judged alone, on the topic of device-001.
private func verdict(_ payload: String) -> String { verdict(Array(payload.utf8)) }

private func verdict(_ payload: [UInt8]) -> String {
  let header = "1764000000.000000000\t0\t0\t\(payload.count)\tsensor/device-001/data\t"
  let result = judge(Array(header.utf8) + payload + [10], .capture)
  for reason in ProcessingError.allCases where result.counters.errors(reason) > 0 {
    return reason == .time && result.counters.readings == 1 ? "time+reading" : reason.name
  }
  return result.counters.readings == 1 ? "reading" : "nothing"
}

private func reading(_ value: String) -> String {
  "{\"deviceId\":\"device-001\",\"sensorType\":\"temperature\",\"value\":\(value)}"
}

/// The value the engine keeps of a number as written.
private func value(_ written: String) -> Double? {
  let payload = reading(written)
  let text = "1764000000.0\t0\t0\t\(payload.utf8.count)\tsensor/device-001/data\t\(payload)\n"
  return judge(text, .capture).snapshot.devices.rows.first?.readouts.first?.value
}

@Suite("A payload is read by the rules of JSON")
struct PayloadTests {
  @Test(
    "these are readings",
    arguments: [
      reading("25.5"),
      #"{ "value" : 25.5 , "sensorType" : "temperature", "deviceId" : "device-001" }"#,
      "\t\r\n" + #"{"deviceId":"device-001","sensorType":"temperature","value":25.5}"# + " \n",
      #"{"deviceId":"device\u002d001","sensorType":"temperature","value":25.5}"#,
      #"{"device\u0049d":"device-001","sensorType":"temperature","v\u0061lue":25.5}"#,
      #"{"deviceId":"other","deviceId":"device-001","sensorType":"temperature","value":"x","value":1}"#,
      #"{"deviceId":"device-001","sensorType":"temperature","value":1,"meta":{"a":[1,{"b":null}],"c":"\ud83d\ude00"}}"#,
      #"{"deviceId":"device-001","sensorType":"temperature","value":NaN,"value":1}"#,
      #"{"deviceId":"device-001","sensorType":"TEMPERATURE","value":-0.0e-5}"#,
      #"{"deviceId":"device-001","sensorType":"temperature","value":1,"timestamp":null}"#,
      #"{"deviceId":"device-001","sensorType":"temperature","value":1,"timestamp":"2025-11-24T16:00:00.5+01:00"}"#,
      #"{"deviceId":"device-001","sensorType":"temperature","value":1,"note":"\ud800 alone"}"#,
    ])
  func good(payload: String) { #expect(verdict(payload) == "reading") }

  @Test(
    "a bad payload has the first reason that applies",
    arguments: [
      ("", "json"), ("x", "json"), ("{", "json"), ("{}", "shape"), ("[1]", "shape"), ("null", "shape"),
      ("NaN", "json"), (reading("25.5") + "x", "json"), (reading("25.5") + "}", "json"), (reading("025"), "json"),
      (reading("25."), "json"), (reading(".5"), "json"), (reading("+5"), "json"), (reading("0x10"), "json"),
      (reading("1e"), "json"), (reading("nan"), "json"), (reading("NaN"), "value"), (reading("Infinity"), "value"),
      (reading("-Infinity"), "value"), (reading("+Infinity"), "json"), (reading("1e999"), "value"),
      (reading("-1e400"), "value"), (reading("\"82,5\""), "value"), (reading("null"), "value"),
      (reading("true"), "value"), (reading("{}"), "value"), (reading("[1]"), "value"), (reading("[NaN]"), "json"),
      (reading(String(repeating: "9", count: 400)), "value"),
      (#"{"deviceId":"device-001","sensorType":"temperature"}"#, "shape"),
      (#"{"deviceId":"device-001","value":1}"#, "shape"), (#"{"sensorType":"temperature","value":1}"#, "shape"),
      (#"{"deviceId":"","sensorType":"temperature","value":1}"#, "shape"),
      (#"{"deviceId":7,"sensorType":"temperature","value":1}"#, "shape"),
      (#"{"deviceId":"device-001","sensorType":null,"value":1}"#, "shape"),
      (#"{"deviceId":"device-001","sensorType":"temperature","value":1,}"#, "json"),
      (#"{"deviceId":"device-001" "sensorType":"temperature","value":1}"#, "json"),
      (#"{"deviceId":"device-001","sensorType":"temperature","value":1,"x":"\q"}"#, "json"),
      (#"{"deviceId":"device-001","sensorType":"temperature","value":1,"x":"\u12G4"}"#, "json"),
      ("{\"deviceId\":\"device-001\",\"sensorType\":\"temperature\",\"value\":1,\"x\":\"a\nb\"}", "json"),
      (#"{"deviceId":"device-002","sensorType":"temperature","value":1}"#, "identity"),
      (#"{"deviceId":"device-001","sensorType":"temperature","value":1,"timestamp":"yesterday"}"#, "time+reading"),
      (
        #"{"deviceId":"device-001","sensorType":"temperature","value":1,"timestamp":"2025-11-24T16:00:00"}"#,
        "time+reading"
      ),
      (#"{"deviceId":"device-001","sensorType":"temperature","value":1,"timestamp":true}"#, "time+reading"),
      (#"{"deviceId":"device-001","sensorType":"temperature","value":1,"timestamp":NaN}"#, "json"),
      (#"{"deviceId":"device-001","sensorType":"temperature","value":"x","timestamp":true}"#, "value"),
    ])
  func bad(payload: String, reason: String) { #expect(verdict(payload) == reason) }

  @Test("bytes that are not UTF-8 are an encoding error, before any other")
  func encoding() {
    for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] {
      #expect(verdict(bad) == "encoding")
      #expect(verdict(Array("{\"note\":\"".utf8) + bad + Array("\"}".utf8)) == "encoding")
    }
    #expect(verdict("{\"note\":\"Grüße 😀\"}") == "shape")
  }

  @Test("nesting up to the stated depth is read, deeper is a json error")
  func depth() {
    func nested(_ depth: Int) -> String {
      #"{"deviceId":"device-001","sensorType":"temperature","value":1,"x":"#
        + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }
    #expect(verdict(nested(127)) == "reading")
    #expect(verdict(nested(128)) == "json")
    #expect(verdict(nested(100_000)) == "json")
  }

  @Test("names may have 256 bytes, counted after their escapes")
  func nameLength() {
    func device(_ name: String) -> String { #"{"deviceId":"\#(name)","sensorType":"temperature","value":1}"# }
    #expect(verdict(device(String(repeating: "d", count: 256))) == "identity")
    #expect(verdict(device(String(repeating: "d", count: 257))) == "shape")
    #expect(verdict(device(String(repeating: "\\u0064", count: 256))) == "identity")
    #expect(verdict(device(String(repeating: "\\u0064", count: 257))) == "shape")
  }

  @Test("a payload over 256 KiB is oversize and costs no neighbour")
  func oversize() {
    var script = CaptureScript()
    script.reading(0, "device-001", "temperature", 20)
    script.message(1, "sensor/device-001/data", String(repeating: " ", count: 256 * 1024 + 1))
    script.reading(2, "device-001", "temperature", 21)
    let result = judge(script, batch: 1000)
    #expect(result.counters.errors(.oversize) == 1)
    #expect(result.counters.readings == 2)
    #expect(result.counters.damaged == 0)
    #expect(verdict(String(repeating: " ", count: 256 * 1024)) == "json")
  }

  @Test("numbers read exactly as a correctly rounded conversion reads them")
  func numbers() {
    var written = [
      "0", "-0", "1", "0.1", "0.30000000000000004", "2.2250738585072014e-308", "5e-324", "1.7976931348623157e308",
      "9007199254740993", "9007199254740992.5", "123456789012345678", "0.1234567890123456789012345", "1e22", "1e23",
      "8.988465674311579e+307", "72.30000000000001", "1.00000000000000011102230246251565", "1e-22", "3.5e-23",
      "179769313486231580793728971405301e276", "0.000000000000000000000000000000000000001", "4503599627370497.5",
    ]
    var generator = SplitMix(seed: 20)
    for _ in 0..<3000 {
      let digits = String(generator.next() % 10_000_000_000_000_000_000)
      let exponent = Int(generator.next() % 60) - 35
      written.append("\(digits.prefix(1 + Int(generator.next() % 19)))e\(exponent)")
      written.append(Double(bitPattern: generator.next() & 0x7FEF_FFFF_FFFF_FFFF).description)
      written.append("\(generator.next() % 1000).\(digits)")
    }
    var script = ""
    var expected: [Double] = []
    for (index, text) in written.enumerated() {
      guard let double = Double(text), double.isFinite else { continue }
      expected.append(double)
      script += "{\"deviceId\":\"d\(expected.count - 1)\",\"sensorType\":\"x\",\"value\":\(text)}\n"
      _ = index
    }
    var query = Query()
    query.sort = .firstSeen
    query.rowCount = .max
    let rows = judge(script, .jsonLines, query: query).snapshot.devices.rows
    #expect(rows.count == expected.count)
    for (row, double) in zip(rows, expected) {
      #expect(row.readouts.first?.value?.bitPattern == double.bitPattern, "\(double)")
    }
    #expect(value("25.50") == 25.5)
  }
}

/// A small generator of known numbers (Steele, Lea and Flood, 2014), so that a failure can be repeated.
struct SplitMix {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
