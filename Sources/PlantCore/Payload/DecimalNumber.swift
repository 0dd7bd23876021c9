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

  private static let mantissaLimit: UInt64 = 1_000_000_000_000_000_000

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
    var power = exponent + shift
    guard power >= -38, power <= 19 else { return power < 0 ? 0 : nil }
    var magnitude = mantissa
    while power > 0 {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      magnitude = product
      power -= 1
    }
    while power < 0 {
      magnitude /= 10
      power += 1
    }
    guard let result = Int64(exactly: magnitude) else { return nil }
    return isNegative ? -result : result
  }
}

/// Powers of ten that doubles hold exactly.
enum PowersOfTen {
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
