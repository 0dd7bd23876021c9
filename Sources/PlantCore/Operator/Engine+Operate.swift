extension Engine {
  /// Carries out what an operator did, as far as the alarm is still what the operator saw.
  mutating func operate(_ action: OperatorAction, _ note: OperatorNote) {
    let by = operatorTexts.number(note.by)
    let why = operatorTexts.number(note.why)
    switch action {
    case .acknowledge(let alarm):
      carryOut(.acknowledged, alarm, by, why) { record, _ in
        switch record.state {
        case .unacknowledged: record.state = .acknowledged
        case .returnedUnacknowledged, .latched: record.state = .normal
        case .normal, .acknowledged: return .nothingToDo
        }
        record.isOverdue = false
        record.isUnseen = false
        (record.calledPriority, record.isOuterCalled) = (0, false)
        return .none
      }
    case .shelve(let alarm, let span):
      guard why != 0 else { return refuse(.shelved, alarm, by, why, .noReason) }
      let until = clock.now + min(span, ActionLine.longestShelf)
      let done = carryOut(.shelved, alarm, by, why) { record, _ in
        guard record.overlay != .outOfService, record.overlay != .maintenance else { return .nothingToDo }
        record.overlay = .shelved
        record.isOuterShelved = record.isOuter
        record.until = until
        return .none
      }
      if let done { setAlarmTimer(done, at: until) }
    case .unshelve(let alarm):
      let done = carryOut(.unshelved, alarm, by, why) { record, _ in
        guard record.overlay == .shelved else { return .nothingToDo }
        record.overlay = .none
        record.until = .unknown
        return .none
      }
      if let done, book.records[done].isActive { callOperator(done, isBack: true) }
    case .takeOutOfService(let alarm):
      guard why != 0 else { return refuse(.outOfService, alarm, by, why, .noReason) }
      let done = carryOut(.outOfService, alarm, by, why) { record, now in
        guard record.overlay != .outOfService else { return .nothingToDo }
        record.overlay = .outOfService
        record.until = now + Interval.day
        return .none
      }
      if let done { setAlarmTimer(done, at: clock.now + Interval.day) }
    case .returnToService(let alarm):
      let done = carryOut(.inService, alarm, by, why) { record, _ in
        guard record.overlay == .outOfService else { return .nothingToDo }
        record.overlay = .none
        record.until = .unknown
        return .none
      }
      if let done, book.records[done].isActive { callOperator(done, isBack: true) }
    case .maintain(let place, let span): maintain(place, span, by, why)
    case .endMaintenance(let place):
      let number = operatorTexts.number(place)
      guard let entry = maintenances.find(number) else {
        return emit(
          .maintenanceEnded, place: number, by: by, why: why, refusal: isPlace(place) ? .nothingToDo : .unknownPlace)
      }
      endMaintenance(entry, by: by, why: why)
    case .retire(let device): retire(device, true, by, why)
    case .reinstate(let device): retire(device, false, by, why)
    case .acceptNormal(let device, let sensor):
      let place = operatorTexts.number("\(device) \(sensor)")
      var refusal = OperationRefusal.none
      if why == 0 {
        refusal = .noReason
      } else if let number = sensorNumber(device, sensor) {
        if !accept(number) { refusal = .notNow }
      } else {
        refusal = .unknownSensor
      }
      emit(.normalAccepted, place: place, by: by, why: why, refusal: refusal)
    case .undoNormal(let device, let sensor):
      let place = operatorTexts.number("\(device) \(sensor)")
      let number = sensorNumber(device, sensor)
      let isDone = number.map { undoAccept($0) } ?? false
      emit(
        .normalUndone, place: place, by: by, why: why,
        refusal: isDone ? .none : number == nil ? .unknownSensor : .nothingToDo)
    case .note(let moment): emitNote(about: moment, by: by, why: why)
    case .silence: emit(.silenced, place: 0, by: by, why: why, refusal: .none)
    }
  }

  /// Changes an alarm's record if it is still the one the operator saw, and tells what came of it.
  ///
  /// - Returns: The alarm's index when it was done.
  @discardableResult
  private mutating func carryOut(
    _ kind: OperationKind, _ alarm: AlarmReference, _ by: UInt32, _ why: UInt32,
    _ body: (inout AlarmRecord, Stamp) -> OperationRefusal
  ) -> Int? {
    guard let index = find(alarm.subject) else {
      refuse(kind, alarm, by, why, .unknownAlarm)
      return nil
    }
    guard book.records[index].generation == alarm.generation else {
      emit(kind, index, by: by, why: why, refusal: .hasChanged)
      return nil
    }
    var refusal = OperationRefusal.none
    let now = clock.now
    book.change(index) { record in
      refusal = body(&record, now)
      guard refusal == .none else { return }
      (record.by, record.why) = (by, why)
      if kind == .acknowledged { record.acknowledged = now }
    }
    emit(kind, index, by: by, why: why, refusal: refusal)
    return refusal == .none ? index : nil
  }

  private mutating func refuse(
    _ kind: OperationKind, _ alarm: AlarmReference, _ by: UInt32, _ why: UInt32, _ refusal: OperationRefusal
  ) {
    if let index = find(alarm.subject) {
      emit(kind, index, by: by, why: why, refusal: refusal)
    } else {
      emit(kind, place: operatorTexts.number(alarm.subject.text), by: by, why: why, refusal: refusal)
    }
  }

  private mutating func maintain(_ place: String, _ span: Int64, _ by: UInt32, _ why: UInt32) {
    let number = operatorTexts.number(place)
    var refusal = OperationRefusal.none
    if why == 0 {
      refusal = .noReason
    } else if !isPlace(place) {
      refusal = .unknownPlace
    } else if maintenances.entries.count >= Maintenances.limit, maintenances.find(number) == nil {
      refusal = .tooMany
    }
    if refusal == .none {
      let until = clock.now + min(span, ActionLine.longestMaintenance)
      if let known = maintenances.find(number) { maintenances.remove(known) }
      maintenances.entries.append(
        Maintenances.Entry(place: number, from: clock.now, until: until, by: by, why: why))
      timers.push(TimerHeap.Entry(deadline: until.nanoseconds, kind: .maintenance, index: number))
    }
    emit(.maintenanceBegan, place: number, by: by, why: why, refusal: refusal)
  }

  private mutating func retire(_ name: String, _ isRetired: Bool, _ by: UInt32, _ why: UInt32) {
    let device = device(named: name)
    var refusal = OperationRefusal.none
    if isRetired, why == 0 {
      refusal = .noReason
    } else if let device {
      if devices[Int(device)].isRetired == isRetired { refusal = .nothingToDo }
    } else {
      refusal = .unknownDevice
    }
    emit(
      isRetired ? .retired : .reinstated, place: operatorTexts.number(name), by: by, why: why, refusal: refusal)
    if refusal == .none, let device { setRetired(Int(device), isRetired) }
  }

  /// The record of an alarm; nil when it was never raised.
  func find(_ subject: AlarmSubject) -> Int? {
    switch subject {
    case .pipeline(let name):
      guard let index = (0..<alarms.count).first(where: { alarmName($0).text == name }) else { return nil }
      return book.find(UInt32(index), .pipeline)
    case .limit(let device, let sensor, let isHigh):
      return sensorNumber(device, sensor).flatMap { book.find(UInt32($0), isHigh ? .high : .low) }
    }
  }

  /// The number of a sensor by its names; nil when there is none.
  func sensorNumber(_ device: String, _ sensor: String) -> Int? {
    let device = self.device(named: device)
    let type = ByteSlice.over(sensor.lowercased()) { typeNames.find($0, hash: NameHash.of($0)) }
    guard let device, let type else { return nil }
    return sensorNumbers.find(device, type).map(Int.init)
  }

  /// The alarm of a record, as an action names it.
  func subject(_ index: Int) -> AlarmSubject {
    let alarm = book.records[index]
    guard alarm.side != .pipeline else {
      return .pipeline(alarmName(Int(alarm.subject)).text)
    }
    let sensor = sensors[Int(alarm.subject)]
    return .limit(
      device: deviceNames.text(sensor.device), sensor: types[Int(sensor.type)].name, isHigh: alarm.side == .high)
  }
}
