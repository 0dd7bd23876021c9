/// One alarm as the operator's layer keeps it: a pipeline alarm, or one side of a sensor's limits.
struct AlarmRecord: BitwiseCopyable {
  /// Sensor number, or the pipeline alarm's index.
  var subject: UInt32
  var side: AlarmSide
  var state = OperatorState.normal
  var overlay = AlarmOverlay.none
  /// Whether its condition holds.
  var isActive = false
  /// 1 to 3 while active, and as it last was afterwards.
  var priority: UInt8 = 0
  /// Whether its acknowledgement is overdue.
  var isOverdue = false
  /// Whether it was announced, and nobody has acknowledged that yet.
  var isUnseen = false
  /// Whether the outer limit is, or last was, the one that is broken.
  var isOuter = false
  /// Whether its shelf covers the outer limit, too: else that comes out from behind it.
  var isOuterShelved = false
  /// Changes with every call, and with every one that is held back: an action names the one that was drawn.
  var generation: UInt32 = 0
  /// How often it was announced since the start.
  var announcements: UInt32 = 0
  /// The most urgent priority announced that nobody has acknowledged, 0 without one, and whether an outer limit was.
  var calledPriority: UInt8 = 0
  var isOuterCalled = false
  /// Stream time of the present activation.
  var since = Stamp.unknown
  /// Stream time at which it was last over.
  var returned = Stamp.unknown
  /// Stream time of the last announcement and of the two before.
  var announced = Stamp.unknown
  var announcedBefore = Stamp.unknown
  var announcedFirst = Stamp.unknown
  /// Stream time of the last acknowledgement.
  var acknowledged = Stamp.unknown
  /// End of its shelf, the moment of the next reminder while out of service, or the end of the on-delay for which a
  /// suppressed alarm waits once its device runs.
  var until = Stamp.unknown
  /// The texts of the last action: who, and why, as numbers in the book of texts + 1.
  var by: UInt32 = 0
  var why: UInt32 = 0
  /// The number of its newest episode; for a pipeline alarm 0.
  var episode: UInt64 = 0

  /// Whether it waits for an operator.
  var isUnacknowledged: Bool {
    overlay == .none && (state == .unacknowledged || state == .returnedUnacknowledged)
  }

  /// Whether three announcements lay within a minute.
  var isChattering: Bool {
    announcedFirst.isKnown && announced - announcedFirst <= Interval.minute
  }
}

/// What an alarm hangs on.
enum AlarmSide: UInt8, BitwiseCopyable { case low, high, pipeline }

/// All alarms that ever were raised; an index is good for the life of the engine.
///
/// At most two for each sensor, so the sensors' capacity bounds it.
struct AlarmBook: ~Copyable {
  /// Sums over all alarms, kept up to date with every change.
  struct Counts: BitwiseCopyable {
    /// By priority, 1 at index 0.
    var unacknowledged = InlineArray<3, UInt32>(repeating: 0)
    var active = InlineArray<3, UInt32>(repeating: 0)
    var shelved: UInt32 = 0
    var outOfService: UInt32 = 0
    var inMaintenance: UInt32 = 0
    var suppressed: UInt32 = 0

    /// Whether any alarm waits for an operator.
    var areWaiting: Bool { unacknowledged[0] | unacknowledged[1] | unacknowledged[2] != 0 }
  }

  private(set) var records = Slab<AlarmRecord>()
  private(set) var counts = Counts()
  private var numbers = PairTable()

  init() {}

  func find(_ subject: UInt32, _ side: AlarmSide) -> Int? { numbers.find(subject, UInt32(side.rawValue)).map(Int.init) }

  mutating func findOrAdd(_ subject: UInt32, _ side: AlarmSide) -> Int {
    if let known = find(subject, side) { return known }
    let index = records.count
    records.append(AlarmRecord(subject: subject, side: side))
    numbers.add(subject, UInt32(side.rawValue), number: UInt32(index))
    return index
  }

  /// Changes one alarm and keeps the counts.
  mutating func change(_ index: Int, _ body: (inout AlarmRecord) -> Void) {
    count(records[index], -1)
    body(&records[index])
    count(records[index], 1)
  }

  private mutating func count(_ record: AlarmRecord, _ step: Int) {
    let priority = Int(min(max(record.priority, 1), 3)) - 1
    func moved(_ number: UInt32) -> UInt32 { UInt32(Int(number) + step) }
    if record.isUnacknowledged { counts.unacknowledged[priority] = moved(counts.unacknowledged[priority]) }
    if record.isActive, record.overlay == .none { counts.active[priority] = moved(counts.active[priority]) }
    switch record.overlay {
    case .none: break
    case .shelved: counts.shelved = moved(counts.shelved)
    case .outOfService: counts.outOfService = moved(counts.outOfService)
    case .maintenance: counts.inMaintenance = moved(counts.inMaintenance)
    case .suppressed: counts.suppressed = moved(counts.suppressed)
    }
  }

  /// Moves every moment by `delta`, after stream time went back.
  mutating func shift(by delta: Int64) {
    func moved(_ stamp: inout Stamp) { if stamp.isKnown { stamp = stamp + delta } }
    for index in 0..<records.count {
      moved(&records[index].since)
      moved(&records[index].returned)
      moved(&records[index].announced)
      moved(&records[index].announcedBefore)
      moved(&records[index].announcedFirst)
      moved(&records[index].acknowledged)
      moved(&records[index].until)
    }
  }

  /// A session counts its own announcements.
  mutating func startCounting() { for index in 0..<records.count { records[index].announcements = 0 } }

  func write(to image: inout ImageWriter) { image.write(records) }

  mutating func read(from image: inout ImageReader) -> Bool {
    guard image.read(into: &records) else { return false }
    counts = Counts()
    numbers.removeAll()
    for index in 0..<records.count {
      numbers.add(records[index].subject, UInt32(records[index].side.rawValue), number: UInt32(index))
      count(records[index], 1)
    }
    return true
  }
}
