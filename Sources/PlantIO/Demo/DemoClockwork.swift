import PlantCore
import PlantDemo

/// Hands out a plant's messages when they are due, until stopped.
enum DemoClockwork {
  /// Calls `send` with each message at its moment by the wall clock; messages more than two seconds overdue (the
  /// machine slept) are left out, as a real plant's would be lost.
  ///
  /// - Parameter send: Sends the messages that are due together.
  static func run(_ plant: Plant, stop: StopFlag, clock: ArrivalClock, send: ([PlantMessage]) -> Void) {
    var second = clock.now().second
    var messages = plant.messages(in: second)
    var next = messages.partitioningIndex { $0.offset > clock.now().nanoseconds - second * Interval.second }
    while !stop.isRaised {
      let now = clock.now()
      let elapsed = now.nanoseconds - second * Interval.second
      let first = next
      while next < messages.count && messages[next].offset <= elapsed { next += 1 }
      if next > first { send(Array(messages[first..<next])) }
      if next == messages.count {
        second = now.second > second + 2 ? now.second : second + 1
        messages = plant.messages(in: second)
        next = 0
      }
      let due = next < messages.count ? messages[next].offset : 0
      // A millisecond's grace joins the three sensors of one machine into one wake-up.
      let wait = second * Interval.second + due + 2 * Interval.millisecond - clock.now().nanoseconds
      if wait > 0 { _ = waitReadable(stop.descriptor, nanoseconds: wait) }
    }
  }
}

extension Array {
  /// The first index whose element satisfies `belongs`; all after it do too.
  fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    firstIndex(where: belongs) ?? count
  }
}

/// Feeds a plant into the ring without a broker, in the network thread's place.
final class DemoFeeder: Sendable {
  private let stop = StopFlag()
  private let worker: Worker

  init(plant: Plant, feed: LiveFeed) {
    worker = Worker(name: "demo") { [stop] in
      let writer = RingWriter(feed: feed)
      feed.update { [now = feed.clock.now()] in
        $0.stage = .none
        $0.text = "fed in process, without a broker"
        $0.since = now
      }
      writer.control("connected", "{\"broker\":\"in process\"}", kind: .connected)
      DemoClockwork.run(plant, stop: stop, clock: feed.clock) { messages in
        for message in messages { writer.message(message) }
        writer.idle()
        feed.notify()
      }
      writer.control("disconnected", "{\"why\":\"stopped\"}", kind: .disconnected)
    }
  }

  /// Stops feeding and waits for the thread.
  func end() {
    stop.raise()
    worker.join()
  }
}

extension RingWriter {
  /// Takes a message of the demo plant as if it had come from a broker.
  func message(_ message: PlantMessage) {
    var topic = message.topic
    topic.withUTF8 { topic in
      unsafe message.payload.withUnsafeBytes { payload in
        unsafe self.message(topic: UnsafeRawBufferPointer(topic), payload: payload, qos: 0, isRetained: false)
      }
    }
  }
}
