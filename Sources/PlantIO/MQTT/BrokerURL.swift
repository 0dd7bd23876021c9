/// Where a broker listens: `mqtt://[user@]host[:1883]` or `mqtts://[user@]host[:8883]`.
public struct BrokerURL: Sendable, Hashable, CustomStringConvertible {
  public var isSecure: Bool
  public var host: String
  public var port: Int
  /// Empty when the URL names none.
  public var user: String

  /// Reads a URL.
  ///
  /// - Throws: `SetupError` that says what is wrong with it; also for a password, which belongs into a file.
  public init(_ text: String) throws(SetupError) {
    guard let schemeEnd = text.firstRange(of: "://") else {
      throw SetupError(text, "is no broker URL", fix: "write mqtt://\(text.isEmpty ? "host" : text)")
    }
    switch text[..<schemeEnd.lowerBound].lowercased() {
    case "mqtt": isSecure = false
    case "mqtts": isSecure = true
    case let scheme:
      throw SetupError(text, "has the unknown scheme '\(scheme)'", fix: "use mqtt:// or mqtts://")
    }
    var rest = text[schemeEnd.upperBound...]
    user = ""
    if let at = rest.lastIndex(of: "@") {
      user = String(rest[..<at])
      rest = rest[rest.index(after: at)...]
      if user.contains(":") {
        // The text itself is not repeated: it holds the password.
        throw SetupError(
          "the broker URL for \(rest)", "holds a password",
          fix: "put it into a file (passwordFile) or into PLANTWATCH_PASSWORD")
      }
    }
    if rest.hasSuffix("/") { rest.removeLast() }
    var portText: Substring?
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      host = String(rest[rest.index(after: rest.startIndex)..<end])
      let after = rest[rest.index(after: end)...]
      if after.hasPrefix(":") { portText = after.dropFirst() }
    } else if let colon = rest.lastIndex(of: ":"), rest.firstIndex(of: ":") == colon {
      host = String(rest[..<colon])
      portText = rest[rest.index(after: colon)...]
    } else {
      host = String(rest)
    }
    guard !host.isEmpty else { throw SetupError(text, "names no host") }
    guard host.utf8.allSatisfy({ $0 > 32 && $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }) else {
      throw SetupError(text, "holds more than a host and a port", fix: "mqtt://host:1883 is all there is to it")
    }
    port = isSecure ? 8883 : 1883
    if let portText {
      guard let number = Int(portText), (1...65535).contains(number) else {
        throw SetupError(text, "has the impossible port '\(portText)'", fix: "ports go from 1 to 65535")
      }
      port = number
    }
  }

  /// The URL without its user.
  public var description: String {
    let isStandard = port == (isSecure ? 8883 : 1883)
    return (isSecure ? "mqtts://" : "mqtt://") + (host.contains(":") ? "[\(host)]" : host)
      + (isStandard ? "" : ":\(port)")
  }
}
