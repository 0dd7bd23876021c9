import PlantCore

/// Turns arriving messages into capture records in the ring. Confined to the receiving thread.
///
/// When the ring is full the newest messages are refused and counted until an eighth of it is free again; a `# gap`
/// record then tells how many, or within a second through the ring's reserve.
final class RingWriter {
  let feed: LiveFeed
  /// Messages seen, refused ones included.
  private(set) var received: UInt64 = 0
  private var refused: UInt64 = 0
  /// The ring was full and has not got room worth speaking of since.
  private var isRefusing = false
  /// Control records that found no room; a connection more or less each second at most.
  private var waiting: [(record: [UInt8], kind: FrameKind, arrival: Stamp)] = []

  init(feed: LiveFeed) { self.feed = feed }

  /// Stamps a message and copies it into the ring.
  func message(topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, qos: Int32, isRetained: Bool) {
    received &+= 1
    stamped { arrival in
      feed.lastMessage.store(arrival.nanoseconds, ordering: .relaxed)
      if isRefusing {
        guard feed.ring.usedBytes <= feed.ring.capacity / 8 * 7 else {
          refused += 1
          return
        }
        isRefusing = false
      }
      if refused > 0 { tellRefused(at: arrival) }
      if payload.count > CaptureRecord.largestPayload {
        let topicText = unsafe String(decoding: topic, as: UTF8.self)
        let json =
          "{\"topic\":\(JSONObject.quoted(topicText)),\"bytes\":\(payload.count),\"retain\":\(isRetained ? 1 : 0)}"
        let record = CaptureRecord.control("oversize", at: arrival, json)
        if !feed.ring.push(record, kind: .control, arrival: arrival) { refused += 1 }
        return
      }
      let bound = CaptureRecord.bound(topicBytes: topic.count, payloadBytes: payload.count)
      guard let room = unsafe feed.ring.claim(bound) else {
        refused += 1
        isRefusing = true
        return
      }
      let count = unsafe CaptureRecord.write(
        into: room, arrival: arrival, qos: qos, isRetained: isRetained, topic: topic, payload: payload)
      feed.ring.publish(.message, arrival: arrival, count: count)
    }
  }

  /// Writes a control record of the source.
  func control(_ word: String, _ json: String, kind: FrameKind) {
    stamped { arrival in
      if refused > 0 { tellRefused(at: arrival) }
      let record = CaptureRecord.control(word, at: arrival, json)
      // Should even the reserve be full, it waits: a control record is never lost.
      if !waiting.isEmpty || !feed.ring.push(record, kind: kind, arrival: arrival) {
        waiting.append((record, kind, arrival))
      }
    }
    feed.notify()
  }

  /// Gives the control records that found no room another try.
  private func retry() {
    while let first = waiting.first, feed.ring.push(first.record, kind: first.kind, arrival: first.arrival) {
      waiting.removeFirst()
    }
  }

  /// Once a second: tells what was refused, if nothing else has.
  func idle() {
    retry()
    if refused > 0 { stamped { tellRefused(at: $0) } }
  }

  private func tellRefused(at arrival: Stamp) {
    let record = CaptureRecord.control("gap", at: arrival, "{\"lost\":\(refused)}")
    if feed.ring.push(record, kind: .control, arrival: arrival) { refused = 0 }
  }

  private func stamped(_ body: (Stamp) -> Void) {
    feed.isStamping.store(true, ordering: .sequentiallyConsistent)
    body(feed.clock.now())
    feed.isStamping.store(false, ordering: .releasing)
  }
}
