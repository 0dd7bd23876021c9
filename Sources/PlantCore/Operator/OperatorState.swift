/// What an operator has made of an alarm: the states of ISA-18.2 on top of the evaluation.
public enum OperatorState: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Not active, nothing left to look at.
  case normal
  /// Active, and nobody has acknowledged it.
  case unacknowledged
  /// Active and acknowledged.
  case acknowledged
  /// Came back by itself before anybody acknowledged it.
  case returnedUnacknowledged
  /// Acknowledged and back, held until it is reset.
  case latched

  /// The word on screen and in events.
  public var word: String {
    switch self {
    case .normal: "NORMAL"
    case .unacknowledged: "UNACK"
    case .acknowledged: "ACK"
    case .returnedUnacknowledged: "RTN-UNACK"
    case .latched: "LATCHED"
    }
  }
}

/// What keeps an alarm from being announced while it goes on being evaluated and recorded.
public enum AlarmOverlay: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case none
  /// Put aside by an operator for a limited time.
  case shelved
  /// Taken out by hand until it is put back.
  case outOfService
  /// Its device is under maintenance.
  case maintenance
  /// Held back by logic: its device stands still, and its gate says that the limit means nothing then.
  case suppressed

  /// The word on screen and in events.
  public var word: String {
    switch self {
    case .none: ""
    case .shelved: "SHELVED"
    case .outOfService: "OUT-OF-SERVICE"
    case .maintenance: "MAINTENANCE"
    case .suppressed: "SUPPRESSED"
    }
  }
}

/// Which alarm is meant: a pipeline alarm, or one side of a sensor's limits.
public enum AlarmSubject: Sendable, Hashable {
  case pipeline(String)
  case limit(device: String, sensor: String, isHigh: Bool)

  /// The alarm in words, such as `press-07 temperature high` or `anomaly-count`.
  public var text: String {
    switch self {
    case .pipeline(let name): name
    case .limit(let device, let sensor, let isHigh): "\(device) \(sensor) \(isHigh ? "high" : "low")"
    }
  }
}

/// An alarm as it was drawn: what an acknowledgement names.
public struct AlarmReference: Sendable, Hashable {
  public var subject: AlarmSubject
  /// Counts announcements: an alarm that escalated or tripped again since it was drawn has another.
  public var generation: UInt32

  public init(subject: AlarmSubject, generation: UInt32) {
    self.subject = subject
    self.generation = generation
  }
}

/// Something an operator does to alarms; the engine carries it out and records what came of it.
public enum OperatorAction: Sendable, Hashable {
  case acknowledge(AlarmReference)
  /// For at most twelve hours, with a reason.
  case shelve(AlarmReference, nanoseconds: Int64)
  case unshelve(AlarmReference)
  case takeOutOfService(AlarmReference)
  case returnToService(AlarmReference)
  /// Announces nothing new of a device or of an area until the time is over; an area's name stands for its devices.
  case maintain(place: String, nanoseconds: Int64)
  case endMaintenance(place: String)
  /// The device is gone from the plant: its silence is no news any more. With a reason.
  case retire(device: String)
  /// It is back.
  case reinstate(device: String)
  /// What a sensor says now is its new normal, for the learned detectors; with a reason.
  case acceptNormal(device: String, sensor: String)
  /// Takes the last `acceptNormal` of a sensor back.
  case undoNormal(device: String, sensor: String)
  /// The bell rests; nothing is acknowledged.
  case silence(nanoseconds: Int64)
  /// A note for those who come after, about the present or about a moment before; its text is the reason.
  case note(about: Stamp?)

  /// The word for it in a recording's `# action` line and in events.
  public var word: String {
    switch self {
    case .acknowledge: "ack"
    case .shelve: "shelve"
    case .unshelve: "unshelve"
    case .takeOutOfService: "out-of-service"
    case .returnToService: "in-service"
    case .maintain: "maintenance"
    case .endMaintenance: "end-maintenance"
    case .retire: "retire"
    case .reinstate: "reinstate"
    case .acceptNormal: "accept-normal"
    case .undoNormal: "undo-normal"
    case .silence: "silence"
    case .note: "note"
    }
  }
}

/// Who does it, and why.
public struct OperatorNote: Sendable, Hashable {
  /// Login, terminal and, over SSH, the address: `anna pts/3 from 10.0.0.7`.
  public var by: String
  /// Empty when no reason was given.
  public var why: String

  public init(by: String, why: String = "") {
    self.by = by
    self.why = why
  }
}
