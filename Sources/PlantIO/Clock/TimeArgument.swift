import Glibc
import PlantCore

/// A time as `--from` and `--to` take it: ISO 8601, or `HH:MM[:SS]` on the input's first day; local unless `Z`.
public enum TimeArgument {
  /// Reads `text`.
  ///
  /// - Parameter firstTime: The input's first moment, whose day a bare time of day lies on; unknown is refused then.
  /// - Throws: `SetupError` that shows what would have been understood.
  public static func parse(_ text: String, firstTime: Stamp) throws(SetupError) -> Stamp {
    if let stamp = timeOfDay(text, firstTime: firstTime) { return stamp }
    if let stamp = dateAndTime(text, lastSecond: 59, defaultOffset: { LocalZone.instant($0) }) { return stamp }
    if !firstTime.isKnown && text.contains(":") && !text.contains("-") {
      throw SetupError(text, "is a time of day, and the input does not say which day", fix: "give the date too")
    }
    throw SetupError(text, "is no time", fix: "14:05, 14:05:30Z, 2025-11-24T14:05:00Z or 2025-11-24T14:05:00+01:00")
  }

  /// Years that a `Stamp` can hold with days to spare; what lies beyond is taken for their ends.
  private static let years = 1678...2261

  /// Reads a date and time of a recording, which may be in a leap second.
  ///
  /// Without `Z` or offset `defaultOffset` makes the moment, and nil refuses it.
  static func iso8601(_ text: String, defaultOffset: ((CivilMoment) -> Stamp)?) -> Stamp? {
    dateAndTime(text, lastSecond: 60, defaultOffset: defaultOffset)
  }

  private static func dateAndTime(
    _ text: String, lastSecond: Int, defaultOffset: ((CivilMoment) -> Stamp)?
  ) -> Stamp? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 16, bytes[4] == 45, bytes[7] == 45, bytes[10] == 84 || bytes[10] == 116 || bytes[10] == 32,
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
      (1...12).contains(month), day >= 1, day <= CivilTime.daysInMonth(year: year, month: month)
    else { return nil }
    guard let clock = clock(bytes[11...], lastSecond: lastSecond) else { return nil }
    guard years.contains(year) else {
      let end = year < years.lowerBound ? years.lowerBound : years.upperBound + 1
      return Stamp(seconds: Int64(CivilTime.daysSinceEpoch(year: end, month: 1, day: 1)) * 86_400)
    }
    let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
    let moment = CivilMoment(
      year: year, month: month, day: day, secondOfDay: clock.seconds, nanoseconds: clock.nanoseconds)
    let utc = Stamp(seconds: Int64(days * 86_400 + clock.seconds)) + clock.nanoseconds
    switch clock.zone {
    case .none: return defaultOffset?(moment)
    case .some(let offset): return utc + -Int64(offset) * Interval.second
    }
  }

  private static func timeOfDay(_ text: String, firstTime: Stamp) -> Stamp? {
    guard firstTime.isKnown, let clock = clock(Array(text.utf8)[...], lastSecond: 59) else { return nil }
    let zone = clock.zone ?? LocalZone.at(firstTime).offsetSeconds
    let day = CivilTime(firstTime, offsetSeconds: zone)
    let moment = CivilMoment(
      year: day.year, month: day.month, day: day.day, secondOfDay: clock.seconds, nanoseconds: clock.nanoseconds)
    guard let zone = clock.zone else { return LocalZone.instant(moment) }
    let days = CivilTime.daysSinceEpoch(year: day.year, month: day.month, day: day.day)
    return Stamp(seconds: Int64(days * 86_400 + clock.seconds - zone)) + clock.nanoseconds
  }

  /// `HH:MM[:SS[.fraction]]` with an optional `Z`, `+HH:MM` or `+HHMM` behind it.
  private static func clock(
    _ bytes: ArraySlice<UInt8>, lastSecond: Int
  ) -> (seconds: Int, nanoseconds: Int64, zone: Int?)? {
    var rest = bytes
    func pair() -> Int? {
      guard rest.count >= 2, let value = number(rest.prefix(2)) else { return nil }
      rest = rest.dropFirst(2)
      return value
    }
    func take(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard let hour = pair(), hour < 24, take(58), let minute = pair(), minute < 60 else { return nil }
    var second = 0
    var nanoseconds: Int64 = 0
    if take(58) {
      guard let value = pair(), value <= lastSecond else { return nil }
      second = value
      if take(46) {
        let digits = rest.prefix { $0 >= 48 && $0 <= 57 }
        guard !digits.isEmpty, let value = number(digits.prefix(9)) else { return nil }
        nanoseconds = (0..<(9 - min(9, digits.count))).reduce(Int64(value)) { scaled, _ in scaled * 10 }
        rest = rest.dropFirst(digits.count)
      }
    }
    let seconds = hour * 3600 + minute * 60 + second
    if rest.isEmpty { return (seconds, nanoseconds, nil) }
    if take(90) || take(122) { return rest.isEmpty ? (seconds, nanoseconds, 0) : nil }
    let isWest = rest.first == 45
    guard take(43) || take(45), let hours = pair(), hours < 24 else { return nil }
    _ = take(58)
    guard let minutes = rest.isEmpty ? 0 : pair(), minutes < 60, rest.isEmpty else { return nil }
    return (seconds, nanoseconds, (isWest ? -1 : 1) * (hours * 3600 + minutes * 60))
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
  }
}

/// A date and time of day without a zone.
struct CivilMoment: Sendable {
  var year: Int
  var month: Int
  var day: Int
  var secondOfDay: Int
  var nanoseconds: Int64
}

extension LocalZone {
  /// The moment at which local clocks show `moment`.
  static func instant(_ moment: CivilMoment) -> Stamp {
    var fields = unsafe tm()
    unsafe fields.tm_year = Int32(moment.year - 1900)
    unsafe fields.tm_mon = Int32(moment.month - 1)
    unsafe fields.tm_mday = Int32(moment.day)
    unsafe fields.tm_hour = Int32(moment.secondOfDay / 3600)
    unsafe fields.tm_min = Int32(moment.secondOfDay / 60 % 60)
    unsafe fields.tm_sec = Int32(moment.secondOfDay % 60)
    unsafe fields.tm_isdst = -1
    return Stamp(seconds: Int64(unsafe mktime(&fields))) + moment.nanoseconds
  }
}
