/// What an episode is about.
public enum EpisodeClass: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case limit, freshness
  /// What the learned detectors say of the plant, and of the data: advisories.
  case learned, quality

  /// The one of that name; nil when there is none.
  public init?(text: String) {
    guard let known = Self.allCases.first(where: { $0.text == text }) else { return nil }
    self = known
  }

  /// Whether it informs only: no bell, no acknowledgement, not part of AnomaliesDetected.
  public var isAdvisory: Bool { self == .learned || self == .quality }

  /// The name used in events.
  public var text: String {
    switch self {
    case .limit: "limit"
    case .freshness: "freshness"
    case .learned: "learned"
    case .quality: "quality"
    }
  }
}

/// The kind of an episode.
public enum EpisodeKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case high, highHigh, low, lowLow, stale, dead
  case shift, record, drift, flat, noise

  /// The one of that name; nil when there is none.
  public init?(text: String) {
    guard let known = Self.allCases.first(where: { $0.text == text }) else { return nil }
    self = known
  }

  /// What a value does that breaks it, such as `above the high-high limit`; nil where it is no limit.
  var breachText: String? {
    switch self {
    case .highHigh: "above the high-high limit"
    case .high: "above the high limit"
    case .low: "below the low limit"
    case .lowLow: "below the low-low limit"
    case .stale, .dead, .shift, .record, .drift, .flat, .noise: nil
    }
  }

  /// Those of the four limits, from the top down.
  public static let limits: [EpisodeKind] = [.highHigh, .high, .low, .lowLow]

  /// Whether it breaks an outer limit: HH or LL.
  public var isOuter: Bool { self == .highHigh || self == .lowLow }
  /// Whether it breaks an upper limit: H or HH.
  public var isHighSide: Bool { self == .high || self == .highHigh }
  /// Whether it breaks a lower limit: L or LL.
  public var isLowSide: Bool { self == .low || self == .lowLow }

  /// The name used in events.
  public var text: String { String(describing: self) }

  /// The priority of its episodes unless the configuration says another: 1 for HH and LL, 2 for H and L, 3 for silence.
  public var usualPriority: Int {
    switch self {
    case .highHigh, .lowLow: 1
    case .high, .low: 2
    case .stale, .dead, .shift, .record, .drift, .flat, .noise: 3
    }
  }
}

/// One anomaly from its first breach to its return, counted in place.
public struct Episode: Sendable, Hashable {
  /// Number in order of opening, from 1.
  public var number: UInt64
  public var device: DeviceID
  public var deviceName: String
  /// Nil for an episode of the whole device.
  public var sensor: SensorID?
  /// The sensor type's name; empty for an episode of the whole device.
  public var sensorName: String
  public var unit: String
  public var episodeClass: EpisodeClass
  /// What it is now: `highHigh` once HH was broken, and `high` again when the value came back from it by the deadband.
  public var kind: EpisodeKind
  /// 1 for HH and LL, 2 for H and L, 3 for freshness and advisories, unless the configuration says another.
  public var priority: Int
  /// Event time of the first breach.
  public var opened: Stamp
  /// Stream time of the first breach; with an on-delay, of its end.
  public var seen: Stamp
  /// Stream time at which it became what it is: of its opening, or of the last step to HH or LL, or back.
  public var since: Stamp
  /// Stream time of the end; unknown while open.
  public var closed: Stamp
  /// The latest breaching value; for an open one also the value now when it still breaches. NaN for freshness.
  public var value: Double
  /// The value now, when it lies back inside the limit, perhaps not yet by the deadband; NaN otherwise.
  public var inside: Double = .nan
  /// The furthest value reached. NaN for freshness; for an advisory the value at its end.
  public var extreme: Double
  /// The limit broken. NaN without one.
  public var limit: Double
  /// Breaching readings so far.
  public var count: UInt64
  /// Whether its sensor fell silent while it was open ("no data").
  public var isWithoutData: Bool
  /// What the operator must know of the broken limit, from the configuration.
  public var advice: LimitAdvice
  /// The worst kind reached, with its priority and its limit: for those who look back.
  public var worstKind: EpisodeKind
  public var worstPriority: Int
  public var worstLimit: Double

  /// What the operator should do; empty when not set.
  public var action: String { advice.action }

  /// What operators have made of its alarm; nil when it is none, or over.
  public var alarm: AlarmStanding?
  /// The band that was expected when an advisory opened; NaN where its rule is not about a level.
  public var expectedLow: Double = .nan
  public var expectedHigh: Double = .nan
  /// Whether it is the silence of everything behind a gateway.
  public var isOfGateway = false
  /// Whether it opened when enough other advisories had been shown within the hour: then a number stands for it.
  public var isGrouped = false
  /// Why an advisory opened, in one sentence; empty for others.
  public var why = ""

  public var isOpen: Bool { !closed.isKnown }

  /// Whether it lies back inside its limit, though not by the deadband, or not for long enough, yet.
  public var isClearing: Bool { isOpen && inside.isFinite && !isWithoutData }

  public init(
    number: UInt64, device: DeviceID, deviceName: String, sensor: SensorID?, sensorName: String, unit: String,
    episodeClass: EpisodeClass, kind: EpisodeKind, priority: Int, opened: Stamp, seen: Stamp, since: Stamp,
    closed: Stamp,
    value: Double, extreme: Double, limit: Double, count: UInt64, isWithoutData: Bool, action: String = "",
    advice: LimitAdvice? = nil
  ) {
    self.number = number
    self.device = device
    self.deviceName = deviceName
    self.sensor = sensor
    self.sensorName = sensorName
    self.unit = unit
    self.episodeClass = episodeClass
    self.kind = kind
    self.priority = priority
    self.opened = opened
    self.seen = seen
    self.since = since
    self.closed = closed
    self.value = value
    self.extreme = extreme
    self.limit = limit
    self.count = count
    self.isWithoutData = isWithoutData
    self.advice = advice ?? LimitAdvice(action: action)
    (worstKind, worstPriority, worstLimit) = (kind, priority, limit)
  }
}

/// The anomaly feed: the newest episodes, newest first.
public struct EpisodeList: Sendable {
  public var open: Int = 0
  /// Open limit episodes whose alarm nothing holds back.
  public var standing: Int = 0
  /// Open episodes that the filter hides.
  public var hidden: Int = 0
  /// Opened since the engine started.
  public var total: UInt64 = 0
  /// Closed episodes that the list no longer holds.
  public var dropped: UInt64 = 0
  /// At most `Query.episodeCount`: every open limit episode first by priority and time, then the others.
  public var episodes: [Episode] = []
  /// The worst open limit episode, whatever the window shows.
  public var worst: Episode?
  /// Where those end that a store had to add to the list: how far back it was read, and whether that is more than the
  /// list takes; nil where no store was read.
  public var past: (span: ChartSpan, isCut: Bool)?
  /// Open advisories, and how many of them are not listed but stand in this number.
  public var advisories: Int = 0
  public var grouped: Int = 0

  public init() {}
}
