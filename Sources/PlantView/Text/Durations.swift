import PlantCore

/// Lengths of time as people say them; coarse on purpose, so that an old age does not tick.
public enum Durations {
  /// `"500ms"`, `"5s"`, `"10m"`, `"2h"`, `"1d"` in nanoseconds; nil when it is anything else.
  public static func nanoseconds(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let amount = Double(digits), amount >= 0 else { return nil }
    let units: [Substring: Double] = ["ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9, "d": 86_400e9]
    guard let unit = units[text[digits.endIndex...]], amount * unit < 9e18 else { return nil }
    return Int64(amount * unit)
  }

  /// `42s`, `3m`, `2h05`, `4d`: at most four columns up to 999 days. A negative length counts as none.
  public static func short(_ nanoseconds: Int64) -> String {
    let seconds = max(0, nanoseconds / Interval.second)
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return "\(seconds / 60)m"
    case ..<36_000: return "\(seconds / 3600)h\(padded(Int(seconds / 60 % 60), 2))"
    case ..<172_800: return "\(seconds / 3600)h"
    default: return "\(seconds / 86_400)d"
    }
  }

  /// `42 s`, `3 m 01 s`, `2 h 05 m`, `3 d 04 h`.
  public static func long(_ nanoseconds: Int64) -> String {
    let seconds = Int(max(0, nanoseconds / Interval.second))
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) m \(padded(seconds % 60, 2)) s"
    case ..<86_400: return "\(seconds / 3600) h \(padded(seconds / 60 % 60, 2)) m"
    default: return "\(seconds / 86_400) d \(padded(seconds / 3600 % 24, 2)) h"
    }
  }

  /// Minutes for how long the program has run: `12 min`, `3 d 04:12`.
  static func upTime(_ nanoseconds: Int64) -> String {
    let minutes = Int(max(0, nanoseconds / Interval.minute))
    if minutes < 60 { return "\(minutes) min" }
    let clock = "\(padded(minutes / 60 % 24, 2)):\(padded(minutes % 60, 2))"
    return minutes < 1440 ? clock : "\(minutes / 1440) d \(clock)"
  }

  /// Seconds with one decimal below ten: `0.1 s`, `12 s`.
  static func lag(milliseconds: Int64) -> String {
    milliseconds < 9950
      ? Numbers.fixed(Double(milliseconds) / 1000, places: 1) + " s" : "\((milliseconds + 500) / 1000) s"
  }
}
