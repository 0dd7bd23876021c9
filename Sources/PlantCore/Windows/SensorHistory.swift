/// Count, mean and spread of the readings of the present two seconds, by Welford's method.
struct OpenBucket: BitwiseCopyable {
  /// Stream time in units of two seconds; `Int64.min` before the first reading.
  var slot = Int64.min
  var count: UInt32 = 0
  var mean = 0.0
  /// Sum of squared differences from the mean.
  var squares = 0.0
  var minimum = 0.0
  var maximum = 0.0

  @inline(__always) mutating func start(slot: Int64, _ offset: Double) {
    self.slot = slot
    count = 1
    mean = offset
    squares = 0
    minimum = offset
    maximum = offset
  }

  @inline(__always) mutating func add(_ offset: Double) {
    count &+= 1
    let difference = offset - mean
    mean += difference / Double(count)
    squares += difference * (offset - mean)
    minimum = min(minimum, offset)
    maximum = max(maximum, offset)
  }
}

/// A closed bucket in single precision; values are offsets from the sensor's reference.
struct ClosedBucket: BitwiseCopyable {
  var count: UInt32 = 0
  var mean: Float = 0
  var squares: Float = 0
  var minimum: Float = 0
  var maximum: Float = 0

  init() {}

  init(_ open: OpenBucket) {
    count = open.count
    mean = Float(open.mean)
    squares = Float(open.squares)
    minimum = Float(open.minimum)
    maximum = Float(open.maximum)
  }

  /// Joins two buckets (Chan, Golub and LeVeque, "Updating Formulae", 1979).
  mutating func merge(_ other: ClosedBucket) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let total = Float(count) + Float(other.count)
    let difference = other.mean - mean
    mean += difference * Float(other.count) / total
    squares += other.squares + difference * difference * Float(count) * Float(other.count) / total
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    count &+= other.count
  }
}

/// The bounded past of one sensor: windows over stream time, trends over event time.
///
/// About 1.5 KB a sensor; it never grows.
struct SensorHistory: BitwiseCopyable {
  static let fineSeconds: Int64 = 2
  static let coarseSeconds: Int64 = 15
  static let fineCount = 5
  static let coarseCount = 20
  static let shortSlotSeconds = 4
  static let shortSlots = 75
  static let longSlotSeconds = 90
  static let longSlots = 40

  var fine = InlineArray<5, ClosedBucket>(repeating: ClosedBucket())
  /// Newest closed fine slot the ring may hold.
  var coarse = InlineArray<20, ClosedBucket>(repeating: ClosedBucket())
  var newestFine = Int64.min
  var newestCoarse = Int64.min
  var short = InlineArray<75, TrendCell>(repeating: TrendCell())
  var long = InlineArray<40, TrendCell>(repeating: TrendCell())

  init() {}

  /// Windows start anew.
  mutating func clearWindows() {
    fine = InlineArray(repeating: ClosedBucket())
    coarse = InlineArray(repeating: ClosedBucket())
    newestFine = .min
    newestCoarse = .min
  }

  /// Puts a closed two-second bucket into both window rings.
  mutating func close(_ bucket: OpenBucket) {
    let closed = ClosedBucket(bucket)
    advanceFine(to: bucket.slot)
    fine[Int(bucket.slot % Int64(Self.fineCount))] = closed
    let coarseSlot = bucket.slot * Self.fineSeconds / Self.coarseSeconds
    advanceCoarse(to: coarseSlot)
    coarse[Int(coarseSlot % Int64(Self.coarseCount))].merge(closed)
  }

  private mutating func advanceFine(to slot: Int64) {
    if slot <= newestFine { return }
    var empty = newestFine == .min ? slot : max(newestFine + 1, slot - Int64(Self.fineCount) + 1)
    while empty <= slot {
      fine[Int(empty % Int64(Self.fineCount))] = ClosedBucket()
      empty += 1
    }
    newestFine = slot
  }

  private mutating func advanceCoarse(to slot: Int64) {
    if slot <= newestCoarse { return }
    var empty = newestCoarse == .min ? slot : max(newestCoarse + 1, slot - Int64(Self.coarseCount) + 1)
    while empty <= slot {
      coarse[Int(empty % Int64(Self.coarseCount))] = ClosedBucket()
      empty += 1
    }
    newestCoarse = slot
  }
}

/// Recent gaps between a sensor's readings, in milliseconds of stream time.
struct GapRing: BitwiseCopyable {
  private var gaps = InlineArray<20, UInt32>(repeating: 0)
  private var seen: UInt32 = 0

  @inline(__always) mutating func add(_ gap: UInt32) {
    gaps[Int(seen % 20)] = gap
    seen &+= 1
    if seen == .max { seen = 40 }
  }

  /// Whether most of the recent gaps are longer than that.
  func areMostly(longerThan nanoseconds: Int64) -> Bool {
    let held = min(Int(seen), 20)
    let longer = (0..<held).count { Int64(gaps[$0]) * Interval.millisecond > nanoseconds }
    return 2 * longer > held
  }

  /// The 95th percentile (nearest rank) of the recent gaps in nanoseconds; nil before five were seen.
  func longGap() -> Int64? {
    guard seen >= 5 else { return nil }
    let held = min(Int(seen), 20)
    // The nearest rank of 95 % lies at most one below the largest of twenty.
    let rank = (held * 95 + 99) / 100
    var largest: UInt32 = 0
    var second: UInt32 = 0
    for index in 0..<held {
      let gap = gaps[index]
      if gap > largest { (largest, second) = (gap, largest) } else if gap > second { second = gap }
    }
    return Int64(rank == held ? largest : second) * Interval.millisecond
  }
}

/// The range of the values in one slot of a trend; empty while minimum lies above maximum.
struct TrendCell: BitwiseCopyable {
  var minimum = Float.infinity
  var maximum = -Float.infinity

  @inline(__always) mutating func add(_ value: Float) {
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }
}
