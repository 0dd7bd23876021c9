import Glibc
import PlantCore
import PlantDemo

/// Publishes a plant's messages to a broker through libmosquitto, as the machines themselves would.
final class DemoPublisher: Sendable {
  private let stop = StopFlag()
  private let worker: Worker

  init(plant: Plant, url: BrokerURL) {
    MosquittoLibrary.prepare()
    worker = Worker(name: "demo") { [stop] in
      let client = MosquittoClient(options: .init(id: "plantwatch-demo-\(getpid())"), tls: nil, delegate: nil)
      var isConnected = false
      DemoClockwork.run(plant, stop: stop, clock: ArrivalClock()) { messages in
        // The broker is on this machine: should it be gone, each second tries it anew.
        if !isConnected { isConnected = client.connect(host: url.host, port: url.port) == .success }
        guard isConnected else { return }
        for message in messages { _ = client.publish(topic: message.topic, payload: message.payload) }
        isConnected = Self.exchange(client)
      }
      client.disconnect()
      _ = client.write()
    }
  }

  /// Stops publishing and waits for the thread.
  func end() {
    stop.raise()
    worker.join(nanoseconds: 2 * Interval.second)
  }

  /// Writes what is queued and reads what the broker says.
  private static func exchange(_ client: MosquittoClient) -> Bool {
    if client.wantsToWrite && client.write() != .success { return false }
    if waitReadable(client.socket, nanoseconds: 0)[0] && client.read() != .success { return false }
    return client.housekeeping() == .success
  }
}
