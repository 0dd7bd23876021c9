/// A moment as integer nanoseconds since 1970-01-01T00:00:00Z.
///
/// The engine never asks for the time: every stamp it holds came with a record. `Stamp.unknown` marks a
/// moment that was never said.
public struct Stamp: Comparable, Hashable, Sendable, BitwiseCopyable {
  /// Nanoseconds since the Unix epoch; `Int64.min` means unknown.
  public var nanoseconds: Int64

  /// Makes a stamp from nanoseconds since the Unix epoch.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Makes a stamp from whole seconds since the Unix epoch.
  @inlinable public init(seconds: Int64) { nanoseconds = seconds &* Interval.second }

  /// A moment that is not known.
  public static let unknown = Stamp(nanoseconds: .min)

  /// Whether the moment is known.
  @inlinable public var isKnown: Bool { nanoseconds != .min }

  /// The whole second this moment lies in, rounded down.
  @inlinable public var second: Int64 {
    let quotient = nanoseconds / Interval.second
    return nanoseconds % Interval.second < 0 ? quotient - 1 : quotient
  }

  @inlinable public static func < (left: Stamp, right: Stamp) -> Bool { left.nanoseconds < right.nanoseconds }

  /// As records write it: seconds, a point, nine digits.
  public var decimalSeconds: String {
    let fraction = nanoseconds - second * Interval.second
    return "\(second).\(padded(Int(fraction), 9))"
  }

  /// The nanoseconds from `right` to `left`.
  @inlinable public static func - (left: Stamp, right: Stamp) -> Int64 {
    left.nanoseconds &- right.nanoseconds
  }

  /// The moment `right` nanoseconds after `left`.
  @inlinable public static func + (left: Stamp, right: Int64) -> Stamp {
    Stamp(nanoseconds: left.nanoseconds &+ right)
  }
}

/// Lengths of time in nanoseconds.
public enum Interval {
  public static let microsecond: Int64 = 1_000
  public static let millisecond: Int64 = 1_000_000
  public static let second: Int64 = 1_000_000_000
  public static let minute: Int64 = 60 * second
  public static let hour: Int64 = 3600 * second
  public static let day: Int64 = 24 * hour
}
