/// How fast alarms are announced, and whether that is a flood.
///
/// Counts announcements only, in buckets of ten seconds of stream time over the last ten minutes (EEMUA 191: about one in
/// ten minutes is acceptable, two can be managed, more than ten are a flood that ends below five).
struct AlarmRates: BitwiseCopyable {
  static let floodBegins: UInt32 = 10
  static let floodEnds: UInt32 = 5

  private var buckets = InlineArray<60, UInt16>(repeating: 0)
  private var bucket = Int64.min
  /// Announcements of the last ten minutes.
  private(set) var lastTenMinutes: UInt32 = 0
  private(set) var isFlood = false
  /// The flood's first alarm: most likely the cause of the others. Index + 1 in the book, 0 without a flood.
  private(set) var firstCause: UInt32 = 0
  private(set) var floodSince = Stamp.unknown
  /// Seconds spent in floods, the present one included up to the last closed second.
  private(set) var floodSeconds: UInt64 = 0
  private(set) var floods: UInt32 = 0
  private(set) var worstTenMinutes: UInt32 = 0
  /// Announcements since the start, by priority.
  private(set) var announced = InlineArray<3, UInt64>(repeating: 0)
  /// Calls for the operator's ear: announcements and overdue acknowledgements.
  private(set) var calls: UInt64 = 0
  /// Best priority of the newest call.
  private(set) var loudest: UInt8 = 3
  /// The oldest announcements of the present ten minutes, for naming the first cause.
  private var firsts = InlineArray<16, First>(repeating: First())
  private var firstCount = 0

  private struct First: BitwiseCopyable {
    var index: UInt32 = 0
    var at = Stamp.unknown
  }

  mutating func add(priority: Int, index: UInt32, at now: Stamp) {
    announced[min(max(priority, 1), 3) - 1] += 1
    calls += 1
    loudest = UInt8(min(max(priority, 1), 3))
    guard now.isKnown else { return }
    move(to: now)
    let place = Int(((bucket % 60) + 60) % 60)
    if buckets[place] < .max {
      buckets[place] += 1
      lastTenMinutes += 1
    }
    if firstCount < 16 {
      firsts[firstCount] = First(index: index, at: now)
      firstCount += 1
    }
    worstTenMinutes = max(worstTenMinutes, lastTenMinutes)
    guard !isFlood, lastTenMinutes > Self.floodBegins else { return }
    isFlood = true
    floods += 1
    floodSince = now
    firstCause = burst.index + 1
  }

  /// Alarms further apart than this do not belong to one event.
  private static var lull: Int64 { 2 * Interval.minute }

  /// The first alarm of those that came without a lull up to now.
  private var burst: First {
    var index = firstCount - 1
    while index > 0, firsts[index].at - firsts[index - 1].at <= Self.lull { index -= 1 }
    return firsts[max(index, 0)]
  }

  /// An acknowledgement is overdue: the same alarm calls once more.
  mutating func repeatCall() {
    calls += 1
    loudest = 1
  }

  /// A second has closed.
  mutating func close(at end: Stamp) {
    if bucket != .min { move(to: end) }
    if isFlood { floodSeconds += 1 }
    guard isFlood, lastTenMinutes < Self.floodEnds else { return }
    isFlood = false
    firstCause = 0
    floodSince = .unknown
  }

  /// Whether closing more seconds changes nothing.
  var isQuiet: Bool { lastTenMinutes == 0 && !isFlood }

  private mutating func move(to now: Stamp) {
    let target = now.nanoseconds / (10 * Interval.second)
    if bucket == .min { bucket = target }
    var steps = 0
    while bucket < target, steps < 60 {
      bucket += 1
      steps += 1
      let place = Int(((bucket % 60) + 60) % 60)
      lastTenMinutes -= UInt32(buckets[place])
      buckets[place] = 0
    }
    bucket = max(bucket, target)
    var kept = 0
    for index in 0..<firstCount where now - firsts[index].at < 10 * Interval.minute {
      firsts[kept] = firsts[index]
      kept += 1
    }
    firstCount = kept
  }

  /// A session counts its own announcements and floods.
  mutating func startCounting() {
    announced = InlineArray(repeating: 0)
    (floods, floodSeconds) = (isFlood ? 1 : 0, 0)
    worstTenMinutes = lastTenMinutes
  }

  /// Stream time went back: the last ten minutes are not known any more.
  mutating func reset() {
    buckets = InlineArray(repeating: 0)
    bucket = .min
    lastTenMinutes = 0
    firstCount = 0
    isFlood = false
    firstCause = 0
    floodSince = .unknown
  }
}
