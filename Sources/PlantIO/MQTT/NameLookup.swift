import Glibc

/// Resolves a host name, so that "unknown host" can be told from "nobody answers there".
enum NameLookup {
  /// What is wrong with the name in words, or nil when it has an address. Blocks.
  static func failure(host: String) -> String? {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, nil, &hints, &list)
    defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
    switch code {
    case 0: return nil
    case EAI_NONAME: return "unknown host '\(host)'"
    case EAI_AGAIN: return "no answer from the name server for '\(host)'"
    default: return "looking up '\(host)' failed: " + (unsafe String(cString: gai_strerror(code)))
    }
  }
}
