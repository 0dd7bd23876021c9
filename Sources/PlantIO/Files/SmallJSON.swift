/// Just enough JSON for header lines: a value, or nil when the text is none. Not for readings.
indirect enum SmallJSON {
  case text(String)
  case number(Double)
  case flag(Bool)
  case null
  case list([SmallJSON])
  case object([(String, SmallJSON)])

  /// Parses a document; nesting is limited to 16.
  static func parse(_ bytes: [UInt8]) -> SmallJSON? {
    var parser = Parser(bytes: bytes)
    guard let value = parser.value(depth: 0) else { return nil }
    parser.skipSpace()
    return parser.at == bytes.count ? value : nil
  }

  private struct Parser {
    let bytes: [UInt8]
    var at = 0

    mutating func skipSpace() {
      while at < bytes.count, [32, 9, 10, 13].contains(bytes[at]) { at += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
      skipSpace()
      guard at < bytes.count, bytes[at] == byte else { return false }
      at += 1
      return true
    }

    mutating func value(depth: Int) -> SmallJSON? {
      guard depth < 16 else { return nil }
      skipSpace()
      guard at < bytes.count else { return nil }
      switch bytes[at] {
      case 0x7B: return object(depth: depth)
      case 0x5B: return list(depth: depth)
      case 0x22: return text().map { .text($0) }
      default: return word()
      }
    }

    mutating func object(depth: Int) -> SmallJSON? {
      guard take(0x7B) else { return nil }
      var fields: [(String, SmallJSON)] = []
      if take(0x7D) { return .object(fields) }
      repeat {
        skipSpace()
        guard let key = text(), take(0x3A), let value = value(depth: depth + 1) else { return nil }
        fields.append((key, value))
      } while take(0x2C)
      return take(0x7D) ? .object(fields) : nil
    }

    mutating func list(depth: Int) -> SmallJSON? {
      guard take(0x5B) else { return nil }
      var values: [SmallJSON] = []
      if take(0x5D) { return .list(values) }
      repeat {
        guard let value = value(depth: depth + 1) else { return nil }
        values.append(value)
      } while take(0x2C)
      return take(0x5D) ? .list(values) : nil
    }

    mutating func text() -> String? {
      guard at < bytes.count, bytes[at] == 0x22 else { return nil }
      at += 1
      var scalars: [UInt16] = []
      var start = at
      var result = ""
      func flush(_ end: Int) { result += String(decoding: bytes[start..<end], as: UTF8.self) }
      while at < bytes.count {
        let byte = bytes[at]
        if byte == 0x22 {
          flush(at)
          at += 1
          return result
        }
        guard byte == 0x5C else {
          at += 1
          continue
        }
        flush(at)
        guard at + 1 < bytes.count else { return nil }
        let escape = bytes[at + 1]
        at += 2
        switch escape {
        case 0x6E: result += "\n"
        case 0x74: result += "\t"
        case 0x72: result += "\r"
        case 0x62: result += "\u{8}"
        case 0x66: result += "\u{C}"
        case 0x75:
          scalars.removeAll()
          guard at + 4 <= bytes.count,
            let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
          else { return nil }
          at += 4
          scalars.append(unit)
          if UTF16.isLeadSurrogate(unit), at + 6 <= bytes.count, bytes[at] == 0x5C, bytes[at + 1] == 0x75,
            let trail = UInt16(String(decoding: bytes[at + 2..<at + 6], as: UTF8.self), radix: 16)
          {
            scalars.append(trail)
            at += 6
          }
          result += String(decoding: scalars, as: UTF16.self)
        default: result.unicodeScalars.append(Unicode.Scalar(escape))
        }
        start = at
      }
      return nil
    }

    mutating func word() -> SmallJSON? {
      let start = at
      while at < bytes.count, ![0x2C, 0x7D, 0x5D, 32, 9, 10, 13].contains(bytes[at]) { at += 1 }
      switch String(decoding: bytes[start..<at], as: UTF8.self) {
      case "true": return .flag(true)
      case "false": return .flag(false)
      case "null": return .null
      case let text: return Double(text).map { .number($0) }
      }
    }
  }
}
