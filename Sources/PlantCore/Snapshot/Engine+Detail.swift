extension Engine {
  /// Everything about one device.
  func detail(_ device: Int, _ query: Query) -> DeviceDetail {
    let configured = devices[device].configured
    let numbers = shownSensors(of: device)
    var messageQuery = query.messages
    messageQuery.device = UInt32(device)
    messageQuery.wantsDetail = false
    if messageQuery.count == 0 { messageQuery.count = 40 }
    var detail = DeviceDetail(
      row: row(device, trendSlots: query.trendSlots),
      area: area(of: device),
      sensors: numbers.map { sensorDetail($0) }, episodes: episodes(of: device, limit: 200),
      messages: messageList(messageQuery).messages,
      errors: ProcessingError.allCases.map { ($0, devices[device].errors[$0]) }.filter { $0.1 > 0 })
    if configured >= 0 { detail.criticality = configuration.devices[Int(configured)].criticality }
    return detail
  }

  func sensorDetail(_ number: Int) -> SensorDetail {
    let sensor = sensors[number]
    let end = trendEnd(sensor)
    let gap = longGap(number)
    let short = histories[number].shortTrend(sensor, count: SensorHistory.shortSlots, end: end)
    var detail = SensorDetail(
      readout: readout(number, trendSlots: 16),
      statistics: [10, 60, 300].map {
        histories[number].statistics(sensor, seconds: $0, now: clock.now, since: clock.first)
      },
      shortTrend: short, longTrend: histories[number].longTrend(sensor, end: end), longGap: gap.gap,
      longGapIsAssumed: gap.isAssumed, delay: sensor.delay == .min ? nil : sensor.delay, late: UInt64(sensor.late),
      skewed: UInt64(sensor.skewed), duplicates: UInt64(sensor.duplicates), anomalies: sensor.anomalies,
      readings: sensor.readings, retained: UInt64(sensor.retained),
      spikes: isDetecting ? UInt64(advisories[number].spikes) : 0,
      jumps: isDetecting ? UInt64(advisories[number].jumps) : 0)
    detail.unitMismatch = UInt64(sensor.unitMismatch)
    detail.isLimitDoubted = sensor.isLimitDoubted
    detail.zone = zone(number)
    return detail
  }

  /// An episode with its names, as it leaves the engine.
  func picture(_ record: EpisodeRecord) -> Episode {
    var name = ""
    var unit = ""
    var advice = LimitAdvice()
    var isWithoutData = false
    if record.hasSensor {
      let sensor = sensors[Int(record.sensor)]
      let own = configuredLimits(sensor.device, sensor.type)
      name = types[Int(sensor.type)].name
      unit = own.unit
      advice = own.advice[record.kind]
      isWithoutData = sensor.silence.freshness == .stale || sensor.silence.freshness == .dead
    }
    let isLimit = record.episodeClass == .limit
    let hasValue = record.episodeClass != .freshness
    var episode = Episode(
      number: record.number, device: record.device,
      deviceName: record.sensor == EpisodeRecord.wholeGateway
        ? gatewayNames[Int(devices[Int(record.device)].gateway - 1)] : deviceNames.text(record.device),
      sensor: record.hasSensor ? record.sensor : nil, sensorName: name, unit: unit, episodeClass: record.episodeClass,
      kind: record.kind, priority: record.priority, opened: record.opened, seen: record.seen, since: record.since,
      closed: record.closed,
      value: hasValue ? record.value : .nan, extreme: hasValue ? record.extreme : .nan, limit: record.limit,
      count: record.count, isWithoutData: isWithoutData, advice: isLimit ? advice : LimitAdvice())
    episode.alarm = standing(of: record)
    episode.isOfGateway = record.sensor == EpisodeRecord.wholeGateway
    if isLimit {
      let sensor = sensors[Int(record.sensor)]
      let isInside = record.isHighSide ? sensor.value <= sensor.upper : sensor.value >= sensor.lower
      if isInside, !record.closed.isKnown, !isWithoutData { episode.inside = sensor.value }
      episode.worstKind = record.worstKind
      episode.worstPriority = Int(record.worstPriority)
      episode.worstLimit = record.worstLimit
    }
    guard record.episodeClass.isAdvisory else { return episode }
    episode.expectedLow = record.evidence.low
    episode.expectedHigh = record.evidence.high
    episode.isGrouped = record.isGrouped
    episode.why = openingText(record, seen: record.seen)
    return episode
  }

  /// The anomaly feed: open limit episodes first, by priority, those on their way back behind, then the others; newest
  /// first. In another order it holds the newest open ones and the newest closed ones, mixed.
  func episodeList(_ query: Query) -> EpisodeList {
    let limit = query.episodeCount
    let filter = FilterExpression(query.alarmFilter)
    var list = EpisodeList()
    list.open = Int(episodes.state.openLimit)
    list.total = episodes.state.limitEpisodes
    list.dropped = episodes.dropped
    list.advisories = Int(episodes.state.openAdvisories)
    list.grouped = Int(episodes.state.openGrouped)
    let open = foremostOpen(limit, filter, query.alarmSort)
    list.worst = open.longestStanding.map { picture(episodes.open[$0]) }
    (list.standing, list.hidden) = (open.standing, open.hidden)
    list.episodes = open.places.map { picture(episodes.open[$0]) }
    list.episodes += closed(limit: limit - list.episodes.count) { !$0.isGrouped && passes($0, filter) }
    switch query.alarmSort {
    case .worstFirst: break
    case .newest: list.episodes.sort { ($1.opened, $1.number) < ($0.opened, $0.number) }
    case .device: list.episodes.sort { ($0.deviceName, $1.number) < ($1.deviceName, $0.number) }
    case .mostOften: list.episodes.sort { ($1.count, $1.number) < ($0.count, $0.number) }
    }
    return list
  }

  /// The places of the foremost open episodes in an order, and of the one the strip names: of the worst limit
  /// episodes those that wait for an operator first, what was put aside last, and of these the longest-standing.
  private func foremostOpen(
    _ limit: Int, _ filter: FilterExpression, _ sort: AlarmSort
  ) -> (places: [Int], longestStanding: Int?, standing: Int, hidden: Int) {
    struct Ranked {
      var severity: Int
      var number: UInt64
      var place: Int
    }
    var page = LeadingPage<Ranked>(limit) {
      sort == .worstFirst ? ($0.severity, $1.number) < ($1.severity, $0.number) : $1.number < $0.number
    }
    var longest: (rank: (Int, Int, Int), ranked: Ranked)?
    var (standing, hidden) = (0, 0)
    for place in 0..<episodes.open.count where episodes.open[place].number != 0 && !episodes.open[place].isGrouped {
      let record = episodes.open[place]
      let ranked = Ranked(severity: severity(record), number: record.number, place: place)
      if record.episodeClass == .limit, ranked.severity != Self.quietSeverity {
        let rank = stripRank(record, severity: ranked.severity)
        if rank.0 == 0 { standing += 1 }
        let isFirst =
          longest.map {
            rank < $0.rank || (rank == $0.rank && ranked.number < $0.ranked.number)
          } ?? true
        if isFirst { longest = (rank, ranked) }
      }
      if passes(record, filter) { page.offer(ranked) } else { hidden += 1 }
    }
    return (page.elements.map(\.place), longest?.ranked.place, standing, hidden)
  }

  /// How soon the strip names an open limit episode, least first.
  private func stripRank(_ record: EpisodeRecord, severity: Int) -> (Int, Int, Int) {
    var (aside, seen) = (0, 0)
    if let index = alarm(of: record) {
      aside = book.records[index].overlay == .none ? 0 : 1
      seen = book.records[index].isUnacknowledged ? 0 : 1
    }
    return (aside, record.priority, 2 * seen + severity % 2)
  }

  /// What is suppressed, and put aside behind its gate, comes last, and is no state of its device.
  static var quietSeverity: Int { 9 }

  /// The order "worst first": by priority, and behind the others of its priority what breaks its limit no longer.
  func severity(_ record: EpisodeRecord) -> Int {
    if isQuiet(record) { return Self.quietSeverity }
    let isBreaching = record.episodeClass == .limit && sensors[Int(record.sensor)].judgement.isBreach
    return 2 * record.priority + (isBreaching ? 0 : record.episodeClass.isAdvisory ? 2 : 1)
  }

  private func episodes(of device: Int, limit: Int) -> [Episode] {
    var open: [EpisodeRecord] = []
    for index in 0..<episodes.open.count
    where episodes.open[index].number != 0 && concerns(episodes.open[index], device) {
      open.append(episodes.open[index])
    }
    open.sort { $0.number > $1.number }
    let shown = open.prefix(limit).map { picture($0) }
    return shown + closed(limit: limit - shown.count) { concerns($0, device) }
  }

  /// Closed episodes that the history still holds, newest first.
  private func closed(limit: Int, _ isWanted: (EpisodeRecord) -> Bool) -> [Episode] {
    var found: [Episode] = []
    let capacity = UInt64(EpisodeStore.historyCapacity)
    var number = episodes.state.closedCount
    var advisory = episodes.state.closedAdvisories
    while found.count < limit {
      let other = number > episodes.dropped ? episodes.history[Int((number - 1) % capacity)] : nil
      let learned =
        advisory > episodes.droppedAdvisories ? episodes.advisoryHistory[Int((advisory - 1) % capacity)] : nil
      // Each history is in the order of closing.
      guard let record = [other, learned].compactMap(\.self).max(by: { $0.closed < $1.closed }) else { break }
      if record.episodeClass.isAdvisory { advisory -= 1 } else { number -= 1 }
      if isWanted(record) { found.append(picture(record)) }
    }
    return found
  }
}
