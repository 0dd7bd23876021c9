/// A piece of somebody else's bytes, lent for the length of one `consume` call.
///
/// The engine's hot path reads through slices and never lets one outlive the call that made it. Reads are
/// checked in debug builds; the framing code establishes the bounds once for each record.
@safe struct ByteSlice: BitwiseCopyable {
  let base: UnsafePointer<UInt8>
  let count: Int
  /// How many bytes from `base` on may be read (not: belong to the slice); lets eight be loaded at once.
  let readable: Int

  init(base: UnsafePointer<UInt8>, count: Int, readable: Int) {
    unsafe self.base = unsafe base
    self.count = count
    self.readable = readable
  }

  @inline(__always) subscript(index: Int) -> UInt8 {
    assert(index >= 0 && index < count)
    return unsafe base[index]
  }

  /// The bytes from `start` up to `end`.
  @inline(__always) func slice(_ start: Int, _ end: Int) -> ByteSlice {
    assert(start >= 0 && start <= end && end <= count)
    return unsafe ByteSlice(base: base + start, count: end - start, readable: readable - start)
  }

  /// Whether eight bytes from `index` on may be loaded at once.
  @inline(__always) func canLoadWord(_ index: Int) -> Bool { index + 8 <= readable }

  /// Eight bytes from `index` on, the first one lowest.
  @inline(__always) func word(_ index: Int) -> UInt64 {
    assert(index >= 0 && canLoadWord(index))
    return unsafe UInt64(
      littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
  }

  /// The first index of `byte` at or after `start`, or nil.
  func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
    var index = start
    while index + 8 <= count {
      let difference = word(index) ^ pattern
      let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
      if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// Whether both hold the same bytes.
  @inline(__always) func equals(_ other: ByteSlice) -> Bool {
    guard count == other.count else { return false }
    var index = 0
    while index + 8 <= count {
      if word(index) != other.word(index) { return false }
      index += 8
    }
    while index < count {
      if self[index] != other[index] { return false }
      index += 1
    }
    return true
  }

  func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    let other = unsafe ByteSlice(base: text.utf8Start, count: count, readable: count)
    return equals(other)
  }

  func hasPrefix(_ text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount && slice(0, text.utf8CodeUnitCount).equals(text)
  }

  /// The text, with bad UTF-8 replaced.
  var text: String { unsafe String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

  /// Calls `body` with a slice over the bytes of `text`.
  static func over<Result>(_ text: String, _ body: (ByteSlice) -> Result) -> Result {
    var copy = text
    return copy.withUTF8 { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("a string's UTF-8 has an address") }
      return unsafe body(ByteSlice(base: base, count: buffer.count, readable: buffer.count))
    }
  }
}

/// ASCII bytes by name.
enum Byte {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let comma = UInt8(ascii: ",")
  static let colon = UInt8(ascii: ":")
  static let slash = UInt8(ascii: "/")
  static let dot = UInt8(ascii: ".")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let zero = UInt8(ascii: "0")
  static let nine = UInt8(ascii: "9")
  static let hash = UInt8(ascii: "#")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")

  @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }
  /// White space as JSON has it.
  @inline(__always) static func isSpace(_ byte: UInt8) -> Bool {
    byte == space || byte == newline || byte == carriageReturn || byte == tab
  }
}
