import PlantCore

/// Dates in words.
enum Calendar {
  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Such as `Mon 23 Nov`.
  static func dayAndMonth(_ stamp: Stamp, offsetSeconds: Int) -> String {
    let time = CivilTime(stamp, offsetSeconds: offsetSeconds)
    guard weekdays.indices.contains(time.weekday), (1...12).contains(time.month) else { return "" }
    return "\(weekdays[time.weekday]) \(time.day) \(months[time.month - 1])"
  }

  /// The moments at which clocks show `14:05`, `14:05:30` or `14:05:30Z` on the day of `moment`, the day before and
  /// the day after; nil when the text is none of these.
  static func moments(of text: String, around moment: Stamp, offsetSeconds: Int) -> [Stamp]? {
    let isZulu = text.hasSuffix("Z") || text.hasSuffix("z")
    let words = (isZulu ? text.dropLast() : text[...]).split(separator: ":", omittingEmptySubsequences: false)
    let parts = words.compactMap { Int64($0) }
    guard parts.count == words.count, (2...3).contains(parts.count), (0..<24).contains(parts[0]),
      parts.dropFirst().allSatisfy({ (0..<60).contains($0) })
    else { return nil }
    let offset = isZulu ? 0 : Int64(offsetSeconds)
    let ofDay = parts[0] * 3600 + parts[1] * 60 + (parts.count > 2 ? parts[2] : 0)
    let day = (moment.second + offset) / 86_400
    return [day - 1, day, day + 1].map { Stamp(seconds: $0 * 86_400 + ofDay - offset) }
  }
}
