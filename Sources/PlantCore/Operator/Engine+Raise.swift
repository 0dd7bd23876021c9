extension Engine {
  /// An alarm's condition has become true.
  ///
  /// - Parameter isOuter: Whether it is the outer limit that is broken: HH or LL.
  ///
  /// - Returns: What its opening tells of it.
  @discardableResult
  mutating func raise(
    _ subject: UInt32, _ side: AlarmSide, priority: Int, isOuter: Bool, episode: UInt64 = 0
  ) -> Announcement {
    let index = book.findOrAdd(subject, side)
    book.change(index) { [now = clock.now] alarm in
      alarm.isActive = true
      alarm.priority = UInt8(clamping: priority)
      alarm.since = now
      alarm.episode = episode
    }
    breakThrough(index, isOuter: isOuter)
    return callOperator(index, isOpening: true)
  }

  /// An active alarm has become worse: whatever was said about it before was said about something else.
  ///
  /// - Returns: As `raise`.
  mutating func escalate(_ subject: UInt32, _ side: AlarmSide, priority: Int) -> Announcement {
    guard let index = book.find(subject, side), book.records[index].isActive else {
      return raise(subject, side, priority: priority, isOuter: true)
    }
    book.change(index) { [now = clock.now] alarm in
      alarm.priority = UInt8(clamping: priority)
      alarm.since = now
    }
    breakThrough(index, isOuter: true)
    return callOperator(index, isOpening: true)
  }

  /// A shelf covers what was broken when it was shelved, never the outer limit behind it.
  private mutating func breakThrough(_ index: Int, isOuter: Bool) {
    let alarm = book.records[index]
    book.change(index) { $0.isOuter = isOuter }
    guard isOuter, alarm.overlay == .shelved, !alarm.isOuterShelved else { return }
    book.change(index) { alarm in
      alarm.overlay = .none
      alarm.until = .unknown
    }
    emit(.shelfBroken, index, refusal: .none)
  }

  /// An active alarm has become less bad: it keeps its line and its acknowledgement.
  mutating func ease(_ subject: UInt32, _ side: AlarmSide, priority: Int, isOuter: Bool = false) {
    guard let index = book.find(subject, side) else { return }
    book.change(index) { alarm in
      alarm.priority = UInt8(clamping: priority)
      alarm.isOuter = isOuter
    }
  }

  /// An alarm's condition has become false.
  mutating func settle(_ subject: UInt32, _ side: AlarmSide, isLatching: Bool) {
    guard let index = book.find(subject, side), book.records[index].isActive else { return }
    book.change(index) { [now = clock.now] alarm in
      alarm.isActive = false
      alarm.returned = now
      switch alarm.state {
      case .unacknowledged: alarm.state = .returnedUnacknowledged
      case .acknowledged: alarm.state = isLatching ? .latched : .normal
      case .normal, .returnedUnacknowledged, .latched: break
      }
      // Behind an overlay nobody was told: there is nothing to look at.
      if alarm.overlay != .none, alarm.state == .returnedUnacknowledged, !alarm.isUnseen { alarm.state = .normal }
      if alarm.overlay == .suppressed { (alarm.overlay, alarm.until) = (.none, .unknown) }
      // What nobody has looked at is shown as the worst of it.
      if alarm.state == .returnedUnacknowledged, alarm.calledPriority > 0 {
        (alarm.priority, alarm.isOuter) = (alarm.calledPriority, alarm.isOuterCalled)
      }
      alarm.isOverdue = false
    }
  }

  /// Calls the operator: the alarm waits to be acknowledged, unless something holds its announcement back.
  ///
  /// - Parameters:
  ///   - isOpening: Whether the opening of an episode tells what became of it.
  ///   - isBack: Whether it comes out from behind what somebody did: that is no chattering.
  @discardableResult
  mutating func callOperator(_ index: Int, isOpening: Bool = false, isBack: Bool = false) -> Announcement {
    let now = clock.now
    let wasSuppressed = book.records[index].overlay == .suppressed
    if let kept = suppress(index, isOpening: isOpening) { return kept }
    if book.records[index].overlay == .none, isInMaintenance(index) {
      book.change(index) { $0.overlay = .maintenance }
    }
    let before = book.records[index].state
    let wasWaiting = before == .unacknowledged || before == .returnedUnacknowledged
    book.change(index) { alarm in
      alarm.state = .unacknowledged
      alarm.generation &+= 1
      alarm.isOverdue = false
      // An announcement nobody has answered stays one when the next is held back.
      alarm.isUnseen = alarm.overlay == .none || (wasWaiting && alarm.isUnseen)
    }
    guard book.records[index].overlay == .none else { return .aside }
    book.change(index) { alarm in
      alarm.announcedFirst = isBack ? .unknown : alarm.announcedBefore
      alarm.announcedBefore = isBack ? .unknown : alarm.announced
      alarm.announced = now
      alarm.announcements &+= 1
      // Who did what about the time before has done nothing about this.
      (alarm.by, alarm.why) = (0, 0)
      alarm.calledPriority = alarm.calledPriority == 0 ? alarm.priority : min(alarm.calledPriority, alarm.priority)
      alarm.isOuterCalled = alarm.isOuterCalled || alarm.isOuter
    }
    rates.add(priority: Int(book.records[index].priority), index: UInt32(index), at: now)
    if now.isKnown, book.records[index].priority == 1 { setAlarmTimer(index, at: now + configuration.escalateAfter) }
    return wasSuppressed ? .released : .called
  }

  /// Holds an alarm back whose limit means nothing while its device stands still; nil when it is to be announced.
  ///
  /// What an operator has been told of, and what waits to be acknowledged or reset, stays in sight.
  private mutating func suppress(_ index: Int, isOpening: Bool) -> Announcement? {
    let alarm = book.records[index]
    guard alarm.overlay == .none || alarm.overlay == .suppressed else { return nil }
    guard isGated(alarm) else {
      if alarm.overlay == .suppressed { book.change(index) { ($0.overlay, $0.until) = (.none, .unknown) } }
      return nil
    }
    // Announced since it became active: it comes back from behind something else.
    if alarm.overlay == .none, alarm.announced.isKnown, alarm.announced >= alarm.since { return nil }
    let isInSight = alarm.overlay == .none && (alarm.isUnseen || alarm.state == .latched)
    book.change(index) { alarm in
      alarm.state = .unacknowledged
      alarm.generation &+= 1
      alarm.isUnseen = isInSight
      if !isInSight { (alarm.overlay, alarm.until) = (.suppressed, .unknown) }
    }
    if !isInSight, !isOpening { emit(.suppressed, index, refusal: .none) }
    return isInSight ? .waiting : .suppressed
  }

  mutating func setAlarmTimer(_ index: Int, at moment: Stamp) {
    timers.push(TimerHeap.Entry(deadline: moment.nanoseconds, kind: .alarm, index: UInt32(index)))
  }

  /// A moment set for an alarm has come: the end of a shelf, an overdue acknowledgement, a reminder.
  mutating func checkAlarm(_ index: Int) {
    let alarm = book.records[index]
    let now = clock.now
    if alarm.until.isKnown, alarm.until <= now {
      switch alarm.overlay {
      case .shelved: endShelf(index)
      case .outOfService: remind(index)
      case .none, .maintenance, .suppressed: break
      }
    }
    guard alarm.state == .unacknowledged, alarm.isActive, alarm.priority == 1, alarm.overlay == .none, !alarm.isOverdue,
      alarm.announced.isKnown, now - alarm.announced >= configuration.escalateAfter
    else { return }
    book.change(index) { $0.isOverdue = true }
    rates.repeatCall()
    emit(.overdue, index, refusal: .none)
  }

  private mutating func endShelf(_ index: Int) {
    book.change(index) { alarm in
      alarm.overlay = .none
      alarm.until = .unknown
    }
    emit(.shelfExpired, index, refusal: .none)
    if book.records[index].isActive { callOperator(index, isBack: true) }
  }

  /// Once a day: what is out of service is not forgotten.
  private mutating func remind(_ index: Int) {
    book.change(index) { [now = clock.now] in $0.until = now + Interval.day }
    setAlarmTimer(index, at: clock.now + Interval.day)
    emit(.reminder, index, refusal: .none)
  }
}
