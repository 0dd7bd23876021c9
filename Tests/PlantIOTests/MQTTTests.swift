import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite(hasMosquitto, .serialized) struct MQTTTests {
  private func reading(_ value: Int) -> String {
    "{\"deviceId\":\"a\",\"sensorType\":\"temperature\",\"value\":\(value)}"
  }

  @Test func `messages arrive as capture records, retained ones marked`() throws {
    let broker = try DemoBroker()
    defer { broker.end() }
    #expect(publish([("sensor/old/data", reading(1))], to: broker.url, qos: 1, isRetained: true))
    var options = BrokerOptions(urls: [broker.url])
    options.qos = 1
    let listener = Listener(options)
    #expect(eventually { !listener.messages().isEmpty })
    let messages = [("sensor/a/data", reading(2)), ("other/a", "x"), ("sensor/a/data", reading(3))]
    #expect(publish(messages, to: broker.url, qos: 1))
    #expect(eventually { listener.messages().count == 3 })
    let (first, last) = (listener.messages().first ?? "", listener.messages().last ?? "")
    #expect(first.hasSuffix("\t1\t1\t\(reading(1).utf8.count)\tsensor/old/data\t\(reading(1))\n"))
    #expect(last.hasSuffix("\t1\t0\t\(reading(3).utf8.count)\tsensor/a/data\t\(reading(3))\n"))
    #expect(listener.records.first?.hasPrefix("# connected ") == true)
    #expect(listener.records.first?.contains("MQTT 5") == true)
    #expect(listener.stage == .receiving)
  }

  @Test func `silence after subscribing is told from receiving`() throws {
    let broker = try DemoBroker()
    defer { broker.end() }
    let listener = Listener(BrokerOptions(urls: [broker.url]))
    #expect(eventually { listener.stage == .subscribedSilent })
    #expect(listener.feed.status.text.contains("sensor/+/data"))
  }

  @Test func `overlapping filters deliver a message once`() throws {
    let broker = try DemoBroker()
    defer { broker.end() }
    var options = BrokerOptions(urls: [broker.url])
    options.topics = ["sensor/+/data", "sensor/a/+", "sensor/{device}/state"]
    let listener = Listener(options)
    #expect(eventually { listener.stage == .subscribedSilent })
    #expect(
      publish(
        [
          ("sensor/a/data", "1"), ("sensor/b/data", "2"), ("sensor/a/x", "3"), ("sensor/a/state", "4"),
          ("sensor/b/x", "5"),
        ], to: broker.url))
    #expect(publish([("sensor/z/data", "end")], to: broker.url))
    #expect(eventually { listener.messages().contains { $0.hasSuffix("\tend\n") } })
    let payloads = listener.messages().compactMap { $0.dropLast().split(separator: "\t").last.map(String.init) }
    #expect(payloads.sorted() == ["1", "2", "3", "4", "end"])
  }

  @Test func `a payload over 256 KiB is told, not stored`() throws {
    let broker = try DemoBroker()
    defer { broker.end() }
    let listener = Listener(BrokerOptions(urls: [broker.url]))
    #expect(eventually { listener.stage == .subscribedSilent })
    let largest = String(repeating: "x", count: 256 << 10)
    #expect(publish([("sensor/a/data", largest), ("sensor/b/data", largest + "x")], to: broker.url))
    #expect(
      eventually {
        _ = listener.messages()
        return listener.records.contains { $0.hasPrefix("# oversize ") }
      })
    #expect(listener.messages().count == 1)
    #expect(listener.records.last?.hasSuffix(" {\"topic\":\"sensor/b/data\",\"bytes\":262145,\"retain\":0}\n") == true)
  }

  @Test func `a broker that is killed and comes back is found again`() throws {
    let broker = try DemoBroker()
    let listener = Listener(BrokerOptions(urls: [broker.url]))
    #expect(eventually { listener.stage == .subscribedSilent })
    kill(broker.processID, SIGKILL)
    #expect(eventually { listener.stage == .backoff })
    #expect(listener.feed.status.retryAt.isKnown)
    broker.end()
    let again = try DemoBroker(port: broker.url.port)
    defer { again.end() }
    #expect(eventually(20) { listener.stage == .subscribedSilent })
    #expect(publish([("sensor/a/data", reading(2))], to: again.url))
    #expect(eventually { listener.messages().count == 1 })
    let words = listener.records.filter { $0.hasPrefix("#") }.map { String($0.split(separator: " ")[1]) }
    #expect(words.prefix(3) == ["connected", "disconnected", "connected"])
  }

  @Test func `nobody listening, an unknown host and a second broker that works`() throws {
    let nobody = try BrokerURL("mqtt://127.0.0.1:\(DemoBroker.freePort())")
    let refused = Listener(BrokerOptions(urls: [nobody]))
    #expect(eventually { refused.feed.status.failure.contains("connection refused") }, "\(refused.feed.status.failure)")
    let unknown = Listener(BrokerOptions(urls: [try BrokerURL("mqtt://no-such-host.invalid")]))
    #expect(eventually(30) { unknown.feed.status.failure.contains("no-such-host.invalid") })
    let broker = try DemoBroker()
    defer { broker.end() }
    let second = Listener(BrokerOptions(urls: [nobody, broker.url]))
    #expect(eventually { second.stage == .subscribedSilent })
    #expect(second.feed.status.attempts == 2)
  }

  @Test func `a wrong password is named`() throws {
    let folder = TemporaryFolder()
    run("/usr/bin/mosquitto_passwd", "-b", "-c", folder.path("passwords"), "anna", "right")
    let broker = try DemoBroker(extraConfiguration: "allow_anonymous false\npassword_file \(folder.path("passwords"))")
    defer { broker.end() }
    var options = BrokerOptions(urls: [broker.url])
    options.user = "anna"
    options.password = Secret("wrong")
    let wrong = Listener(options)
    #expect(eventually { wrong.feed.status.failure.contains("not authorised") }, "\(wrong.feed.status.failure)")
    options.password = Secret("right")
    let right = Listener(options)
    #expect(eventually { right.stage == .subscribedSilent })
  }

  @Test func `a take-over by another client with the same id is named and ends retrying`() throws {
    let broker = try FakeBroker { packet in
      switch packet[0] {
      case 0x10: [0x20, 3, 0, 0, 0]
      // SUBACK, and behind it DISCONNECT with reason 142.
      case 0x82: [0x90, 4, packet[2], packet[3], 0, 0, 0xE0, 2, 142, 0]
      default: []
      }
    }
    var options = BrokerOptions(urls: [broker.url])
    options.clientID = "the-dashboard"
    let listener = Listener(options)
    #expect(eventually { listener.stage == .ended })
    #expect(listener.feed.status.failure.contains("the-dashboard"))
  }

  @Test func `a broker that speaks MQTT 3 only is spoken to in MQTT 3`() throws {
    let broker = try FakeBroker { packet in
      switch packet[0] {
      case 0x10: [0x20, 2, 0, packet[8] == 5 ? 1 : 0]
      case 0x82: [0x90, 3, packet[2], packet[3], 0]
      default: []
      }
    }
    let listener = Listener(BrokerOptions(urls: [broker.url]))
    #expect(eventually { listener.stage == .subscribedSilent }, "\(listener.feed.status)")
    _ = listener.messages()
    #expect(listener.records.first?.contains("MQTT 3.1.1") == true)
  }

  @Test func `a subscription refused by the broker is named`() throws {
    let broker = try FakeBroker { packet in
      switch packet[0] {
      case 0x10: [0x20, 3, 0, 0, 0]
      case 0x82: [0x90, 4, packet[2], packet[3], 0, 135]
      default: []
      }
    }
    let listener = Listener(BrokerOptions(urls: [broker.url]))
    #expect(eventually { listener.feed.status.failure.contains("refused the subscription to sensor/+/data") })
  }

  @Test func `of overlapping subscriptions one is refused: the other's copy of a message counts`() throws {
    // PUBLISH to sensor/a/data, by the second subscription, payload "7".
    let copy = [0x30, 19, 0, 13] + bytes("sensor/a/data") + [2, 0x0B, 2] + bytes("7")
    let broker = try FakeBroker { packet in
      switch packet[0] {
      case 0x10: [0x20, 3, 0, 0, 0]
      case 0x82 where packet[6] == 1: [0x90, 4, packet[2], packet[3], 0, 135]
      case 0x82: [0x90, 4, packet[2], packet[3], 0, 0] + copy
      default: []
      }
    }
    var options = BrokerOptions(urls: [broker.url])
    options.topics = ["sensor/+/data", "sensor/a/+"]
    let listener = Listener(options)
    #expect(eventually { listener.messages().contains { $0.hasSuffix("\tsensor/a/data\t7\n") } })
    #expect(listener.feed.status.failure.contains("refused the subscription to sensor/+/data"))
  }

  @Test func `a persistent session brings what was sent while away`() throws {
    let broker = try DemoBroker()
    defer { broker.end() }
    var options = BrokerOptions(urls: [broker.url])
    options.clientID = "keeper"
    options.isCleanSession = false
    options.qos = 1
    do {
      let first = Listener(options)
      #expect(eventually { first.stage == .subscribedSilent })
    }
    #expect(publish([("sensor/a/data", reading(7))], to: broker.url, qos: 1))
    let second = Listener(options)
    #expect(eventually { second.messages().count == 1 })
  }

  @Test func `a subscription that is granted and then held back is suspected`() throws {
    let folder = TemporaryFolder()
    let list = folder.file("acl", "topic write sensor/#\n")
    let broker = try DemoBroker(extraConfiguration: "allow_anonymous true\nacl_file \(list)")
    defer { broker.end() }
    let listener = Listener(BrokerOptions(urls: [broker.url]))
    // mosquitto grants and then holds back: the words must not promise more than is known.
    #expect(eventually(20) { listener.feed.status.text.contains("access rule") })
    #expect(publish([("sensor/a/data", reading(7))], to: broker.url))
    #expect(listener.stage == .subscribedSilent)
  }
}
