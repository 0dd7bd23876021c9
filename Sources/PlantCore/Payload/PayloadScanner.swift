/// Reads one payload: a correct JSON parser that keeps the members a reading is made of.
///
/// One walk serves every payload. Known keys and plain strings take a few word comparisons; escapes, nesting
/// and long numbers leave the fast path without another answer.
struct PayloadScanner: ~Copyable {
  /// A string member as it lies in the payload.
  struct TextField: BitwiseCopyable {
    /// The member is there and is a string.
    var isString = false
    var start = 0
    var end = 0
    var hasEscape = false
  }

  enum NumberField: BitwiseCopyable {
    case missing
    /// There, and no finite number.
    case unusable
    case finite(Double)
  }

  enum TimeField: BitwiseCopyable {
    /// Not there, or null.
    case absent
    case unreadable
    case known(Stamp)
  }

  private(set) var device = TextField()
  private(set) var type = TextField()
  private(set) var value = NumberField.missing
  private(set) var time = TimeField.absent
  private(set) var isObject = false
  /// Whether there is a `unit` that says something.
  private(set) var hasUnit = false
  private var unit = TextField()
  private var findings = JSONText.Findings()
  private var deviceText = Slab<UInt8>(capacity: 260)
  private var typeText = Slab<UInt8>(capacity: 260)
  private var unitText = Slab<UInt8>(capacity: 260)
  private var scratch = Slab<UInt8>(capacity: 260)

  /// Device ids and sensor types are at most this long, in bytes.
  static let nameLimit = 256

  init() {}

  /// Reads the JSON text at the start of `bytes`.
  ///
  /// - Parameter isLine: White space ends at a newline: the text is one line of a longer block.
  /// - Returns: The index after the text and the white space behind it, or -1 when it is not valid JSON.
  @inline(__always)
  mutating func scan(_ bytes: ByteSlice, isLine: Bool) -> Int {
    device = TextField()
    type = TextField()
    value = .missing
    time = .absent
    isObject = false
    hasUnit = false
    findings = JSONText.Findings()
    var index = skip(bytes, from: 0, isLine)
    guard index < bytes.count, !isLine || bytes[index] != Byte.newline else { return -1 }
    if bytes[index] == Byte.openBrace {
      isObject = true
      index = scanMembers(bytes, from: index + 1, isLine)
    } else {
      index = JSONText.endOfValue(bytes, from: index, depth: 0, &findings)
    }
    return index < 0 ? -1 : skip(bytes, from: index, isLine)
  }

  /// Whether the text just read holds bytes that only a UTF-8 check can pass.
  var hasNonASCII: Bool { findings.hasNonASCII }

  /// Whether the text just read holds an object or array, and so perhaps newlines.
  var hasNesting: Bool { findings.hasNesting }

  @inline(__always)
  private func skip(_ bytes: ByteSlice, from start: Int, _ isLine: Bool) -> Int {
    var index = start
    while index < bytes.count, bytes[index] <= Byte.space {
      let byte = bytes[index]
      guard byte == Byte.space || byte == Byte.tab || byte == Byte.carriageReturn || (byte == Byte.newline && !isLine)
      else { return index }
      index += 1
    }
    return index
  }

  @inline(__always)
  private mutating func scanMembers(_ bytes: ByteSlice, from start: Int, _ isLine: Bool) -> Int {
    var index = skip(bytes, from: start, isLine)
    guard index < bytes.count else { return -1 }
    if bytes[index] == Byte.closeBrace { return index + 1 }
    while true {
      guard index < bytes.count, bytes[index] == Byte.quote else { return -1 }
      let (key, afterKey) = scanKey(bytes, from: index + 1)
      guard afterKey >= 0 else { return -1 }
      index = skip(bytes, from: afterKey, isLine)
      guard index < bytes.count, bytes[index] == Byte.colon else { return -1 }
      index = skip(bytes, from: index + 1, isLine)
      guard index < bytes.count else { return -1 }
      switch key {
      case .device: (device, index) = scanText(bytes, from: index)
      case .type: (type, index) = scanText(bytes, from: index)
      case .value: index = scanValue(bytes, from: index)
      case .time: index = scanTime(bytes, from: index)
      case .unit: index = scanUnit(bytes, from: index)
      case .other: index = JSONText.endOfValue(bytes, from: index, depth: 1, &findings)
      }
      guard index >= 0 else { return -1 }
      index = skip(bytes, from: index, isLine)
      guard index < bytes.count else { return -1 }
      if bytes[index] == Byte.comma {
        index = skip(bytes, from: index + 1, isLine)
      } else {
        return bytes[index] == Byte.closeBrace ? index + 1 : -1
      }
    }
  }

  private enum Key { case device, type, value, time, unit, other }

  /// The key whose opening quote lies before `start`, and the index after its closing quote (or -1).
  @inline(__always)
  private mutating func scanKey(_ bytes: ByteSlice, from start: Int) -> (Key, Int) {
    if start + 11 <= bytes.count {
      let head = bytes.word(start)
      if head == Self.deviceHead, bytes[start + 8] == Byte.quote { return (.device, start + 9) }
      if head & 0xFFFF_FFFF_FFFF == Self.valueHead { return (.value, start + 6) }
      if head == Self.typeHead, bytes[start + 8] == UInt8(ascii: "p"), bytes[start + 9] == UInt8(ascii: "e"),
        bytes[start + 10] == Byte.quote
      {
        return (.type, start + 11)
      }
      if head == Self.timeHead, bytes[start + 8] == UInt8(ascii: "p"), bytes[start + 9] == Byte.quote {
        return (.time, start + 10)
      }
    }
    return scanAnyKey(bytes, from: start)
  }

  // The first eight bytes of the keys, lowest first: "deviceId", "sensorTy", "value\"", "timestam".
  private static var deviceHead: UInt64 { 0x6449_6563_6976_6564 }
  private static var typeHead: UInt64 { 0x7954_726F_736E_6573 }
  private static var valueHead: UInt64 { 0x2265_756C_6176 }
  private static var timeHead: UInt64 { 0x6D61_7473_656D_6974 }

  @inline(never)
  private mutating func scanAnyKey(_ bytes: ByteSlice, from start: Int) -> (Key, Int) {
    var keyFindings = JSONText.Findings()
    let end = JSONText.endOfString(bytes, from: start, &keyFindings)
    guard end >= 0 else { return (.other, -1) }
    findings.hasNonASCII = findings.hasNonASCII || keyFindings.hasNonASCII
    let inside = bytes.slice(start, end)
    if !keyFindings.hasEscape { return (Self.key(inside), end + 1) }
    JSONText.decode(inside, into: &scratch, limit: 16)
    return (Self.withSlice(scratch, Self.key), end + 1)
  }

  private static func key(_ name: ByteSlice) -> Key {
    if name.equals("deviceId") { return .device }
    if name.equals("sensorType") { return .type }
    if name.equals("value") { return .value }
    if name.equals("timestamp") { return .time }
    if name.equals("unit") { return .unit }
    return .other
  }

  @inline(__always)
  private mutating func scanText(_ bytes: ByteSlice, from start: Int) -> (TextField, Int) {
    guard bytes[start] == Byte.quote else {
      return (TextField(), JSONText.endOfValue(bytes, from: start, depth: 1, &findings))
    }
    var own = JSONText.Findings()
    let end = JSONText.endOfString(bytes, from: start + 1, &own)
    findings.hasNonASCII = findings.hasNonASCII || own.hasNonASCII
    guard end >= 0 else { return (TextField(), -1) }
    return (TextField(isString: true, start: start + 1, end: end, hasEscape: own.hasEscape), end + 1)
  }

  @inline(__always)
  private mutating func scanValue(_ bytes: ByteSlice, from start: Int) -> Int {
    if let (number, end) = DecimalNumber.scan(bytes, from: start) {
      let double = number.double(written: bytes.slice(start, end))
      value = double.isFinite ? .finite(double) : .unusable
      return end
    }
    value = .unusable
    for token: StaticString in ["NaN", "Infinity", "-Infinity"] {
      let end = start + token.utf8CodeUnitCount
      if end <= bytes.count, bytes.slice(start, end).equals(token) { return end }
    }
    return JSONText.endOfValue(bytes, from: start, depth: 1, &findings)
  }

  /// A unit: null and the empty text say none; what is no text says one that nobody knows.
  @inline(never)
  private mutating func scanUnit(_ bytes: ByteSlice, from start: Int) -> Int {
    let (field, end) = scanText(bytes, from: start)
    guard end >= 0 else { return -1 }
    unit = field
    hasUnit = field.isString ? field.end > field.start : !bytes.slice(start, end).equals("null")
    return end
  }

  @inline(__always)
  private mutating func scanTime(_ bytes: ByteSlice, from start: Int) -> Int {
    if let (number, end) = DecimalNumber.scan(bytes, from: start) {
      let double = number.double(written: bytes.slice(start, end))
      time = double.isFinite ? .known(TimestampText.stamp(of: number, value: double)) : .unreadable
      return end
    }
    return scanTimeText(bytes, from: start)
  }

  @inline(never)
  private mutating func scanTimeText(_ bytes: ByteSlice, from start: Int) -> Int {
    let (field, end) = scanText(bytes, from: start)
    guard end >= 0 else { return -1 }
    if field.isString {
      let inside = bytes.slice(field.start, field.end)
      let stamp: Stamp?
      if field.hasEscape {
        JSONText.decode(inside, into: &scratch, limit: 64)
        stamp = Self.withSlice(scratch, TimestampText.iso8601)
      } else {
        stamp = TimestampText.iso8601(inside)
      }
      time = stamp.map(TimeField.known) ?? .unreadable
    } else {
      time = bytes.slice(start, end).equals("null") ? .absent : .unreadable
    }
    return end
  }

  /// The device id of the text just read, with its escapes decoded; `bytes` is what `scan` was given.
  @inline(__always)
  mutating func deviceName(in bytes: ByteSlice) -> ByteSlice {
    Self.name(device, in: bytes, decodedInto: &deviceText)
  }

  /// The sensor type of the text just read, with its escapes decoded; `bytes` is what `scan` was given.
  @inline(__always)
  mutating func typeName(in bytes: ByteSlice) -> ByteSlice {
    Self.name(type, in: bytes, decodedInto: &typeText)
  }

  /// The unit of the text just read, with its escapes decoded; empty when it is no text.
  mutating func unitName(in bytes: ByteSlice) -> ByteSlice {
    unit.isString ? Self.name(unit, in: bytes, decodedInto: &unitText) : bytes.slice(0, 0)
  }

  @inline(__always)
  private static func name(_ field: TextField, in bytes: ByteSlice, decodedInto text: inout Slab<UInt8>) -> ByteSlice {
    let inside = bytes.slice(field.start, field.end)
    guard field.hasEscape else { return inside }
    JSONText.decode(inside, into: &text, limit: nameLimit)
    return withSlice(text) { $0 }
  }

  private static func withSlice<Result>(_ slab: borrowing Slab<UInt8>, _ body: (ByteSlice) -> Result) -> Result {
    unsafe slab.withElements { elements in
      guard let base = elements.baseAddress else { preconditionFailure("a slab has memory") }
      return unsafe body(ByteSlice(base: base, count: elements.count, readable: elements.count))
    }
  }
}
