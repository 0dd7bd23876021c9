/// Decimal to binary by one 128-bit product, for the numbers sensors send with sixteen digits and more.
///
/// The method is Lemire's, "Number Parsing at a Gigabyte per Second" (2021), for powers of ten from -27 to 55,
/// where the powers of five are exact or within one unit of 128 bits. Elsewhere, and in its rare undecided
/// cases, it declines and the caller takes the standard library's way, which allocates.
enum NearestDouble {
  private static let smallest = -27
  private static let largest = 55
  private static let powersOfFive: [UInt128] = (smallest...largest).map(normalisedPowerOfFive)

  /// mantissa × 10^exponent rounded to nearest, ties to even; nil when declined.
  static func of(mantissa: UInt64, exponent: Int) -> Double? {
    if mantissa == 0 { return 0 }
    guard exponent >= smallest, exponent <= largest else { return nil }
    let zeros = mantissa.leadingZeroBitCount
    let normalised = mantissa << UInt64(zeros)
    let power = powersOfFive[exponent - smallest]
    var product = normalised.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power >> 64))
    if product.high & 0x1FF == 0x1FF {
      // The lower half of the power may still carry into the bits that decide.
      let lower = normalised.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power)).high
      let (low, carried) = product.low.addingReportingOverflow(lower)
      product = (product.high &+ (carried ? 1 : 0), low)
    }
    let upperBit = Int(product.high >> 63)
    let shift = UInt64(upperBit + 64 - 52 - 3)
    var significand = product.high >> shift
    var binaryExponent = ((217_706 * exponent) >> 16) + 63 + upperBit - zeros + 1023
    guard binaryExponent > 0, binaryExponent < 0x7FF else { return nil }
    if product.low <= 1, exponent >= -4, exponent <= 23, significand & 3 == 1, significand << shift == product.high {
      significand &= ~1  // exactly between two doubles: to even
    }
    significand += significand & 1
    significand >>= 1
    if significand >= 1 << 53 {
      significand = 1 << 52
      binaryExponent += 1
    }
    guard binaryExponent < 0x7FF else { return nil }
    return Double(bitPattern: UInt64(binaryExponent) << 52 | (significand & ~(1 << 52)))
  }

  /// 5^power shifted so that its highest bit is bit 127; rounded up for negative powers.
  private static func normalisedPowerOfFive(_ power: Int) -> UInt128 {
    var magnitude: UInt128 = 1
    for _ in 0..<abs(power) { magnitude *= 5 }
    if power >= 0 { return magnitude << UInt128(magnitude.leadingZeroBitCount) }
    // 2^b / 5^-power + 1 with b = 127 + bits, by long division, since 2^b needs more than 128 bits.
    let bits = magnitude == 1 ? 0 : 128 - (magnitude - 1).leadingZeroBitCount
    var quotient: UInt128 = 0
    var remainder: UInt128 = 1
    for _ in 0..<(127 + bits) {
      remainder <<= 1
      quotient <<= 1
      if remainder >= magnitude {
        remainder -= magnitude
        quotient |= 1
      }
    }
    return quotient + 1
  }
}
