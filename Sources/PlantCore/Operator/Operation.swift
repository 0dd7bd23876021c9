/// What became of an alarm by somebody's hand, or by a time that ran out.
public enum OperationKind: UInt8, Sendable, BitwiseCopyable {
  case acknowledged, shelved, unshelved, shelfExpired, outOfService, inService, reminder, overdue
  case maintenanceBegan, maintenanceEnded, silenced, normalAccepted, normalUndone, shelfBroken, retired, reinstated
  case suppressed, noted

  /// Whether time or the plant did it: who is named is whoever acted last.
  var isOwn: Bool {
    switch self {
    case .shelfExpired, .shelfBroken, .reminder, .overdue, .suppressed: true
    default: false
    }
  }

  /// The word in events and in the journal.
  public var word: String {
    switch self {
    case .acknowledged: "ack"
    case .shelved: "shelve"
    case .unshelved: "unshelve"
    case .shelfExpired: "shelf-expired"
    case .shelfBroken: "shelf-broken"
    case .outOfService: "out-of-service"
    case .inService: "in-service"
    case .reminder: "reminder"
    case .overdue: "overdue"
    case .maintenanceBegan: "maintenance"
    case .maintenanceEnded: "end-maintenance"
    case .silenced: "silence"
    case .retired: "retire"
    case .reinstated: "reinstate"
    case .normalAccepted: "accept-normal"
    case .normalUndone: "undo-normal"
    case .suppressed: "suppressed"
    case .noted: "note"
    }
  }
}

/// Why an action was not carried out.
public enum OperationRefusal: UInt8, Sendable, BitwiseCopyable {
  case none
  /// It escalated or tripped again since it was drawn.
  case hasChanged
  case unknownAlarm, unknownDevice, unknownPlace, unknownSensor, notNow, noReason, nothingToDo, tooMany

  /// One clause; empty when it was carried out.
  public var text: String {
    switch self {
    case .none: ""
    case .hasChanged: "it has changed since: look again"
    case .unknownAlarm: "there is no such alarm"
    case .unknownDevice: "there is no such device"
    case .unknownPlace: "there is no such device or area"
    case .unknownSensor: "there is no such sensor"
    case .notNow: "not while a limit is broken, and only while an advisory is open"
    case .noReason: "a reason is needed"
    case .nothingToDo: "it is so already"
    case .tooMany: "too many places are under maintenance"
    }
  }
}

/// An operator's action, or what time did to one.
public struct OperationEvent: Sendable {
  public var at: Stamp
  public var seen: Stamp
  public var kind: OperationKind
  /// The alarm, or the place.
  public var subject: String
  /// The device, where the alarm has one; else empty.
  public var device: String
  /// The sensor type, where the alarm has one; else empty.
  public var sensor: String
  public var priority: Int
  public var by: String
  public var why: String
  /// When a shelf or a maintenance ends; unknown otherwise.
  public var until: Stamp
  public var refusal: OperationRefusal
  /// Of an overdue acknowledgement of a limit: what is broken, by how much, in which unit.
  public var level: EpisodeKind?
  public var value = Double.nan
  public var limit = Double.nan
  public var unit = ""

  public init(
    at: Stamp, seen: Stamp, kind: OperationKind, subject: String, device: String, sensor: String, priority: Int,
    by: String, why: String, until: Stamp, refusal: OperationRefusal
  ) {
    self.at = at
    self.seen = seen
    self.kind = kind
    self.subject = subject
    self.device = device
    self.sensor = sensor
    self.priority = priority
    self.by = by
    self.why = why
    self.until = until
    self.refusal = refusal
  }

  /// One sentence.
  public var text: String {
    let reason = why.isEmpty ? "" : ": \(why)"
    let person = by.isEmpty ? "" : " by \(by)"
    let ending = until.isKnown ? " until \(until.iso8601.prefix(16))Z" : ""
    let sentence =
      switch kind {
      case .acknowledged: "\(subject) acknowledged\(person)\(reason)"
      case .shelved: "\(subject) shelved\(ending)\(person)\(reason)"
      case .unshelved: "\(subject) taken off the shelf\(person)\(reason)"
      case .shelfExpired: "\(subject): its time on the shelf is over"
      case .shelfBroken: "\(subject) is off the shelf: the outer limit is broken"
      case .outOfService: "\(subject) taken out of service\(person)\(reason)"
      case .inService: "\(subject) put back into service\(person)\(reason)"
      case .reminder: "\(subject) is still out of service\(person)\(reason)"
      case .overdue: overdueText
      case .maintenanceBegan: "\(subject) under maintenance\(ending)\(person)\(reason)"
      case .maintenanceEnded: "maintenance of \(subject) is over\(person)\(reason)"
      case .normalAccepted: "\(subject): the present is the new normal\(person)\(reason)"
      case .normalUndone: "\(subject): the old normal holds again\(person)\(reason)"
      case .retired: "\(subject) retired\(person)\(reason)"
      case .reinstated: "\(subject) is back in the plant\(person)\(reason)"
      case .silenced: "the bell rests\(person)"
      case .noted: why + (by.isEmpty ? "" : " (\(by))")
      case .suppressed: "\(subject) is suppressed: \(device) stands still"
      }
    return refusal == .none ? sentence : "not carried out here, \(refusal.text): \(sentence)"
  }

  private var overdueText: String {
    guard let breach = level?.breachText else { return "\(subject) is not acknowledged yet" }
    let suffix = unit.isEmpty ? "" : " " + unit
    let (isHigh, bound) = (level == .highHigh || level == .high, "\(numberText(limit))\(suffix)")
    if isHigh ? value <= limit : value >= limit {
      return
        "\(device) \(sensor) was \(breach) \(bound), and nobody has acknowledged it; now \(numberText(value))\(suffix)"
    }
    return "\(device) \(sensor): \(numberText(value))\(suffix) is \(breach) \(bound), and nobody has acknowledged it"
  }

  /// Whether it is a note that was taken.
  public var isNote: Bool { kind == .noted && refusal == .none }

  /// Why it was not done, in a line for whoever asked for it; empty when it was.
  public var refusalText: String { refusal == .none ? "" : "\(refusal.text): \(kind.word) \(subject) is refused" }
}

/// The flat part of an operation, on its way through the log of events.
struct OperationRecord: BitwiseCopyable {
  var kind: OperationKind
  var refusal: OperationRefusal
  /// Index of the alarm, `UInt32.max` for a place.
  var alarm = UInt32.max
  var place: UInt32 = 0
  var by: UInt32 = 0
  var why: UInt32 = 0
  var priority: UInt8 = 0
  var until = Stamp.unknown
}

extension Engine {
  mutating func emit(
    _ kind: OperationKind, _ alarm: Int, by: UInt32 = 0, why: UInt32 = 0, refusal: OperationRefusal
  ) {
    let record = book.records[alarm]
    emit(
      OperationRecord(
        kind: kind, refusal: refusal, alarm: UInt32(alarm), by: kind.isOwn ? record.by : by,
        why: kind.isOwn ? record.why : why, priority: record.priority, until: record.until))
  }

  mutating func emit(
    _ kind: OperationKind, place: UInt32, by: UInt32 = 0, why: UInt32 = 0, refusal: OperationRefusal
  ) {
    var record = OperationRecord(kind: kind, refusal: refusal, place: place, by: by, why: why)
    if kind == .maintenanceBegan, let entry = maintenances.find(place) {
      record.until = maintenances.entries[entry].until
    }
    emit(record)
  }

  /// A note, about its moment.
  mutating func emitNote(about moment: Stamp?, by: UInt32, why: UInt32) {
    emit(
      OperationRecord(kind: .noted, refusal: why == 0 ? .noReason : .none, by: by, why: why),
      at: moment.map { min($0, clock.now) })
  }

  private mutating func emit(_ operation: OperationRecord, at moment: Stamp? = nil) {
    var record = EventRecord(kind: .operation, at: moment ?? clock.now, seen: clock.now)
    record.operation = operation
    emit(record)
  }

  func operationEvent(_ record: EventRecord) -> OperationEvent {
    guard let operation = record.operation else { preconditionFailure("an operation's event has its operation") }
    var event = OperationEvent(
      at: record.at, seen: record.seen, kind: operation.kind, subject: operatorTexts.text(operation.place), device: "",
      sensor: "", priority: Int(operation.priority), by: operatorTexts.text(operation.by),
      why: operatorTexts.text(operation.why), until: operation.until, refusal: operation.refusal)
    if operation.alarm != .max {
      let subject = subject(Int(operation.alarm))
      event.subject = subject.text
      if case .limit(let device, let sensor, _) = subject { (event.device, event.sensor) = (device, sensor) }
      if operation.kind == .overdue {
        let row = alarmRow(Int(operation.alarm))
        (event.level, event.value, event.limit, event.unit) = (row.kind, row.value, row.limit, row.unit)
      }
    }
    return event
  }
}
