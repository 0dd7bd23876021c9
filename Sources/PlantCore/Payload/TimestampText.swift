/// Timestamps as payloads and captures write them, to integer nanoseconds.
enum TimestampText {
  /// A number below 1e11 in magnitude is seconds, otherwise milliseconds, whatever its spelling.
  ///
  /// Digits past the nanosecond are cut; a number too large for a stamp becomes the largest one.
  static func stamp(of number: DecimalNumber, value: Double) -> Stamp {
    let isSeconds = value.magnitude < 1e11
    if let nanoseconds = number.integer(shiftedBy: isSeconds ? 9 : 6), nanoseconds > .min {
      return Stamp(nanoseconds: nanoseconds)
    }
    return Stamp(nanoseconds: value < 0 ? .min + 1 : .max)
  }

  /// ISO 8601 with date, time and `Z` or an offset: `2025-11-24T16:00:00.5+01:00`; nil when it is anything else.
  ///
  /// `T` may be a space or lower case, seconds may be missing, the offset's colon may be missing.
  static func iso8601(_ bytes: ByteSlice) -> Stamp? {
    var cursor = Cursor(bytes)
    guard let year = cursor.digits(4), cursor.skip("-"), let month = cursor.digits(2), (1...12).contains(month),
      cursor.skip("-"), let day = cursor.digits(2), day >= 1, day <= CivilTime.daysInMonth(year: year, month: month),
      cursor.skipAny("Tt "), let hour = cursor.digits(2), cursor.skip(":"), let minute = cursor.digits(2), minute < 60
    else { return nil }
    var second = 0
    var nanosecond = 0
    if cursor.skip(":") {
      guard let whole = cursor.digits(2), whole <= 60 else { return nil }
      second = whole
      if cursor.skipAny(".,") {
        guard let fraction = cursor.fraction() else { return nil }
        nanosecond = fraction
      }
    }
    guard hour < 24 || (hour == 24 && minute == 0 && second == 0 && nanosecond == 0) else { return nil }
    guard let offset = cursor.offset(), cursor.isAtEnd else { return nil }
    let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    let (scaled, overflow) = Int64(seconds).multipliedReportingOverflow(by: Interval.second)
    return overflow
      ? Stamp(nanoseconds: seconds < 0 ? .min + 1 : .max) : Stamp(nanoseconds: scaled &+ Int64(nanosecond))
  }

  /// `seconds[.fraction]` as captures write arrivals; nil when it is anything else.
  @inline(__always)
  static func arrival(_ bytes: ByteSlice, from start: Int) -> (stamp: Stamp, end: Int)? {
    var index = start
    var seconds: Int64 = 0
    while index < bytes.count, Byte.isDigit(bytes[index]) {
      seconds = seconds &* 10 &+ Int64(bytes[index] &- Byte.zero)
      index += 1
    }
    guard index > start, index - start <= 10, seconds < 9_000_000_000 else { return nil }
    var nanoseconds: Int64 = 0
    if index < bytes.count, bytes[index] == Byte.dot {
      let firstFraction = index + 1
      index = firstFraction
      while index < bytes.count, index - firstFraction < 9, Byte.isDigit(bytes[index]) {
        nanoseconds = nanoseconds &* 10 &+ Int64(bytes[index] &- Byte.zero)
        index += 1
      }
      guard index > firstFraction else { return nil }
      for _ in 0..<(9 - (index - firstFraction)) { nanoseconds &*= 10 }
      while index < bytes.count, Byte.isDigit(bytes[index]), index - firstFraction < 30 { index += 1 }
    }
    return (Stamp(nanoseconds: seconds &* Interval.second &+ nanoseconds), index)
  }

  private struct Cursor {
    let bytes: ByteSlice
    var index = 0

    init(_ bytes: ByteSlice) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func digits(_ amount: Int) -> Int? {
      guard index + amount <= bytes.count else { return nil }
      var number = 0
      for _ in 0..<amount {
        guard Byte.isDigit(bytes[index]) else { return nil }
        number = number * 10 + Int(bytes[index] - Byte.zero)
        index += 1
      }
      return number
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
      index += 1
      return true
    }

    mutating func skipAny(_ characters: StaticString) -> Bool {
      guard index < bytes.count else { return false }
      let byte = bytes[index]
      let matches = characters.withUTF8Buffer { unsafe $0.contains(byte) }
      if matches { index += 1 }
      return matches
    }

    /// Digits after the point as nanoseconds.
    mutating func fraction() -> Int? {
      var nanoseconds = 0
      var taken = 0
      while index < bytes.count, Byte.isDigit(bytes[index]) {
        if taken < 9 { nanoseconds = nanoseconds * 10 + Int(bytes[index] - Byte.zero) }
        taken += 1
        index += 1
      }
      guard taken > 0 else { return nil }
      for _ in 0..<max(0, 9 - taken) { nanoseconds *= 10 }
      return nanoseconds
    }

    /// `Z` or ±hh[:mm], in seconds east of UTC.
    mutating func offset() -> Int? {
      if skipAny("Zz") { return 0 }
      let sign: Int
      if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
      guard let hours = digits(2), hours < 24 else { return nil }
      if isAtEnd { return sign * hours * 3600 }
      _ = skip(":")
      guard let minutes = digits(2), minutes < 60 else { return nil }
      return sign * (hours * 3600 + minutes * 60)
    }
  }
}
