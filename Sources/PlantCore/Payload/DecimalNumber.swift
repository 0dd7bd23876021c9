/// A JSON number as written: sign, up to nineteen digits, power of ten.
struct DecimalNumber: BitwiseCopyable {
  var isNegative = false
  /// The first nineteen significant digits.
  var mantissa: UInt64 = 0
  /// The number is mantissa × 10^exponent, when no digits were dropped.
  var exponent = 0
  /// Whether there were more digits than the mantissa holds.
  var isTruncated = false

  /// Reads a number by the grammar of RFC 8259 from `start`; nil when there is none.
  @inline(__always)
  static func scan(_ bytes: ByteSlice, from start: Int) -> (number: DecimalNumber, end: Int)? {
    var number = DecimalNumber()
    var index = start
    let count = bytes.count
    if index < count, bytes[index] == Byte.minus {
      number.isNegative = true
      index += 1
    }
    let firstDigit = index
    if index + 8 <= count, let eight = eightDigits(bytes.word(index)) {
      number.mantissa = eight
      index += 8
    }
    while index < count, Byte.isDigit(bytes[index]) {
      number.take(bytes[index])
      index += 1
    }
    let integerDigits = index - firstDigit
    guard integerDigits > 0, integerDigits == 1 || bytes[firstDigit] != Byte.zero else { return nil }
    if index < count, bytes[index] == Byte.dot {
      index += 1
      let firstFraction = index
      while index < count, Byte.isDigit(bytes[index]) {
        number.takeFraction(bytes[index])
        index += 1
      }
      guard index > firstFraction else { return nil }
    }
    if index < count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      guard let end = number.takeExponent(bytes, from: index + 1) else { return nil }
      index = end
    }
    return (number, index)
  }

  /// Eight ASCII digits, the first one lowest, as a number; nil when one of them is no digit.
  ///
  /// Johnny Lee's and Langdale's trick: pairs, fours and eights are joined by one multiplication each.
  @inline(__always) private static func eightDigits(_ word: UInt64) -> UInt64? {
    let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
    guard (word & high) | (((word &+ 0x0606_0606_0606_0606) & high) >> 4) == 0x3333_3333_3333_3333 else { return nil }
    var digits = word &- 0x3030_3030_3030_3030
    digits = digits &* 10 &+ (digits >> 8)
    let even = (digits & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let odd = ((digits >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (even &+ odd) >> 32
  }

  private static var mantissaLimit: UInt64 { 1_000_000_000_000_000_000 }

  @inline(__always) private mutating func take(_ digit: UInt8) {
    if mantissa < Self.mantissaLimit {
      mantissa = mantissa &* 10 &+ UInt64(digit &- Byte.zero)
    } else {
      isTruncated = true
      exponent += 1
    }
  }

  @inline(__always) private mutating func takeFraction(_ digit: UInt8) {
    if mantissa < Self.mantissaLimit {
      mantissa = mantissa &* 10 &+ UInt64(digit &- Byte.zero)
      exponent -= 1
    } else {
      isTruncated = true
    }
  }

  private mutating func takeExponent(_ bytes: ByteSlice, from start: Int) -> Int? {
    var index = start
    var isNegativeExponent = false
    if index < bytes.count, bytes[index] == Byte.minus || bytes[index] == Byte.plus {
      isNegativeExponent = bytes[index] == Byte.minus
      index += 1
    }
    let firstDigit = index
    var written = 0
    while index < bytes.count, Byte.isDigit(bytes[index]) {
      if written < 1_000_000 { written = written * 10 + Int(bytes[index] &- Byte.zero) }
      index += 1
    }
    guard index > firstDigit else { return nil }
    exponent += isNegativeExponent ? -written : written
    return index
  }

  /// The nearest double, ties to even; infinite beyond the range. `written` is the number's text.
  @inline(__always) func double(written: ByteSlice) -> Double {
    if mantissa <= 1 << 53, !isTruncated, exponent >= -22, exponent <= 22 {
      // Both factors are exact doubles, so one rounding is the correct rounding (Clinger 1990).
      let whole = Double(mantissa)
      let magnitude = exponent < 0 ? whole / PowersOfTen.double(-exponent) : whole * PowersOfTen.double(exponent)
      return isNegative ? -magnitude : magnitude
    }
    return slowDouble(written: written)
  }

  @inline(never) private func slowDouble(written: ByteSlice) -> Double {
    if !isTruncated, let magnitude = NearestDouble.of(mantissa: mantissa, exponent: exponent) {
      return isNegative ? -magnitude : magnitude
    }
    return Double(written.text) ?? .nan
  }

  /// The number × 10^`shift` as an integer, cut towards zero; nil when it does not fit.
  func integer(shiftedBy shift: Int) -> Int64? {
    if mantissa == 0 { return 0 }
    let power = exponent + shift
    guard power >= -19, power <= 19 else { return power < 0 ? 0 : nil }
    var magnitude = mantissa
    if power > 0 {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: PowersOfTen.integer(power))
      if overflow { return nil }
      magnitude = product
    } else if power < 0 {
      magnitude /= PowersOfTen.integer(-power)
    }
    guard let result = Int64(exactly: magnitude) else { return nil }
    return isNegative ? -result : result
  }
}

/// Powers of ten that integers and doubles hold exactly.
enum PowersOfTen {
  /// 10^power for powers from 0 to 19.
  @inline(__always) static func integer(_ power: Int) -> UInt64 {
    switch power {
    case 3: 1_000
    case 6: 1_000_000
    case 9: 1_000_000_000
    default: (0..<power).reduce(1) { product, _ in product &* 10 }
    }
  }

  @inline(__always) static func double(_ power: Int) -> Double {
    switch power {
    case 0: 1
    case 1: 1e1
    case 2: 1e2
    case 3: 1e3
    case 4: 1e4
    case 5: 1e5
    case 6: 1e6
    case 7: 1e7
    case 8: 1e8
    case 9: 1e9
    case 10: 1e10
    case 11: 1e11
    case 12: 1e12
    case 13: 1e13
    case 14: 1e14
    case 15: 1e15
    case 16: 1e16
    case 17: 1e17
    case 18: 1e18
    case 19: 1e19
    case 20: 1e20
    case 21: 1e21
    default: 1e22
    }
  }
}
