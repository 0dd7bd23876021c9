import Glibc

/// Who sits at the terminal: what the journal says of an action.
enum Person {
  /// Login, terminal and, over SSH, the address: `anna pts/3 from 10.0.0.7`.
  static let here: String = {
    var words = [variable("SUDO_USER") ?? login ?? variable("USER") ?? "uid \(getuid())"]
    if !terminalHere.isEmpty { words.append(terminalHere) }
    return words.joined(separator: " ")
  }()

  /// The terminal and, over SSH, the address: `pts/3 from 10.0.0.7`.
  static let terminalHere: String = {
    var words = terminal.map { [$0] } ?? []
    if let address = variable("SSH_CONNECTION")?.split(separator: " ").first { words.append("from \(address)") }
    return words.joined(separator: " ")
  }()

  private static var login: String? {
    // Asked once, before anybody else could ask.
    guard let entry = unsafe getpwuid(getuid()), let name = unsafe entry.pointee.pw_name else { return nil }
    return unsafe String(cString: name)
  }

  private static var terminal: String? {
    var name = [CChar](repeating: 0, count: 256)
    for descriptor: Int32 in [0, 1, 2] where unsafe ttyname_r(descriptor, &name, name.count) == 0 {
      let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return path.hasPrefix("/dev/") ? String(path.dropFirst(5)) : path
    }
    return nil
  }

  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
    return unsafe String(cString: value)
  }
}
