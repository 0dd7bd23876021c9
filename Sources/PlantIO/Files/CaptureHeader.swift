import PlantCore

/// What a recording says about how it was judged: its first line, `# plantwatch TIME {…}`, or `# segment TIME {…}`
/// in an archive's segment, which goes on where another ended.
public struct CaptureHeader: Sendable, Hashable {
  public var plant = ""
  /// Nil when the header does not say.
  public var topics: [String]?
  public var identity: IdentityRule?
  /// 16 hex digits, see `ConfigurationHash`; empty when the header does not say.
  public var configuration = ""

  /// Finds the header among the lines of a recording's beginning.
  init?(in bytes: [UInt8]) {
    let lines = bytes.split(separator: 10, maxSplits: 64)
    let words = ["# plantwatch ", "# segment "].map { Array($0.utf8) }
    guard let line = lines.first(where: { line in words.contains { line.starts(with: $0) } }) else { return nil }
    guard let brace = line.firstIndex(of: 0x7B), case .object(let fields)? = SmallJSON.parse(Array(line[brace...]))
    else { return nil }
    for (key, value) in fields {
      switch (key, value) {
      case ("plant", .text(let text)): plant = text
      case ("topics", .list(let list)):
        topics = list.compactMap { if case .text(let text) = $0 { text } else { nil } }
      case ("identity", .text(let text)): identity = IdentityRule(rawValue: text)
      case ("config", .text(let text)): configuration = text
      default: break
      }
    }
  }

  /// `own` with the recording's topics, identity rule and plant name, as a replay judges unless told otherwise.
  public func applied(to own: EngineConfiguration) -> EngineConfiguration {
    var result = own
    if let topics, !topics.isEmpty { result.topics = topics }
    if let identity { result.identity = identity }
    if !plant.isEmpty { result.plant = plant }
    return result
  }
}
