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
}
