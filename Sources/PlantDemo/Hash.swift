/// Randomness without state: the same numbers for the same place, in any order.
struct Hash: Sendable {
  private let seed: UInt64

  init(seed: UInt64) { self.seed = seed }

  /// 64 bits for a place (splitmix64 over its coordinates).
  func bits(_ a: Int64, _ b: Int64 = 0, _ c: Int64 = 0) -> UInt64 {
    var state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    for part in [a, b, c] { state = Self.mix(state ^ UInt64(bitPattern: part) &* 0xBF58_476D_1CE4_E5B9) }
    return state
  }

  /// A number in 0..<1 for a place.
  func unit(_ a: Int64, _ b: Int64 = 0, _ c: Int64 = 0) -> Double { Double(bits(a, b, c) >> 11) * 0x1p-53 }

  /// A number about 0 with a deviation of about 1 and never beyond 3.5: the sum of four uniform ones.
  func bell(_ a: Int64, _ b: Int64 = 0, _ c: Int64 = 0) -> Double {
    let bits = bits(a, b, c)
    let sum = (0..<4).reduce(0.0) { $0 + Double(bits >> (16 * UInt64($1)) & 0xFFFF) / 65_535 }
    return (sum - 2) * 1.732
  }

  /// Smooth noise in -1...1: cosine interpolation between random points `period` apart.
  func smooth(_ a: Int64, _ time: Double, period: Double) -> Double {
    let place = (time / period).rounded(.down)
    let fraction = time / period - place
    let left = unit(a, Int64(place), 77) * 2 - 1
    let right = unit(a, Int64(place) + 1, 77) * 2 - 1
    let weight = fraction * fraction * (3 - 2 * fraction)
    return left + (right - left) * weight
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
