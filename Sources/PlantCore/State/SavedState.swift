/// An engine's state as it was saved: what a live run goes on from after a restart.
public struct SavedState: Sendable {
  /// `ConfigurationHash` of what the engine judged by.
  public var configuration: String
  /// Stream time at which it was saved.
  public var saved: Stamp
  /// `Engine.image()`.
  public var image: [UInt8]

  public init(configuration: String, saved: Stamp, image: [UInt8]) {
    self.configuration = configuration
    self.saved = saved
    self.image = image
  }

  /// Bytes of the image in one line.
  private static let partBytes = 180 << 10

  /// A sum over the image, against damage.
  var sum: String {
    var fingerprint = Fingerprint()
    for byte in image { fingerprint.add(byte) }
    return fingerprint.text
  }

  /// The state as the JSON parts of `# state` lines, in their order; a line is at most a quarter of a megabyte.
  public var parts: [[UInt8]] {
    let sum = sum
    let count = max(1, (image.count + Self.partBytes - 1) / Self.partBytes)
    return (0..<count).map { part in
      let start = part * Self.partBytes
      let head =
        "{\"config\":\"\(configuration)\",\"saved\":\(saved.nanoseconds / Interval.second),\"part\":\(part + 1),"
        + "\"of\":\(count),\"sum\":\"\(sum)\",\"data\":\""
      return Array(head.utf8) + Base64.encode(image[start..<min(image.count, start + Self.partBytes)])
        + Array("\"}".utf8)
    }
  }
}

/// The parts of a saved state on their way in.
struct IncomingState {
  var image: [UInt8] = []
  /// Parts taken so far.
  var parts = 0

  /// No saved state is larger: a hundred thousand sensors need less.
  static let limit = 512 << 20
}
