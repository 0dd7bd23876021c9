import PlantCore

/// The name of a segment: an hour of arrival times in UTC, and which of that hour's files.
public struct SegmentName: Hashable, Comparable, Sendable {
  /// Hours since the Unix epoch.
  public var hour: Int64
  /// 0, and more where an hour was too large for one file, or was ended and begun again.
  public var part: Int

  public init(hour: Int64, part: Int = 0) { (self.hour, self.part) = (hour, part) }

  /// The first file of the hour that `moment` lies in.
  init(of moment: Stamp) { self.init(hour: moment.second.quotient(3600)) }

  public static func < (left: SegmentName, right: SegmentName) -> Bool {
    (left.hour, left.part) < (right.hour, right.part)
  }

  public var start: Stamp { Stamp(seconds: hour * 3600) }
  /// The first moment after it.
  public var end: Stamp { Stamp(seconds: (hour + 1) * 3600) }

  /// `2026/11/28`.
  var folder: String {
    let time = CivilTime(start)
    return "\(padded(time.year, 4))/\(padded(time.month, 2))/\(padded(time.day, 2))"
  }

  private var stem: String { folder + "/" + padded(CivilTime(start).hour, 2) + (part == 0 ? "" : "-\(part)") }

  /// Its file below the archive's folder: `2026/11/28/23.capture.zst`.
  public var path: String { stem + Self.suffix }
  /// The index beside it.
  var indexPath: String { stem + Self.indexSuffix }

  /// What the names of segments end in, and those of their indexes.
  public static let suffix = ".capture.zst"
  static let indexSuffix = ".index"

  /// Reads what `path` says; nil for other files.
  init?(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, let file = parts.last, file.hasSuffix(Self.suffix) else { return nil }
    let numbers = file.dropLast(Self.suffix.utf8.count).split(separator: "-", omittingEmptySubsequences: false)
    guard numbers.count <= 2, let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      let hour = numbers.first.flatMap({ Int($0) }), (1...12).contains(month), (0...23).contains(hour), day >= 1,
      day <= CivilTime.daysInMonth(year: year, month: month)
    else { return nil }
    let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
    self.init(hour: Int64(days * 24 + hour))
    if numbers.count == 2 {
      guard let part = Int(numbers[1]), part > 0 else { return nil }
      self.part = part
    }
    guard self.path == path else { return nil }
  }
}

extension Int64 {
  /// Divided and rounded down, as clocks need before 1970 too.
  fileprivate func quotient(_ divisor: Int64) -> Int64 {
    self / divisor - (self % divisor < 0 ? 1 : 0)
  }
}
