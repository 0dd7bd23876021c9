/// The newest raw messages with what became of them, in a fixed piece of memory.
///
/// Not part of the engine's conclusions: it is there for the screen, and empty in a report.
struct MessageLog: ~Copyable {
  /// At most this many bytes of one payload are kept.
  static let payloadLimit = 4096
  static let topicLimit = 512

  struct Entry: BitwiseCopyable {
    var arrival = Stamp.unknown
    var offset = 0
    var topicLength: UInt32 = 0
    var payloadLength: UInt32 = 0
    var payloadBytes = 0
    var device = DeviceID.max
    var sensor = SensorID.max
    /// The value it gives; no number where it was not judged.
    var value = Double.nan
    /// Whether it broke a limit, whatever else is to be said of it.
    var isBreach = false
    var verdict = Verdict.retained

    var storedBytes: Int { Int(topicLength) + Int(payloadLength) }
  }

  private var bytes: Slab<UInt8>
  private var entries: Slab<Entry>
  /// Numbers of the messages held.
  private(set) var held: Range<UInt64> = 0..<0
  private var writeOffset = 0
  let isEnabled: Bool
  /// The size it was made with.
  let capacity: Int

  /// A log of about `capacity` bytes; 0 keeps nothing.
  init(capacity: Int) {
    isEnabled = capacity > 0
    self.capacity = capacity
    bytes = Slab(repeating: 0, count: isEnabled ? max(capacity, 64 * 1024) : 0)
    entries = Slab(repeating: Entry(), count: isEnabled ? max(capacity / 160, 256) : 0)
  }

  mutating func add(
    arrival: Stamp, topic: ByteSlice?, payload: ByteSlice, device: DeviceID?, verdict: Verdict,
    sensor: SensorID = .max, value: Double = .nan, isBreach: Bool = false
  ) {
    var entry = Entry()
    entry.sensor = sensor
    entry.value = value
    entry.isBreach = isBreach
    entry.arrival = arrival
    entry.topicLength = UInt32(min(topic?.count ?? 0, Self.topicLimit))
    entry.payloadLength = UInt32(min(payload.count, Self.payloadLimit))
    entry.payloadBytes = payload.count
    entry.device = device ?? .max
    entry.verdict = verdict
    if writeOffset + entry.storedBytes > bytes.count {
      // The rest of the memory is left out on this lap: what still lies there is older than all at the start.
      while !held.isEmpty, self.entry(held.lowerBound).offset >= writeOffset {
        held = held.lowerBound + 1..<held.upperBound
      }
      writeOffset = 0
    }
    entry.offset = writeOffset
    makeRoom(entry)
    var position = writeOffset
    if let topic {
      for index in 0..<Int(entry.topicLength) {
        bytes[position] = topic[index]
        position += 1
      }
    }
    for index in 0..<Int(entry.payloadLength) {
      bytes[position] = payload[index]
      position += 1
    }
    writeOffset = position
    entries[Int(held.upperBound % UInt64(entries.count))] = entry
    held = held.lowerBound..<held.upperBound + 1
  }

  /// Drops the oldest messages that lie where `entry` will be written.
  private mutating func makeRoom(_ entry: Entry) {
    let range = entry.offset..<entry.offset + entry.storedBytes
    while !held.isEmpty {
      let oldest = self.entry(held.lowerBound)
      let isOverwritten = oldest.offset < range.upperBound && oldest.offset + oldest.storedBytes > range.lowerBound
      guard isOverwritten || held.count >= entries.count else { break }
      held = held.lowerBound + 1..<held.upperBound
    }
  }

  /// Forgets all messages; numbers go on.
  mutating func removeAll() { held = held.upperBound..<held.upperBound }

  func entry(_ number: UInt64) -> Entry { entries[Int(number % UInt64(entries.count))] }

  func message(_ number: UInt64) -> Message {
    let entry = entry(number)
    return Message(
      number: number, arrival: entry.arrival, topic: text(entry.offset, Int(entry.topicLength)),
      payload: text(entry.offset + Int(entry.topicLength), Int(entry.payloadLength)),
      payloadBytes: entry.payloadBytes, device: entry.device == .max ? nil : entry.device, verdict: entry.verdict)
  }

  /// Whether topic or payload of a message contains `needle` (lower case), ignoring ASCII case.
  func contains(_ number: UInt64, _ needle: [UInt8]) -> Bool {
    let entry = entry(number)
    guard !needle.isEmpty else { return true }
    let end = entry.offset + entry.storedBytes
    var start = entry.offset
    while start + needle.count <= end {
      var index = 0
      while index < needle.count, Self.lower(bytes[start + index]) == needle[index] { index += 1 }
      if index == needle.count { return true }
      start += 1
    }
    return false
  }

  static func lower(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte | 0x20 : byte }

  private func text(_ offset: Int, _ length: Int) -> String {
    unsafe bytes.withElements { all in
      unsafe String(decoding: UnsafeBufferPointer(rebasing: all[offset..<offset + length]), as: UTF8.self)
    }
  }
}
