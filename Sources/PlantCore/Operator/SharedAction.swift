/// An operator's action on its way between programs that judge the same plant.
///
/// Each of them numbers its announcements by itself and has a clock of its own, so the alarm is named by how long ago it
/// was announced.
public struct SharedAction: Sendable, Hashable {
  public var action: OperatorAction
  public var note: OperatorNote
  /// Nanoseconds from the announcement that is meant to when this is sent; nil where no alarm is, or it was never announced.
  public var age: Int64?
  /// The priority it was announced with; 0 where no alarm is meant.
  public var priority = 0

  public init(_ action: OperatorAction, _ note: OperatorNote) { (self.action, self.note) = (action, note) }

  /// What `# action` says, and the announcement.
  public var json: String {
    var object = ActionLine.object(action, note)
    if let age { object.add("age", raw: Stamp(nanoseconds: age).decimalSeconds) }
    if priority > 0 { object.add("priority", raw: String(priority)) }
    return object.text
  }

  /// Reads `json` back; nil when it says nothing that is known.
  public init?(json: String) {
    let read = ByteSlice.over(json) { json -> SharedAction? in
      guard let action = ActionLine.action(json) else { return nil }
      var shared = SharedAction(
        action, OperatorNote(by: OwnLine.text(json, "by") ?? "", why: OwnLine.text(json, "why") ?? ""))
      shared.age = OwnLine.number(json, "age")?.integer(shiftedBy: 9)
      shared.priority = Int(OwnLine.number(json, "priority")?.integer(shiftedBy: 0) ?? 0)
      return shared
    }
    guard let read else { return nil }
    self = read
  }

  /// Two programs on one computer hear of a message within this time of each other.
  static let tolerance = 2 * Interval.second
  /// An alarm that stands here for longer is known to whoever acts: who was away has heard of it late, and dates it so.
  static let settling = 5 * Interval.second
}

extension SharedAction {
  /// The same for whoever hears of it later; nil for what would mean something else then, as the present being normal.
  ///
  /// - Parameter moment: What a note about now is about.
  public func kept(at moment: Stamp) -> SharedAction? {
    switch action {
    case .acceptNormal, .undoNormal: return nil
    default:
      // The collector's journal has it at the moment at which it hears of it.
      var kept = self
      if action == .note(about: nil) { kept.action = .note(about: moment) }
      let time = "done alone at \(moment.iso8601.prefix(19))Z"
      kept.note.why = note.why.isEmpty ? time : "\(note.why) (\(time))"
      return kept
    }
  }

  /// The same about an alarm as it stands.
  fileprivate func naming(_ record: AlarmRecord, now: Stamp) -> SharedAction {
    var shared = self
    shared.age = record.announced.isKnown ? max(0, now - record.announced) : nil
    shared.priority = Int(record.priority)
    return shared
  }
}

extension OperatorAction {
  /// The alarm it is about; nil where it is about a device, a place or nothing.
  public var alarm: AlarmReference? {
    switch self {
    case .acknowledge(let alarm), .shelve(let alarm, _), .unshelve(let alarm), .takeOutOfService(let alarm),
      .returnToService(let alarm):
      alarm
    case .maintain, .endMaintenance, .retire, .reinstate, .acceptNormal, .undoNormal, .silence, .note: nil
    }
  }

  /// What it is about, so that one deed can be told to concern the same as another; nil where it stands alone.
  public var object: String? {
    switch self {
    case .maintain(let place, _), .endMaintenance(let place): "place \(place)"
    case .retire(let device), .reinstate(let device): "device \(device)"
    default: alarm?.subject.text
    }
  }

  /// Whether doing it a second time changes nothing.
  public var isRepeatable: Bool {
    switch self {
    case .note, .acceptNormal, .undoNormal, .silence: false
    default: true
    }
  }

  /// The same with another alarm.
  func naming(_ alarm: AlarmReference) -> OperatorAction {
    switch self {
    case .acknowledge: .acknowledge(alarm)
    case .shelve(_, let nanoseconds): .shelve(alarm, nanoseconds: nanoseconds)
    case .unshelve: .unshelve(alarm)
    case .takeOutOfService: .takeOutOfService(alarm)
    case .returnToService: .returnToService(alarm)
    case .maintain, .endMaintenance, .retire, .reinstate, .acceptNormal, .undoNormal, .silence, .note: self
    }
  }
}

extension Engine {
  /// An action as others can understand it; nil when its alarm is no longer the one that was drawn, or is not known.
  ///
  /// - Parameter now: The moment in stream time, which goes on between records.
  public func shared(_ action: OperatorAction, _ note: OperatorNote, now: Stamp) -> SharedAction? {
    let shared = SharedAction(action, note)
    guard let alarm = action.alarm else { return shared }
    guard let index = find(alarm.subject), book.records[index].generation == alarm.generation else { return nil }
    return shared.naming(book.records[index], now: now)
  }

  /// What another program's action is here, and why it does not fit: the alarm was announced anew, or more urgently,
  /// than whoever acted can have seen, or all is so already.
  ///
  /// - Parameter now: The moment in stream time, which goes on between records.
  public func fitting(
    _ shared: SharedAction, now: Stamp
  ) -> (action: OperatorAction, refusal: OperationRefusal) {
    switch shared.action {
    case .maintain(let place, _) where maintenances.find(operatorTexts.find(place)) != nil,
      .endMaintenance(let place) where maintenances.find(operatorTexts.find(place)) == nil:
      return (shared.action, .nothingToDo)
    case .retire(let device) where isRetired(device) == true, .reinstate(let device) where isRetired(device) == false:
      return (shared.action, .nothingToDo)
    default: break
    }
    guard let alarm = shared.action.alarm else { return (shared.action, .none) }
    guard let index = find(alarm.subject) else { return (shared.action, .unknownAlarm) }
    let record = book.records[index]
    let action = shared.action.naming(AlarmReference(subject: alarm.subject, generation: record.generation))
    if record.announced.isKnown {
      let own = now - record.announced
      guard let age = shared.age, age - own <= SharedAction.tolerance || own > SharedAction.settling,
        Int(record.priority) >= shared.priority
      else { return (action, .hasChanged) }
    }
    return (action, record.isSo(action) ? .nothingToDo : .none)
  }

  /// Something done here that nobody else has heard of, as it stands at this moment; nil when it is no longer so.
  ///
  /// Its alarm is the one that is known here now, whenever another program has announced it.
  public func standing(_ shared: SharedAction) -> SharedAction? {
    var standing = shared
    switch shared.action {
    case .maintain(let place, _):
      guard let index = maintenances.find(operatorTexts.find(place)) else { return nil }
      let left = max(Interval.second, maintenances.entries[index].until - clock.now)
      standing.action = .maintain(place: place, nanoseconds: left)
    case .endMaintenance(let place) where maintenances.find(operatorTexts.find(place)) != nil: return nil
    case .retire(let device) where isRetired(device) == false, .reinstate(let device) where isRetired(device) == true:
      return nil
    default: break
    }
    guard let alarm = shared.action.alarm else { return standing }
    guard let index = find(alarm.subject), book.records[index].isSo(shared.action) else { return nil }
    let record = book.records[index]
    (standing.age, standing.priority) = (0, Int(record.priority))
    if case .shelve = shared.action {
      standing.action = .shelve(alarm, nanoseconds: max(Interval.second, record.until - clock.now))
    }
    return standing
  }

  /// What of its alarms and devices somebody has done and still holds, as actions: for a program that joins.
  ///
  /// - Parameter now: The moment in stream time, which goes on between records.
  public func standingActions(now: Stamp) -> [SharedAction] {
    var actions: [SharedAction] = []
    func note(_ by: UInt32, _ why: UInt32) -> OperatorNote {
      OperatorNote(by: operatorTexts.text(by), why: operatorTexts.text(why))
    }
    func add(_ action: OperatorAction, _ record: AlarmRecord) {
      actions.append(SharedAction(action, note(record.by, record.why)).naming(record, now: now))
    }
    for index in 0..<book.records.count {
      let record = book.records[index]
      guard record.state == .acknowledged || record.overlay == .shelved || record.overlay == .outOfService else {
        continue
      }
      let alarm = AlarmReference(subject: subject(index), generation: record.generation)
      if record.state == .acknowledged { add(.acknowledge(alarm), record) }
      if record.overlay == .shelved {
        add(.shelve(alarm, nanoseconds: max(Interval.second, record.until - clock.now)), record)
      }
      if record.overlay == .outOfService { add(.takeOutOfService(alarm), record) }
    }
    for index in 0..<maintenances.entries.count {
      let entry = maintenances.entries[index]
      let place = operatorTexts.text(entry.place)
      actions.append(
        SharedAction(
          .maintain(place: place, nanoseconds: max(Interval.second, entry.until - clock.now)), note(entry.by, entry.why)
        ))
    }
    for device in 0..<devices.count where devices[device].isRetired {
      actions.append(
        SharedAction(.retire(device: deviceNames.text(DeviceID(device))), OperatorNote(by: "", why: "retired before")))
    }
    return actions
  }

  /// Whether a device is retired; nil when there is none of that name.
  private func isRetired(_ name: String) -> Bool? {
    device(named: name).map { devices[Int($0)].isRetired }
  }
}

extension AlarmRecord {
  /// Whether an action would change nothing.
  fileprivate func isSo(_ action: OperatorAction) -> Bool {
    switch action {
    case .acknowledge: state == .acknowledged || state == .normal
    case .shelve: overlay == .shelved || overlay == .outOfService || overlay == .maintenance
    case .unshelve: overlay != .shelved
    case .takeOutOfService: overlay == .outOfService
    case .returnToService: overlay != .outOfService
    case .maintain, .endMaintenance, .retire, .reinstate, .acceptNormal, .undoNormal, .silence, .note: false
    }
  }
}
