/// Strings and nested values of a JSON text, by the grammar of RFC 8259.
enum JSONText {
  /// Objects and arrays may lie in each other this deep; deeper payloads are `json` errors.
  static let depthLimit = 128

  /// What a walk over strings came across.
  struct Findings: BitwiseCopyable {
    var hasEscape = false
    var hasNonASCII = false
  }

  /// Walks over a string whose opening quote lies before `start`.
  ///
  /// - Returns: Index of the closing quote, or -1 when the string is not valid or not closed.
  @inline(__always)
  static func endOfString(_ bytes: ByteSlice, from start: Int, _ findings: inout Findings) -> Int {
    var index = start
    let count = bytes.count
    while index < count {
      if bytes.canLoadWord(index) {
        let word = bytes.word(index)
        let quotes = word ^ 0x2222_2222_2222_2222
        let slashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let ones: UInt64 = 0x0101_0101_0101_0101
        let special =
          (((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
            | ((word &- 0x2020_2020_2020_2020) & ~word) | word) & 0x8080_8080_8080_8080
        if special == 0 {
          index += 8
          continue
        }
        index += special.trailingZeroBitCount / 8
        if index >= count { return -1 }
      }
      let byte = bytes[index]
      if byte == Byte.quote { return index }
      if byte == Byte.backslash {
        findings.hasEscape = true
        let after = endOfEscape(bytes, from: index + 1)
        if after < 0 { return -1 }
        index = after
        continue
      }
      if byte < 0x20 { return -1 }
      if byte >= 0x80 { findings.hasNonASCII = true }
      index += 1
    }
    return -1
  }

  /// The index after an escape whose backslash lies before `index`, or -1.
  private static func endOfEscape(_ bytes: ByteSlice, from index: Int) -> Int {
    guard index < bytes.count else { return -1 }
    switch bytes[index] {
    case Byte.quote, Byte.backslash, Byte.slash, UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      return index + 1
    case UInt8(ascii: "u"):
      return hexadecimal(bytes, from: index + 1) == nil ? -1 : index + 5
    default:
      return -1
    }
  }

  /// Four hexadecimal digits from `start`, or nil.
  static func hexadecimal(_ bytes: ByteSlice, from start: Int) -> UInt32? {
    guard start + 4 <= bytes.count else { return nil }
    var code: UInt32 = 0
    for index in start..<start + 4 {
      let byte = bytes[index]
      switch byte {
      case Byte.zero...Byte.nine: code = code << 4 | UInt32(byte - Byte.zero)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): code = code << 4 | UInt32(byte - 87)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): code = code << 4 | UInt32(byte - 55)
      default: return nil
      }
    }
    return code
  }

  /// Walks over one value of any kind from `start` (no white space before it).
  ///
  /// - Returns: The index after it, or -1 when it is not valid JSON or lies too deep.
  static func endOfValue(_ bytes: ByteSlice, from start: Int, depth: Int, _ findings: inout Findings) -> Int {
    var index = start
    var nesting = depth
    var isObject: (UInt64, UInt64) = (0, 0)  // a bit for each level: object or array
    func objectAt(_ level: Int) -> Bool {
      (level < 64 ? isObject.0 >> UInt64(level) : isObject.1 >> UInt64(level - 64)) & 1 == 1
    }
    while true {
      index = skipSpace(bytes, from: index)
      guard index < bytes.count else { return -1 }
      var opened = false
      switch bytes[index] {
      case Byte.openBrace, Byte.openBracket:
        let isBrace = bytes[index] == Byte.openBrace
        guard nesting < depthLimit else { return -1 }
        let bit: UInt64 = 1 << UInt64(nesting % 64)
        if nesting < 64 {
          isObject.0 = isBrace ? isObject.0 | bit : isObject.0 & ~bit
        } else {
          isObject.1 = isBrace ? isObject.1 | bit : isObject.1 & ~bit
        }
        nesting += 1
        index = skipSpace(bytes, from: index + 1)
        guard index < bytes.count else { return -1 }
        if bytes[index] == (isBrace ? Byte.closeBrace : Byte.closeBracket) {
          nesting -= 1
          index += 1
        } else {
          opened = true
          if isBrace {
            index = endOfKey(bytes, from: index, &findings)
            if index < 0 { return -1 }
          }
        }
      case Byte.quote:
        let end = endOfString(bytes, from: index + 1, &findings)
        if end < 0 { return -1 }
        index = end + 1
      case Byte.minus, Byte.zero...Byte.nine:
        guard let number = DecimalNumber.scan(bytes, from: index) else { return -1 }
        index = number.end
      default:
        index = endOfLiteral(bytes, from: index)
        if index < 0 { return -1 }
      }
      // A value is complete: close what it completes, or go on to the next one.
      while !opened {
        if nesting == depth { return index }
        index = skipSpace(bytes, from: index)
        guard index < bytes.count else { return -1 }
        let inObject = objectAt(nesting - 1)
        if bytes[index] == Byte.comma {
          index = skipSpace(bytes, from: index + 1)
          if inObject {
            index = endOfKey(bytes, from: index, &findings)
            if index < 0 { return -1 }
          }
          opened = true
        } else if bytes[index] == (inObject ? Byte.closeBrace : Byte.closeBracket) {
          nesting -= 1
          index += 1
        } else {
          return -1
        }
      }
    }
  }

  /// Walks over `"key" :` and returns the index after the colon, or -1.
  private static func endOfKey(_ bytes: ByteSlice, from start: Int, _ findings: inout Findings) -> Int {
    guard start < bytes.count, bytes[start] == Byte.quote else { return -1 }
    let end = endOfString(bytes, from: start + 1, &findings)
    if end < 0 { return -1 }
    let colon = skipSpace(bytes, from: end + 1)
    guard colon < bytes.count, bytes[colon] == Byte.colon else { return -1 }
    return colon + 1
  }

  private static func endOfLiteral(_ bytes: ByteSlice, from start: Int) -> Int {
    for literal: StaticString in ["true", "false", "null"] {
      let end = start + literal.utf8CodeUnitCount
      if end <= bytes.count, bytes.slice(start, end).equals(literal) { return end }
    }
    return -1
  }

  @inline(__always) static func skipSpace(_ bytes: ByteSlice, from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] <= Byte.space, Byte.isSpace(bytes[index]) { index += 1 }
    return index
  }

  /// Decodes the escapes of a valid string's inside into `output`; stops after `limit` bytes.
  ///
  /// A surrogate without its other half has no UTF-8 form and becomes U+FFFD.
  static func decode(_ inside: ByteSlice, into output: inout Slab<UInt8>, limit: Int) {
    output.removeAll()
    var index = 0
    while index < inside.count, output.count <= limit {
      let byte = inside[index]
      guard byte == Byte.backslash else {
        output.append(byte)
        index += 1
        continue
      }
      let kind = inside[index + 1]
      index += 2
      switch kind {
      case UInt8(ascii: "b"): output.append(8)
      case UInt8(ascii: "f"): output.append(12)
      case UInt8(ascii: "n"): output.append(10)
      case UInt8(ascii: "r"): output.append(13)
      case UInt8(ascii: "t"): output.append(9)
      case UInt8(ascii: "u"):
        var code = hexadecimal(inside, from: index) ?? 0xFFFD
        index += 4
        if code & 0xFC00 == 0xD800 {
          if index + 6 <= inside.count, inside[index] == Byte.backslash, inside[index + 1] == UInt8(ascii: "u"),
            let low = hexadecimal(inside, from: index + 2), low & 0xFC00 == 0xDC00
          {
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            index += 6
          } else {
            code = 0xFFFD
          }
        } else if code & 0xFC00 == 0xDC00 {
          code = 0xFFFD
        }
        append(code, to: &output)
      default: output.append(kind)
      }
    }
  }

  private static func append(_ code: UInt32, to output: inout Slab<UInt8>) {
    if code < 0x80 {
      output.append(UInt8(code))
    } else if code < 0x800 {
      output.append(UInt8(0xC0 | code >> 6))
      output.append(UInt8(0x80 | code & 0x3F))
    } else if code < 0x10000 {
      output.append(UInt8(0xE0 | code >> 12))
      output.append(UInt8(0x80 | code >> 6 & 0x3F))
      output.append(UInt8(0x80 | code & 0x3F))
    } else {
      output.append(UInt8(0xF0 | code >> 18))
      output.append(UInt8(0x80 | code >> 12 & 0x3F))
      output.append(UInt8(0x80 | code >> 6 & 0x3F))
      output.append(UInt8(0x80 | code & 0x3F))
    }
  }
}
