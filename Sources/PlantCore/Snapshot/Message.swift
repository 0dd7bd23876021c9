/// One raw message as the log holds it.
public struct Message: Sendable {
  /// Number in order of judgement, from 0; the log drops the oldest.
  public var number: UInt64
  /// Arrival, or stream time for an input without arrivals.
  public var arrival: Stamp
  /// Empty for bare JSON lines.
  public var topic: String
  /// The payload, cut to the log's limit for one message, with bad UTF-8 replaced.
  public var payload: String
  /// Whole length of the payload in bytes.
  public var payloadBytes: Int
  public var device: DeviceID?
  public var verdict: Verdict

  public init(
    number: UInt64, arrival: Stamp, topic: String, payload: String, payloadBytes: Int, device: DeviceID?,
    verdict: Verdict
  ) {
    self.number = number
    self.arrival = arrival
    self.topic = topic
    self.payload = payload
    self.payloadBytes = payloadBytes
    self.device = device
    self.verdict = verdict
  }
}

/// A page of the raw-message log.
public struct MessageList: Sendable {
  /// Oldest first; the messages that `Query.messages` asked for.
  public var messages: [Message] = []
  /// How many messages the filter hides between the oldest and the newest of the page, and after it.
  public var hidden = 0
  /// Number of the oldest message still held, and one past the newest.
  public var held: Range<UInt64> = 0..<0
  /// The search this page answers; nil when none was asked for.
  public var searched: MessageSearch?
  /// Number of the match, when `searched` found one.
  public var found: UInt64?
  /// The page's last message in full; nil unless the query asks for it.
  public var detail: MessageDetail?

  public init() {}
}
