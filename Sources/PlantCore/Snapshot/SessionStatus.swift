/// What the process around the engine says of itself; filled in by the session that runs the engine.
public struct SessionStatus: Sendable {
  public var mode: Mode = .live
  public var plant = ""
  /// Where readings come from: the broker's URL without secrets, or the file names.
  public var source = ""
  public var connection = ConnectionStatus()
  public var recording: RecordingStatus = .off
  public var replay: ReplayStatus?
  /// Whether there is a store in which charts reach back over days.
  public var hasHistory = false
  /// Wall clock now; the engine never sees it.
  public var now: Stamp = .unknown
  /// When the program started.
  public var started: Stamp = .unknown
  /// Seconds east of UTC, for showing local time, and the zone's name.
  public var zoneOffsetSeconds = 0
  public var zoneName = "UTC"
  /// Set when the engine has not answered for this long (nanoseconds): the picture stands still.
  public var engineStalled: Int64?
  /// Notices for the operator, newest last, at most 50: clock steps, configuration mismatch, demo without broker.
  public var notices: [Notice] = []

  public init() {}
}

/// How the program runs. The word is always on screen.
public enum Mode: Sendable, Hashable {
  case live, demo, replay
}

/// A line for the operator.
public struct Notice: Sendable, Hashable {
  public var at: Stamp
  public var text: String
  /// Whether it deserves an advisory's look rather than plain text.
  public var isWarning: Bool

  public init(at: Stamp, text: String, isWarning: Bool) {
    self.at = at
    self.text = text
    self.isWarning = isWarning
  }
}

/// The connection to the broker, stage by stage.
public struct ConnectionStatus: Sendable, Hashable {
  public enum Stage: Sendable, Hashable {
    /// No broker is involved (replay, or the demo fed in process).
    case none
    case lookingUp, connecting, securing, handshaking, subscribing
    /// Subscribed, and no message has come yet (an ACL may be why).
    case subscribedSilent
    case receiving
    /// Waiting before the next attempt.
    case backoff
    /// Given up for good (the session was taken over).
    case ended
  }
  public var stage: Stage = .none
  /// The stage in words, with the reason of the last failure: "certificate has expired".
  public var text = ""
  /// The last failure in words; empty when none.
  public var failure = ""
  /// When the next attempt is due; unknown unless in backoff.
  public var retryAt: Stamp = .unknown
  public var attempts = 0
  /// Wall time of the last message; unknown when none came.
  public var lastMessage: Stamp = .unknown
  /// Since when the present stage holds.
  public var since: Stamp = .unknown
  /// Bytes waiting in the ring and its size.
  public var ringBytes = 0
  public var ringCapacity = 0

  public init() {}
}

/// Whether a recording is being written.
public enum RecordingStatus: Sendable, Hashable {
  case off
  case on(file: String, bytes: UInt64)
  /// It was asked for and cannot be written; says why.
  case failed(file: String, why: String)
}

/// Where a replay stands.
public struct ReplayStatus: Sendable, Hashable {
  public var isPaused = false
  /// Times as fast as recorded; infinity is as fast as possible.
  public var speed = 1.0
  public var first: Stamp = .unknown
  public var last: Stamp = .unknown
  public var position: Stamp = .unknown
  /// Where judgement begins, when that is not where the recording does: what stood before is not known.
  public var begins: Stamp = .unknown
  /// Between 0 and 1: how much of the file the timeline has read so far.
  public var scanned = 0.0
  /// Equal slots from `first` to `last`.
  public var timeline: [TimelineSlot] = []
  public var isAtEnd = false
  /// Whether stretches without readings are jumped over.
  public var skipsIdle = false
  /// On its way to another place of the file.
  public var isSeeking = false
  /// What is tried out; nil while the configuration's limits hold.
  public var trial: TrialStatus?

  public init() {}
}

/// Limits that a replay judges by in place of the configuration's, and what they change.
public struct TrialStatus: Sendable, Hashable {
  /// The limits, such as `temperature high 85`.
  public var text: String
  /// What the whole recording comes to as configured.
  public var before: TrialFigures
  /// The same as tried, so far; whole when `ReplayStatus.scanned` is 1.
  public var after: TrialFigures

  public init(text: String, before: TrialFigures, after: TrialFigures) {
    self.text = text
    self.before = before
    self.after = after
  }
}

/// What limits come to over a recording.
public struct TrialFigures: Sendable, Hashable {
  /// Limit episodes.
  public var episodes: UInt64 = 0
  /// How often a limit of priority 1 called the operator.
  public var urgent: UInt64 = 0

  public init(episodes: UInt64 = 0, urgent: UInt64 = 0) {
    self.episodes = episodes
    self.urgent = urgent
  }
}

/// One slot of the replay's timeline.
public struct TimelineSlot: Sendable, Hashable {
  public var readings: UInt32 = 0
  public var anomalies: UInt32 = 0
  public var errors: UInt32 = 0
  /// Whether a pipeline alarm was in ALARM at some moment of the slot.
  public var isAlarm = false
  /// Whether somebody left a note about some moment of the slot.
  public var isNoted = false

  public init() {}
}
