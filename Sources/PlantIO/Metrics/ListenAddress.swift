import Glibc

/// An address to listen at: `9464` and `localhost:9464` are this machine alone, `0.0.0.0:9464` and `[::]:9464` all.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  public let host: String
  public let port: UInt16

  /// - Throws: `SetupError` for what is no address.
  public init(_ text: String) throws(SetupError) {
    let colon = text.lastIndex(of: ":")
    let number = colon.map { text[text.index(after: $0)...] } ?? text[...]
    guard let port = UInt16(number) else {
      throw SetupError(text, "is no address to listen at", fix: "127.0.0.1:9464, or a port alone")
    }
    var host = colon.map { String(text[..<$0]) } ?? ""
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    self.host = host.isEmpty || host == "localhost" ? "127.0.0.1" : host
    self.port = port
  }

  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// A socket that listens there.
  ///
  /// - Throws: `SetupError` when the address is not this machine's, or taken.
  func listen() throws(SetupError) -> Int32 {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, String(port), &hints, &found) == 0, let entry = unsafe found else {
      throw SetupError(description, "is no address of numbers", fix: "127.0.0.1:9464")
    }
    defer { unsafe freeaddrinfo(found) }
    let descriptor = unsafe socket(
      entry.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var one: Int32 = 1
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, 4)
    guard descriptor >= 0, unsafe bind(descriptor, entry.pointee.ai_addr, entry.pointee.ai_addrlen) == 0,
      Glibc.listen(descriptor, 64) == 0
    else {
      let why = errorText(errno).lowercased()
      if descriptor >= 0 { close(descriptor) }
      throw SetupError("[metrics] listen \(description)", "cannot be listened at: \(why)", fix: "choose another port")
    }
    return descriptor
  }

  /// The port a listening socket has got; what port 0 became.
  static func port(of descriptor: Int32) -> UInt16 {
    var address = sockaddr_in6()
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    _ = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(descriptor, $0, &size) }
    }
    // The port stands at the same place in both families.
    return UInt16(bigEndian: address.sin6_port)
  }
}
