extension Engine {
  /// The alarms for a screen: figures always, rows and survey where they are asked for.
  func alarmList(_ query: Query) -> AlarmList {
    var list = AlarmList()
    list.figures = alarmFigures()
    guard query.alarmCount > 0 else { return list }
    var page = LeadingPage<AlarmPlaceInList>(query.alarmCount) { $0.isBefore($1) }
    let filter = FilterExpression(query.alarmFilter)
    for index in 0..<book.records.count where isShown(book.records[index]) {
      list.count += 1
      guard passes(book.records[index], filter) else {
        list.hidden += 1
        continue
      }
      page.offer(place(of: index, query.alarmSort))
    }
    list.rows = page.elements.map { alarmRow($0.index) }
    list.survey = alarmSurvey()
    for index in 0..<maintenances.entries.count {
      let entry = maintenances.entries[index]
      list.maintenances.append(
        MaintenanceRow(
          place: operatorTexts.text(entry.place), from: entry.from, until: entry.until,
          by: operatorTexts.text(entry.by), why: operatorTexts.text(entry.why)))
    }
    return list
  }

  private func place(of index: Int, _ sort: AlarmSort) -> AlarmPlaceInList {
    let alarm = book.records[index]
    var place = AlarmPlaceInList(rank: rank(alarm), since: alarm.since, index: index)
    switch sort {
    case .worstFirst: break
    case .newest: place.rank = 0
    case .device:
      place.text = alarm.side == .pipeline ? "" : deviceNames.text(sensors[Int(alarm.subject)].device)
    case .mostOften: place.rank = -Int(alarm.announcements)
    }
    return place
  }

  private func isShown(_ alarm: AlarmRecord) -> Bool { alarm.isActive || alarm.state != .normal || isPutAside(alarm) }

  private func isPutAside(_ alarm: AlarmRecord) -> Bool { alarm.overlay == .shelved || alarm.overlay == .outOfService }

  /// An alarm's place among others: waiting and active by priority, then what returned unseen, acknowledged, held, put aside.
  func rank(_ alarm: AlarmRecord) -> Int {
    let priority = Int(alarm.priority)
    if alarm.overlay != .none { return 40 + priority }
    switch alarm.state {
    case .unacknowledged: return priority
    case .returnedUnacknowledged: return 10 + priority
    case .acknowledged: return 20 + priority
    case .latched: return 30 + priority
    case .normal: return 40 + priority
    }
  }

  func alarmFigures() -> AlarmFigures {
    var figures = AlarmFigures()
    let counts = book.counts
    for priority in 0..<3 {
      figures.unacknowledged[priority] = Int(counts.unacknowledged[priority])
      figures.announced[priority] = Int(clamping: rates.announced[priority])
    }
    figures.lastTenMinutes = Int(rates.lastTenMinutes)
    figures.worstTenMinutes = Int(rates.worstTenMinutes)
    figures.floods = Int(rates.floods)
    figures.floodSeconds = Int(clamping: rates.floodSeconds)
    if rates.isFlood {
      figures.floodSince = rates.floodSince
      figures.firstCause = rates.firstCause > 0 ? subject(Int(rates.firstCause - 1)) : nil
    }
    figures.shelved = Int(counts.shelved)
    figures.outOfService = Int(counts.outOfService)
    figures.inMaintenance = Int(counts.inMaintenance)
    figures.maintained = maintenances.entries.count
    figures.suppressed = Int(counts.suppressed)
    figures.calls = rates.calls
    figures.loudest = Int(rates.loudest)
    return figures
  }

  private func alarmSurvey() -> AlarmSurvey {
    var survey = AlarmSurvey()
    var announcements = 0
    var most = LeadingPage<(times: Int, index: Int)>(10) { ($1.times, $0.index) < ($0.times, $1.index) }
    for index in 0..<book.records.count {
      let alarm = book.records[index]
      announcements += Int(alarm.announcements)
      if alarm.announcements > 0 { most.offer((Int(alarm.announcements), index)) }
      if alarm.isUnacknowledged, alarm.announced.isKnown,
        !survey.oldestUnacknowledged.isKnown || alarm.announced < survey.oldestUnacknowledged
      {
        survey.oldestUnacknowledged = alarm.announced
      }
      if alarm.isActive, alarm.overlay != .suppressed, alarm.since.isKnown, clock.now - alarm.since > Interval.day {
        survey.standing += 1
      }
      if isChattering(alarm) { survey.chattering += 1 }
    }
    survey.topTen = most.elements.map { FrequentAlarm(subject: subject($0.index), announcements: $0.times) }
    let top = survey.topTen.reduce(0) { $0 + $1.announcements }
    survey.topTenShare = announcements > 0 ? Double(top) / Double(announcements) : 0
    return survey
  }

  /// Three announcements in a minute, the last of them in the last ten.
  private func isChattering(_ alarm: AlarmRecord) -> Bool {
    alarm.isChattering && clock.now - alarm.announced < 10 * Interval.minute
  }

  func alarmRow(_ index: Int) -> AlarmRow {
    let alarm = book.records[index]
    var row = AlarmRow(
      reference: AlarmReference(subject: subject(index), generation: alarm.generation), device: nil, deviceName: "",
      name: "", unit: "", state: alarm.state, overlay: alarm.overlay, isActive: alarm.isActive, kind: nil,
      priority: Int(alarm.priority), since: alarm.since, announced: alarm.announced, value: .nan, limit: .nan,
      announcements: Int(alarm.announcements), until: alarm.until, by: operatorTexts.text(alarm.by),
      why: operatorTexts.text(alarm.why), isOverdue: alarm.isOverdue, isChattering: isChattering(alarm),
      isWithoutData: false, isGated: false, advice: LimitAdvice())
    row.returned = alarm.returned
    guard alarm.side != .pipeline else {
      let place = Int(alarm.subject)
      row.name = alarmName(place).text
      row.value = alarms[place].value
      row.limit = threshold(place)
      row.advice.action = AlarmPlace.definition(at: place).map { configuration.alarms[$0].action } ?? ""
      return row
    }
    let sensor = sensors[Int(alarm.subject)]
    let own = configuredLimits(sensor.device, sensor.type)
    row.device = sensor.device
    row.sensor = alarm.subject
    row.deviceName = deviceNames.text(sensor.device)
    row.name = types[Int(sensor.type)].name
    row.unit = own.unit
    row.value = sensor.value
    row.isWithoutData = sensor.silence.freshness == .stale || sensor.silence.freshness == .dead
    let isHigh = alarm.side == .high
    let place = isHigh ? sensor.highEpisode : sensor.lowEpisode
    if place != 0 {
      row.kind = episodes.open[Int(place - 1)].kind
      row.limit = episodes.open[Int(place - 1)].limit
    } else {
      let kind: EpisodeKind = isHigh ? (alarm.isOuter ? .highHigh : .high) : alarm.isOuter ? .lowLow : .low
      row.kind = kind
      row.limit = limits(Int(alarm.subject)).limit(kind)
    }
    if let kind = row.kind { row.advice = own.advice[kind] }
    row.isGated = isGated(alarm)
    row.isOuterUnseen = alarm.isOuterCalled && !alarm.isOuter && alarm.isUnacknowledged
    return row
  }
}

/// Where an alarm stands among others: by a text, then a rank, then the newer one first.
private struct AlarmPlaceInList {
  var text = ""
  var rank: Int
  var since: Stamp
  var index: Int

  func isBefore(_ other: Self) -> Bool {
    if text != other.text { return text < other.text }
    return (rank, other.since, index) < (other.rank, since, other.index)
  }
}
