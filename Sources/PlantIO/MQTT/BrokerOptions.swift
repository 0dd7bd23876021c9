import Glibc

/// How to reach the brokers, and as whom.
public struct BrokerOptions: Sendable {
  /// Tried in turn, the first first.
  public var urls: [BrokerURL]
  /// Topic templates; `{name}` levels become `+`.
  public var topics = ["sensor/{device}/data"]
  /// 0, 1 or 2.
  public var qos: Int32 = 0
  /// User for URLs that name none; empty for none.
  public var user = ""
  public var password: Secret?
  /// Certificates of the authorities trusted; nil uses the system's.
  public var caFile: String?
  public var certificateFile: String?
  public var keyFile: String?
  public var keyPassphrase: Secret?
  /// Used verbatim; nil takes `plantwatch-` with a random suffix per process.
  public var clientID: String?
  /// False keeps a session at the broker over reconnects and restarts; it needs `clientID`.
  public var isCleanSession = true
  /// Seconds.
  public var keepAlive: Int32 = 20

  /// Makes options for `urls` with everything else as usual.
  public init(urls: [BrokerURL]) { self.urls = urls }

  /// Finds mistakes that need no broker to be found.
  ///
  /// - Throws: `SetupError` for a missing file, an unusable key, a session without an id.
  public func validate() throws(SetupError) {
    guard !urls.isEmpty else { throw SetupError("--broker", "names no broker", fix: "--broker mqtt://host") }
    guard (0...2).contains(qos) else { throw SetupError("--qos \(qos)", "is no quality of service", fix: "0, 1 or 2") }
    if !isCleanSession && (clientID ?? "").isEmpty {
      throw SetupError("a persistent session", "needs a client id of its own", fix: "--id NAME")
    }
    if (certificateFile == nil) != (keyFile == nil) {
      throw SetupError(
        certificateFile ?? keyFile ?? "", "needs its other half", fix: "--cert and --key go together")
    }
    for filter in TopicFilters.filters(for: topics) where !MosquittoLibrary.isValid(filter: filter) {
      throw SetupError("the topic '\(filter)'", "is no valid topic filter", fix: "sensor/{device}/data")
    }
    for url in urls where url.isSecure { _ = try TLSContext(options: self, host: url.host) }
  }

  /// The default client id: the program's name and a suffix no other process shares.
  static func defaultClientID() -> String {
    var generator = SystemRandomNumberGenerator()
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return "plantwatch-" + String((0..<8).map { _ in letters[Int.random(in: 0..<36, using: &generator)] })
  }
}
