import Testing

@Suite("The inventory", .seated)
struct InventoryTests {
  private func lines(_ device: String, _ count: Int) -> String {
    (0..<count).map { second in
      "{\"deviceId\":\"\(device)\",\"sensorType\":\"temperature\",\"value\":25,\"timestamp\":\(1_764_000_000 + 3 * second)}\n"
    }.joined()
  }

  @Test("what is learned can stand in a configuration, whatever a device calls itself")
  func learn() async throws {
    let folder = try Folder()
    let capture = try folder.write("a.jsonl", lines(#"press \"7\".\\x\u0007"#, 20) + lines("fan", 3))
    let inventory = folder.path("inventory.toml")
    let learned = try await plantwatch("devices", "--learn", capture, "--output", inventory)
    #expect(learned.code == 0, "\(learned.told)")
    let text = folder.read("inventory.toml")
    #expect(
      text.contains("[device.\"press \\\"7\\\".\\\\x\\u0007\"]\nsensors = [\"temperature\"]\nexpect = \"3s\""),
      "\(text)")
    #expect(text.contains("[device.\"fan\"]\nsensors = [\"temperature\"]\n# expect:"), "\(text)")
    let check = try await plantwatch("check", "--config", inventory, "--against", capture)
    #expect(check.code == 0 && check.output.contains("every override matches"), "\(check.told)")
    let again = try await plantwatch("devices", "--learn", capture, "--output", inventory)
    #expect(again.code == 0, "\(again.told)")
  }

  @Test("a file that is no inventory is never written over, and something to learn from must be named")
  func foreign() async throws {
    let folder = try Folder()
    let capture = try folder.write("a.jsonl", lines("fan", 3))
    let site = try folder.write("site.toml", "plant = \"Line 4\"\n")
    let refused = try await plantwatch("devices", "--learn", capture, "--output", site)
    #expect(refused.code == 2 && folder.read("site.toml") == "plant = \"Line 4\"\n", "\(refused.told)")
    #expect(try await plantwatch("devices").code == 2)
    #expect(try await plantwatch("devices", "--broker", "mqtt://127.0.0.1:1", "--for", "soon").code == 2)
  }

  @Test("a report names what the configuration expects and nobody heard, without the retired")
  func neverSeen() async throws {
    let folder = try Folder()
    let capture = try folder.write("a.jsonl", lines("fan", 3))
    let site = try folder.write(
      "site.toml",
      """
      [device.missing]
      name = "Press 7"
      criticality = "high"
      [device.gone]
      retired = true
      [device.fan]
      retired = true
      """)
    let text = try await plantwatch("report", capture, "--config", site)
    #expect(text.output.contains("NEVER SEEN\n") && text.output.contains("missing  Press 7"), "\(text.told)")
    #expect(!text.output.contains("gone") && text.output.contains("retired device fan sends"), "\(text.told)")
    let json = try await plantwatch("report", capture, "--config", site, "--format", "json")
    #expect(json.output.contains("\"neverSeen\":[\"missing\"]"), "\(json.told)")
  }

  @Test("live it listens for a while and writes what it heard", hasMosquitto)
  func live() async throws {
    let broker = try await Broker()
    let wanted = "[device.\"fan\"]\nsensors = [\"temperature\"]"
    var told = ""
    // A busy computer may need longer to connect than one listens.
    for length in ["3s", "10s", "30s"] where !told.contains(wanted) {
      let program = try PlainProgram(["devices", "--broker", broker.url, "--for", length])
      var code: Int32?
      for _ in 0..<150 where code == nil {
        try broker.publish(device: "fan", "temperature", 25)
        code = await program.code(within: 0.3)
      }
      #expect(code == 0, "\(program.told)")
      told = program.told
    }
    #expect(told.contains(wanted), "\(told)")
  }
}
