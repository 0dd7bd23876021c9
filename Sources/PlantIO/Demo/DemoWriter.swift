import PlantCore
import PlantDemo

/// Writes the demo plant as a capture, without waiting for its time to pass.
public enum DemoWriter {
  /// What was written.
  public struct Summary: Sendable {
    public var messages = 0
    public var bytes = 0
  }

  /// Writes `seconds` of a plant's story from its start to `path`; `.gz` and `.zst` compress, `-` is standard output.
  ///
  /// - Parameter shouldStop: Asked once a second of the story; true ends the file there.
  /// - Throws: `SetupError` when the file cannot be written.
  public static func write(
    _ plant: Plant, seconds: Int64, to path: String, configuration: EngineConfiguration,
    shouldStop: () -> Bool = { false }
  ) throws(SetupError) -> Summary {
    let file = try OutputFile(path)
    var summary = Summary()
    let start = Stamp(seconds: plant.start)
    var block = CaptureRecord.header(configuration, hash: ConfigurationHash.of(configuration), at: start)
    block += CaptureRecord.control("connected", at: start, "{\"broker\":\"demo\"}")
    for second in plant.start..<plant.start + seconds where !shouldStop() {
      let messages = plant.messages(in: second)
      append(messages, of: second, to: &block)
      block += CaptureRecord.control("tick", at: Stamp(seconds: second + 1), "{\"lag\":0}")
      summary.messages += messages.count
      if block.count > 256 << 10 {
        summary.bytes += block.count
        try file.write(block)
        block.removeAll(keepingCapacity: true)
      }
    }
    summary.bytes += block.count
    try file.write(block, isLast: true)
    return summary
  }

  /// The records of one second of a plant.
  static func records(of plant: Plant, second: Int64) -> [UInt8] {
    var block: [UInt8] = []
    append(plant.messages(in: second), of: second, to: &block)
    return block
  }

  private static func append(_ messages: [PlantMessage], of second: Int64, to block: inout [UInt8]) {
    for message in messages {
      // Through the network in a little more than a millisecond, never past the second.
      let offset = min(Interval.second - 1, message.offset + 1_200_000)
      var topic = message.topic
      let bound = CaptureRecord.bound(topicBytes: topic.utf8.count, payloadBytes: message.payload.count)
      let used = block.count
      block.append(contentsOf: repeatElement(0, count: bound))
      let count = unsafe block.withUnsafeMutableBytes { room in
        topic.withUTF8 { topic in
          unsafe message.payload.withUnsafeBytes { payload in
            unsafe CaptureRecord.write(
              into: UnsafeMutableRawBufferPointer(rebasing: room[used...]), arrival: Stamp(seconds: second) + offset,
              qos: 0, isRetained: false, topic: UnsafeRawBufferPointer(topic), payload: payload)
          }
        }
      }
      block.removeLast(bound - count)
    }
  }
}
