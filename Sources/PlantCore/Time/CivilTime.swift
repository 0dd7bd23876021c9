/// A moment as people write it: date, time of day and weekday at a fixed offset from UTC.
///
/// Proleptic Gregorian calendar; the conversion is the days-from-civil algorithm by Howard Hinnant
/// ("chrono-Compatible Low-Level Date Algorithms").
public struct CivilTime: Sendable, Hashable {
  public var year: Int
  /// 1 to 12.
  public var month: Int
  /// 1 to 31.
  public var day: Int
  public var hour: Int
  public var minute: Int
  public var second: Int
  public var nanosecond: Int
  /// 0 is Sunday.
  public var weekday: Int

  /// The civil time of `stamp` at `offsetSeconds` east of UTC.
  public init(_ stamp: Stamp, offsetSeconds: Int = 0) {
    let local = stamp.second &+ Int64(offsetSeconds)
    let days = Int((Double(local) / 86_400).rounded(.down))
    let secondOfDay = Int(local) - days * 86_400
    self.init(daysSinceEpoch: days)
    hour = secondOfDay / 3600
    minute = secondOfDay / 60 % 60
    second = secondOfDay % 60
    nanosecond = Int(stamp.nanoseconds &- stamp.second &* Interval.second)
  }

  private init(daysSinceEpoch days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    weekday = ((days % 7) + 11) % 7
    (hour, minute, second, nanosecond) = (0, 0, 0, 0)
  }

  /// Days from 1970-01-01 to a date; negative before it.
  public static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// How many days `month` of `year` has.
  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

extension Stamp {
  /// ISO 8601 in UTC with milliseconds, such as `2025-11-24T16:00:00.000Z`; truncated, never rounded up.
  public var iso8601: String {
    let time = CivilTime(self)
    return "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
      + "T\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
      + ".\(padded(time.nanosecond / 1_000_000, 3))Z"
  }

  /// Time of day at an offset, such as `14:05:12`, or `14:05:12.031` with milliseconds.
  public func timeOfDay(offsetSeconds: Int, milliseconds: Bool = false) -> String {
    let time = CivilTime(self, offsetSeconds: offsetSeconds)
    let text = "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
    return milliseconds ? text + ".\(padded(time.nanosecond / 1_000_000, 3))" : text
  }
}

/// `number` in decimal with leading zeros up to `width` digits.
public func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number.magnitude)
  return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}
