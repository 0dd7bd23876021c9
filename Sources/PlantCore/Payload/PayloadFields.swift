/// The members of a payload as somebody reads them: for one message on a screen, never for the judgement.
struct PayloadFields {
  /// More members than this are not listed.
  static let most = 64
  /// Objects in objects are listed member by member this deep; what lies deeper is shown as written.
  private static let depthLimit = 4
  private static let textLimit = 200

  private(set) var fields: [MessageField] = []
  /// The byte at which the text stops being one whole JSON value; nil when it is one.
  private(set) var brokenAt: Int?

  init(_ bytes: ByteSlice) {
    let start = JSONText.skipSpace(bytes, from: 0)
    var end: Int?
    if start < bytes.count, bytes[start] == Byte.openBrace {
      end = readMembers(bytes, from: start + 1, path: "", depth: 1)
    } else {
      var findings = JSONText.Findings()
      let after = start < bytes.count ? JSONText.endOfValue(bytes, from: start, depth: 0, &findings) : -1
      if after < 0 { brokenAt = start } else { end = after }
    }
    if let end, JSONText.skipSpace(bytes, from: end) < bytes.count { brokenAt = JSONText.skipSpace(bytes, from: end) }
    keepLastMeanings()
  }

  /// Reads members up to the closing brace; the index after it, or nil where the text is broken.
  private mutating func readMembers(_ bytes: ByteSlice, from start: Int, path: String, depth: Int) -> Int? {
    var index = JSONText.skipSpace(bytes, from: start)
    if index < bytes.count, bytes[index] == Byte.closeBrace { return index + 1 }
    while true {
      guard index < bytes.count, bytes[index] == Byte.quote, let key = string(bytes, from: index) else {
        return fail(index)
      }
      let colon = JSONText.skipSpace(bytes, from: key.end)
      guard colon < bytes.count, bytes[colon] == Byte.colon else { return fail(colon) }
      let name = path.isEmpty ? key.text : "\(path).\(key.text)"
      guard let end = readValue(bytes, from: JSONText.skipSpace(bytes, from: colon + 1), name: name, depth: depth)
      else { return nil }
      index = JSONText.skipSpace(bytes, from: end)
      guard index < bytes.count else { return fail(index) }
      if bytes[index] == Byte.closeBrace { return index + 1 }
      guard bytes[index] == Byte.comma else { return fail(index) }
      index = JSONText.skipSpace(bytes, from: index + 1)
    }
  }

  private mutating func readValue(_ bytes: ByteSlice, from start: Int, name: String, depth: Int) -> Int? {
    guard start < bytes.count else { return fail(start) }
    if bytes[start] == Byte.openBrace, depth < Self.depthLimit {
      return readMembers(bytes, from: start + 1, path: name, depth: depth + 1)
    }
    if bytes[start] == Byte.quote {
      guard let value = string(bytes, from: start) else { return fail(start) }
      add(name, value.text, isTop: depth == 1)
      return value.end
    }
    var findings = JSONText.Findings()
    let end = JSONText.endOfValue(bytes, from: start, depth: depth, &findings)
    guard end >= 0 else { return fail(start) }
    add(name, bytes.slice(start, min(end, start + Self.textLimit)).text, isTop: depth == 1)
    return end
  }

  /// The text whose opening quote lies at `start`, without its escapes, and the index after it.
  private func string(_ bytes: ByteSlice, from start: Int) -> (text: String, end: Int)? {
    var findings = JSONText.Findings()
    let end = JSONText.endOfString(bytes, from: start + 1, &findings)
    guard end >= 0 else { return nil }
    let inside = bytes.slice(start + 1, end)
    guard findings.hasEscape else {
      return (inside.slice(0, min(inside.count, Self.textLimit)).text, end + 1)
    }
    var decoded = Slab<UInt8>()
    JSONText.decode(inside, into: &decoded, limit: Self.textLimit)
    return (unsafe decoded.withElements { unsafe String(decoding: $0, as: UTF8.self) }, end + 1)
  }

  private mutating func add(_ name: String, _ text: String, isTop: Bool) {
    guard fields.count < Self.most else { return }
    fields.append(MessageField(name: name, text: text, meaning: isTop ? MessageField.Meaning(key: name) : nil))
  }

  private mutating func fail(_ index: Int) -> Int? {
    brokenAt = index
    return nil
  }

  /// Of a key that comes twice the last one counts.
  private mutating func keepLastMeanings() {
    var taken: Set<MessageField.Meaning> = []
    for index in fields.indices.reversed() {
      guard let meaning = fields[index].meaning else { continue }
      if !taken.insert(meaning).inserted { fields[index].meaning = nil }
    }
  }
}
