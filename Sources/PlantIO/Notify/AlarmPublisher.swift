import Glibc
import PlantCore
import Synchronization

/// Publishes alarms and a heartbeat to the plant's broker, on a connection and a thread of its own.
final class AlarmPublisher: Sendable {
  /// The heartbeat is heard this often; the broker says `gone` in our place when it does not hear us any more.
  static let pace = 30 * Interval.second
  private struct State: Sendable {
    var waiting: [[UInt8]] = []
    var failure = ""
  }

  private let state = Mutex(State())
  private let wake = WakeUp()
  private let stop = StopFlag()
  private let options: NotifyOptions
  private let worker = Mutex<Worker?>(nil)

  init(_ options: NotifyOptions, brokers: BrokerOptions) {
    self.options = options
    MosquittoLibrary.prepare()
    worker.withLock { $0 = Worker(name: "publish") { self.run(brokers) } }
  }

  var failure: String { state.withLock { $0.failure } }

  /// Any thread.
  func publish(_ notification: Notification) {
    guard options.topic != nil else { return }
    let bytes = Array(notification.json(plant: options.plant).utf8)
    state.withLock { if $0.waiting.count < Notifier.queueLimit { $0.waiting.append(bytes) } }
    wake.signal()
  }

  func end() {
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: 3 * Interval.second)
  }

  private func run(_ brokers: BrokerOptions) {
    var backoff = Backoff()
    var index = 0
    while !stop.isRaised {
      let url = brokers.urls[index % brokers.urls.count]
      index += 1
      let failure = session(url, brokers) { backoff.reset() }
      guard let failure, !stop.isRaised else { continue }
      state.withLock { [failure] in $0.failure = "\(url): \(failure)" }
      _ = waitReadable(stop.descriptor, nanoseconds: backoff.next())
    }
  }

  /// One connection, until it ends; says why it did.
  private func session(_ url: BrokerURL, _ brokers: BrokerOptions, whenUp: () -> Void) -> String? {
    let tls: TLSContext?
    do { tls = url.isSecure ? try TLSContext(options: brokers, host: url.host) : nil } catch {
      return String(describing: error)
    }
    let client = MosquittoClient(
      options: .init(
        id: BrokerOptions.defaultClientID(), isVersion5: false, user: url.user.isEmpty ? brokers.user : url.user,
        password: brokers.password),
      tls: tls, delegate: nil)
    if let heartbeat = options.heartbeat { client.leaveWill(topic: heartbeat, payload: Array("gone".utf8)) }
    Deadline.arm(milliseconds: 10_000)
    let code = client.connect(host: url.host, port: url.port)
    Deadline.arm(milliseconds: 0)
    guard code == .success else { return MosquittoLibrary.text(code) }
    var nextBeat = Int64.min
    let deadline = SystemClock.sinceBoot() + 15 * Interval.second
    while !stop.isRaised {
      if client.connectReason == nil, SystemClock.sinceBoot() > deadline { return "no answer to CONNECT" }
      if let reason = client.connectReason, reason != 0 {
        return ConnectReason.words(reason, isVersion5: false)
      }
      if client.connectReason == 0 {
        whenUp()
        state.withLock { $0.failure = "" }
        beat(client, &nextBeat)
        for bytes in state.withLock({ state in
          defer { state.waiting = [] }
          return state.waiting
        }) { _ = client.publish(topic: options.topic ?? "", payload: bytes, qos: 1) }
      }
      if client.wantsToWrite, client.write() != .success { return "the connection was closed" }
      let woken = waitReadable(client.socket, wake.descriptor, stop.descriptor, nanoseconds: Interval.second)
      wake.clear()
      if woken[0], client.read() != .success { return "the connection was closed" }
      if client.housekeeping() != .success { return "the connection was closed" }
    }
    if let heartbeat = options.heartbeat {
      _ = client.publish(topic: heartbeat, payload: Array("stopped".utf8), isRetained: true)
      _ = client.write()
    }
    client.disconnect()
    _ = client.write()
    return nil
  }

  private func beat(_ client: MosquittoClient, _ next: inout Int64) {
    guard let heartbeat = options.heartbeat, SystemClock.sinceBoot() >= next else { return }
    next = SystemClock.sinceBoot() + Self.pace
    _ = client.publish(
      topic: heartbeat, payload: Array("alive \(SystemClock.wall().iso8601)".utf8), isRetained: true)
  }
}
