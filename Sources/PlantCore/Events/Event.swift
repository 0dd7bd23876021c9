/// Something the engine decided, in stream order.
public enum Event: Sendable {
  case anomaly(AnomalyEvent)
  case alarm(AlarmEvent)
  /// A line about time or the input itself: a clock step, a rebase, a gap, a connect or disconnect.
  case notice(NoticeEvent)
  /// An operator's action, or what time did to one.
  case operation(OperationEvent)
}

/// An episode opened, escalated or closed.
public struct AnomalyEvent: Sendable {
  /// When it happened by its own time.
  public var at: Stamp
  /// Stream time.
  public var seen: Stamp
  /// True for the opening (and for a step from H to HH or back, which opens the same episode again).
  public var isOpening: Bool
  /// True for the step back from HH to H, or from LL to L: nothing new, and nothing over.
  public var isEasing = false
  /// What an opening came to for the operator.
  public var announcement = Announcement.none
  public var episode: Episode
  /// Whether a limit episode begins or gets worse: what a journey through time goes to.
  public var isLimitOpening: Bool { isOpening && !isEasing && episode.episodeClass == .limit }
  /// Whether an advisory begins that the feed lists: another kind of place to go to.
  public var isAdvisoryOpening: Bool { isOpening && episode.episodeClass.isAdvisory && !episode.isGrouped }
  /// One sentence.
  public var why: String

  public init(at: Stamp, seen: Stamp, isOpening: Bool, episode: Episode, why: String) {
    self.at = at
    self.seen = seen
    self.isOpening = isOpening
    self.episode = episode
    self.why = why
  }
}

/// What becomes of an alarm that would be announced.
public enum Announcement: UInt8, Sendable, BitwiseCopyable {
  /// There is nothing to announce.
  case none
  /// The operator was called.
  case called
  /// The operator was called, for what was suppressed until then.
  case released
  /// Nobody was called, because the device stands still.
  case suppressed
  /// Nobody was called, because it is shelved, out of service or under maintenance.
  case aside
  /// Nobody was called again: the device stands still, and the alarm waits in sight from before.
  case waiting

  /// Whether the operator was called.
  public var isCall: Bool { self == .called || self == .released }
}

/// A pipeline alarm changed its state.
public struct AlarmEvent: Sendable {
  /// End of the second that decided it.
  public var at: Stamp
  /// Stream time.
  public var seen: Stamp
  public var name: PipelineAlarmName
  public var from: AlarmState
  public var to: AlarmState
  public var value: Double
  public var threshold: Double
  public var why: String
  public var priority: Int

  public init(
    at: Stamp, seen: Stamp, name: PipelineAlarmName, from: AlarmState, to: AlarmState, value: Double,
    threshold: Double, why: String, priority: Int = 2
  ) {
    self.priority = priority
    self.at = at
    self.seen = seen
    self.name = name
    self.from = from
    self.to = to
    self.value = value
    self.threshold = threshold
    self.why = why
  }
}

/// What a notice is about; the word `--plain` prints.
public enum NoticeKind: UInt8, Sendable, BitwiseCopyable {
  case connected, disconnected, lost, clock, action
  /// A session of watching began, or its configuration changed.
  case session
  /// The configuration does not fit what is heard, or a state that was saved: a limit that everything breaks, a retired
  /// device that sends.
  case configuration
  /// A shift that stays asks whether it is the new normal.
  case question
  /// Something is wrong with plantwatch itself, or no longer.
  case health

  /// The word `--plain` prints for it.
  public var word: String {
    switch self {
    case .connected, .disconnected, .session: "CONNECTION"
    case .lost: "LOST"
    case .clock: "CLOCK"
    case .action, .question: "ACTION"
    case .configuration: "CONFIG"
    case .health: "HEALTH"
    }
  }
}

/// A line about time or the input itself.
public struct NoticeEvent: Sendable {
  public var at: Stamp
  public var seen: Stamp
  public var kind: NoticeKind
  public var text: String

  public init(at: Stamp, seen: Stamp, kind: NoticeKind, text: String) {
    self.at = at
    self.seen = seen
    self.kind = kind
    self.text = text
  }
}
