import PlantCore

/// Numbers as people read them: fixed decimals, never clipped, never rounded into a lie.
public enum Numbers {
  /// `value` with exactly `places` decimals, such as `-0.50`; exponents only beyond 15 digits.
  public static func fixed(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "-" : value < 0 ? "-inf" : "inf" }
    var power = 1.0
    for _ in 0..<max(0, places) { power *= 10 }
    let scaled = (value.magnitude * power).rounded()
    guard scaled < 1e15 else { return scientific(value) }
    let whole = Int64(scaled)
    let unit = Int64(power)
    let sign = value < 0 && whole != 0 ? "-" : ""
    guard places > 0 else { return sign + String(whole) }
    return sign + String(whole / unit) + "." + padded(Int(whole % unit), places)
  }

  /// How many decimals a value on `scale` deserves: steps of about a thousandth of it.
  static func places(for scale: ClosedRange<Double>?) -> Int {
    guard let scale else { return 2 }
    let span = scale.upperBound - scale.lowerBound
    if span >= 150 { return 0 }
    if span >= 15 { return 1 }
    return span >= 1.5 ? 2 : 3
  }

  /// `value` in at most `width` columns: fewer decimals, then an exponent, then only on which side of the scale
  /// it lies (`>120`). Never a number with digits cut off.
  static func fitted(_ value: Double, places: Int, width: Int, scale: ClosedRange<Double>?) -> String {
    for decimals in stride(from: places, through: 0, by: -1) {
      let text = fixed(value, places: decimals)
      // A small number that is not nothing must not become 0.
      if text.count <= width && (decimals == places || value.magnitude >= 1) { return text }
    }
    // The digits that fit of a large number say more than one of them and a power of ten.
    for (power, letter) in [(1e3, "k"), (1e6, "M"), (1e9, "G")] where value.magnitude >= power && value.magnitude < 1e12
    {
      let text = fixed(value / power, places: 0) + letter
      if text.count <= width { return text }
    }
    let short = scientific(value)
    if short.count <= width { return short }
    if let scale {
      if value > scale.upperBound {
        let text = ">" + fixed(scale.upperBound, places: 0)
        if text.count <= width { return text }
      } else if value < scale.lowerBound {
        let text = "<" + fixed(scale.lowerBound, places: 0)
        if text.count <= width { return text }
      }
    }
    return String(repeating: value < 0 ? "-" : "+", count: max(1, width))
  }

  /// `value` and the limit it broke, with as many decimals as it takes to tell them apart; never "80.0 > 80.0".
  static func distinct(_ value: Double, from limit: Double, places: Int) -> (value: String, limit: String) {
    let plainLimit = trimmed(limit)
    for decimals in places...15 {
      let text = fixed(value, places: decimals)
      if text != fixed(limit, places: decimals) { return (text, plainLimit) }
    }
    return ("\(value)", "\(limit)")
  }

  /// A configured number as somebody wrote it: `80`, `5.5`.
  static func trimmed(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return scientific(value) }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// One digit and a power of ten: `1e9`, `-3e300`.
  private static func scientific(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value.isFinite ? "0" : fixed(value, places: 0) }
    var mantissa = value.magnitude
    var exponent = 0
    // Steps of a hundred powers first, so that the loop stays short.
    for (step, power) in [(100, 1e100), (10, 1e10), (1, 1e1)] {
      while mantissa >= power {
        mantissa /= power
        exponent += step
      }
      while mantissa < 1 && mantissa * power < power {
        mantissa *= power
        exponent -= step
      }
    }
    var digit = Int(mantissa.rounded())
    if digit == 10 {
      digit = 1
      exponent += 1
    }
    return (value < 0 ? "-" : "") + "\(digit)e\(exponent)"
  }

  /// A count with what is counted.
  static func counted(_ count: UInt64, _ one: String, _ many: String) -> String {
    "\(short(count)) \(count == 1 ? one : many)"
  }

  /// A count with a letter for thousands once it is long: `999`, `12k`, `3M`.
  static func short(_ count: UInt64) -> String {
    switch count {
    case ..<10_000: String(count)
    case ..<10_000_000: "\(count / 1000)k"
    case ..<10_000_000_000: "\(count / 1_000_000)M"
    default: "\(count / 1_000_000_000)G"
    }
  }

  /// Bytes: `12 B`, `3 kB`, `40 MB`.
  static func bytes(_ count: UInt64) -> String {
    switch count {
    case ..<1000: "\(count) B"
    case ..<1_000_000: "\(count / 1000) kB"
    case ..<1_000_000_000: "\(count / 1_000_000) MB"
    default: "\(count / 1_000_000_000) GB"
    }
  }
}
