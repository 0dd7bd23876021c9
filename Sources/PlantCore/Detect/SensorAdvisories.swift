/// A sensor's open advisories and what is only counted of it.
struct SensorAdvisories: BitwiseCopyable {
  /// Place + 1 in the episode store for each kind of episode, by the kind's number; 0 for none.
  var places = InlineArray<5, UInt32>(repeating: 0)
  var spikes: UInt32 = 0
  var jumps: UInt32 = 0
  /// Stream time of the last spike or jump, and which it was.
  var odd = Stamp.unknown
  var isOddJump = false

  /// A spike or jump makes a value suspect for this long.
  static let oddTime = Interval.minute

  var isAnyLevelOpen: Bool {
    places[Int(Finding.Kind.shift.rawValue)] | places[Int(Finding.Kind.record.rawValue)]
      | places[Int(Finding.Kind.drift.rawValue)] != 0
  }
}

/// The plant-wide limit on advisories that are shown one by one.
struct AdvisoryPace: ~Copyable {
  /// Stream times of those shown within the last hour, oldest first.
  var shown = Slab<Stamp>()

  init() {}

  /// Whether one more may be shown by itself; counts it when it may.
  mutating func admits(at now: Stamp, perHour: Int) -> Bool {
    while shown.count > 0, now - shown[0] >= Interval.hour { shown.removeFirst(1) }
    guard shown.count < perHour else { return false }
    shown.append(now)
    return true
  }

  mutating func shift(by delta: Int64) {
    for index in 0..<shown.count where shown[index].isKnown { shown[index] = shown[index] + delta }
  }
}
