/// A topic pattern whose levels may be names in braces, `+`, or a final `#`.
///
/// `sensor/{device}/data` matches `sensor/press-07/data` and takes `press-07` for the device. A template without
/// `{device}` matches, and leaves the device to the payload.
public struct TopicTemplate: Sendable, Hashable {
  enum Level: Sendable, Hashable {
    case text([UInt8])
    case device
    case any
    /// This and everything below.
    case rest
  }

  /// The template as written.
  public let text: String
  let levels: [Level]

  /// Why a template cannot be used.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
  }

  /// Reads a template; throws a `Problem` that says what is wrong with it.
  public init(_ text: String) throws(Problem) {
    self.text = text
    guard !text.isEmpty else { throw Problem(description: "a topic template cannot be empty") }
    guard text.utf8.count <= 65_535, !text.utf8.contains(0) else {
      throw Problem(description: "a topic has at most 65,535 bytes and no NUL")
    }
    var levels: [Level] = []
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part == "+" {
        levels.append(.any)
      } else if part == "#" {
        guard index == parts.count - 1 else {
          throw Problem(description: "\"#\" stands only at the end of a topic template: \(text)")
        }
        levels.append(.rest)
      } else if part.hasPrefix("{"), part.hasSuffix("}"), part.count > 2 {
        guard part != "{device}" || !levels.contains(.device) else {
          throw Problem(description: "a topic template names {device} once: \(text)")
        }
        levels.append(part == "{device}" ? .device : .any)
      } else if part.contains(where: { "{}+#".contains($0) }) {
        throw Problem(
          description:
            "\"\(part)\" in \(text): a level is a text, {name}, \"+\" or a final \"#\" (did you mean {device}?)")
      } else {
        levels.append(.text(Array(part.utf8)))
      }
    }
    self.levels = levels
  }

  /// Whether levels before the device differ from topic to topic.
  var hasGroupLevels: Bool { levels.firstIndex(of: .device).map { levels[..<$0].contains(.any) } ?? false }

  /// The topic filter to subscribe to: every name becomes `+`.
  public var filter: String {
    levels.map { level in
      switch level {
      case .text(let bytes): String(decoding: bytes, as: UTF8.self)
      case .device, .any: "+"
      case .rest: "#"
      }
    }.joined(separator: "/")
  }
}

/// All templates of a plant, flattened so that matching touches no reference.
struct TopicMatcher: ~Copyable {
  struct Level: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable { case text, device, any, rest, endOfTemplate }
    var kind: Kind
    var start: UInt32 = 0
    var end: UInt32 = 0
  }

  private var levels = Slab<Level>()
  private var texts = Slab<UInt8>()

  /// Templates that cannot be read are left out: the configuration has refused them before.
  init(_ templates: [String]) {
    for text in templates {
      guard let template = try? TopicTemplate(text) else { continue }
      for level in template.levels {
        switch level {
        case .text(let bytes):
          let start = UInt32(texts.count)
          for byte in bytes { texts.append(byte) }
          levels.append(Level(kind: .text, start: start, end: UInt32(texts.count)))
        case .device: levels.append(Level(kind: .device))
        case .any: levels.append(Level(kind: .any))
        case .rest: levels.append(Level(kind: .rest))
        }
      }
      levels.append(Level(kind: .endOfTemplate))
    }
  }

  enum Match {
    case none
    case matched
    /// Matched, and the device is these bytes of the topic.
    case device(Int, Int)
  }

  /// Matches a topic against the templates in order.
  @inline(__always)
  func match(_ topic: ByteSlice) -> Match {
    var first = 0
    while first < levels.count {
      var index = first
      let found = matchTemplate(topic, &index)
      if case .none = found {
        while levels[index].kind != .endOfTemplate { index += 1 }
        first = index + 1
        continue
      }
      return found
    }
    return .none
  }

  @inline(__always)
  private func matchTemplate(_ topic: ByteSlice, _ index: inout Int) -> Match {
    var position = 0
    var device: (Int, Int)?
    var isFirst = true
    while true {
      let level = levels[index]
      if level.kind == .rest {
        if isFirst, topic.count > 0, topic[0] == UInt8(ascii: "$") { return .none }
        break
      }
      if level.kind == .endOfTemplate {
        if position <= topic.count { return .none }
        break
      }
      guard position <= topic.count else { return .none }
      var end = position
      while end < topic.count, topic[end] != Byte.slash { end += 1 }
      switch level.kind {
      case .text:
        guard isText(level, topic, position, end) else { return .none }
      case .device:
        device = (position, end)
      default:
        if isFirst, topic.count > 0, topic[0] == UInt8(ascii: "$") { return .none }
      }
      position = end + 1
      isFirst = false
      index += 1
    }
    if let device { return .device(device.0, device.1) }
    return .matched
  }

  /// What a topic says before the device: its levels that are names or `+` in the first template that fits, such as
  /// `hall-2/line-4`; empty where there are none. What follows the device is no place.
  func group(_ topic: ByteSlice) -> String {
    var first = 0
    while first < levels.count {
      var index = first
      if case .none = matchTemplate(topic, &index) {
        while levels[index].kind != .endOfTemplate { index += 1 }
        first = index + 1
        continue
      }
      let parts = topic.text.split(separator: "/", omittingEmptySubsequences: false)
      guard let device = (first..<index).first(where: { levels[$0].kind == .device }) else { return "" }
      return (first..<device).filter { levels[$0].kind == .any }.map { String(parts[$0 - first]) }
        .joined(separator: "/")
    }
    return ""
  }

  @inline(__always)
  private func isText(_ level: Level, _ topic: ByteSlice, _ start: Int, _ end: Int) -> Bool {
    guard end - start == Int(level.end - level.start) else { return false }
    var offset = 0
    while offset < end - start {
      if topic[start + offset] != texts[Int(level.start) + offset] { return false }
      offset += 1
    }
    return true
  }
}
