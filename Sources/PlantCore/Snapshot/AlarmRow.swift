/// One alarm with its evaluation and what operators have made of it, as a row of the alarm screen.
public struct AlarmRow: Sendable, Hashable {
  /// What an action on this row must name.
  public var reference: AlarmReference
  /// The device to drill into; nil for a pipeline alarm.
  public var device: DeviceID?
  public var deviceName: String
  /// The sensor it hangs on; nil for a pipeline alarm.
  public var sensor: SensorID?
  /// The sensor type, or the pipeline alarm's name.
  public var name: String
  public var unit: String
  public var state: OperatorState
  public var overlay: AlarmOverlay
  public var isActive: Bool
  /// The kind of the limit broken, or broken last; nil for a pipeline alarm.
  public var kind: EpisodeKind?
  /// 1 to 3.
  public var priority: Int
  /// Stream time of the present (or last) activation.
  public var since: Stamp
  /// Stream time of the last announcement; unknown when it never was announced.
  public var announced: Stamp
  /// Stream time at which it was last over; unknown while it never was.
  public var returned = Stamp.unknown
  /// The value now, and the limit or threshold it is compared with; NaN when not known.
  public var value: Double
  public var limit: Double
  /// How often it was announced since the start.
  public var announcements: Int
  /// End of the shelf, or next reminder while out of service; unknown otherwise.
  public var until: Stamp
  /// Who acted last on it, and why; empty when nobody did.
  public var by: String
  public var why: String
  /// Whether its acknowledgement is overdue.
  public var isOverdue: Bool
  /// Whether it was announced three times within a minute: the advice is to widen its deadband or to shelve it.
  public var isChattering: Bool
  /// Whether its sensor is silent.
  public var isWithoutData: Bool
  /// Whether its limit means nothing at the moment: its device stands still.
  public var isGated: Bool
  /// Whether it has eased from an outer limit whose call nobody has acknowledged.
  public var isOuterUnseen = false
  /// What an operator needs to know of the limit, from the configuration; empty where nothing is said.
  public var advice: LimitAdvice

  public init(
    reference: AlarmReference, device: DeviceID?, deviceName: String, name: String, unit: String, state: OperatorState,
    overlay: AlarmOverlay, isActive: Bool, kind: EpisodeKind?, priority: Int, since: Stamp, announced: Stamp,
    value: Double, limit: Double, announcements: Int, until: Stamp, by: String, why: String, isOverdue: Bool,
    isChattering: Bool, isWithoutData: Bool, isGated: Bool, advice: LimitAdvice
  ) {
    self.reference = reference
    self.device = device
    self.deviceName = deviceName
    self.name = name
    self.unit = unit
    self.state = state
    self.overlay = overlay
    self.isActive = isActive
    self.kind = kind
    self.priority = priority
    self.since = since
    self.announced = announced
    self.value = value
    self.limit = limit
    self.announcements = announcements
    self.until = until
    self.by = by
    self.why = why
    self.isOverdue = isOverdue
    self.isChattering = isChattering
    self.isWithoutData = isWithoutData
    self.isGated = isGated
    self.advice = advice
  }
}

extension AlarmRow {
  /// The alarm with the limit it is about, such as `press-07 temperature highHigh`.
  public var limitName: String { kind.map { "\(deviceName) \(name) \($0.text)" } ?? name }

  /// Who acted last on it, and why; empty when nobody did.
  public var lastAction: String { by.isEmpty ? "" : by + (why.isEmpty ? "" : ": \(why)") }
}

/// What operators have made of an alarm, in short.
public struct AlarmStanding: Sendable, Hashable {
  public var reference: AlarmReference
  public var state: OperatorState
  public var overlay: AlarmOverlay
  /// The alarm's own, 1 to 3: what is over keeps the one it had.
  public var priority: Int
  public var isOverdue: Bool
  /// Stream time of the last announcement; unknown when it never was announced.
  public var announced: Stamp
  /// Stream time at which it was last over; unknown while it never was.
  public var returned: Stamp

  public init(
    reference: AlarmReference, state: OperatorState, overlay: AlarmOverlay, priority: Int, isOverdue: Bool,
    announced: Stamp, returned: Stamp = .unknown
  ) {
    self.reference = reference
    self.state = state
    self.overlay = overlay
    self.priority = priority
    self.isOverdue = isOverdue
    self.announced = announced
    self.returned = returned
  }

  /// Whether it waits for an operator.
  public var isUnacknowledged: Bool {
    overlay == .none && (state == .unacknowledged || state == .returnedUnacknowledged)
  }
}

/// A place under maintenance.
public struct MaintenanceRow: Sendable, Hashable {
  /// A device or an area.
  public var place: String
  public var from: Stamp
  public var until: Stamp
  public var by: String
  public var why: String

  public init(place: String, from: Stamp, until: Stamp, by: String, why: String) {
    self.place = place
    self.from = from
    self.until = until
    self.by = by
    self.why = why
  }
}

/// The alarm system's own health, after ISA-18.2 and EEMUA 191: only announced alarms count.
public struct AlarmFigures: Sendable, Hashable {
  /// Waiting to be acknowledged, by priority, 1 first.
  public var unacknowledged = [0, 0, 0]
  /// Announced in the last ten minutes: 1 is acceptable, 2 can be managed, more than 10 are a flood.
  public var lastTenMinutes = 0
  /// The most in any ten minutes.
  public var worstTenMinutes = 0
  /// Since when there is a flood; nil without one.
  public var floodSince: Stamp?
  /// The alarm with which the flood began.
  public var firstCause: AlarmSubject?
  public var floods = 0
  public var floodSeconds = 0
  /// Announced since the start, by priority, 1 first.
  public var announced = [0, 0, 0]
  public var shelved = 0
  public var outOfService = 0
  public var inMaintenance = 0
  /// Devices and areas under maintenance, whether or not anything breaks there.
  public var maintained = 0
  /// Held back because their device stands still.
  public var suppressed = 0
  /// Calls for the operator's ear since the start; the bell rings when it grows.
  public var calls: UInt64 = 0
  /// Priority of the newest call.
  public var loudest = 3

  public init() {}

  /// Alarms that wait to be acknowledged.
  public var allUnacknowledged: Int { unacknowledged.reduce(0, +) }
}

/// Figures that take a look at every alarm: for the alarm screen and reports.
public struct AlarmSurvey: Sendable, Hashable {
  /// When the alarm that has waited longest was announced; unknown when none waits.
  public var oldestUnacknowledged: Stamp = .unknown
  /// Active for more than 24 hours.
  public var standing = 0
  public var chattering = 0
  /// The ten most frequent alarms.
  public var topTen: [FrequentAlarm] = []
  /// Their share of all announcements, 0 to 1.
  public var topTenShare = 0.0

  public init() {}
}

/// An alarm and how often it was announced.
public struct FrequentAlarm: Sendable, Hashable {
  public var subject: AlarmSubject
  public var announcements: Int

  public init(subject: AlarmSubject, announcements: Int) {
    self.subject = subject
    self.announcements = announcements
  }
}

/// The alarms, worst first.
public struct AlarmList: Sendable {
  public var figures = AlarmFigures()
  /// At most `Query.alarmCount`: what waits for an operator first, then what is active, then what is put aside.
  public var rows: [AlarmRow] = []
  /// How many alarms are not in their normal state.
  public var count = 0
  /// How many of them the filter hides.
  public var hidden = 0
  public var survey = AlarmSurvey()
  public var maintenances: [MaintenanceRow] = []

  public init() {}
}
