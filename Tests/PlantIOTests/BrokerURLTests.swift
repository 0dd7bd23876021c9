import Glibc
import Testing

@testable import PlantIO

@Suite struct BrokerURLTests {
  @Test func `ports, users and IPv6 addresses are understood`() throws {
    let plain = try BrokerURL("mqtt://broker.plant")
    #expect(plain.port == 1883 && !plain.isSecure && plain.user.isEmpty)
    let full = try BrokerURL("mqtts://anna@broker.plant:9999/")
    #expect(full.port == 9999 && full.isSecure && full.user == "anna" && full.host == "broker.plant")
    #expect(full.description == "mqtts://broker.plant:9999")
    #expect(try BrokerURL("mqtts://[::1]").port == 8883)
    #expect(try BrokerURL("mqtt://[fe80::1]:1884").host == "fe80::1")
  }

  @Test(arguments: ["", "broker", "http://broker", "mqtt://", "mqtt://host:0", "mqtt://host:x", "mqtt://host/path"])
  func `a bad URL is refused`(text: String) { #expect(throws: SetupError.self) { try BrokerURL(text) } }

  @Test func `a password in a URL is refused and not repeated`() {
    do {
      _ = try BrokerURL("mqtt://anna:hunter2@broker")
      Issue.record("was accepted")
    } catch { #expect(!String(describing: error).contains("hunter2")) }
  }

  @Test func `a password file that others can read is refused`() throws {
    let folder = TemporaryFolder()
    let path = folder.file("secret", "geheim\nsecond line\n")
    #expect(try Secret.read(file: path) == Secret("geheim"))
    #expect("\(try Secret.read(file: path))" == "•••")
    unsafe chmod(path, 0o640)
    #expect(throws: SetupError.self) { try Secret.read(file: path) }
    #expect(throws: SetupError.self) { try Secret.read(file: folder.path("none")) }
  }

  @Test func `a secret in the environment is taken out of it`() {
    unsafe setenv("PLANTWATCH_TEST_SECRET", "x", 1)
    #expect(Secret.take(environment: "PLANTWATCH_TEST_SECRET") == Secret("x"))
    #expect(unsafe getenv("PLANTWATCH_TEST_SECRET") == nil)
  }
}

@Suite struct TopicFilterTests {
  @Test func `templates become filters, and a filter that another covers is left out`() {
    #expect(TopicFilters.filters(for: ["sensor/{device}/data"]) == ["sensor/+/data"])
    #expect(TopicFilters.filters(for: ["a/b", "a/+", "a/#", "a/x-{device}/c"]) == ["a/#"])
    #expect(TopicFilters.filters(for: ["a/+/c", "a/b/+"]) == ["a/+/c", "a/b/+"])
  }

  @Test func `filters that overlap in part become one wider filter for MQTT 3`() {
    #expect(TopicFilters.disjoint(["a/+/c", "a/b/+"]) == ["a/+/+"])
    #expect(TopicFilters.disjoint(["a/+/c", "x/y"]) == ["a/+/c", "x/y"])
    #expect(TopicFilters.disjoint(["a/#", "+/b"]) == ["+/#"])
  }
}
