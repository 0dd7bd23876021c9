import Glibc
import PlantCore
import Testing

@testable import PlantIO

/// Whether tests with a broker can run here.
let hasMosquitto: ConditionTrait = .enabled(if: DemoBroker.find() != nil, "mosquitto is not installed")

/// A network thread and what it brought.
final class Listener {
  let feed = LiveFeed(clock: ArrivalClock())
  private let source: MQTTSource
  /// Every record so far, control records included.
  private(set) var records: [String] = []

  init(_ options: BrokerOptions) { source = MQTTSource(options: options, feed: feed) }

  deinit { source.end() }

  var stage: ConnectionStatus.Stage { feed.status.stage }

  /// Takes over what has arrived.
  func messages() -> [String] {
    while let frame = unsafe feed.ring.peek() {
      unsafe records.append(String(decoding: frame.bytes, as: UTF8.self))
      feed.ring.release()
    }
    return records.filter { !$0.hasPrefix("#") }
  }
}

/// Publishes some messages and waits until the broker has taken them: it answers in order, so once it has answered a
/// SUBSCRIBE behind them it has read them all. Closing earlier may reset the connection under what it has not read.
func publish(
  _ messages: [(topic: String, payload: String)], to url: BrokerURL, qos: Int32 = 0, isRetained: Bool = false,
  id: String = "test-publisher", tls: TLSContext? = nil
) -> Bool {
  let client = MosquittoClient(options: .init(id: id), tls: tls, delegate: nil)
  guard client.connect(host: url.host, port: url.port) == .success else { return false }
  func turn() -> Bool {
    if client.wantsToWrite && client.write() != .success { return false }
    if waitReadable(client.socket, nanoseconds: 2 * Interval.millisecond)[0] { return client.read() == .success }
    return true
  }
  guard eventually(5, { !turn() || client.connectReason != nil }), client.connectReason == 0 else { return false }
  for message in messages {
    guard
      client.publish(topic: message.topic, payload: bytes(message.payload), qos: qos, isRetained: isRetained)
        == .success, turn()
    else { return false }
  }
  guard let last = client.subscribe("test/answer", qos: 0, identifier: 0) else { return false }
  guard eventually(5, { !turn() || client.granted[last] != nil }), client.granted[last] != nil else { return false }
  client.disconnect()
  _ = client.write()
  return true
}
