/// An episode as the engine keeps it.
struct EpisodeRecord: BitwiseCopyable {
  /// Marks an episode of the whole device.
  static let wholeDevice = UInt32.max
  /// Marks an episode of a gateway; its device is the gateway itself, or the first behind it.
  static let wholeGateway = UInt32.max - 1

  var number: UInt64
  var device: DeviceID
  var sensor: SensorID
  var episodeClass: EpisodeClass
  var kind: EpisodeKind
  var opened: Stamp
  var seen: Stamp
  var since: Stamp
  var closed = Stamp.unknown
  var value = Double.nan
  var extreme = Double.nan
  var limit = Double.nan
  var count: UInt64 = 0
  /// Stream time at which the value came back inside; unknown while it is not.
  var clearing = Stamp.unknown
  /// Whether a timer for the end of the off-delay is set.
  var hasTimer = false
  /// The priority of the limit it broke; 0 leaves its kind the usual one.
  var limitPriority: UInt8 = 0
  /// The worst it has been: an episode that eased from HH to H was one of HH.
  var worstKind = EpisodeKind.stale
  var worstPriority: UInt8 = .max
  var worstLimit = Double.nan
  /// For an advisory: the numbers behind it, and whether it is shown as one of many.
  var evidence = Evidence()
  var isGrouped = false

  /// Whether it is one of a sensor, and not of something larger.
  var hasSensor: Bool { sensor < Self.wholeGateway }

  var isHighSide: Bool { kind.isHighSide }

  var priority: Int { limitPriority == 0 ? kind.usualPriority : Int(limitPriority) }

  /// Becomes an episode of this kind and remembers the worst it has been.
  mutating func become(_ new: EpisodeKind, _ row: LimitRow) {
    kind = new
    limit = row.limit(new)
    limitPriority = row.priority(new)
    guard worstPriority == .max || new.isOuter else { return }
    (worstKind, worstPriority, worstLimit) = (new, limitPriority, limit)
  }
}

/// Open episodes by index, and the last thousand that closed.
struct EpisodeStore: ~Copyable {
  /// Closed episodes kept for the feed; older ones are dropped and counted.
  static let historyCapacity = 1000

  struct State: BitwiseCopyable {
    var lastNumber: UInt64 = 0
    var limitEpisodes: UInt64 = 0
    var advisories: UInt64 = 0
    var openLimit: UInt32 = 0
    var openAdvisories: UInt32 = 0
    /// Open advisories that are shown as a number.
    var openGrouped: UInt32 = 0
    var openCount: UInt32 = 0
    var closedCount: UInt64 = 0
    var closedAdvisories: UInt64 = 0
    /// Head + 1 of the free places in `open`.
    var free: UInt32 = 0
  }

  var state = State()
  /// Number 0 marks a free place; its `count` holds the next free place + 1.
  var open = Slab<EpisodeRecord>()
  var history = Slab<EpisodeRecord>()
  /// Advisories have a history of their own, so that many of them never push a limit episode out.
  var advisoryHistory = Slab<EpisodeRecord>()

  init() {}

  /// Opens an episode and returns its index.
  mutating func add(_ record: EpisodeRecord) -> UInt32 {
    state.lastNumber += 1
    state.openCount += 1
    if record.episodeClass == .limit {
      state.limitEpisodes += 1
      state.openLimit += 1
    } else if record.episodeClass.isAdvisory {
      state.advisories += 1
      state.openAdvisories += 1
      if record.isGrouped { state.openGrouped += 1 }
    }
    var numbered = record
    numbered.number = state.lastNumber
    if state.free != 0 {
      let index = state.free - 1
      state.free = UInt32(open[Int(index)].count)
      open[Int(index)] = numbered
      return index
    }
    open.append(numbered)
    return UInt32(open.count - 1)
  }

  /// Closes the episode at `index` and returns it as it ended.
  mutating func close(_ index: UInt32, at stamp: Stamp) -> EpisodeRecord {
    var record = open[Int(index)]
    record.closed = stamp
    state.openCount -= 1
    if record.episodeClass == .limit { state.openLimit -= 1 }
    open[Int(index)].number = 0
    open[Int(index)].count = UInt64(state.free)
    state.free = index + 1
    if record.episodeClass.isAdvisory {
      state.openAdvisories -= 1
      if record.isGrouped { state.openGrouped -= 1 }
      if advisoryHistory.count < Self.historyCapacity {
        advisoryHistory.append(record)
      } else {
        advisoryHistory[Int(state.closedAdvisories % UInt64(Self.historyCapacity))] = record
      }
      state.closedAdvisories += 1
      return record
    }
    if history.count < Self.historyCapacity {
      history.append(record)
    } else {
      history[Int(state.closedCount % UInt64(Self.historyCapacity))] = record
    }
    state.closedCount += 1
    return record
  }

  /// Closed episodes the history no longer holds.
  var dropped: UInt64 { state.closedCount - UInt64(history.count) }

  /// Closed advisories their history no longer holds.
  var droppedAdvisories: UInt64 { state.closedAdvisories - UInt64(advisoryHistory.count) }
}
