import PlantCore
import Synchronization

/// The thread that keeps a connection to one of the brokers and copies what arrives into the ring, for ever.
final class MQTTSource: Sendable {
  private let worker: Worker
  private let stop: StopFlag

  /// Starts the thread; `options` are valid.
  init(options: BrokerOptions, feed: LiveFeed) {
    MosquittoLibrary.prepare()
    let stop = StopFlag()
    self.stop = stop
    worker = Worker(name: "mqtt") {
      NetworkLoop(options: options, feed: feed, stop: stop).run()
    }
  }

  /// Closes the connection and waits for the thread, at most two seconds: a name look-up cannot be interrupted.
  func end() {
    stop.raise()
    for _ in 0..<40 where !worker.join(nanoseconds: 50 * Interval.millisecond) { worker.interrupt() }
  }
}

/// A flag that also wakes whoever polls.
final class StopFlag: Sendable {
  private let raised = Atomic<Bool>(false)
  private let wake = WakeUp()

  var isRaised: Bool { raised.load(ordering: .acquiring) }
  var descriptor: Int32 { wake.descriptor }

  func raise() {
    raised.store(true, ordering: .releasing)
    wake.signal()
  }
}
