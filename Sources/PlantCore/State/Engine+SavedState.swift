extension Engine {
  /// Takes one `# state` line; with the last one the engine goes on from that state, or says why it does not.
  mutating func takeState(_ stamp: Stamp, _ rest: ByteSlice) {
    let part = OwnLine.number(rest, "part").flatMap { $0.integer(shiftedBy: 0) } ?? 0
    let count = OwnLine.number(rest, "of").flatMap { $0.integer(shiftedBy: 0) } ?? 0
    if part == 1 { incoming = IncomingState() }
    let isNext = part == Int64(incoming.parts) + 1 && part <= count
    guard isNext, let data = OwnLine.raw(rest, "data"), incoming.image.count < IncomingState.limit,
      Base64.decode(data, into: &incoming.image)
    else {
      incoming = IncomingState()
      return note(.configuration, "a saved state is damaged: starting from nothing")
    }
    incoming.parts += 1
    guard part == count else { return }
    let image = incoming.image
    incoming = IncomingState()
    // What was judged here is nearer to the truth than what was saved some time before.
    guard !totals.haveBegun else { return }
    let saved = OwnLine.number(rest, "saved").flatMap { $0.integer(shiftedBy: 0) } ?? 0
    let state = SavedState(
      configuration: OwnLine.text(rest, "config") ?? "", saved: Stamp(seconds: saved), image: image)
    guard OwnLine.text(rest, "sum") == state.sum else {
      return note(.configuration, "a saved state is damaged: starting from nothing")
    }
    goOn(from: state, at: stamp)
  }

  /// Why a state that begins with this part does not fit this engine, as the end of a sentence about it; nil when it does.
  public func misfit(part: [UInt8]) -> String? {
    var head: [UInt8] = []
    ByteSlice.over(String(decoding: part, as: UTF8.self)) { json in
      // An image says at its very beginning what it is of.
      if let data = OwnLine.raw(json, "data") { _ = Base64.decode(data.slice(0, min(64, data.count)), into: &head) }
    }
    return misfit(image: head)
  }

  private mutating func goOn(from state: SavedState, at stamp: Stamp) {
    if let misfit = misfit(image: state.image) {
      return note(.configuration, "the saved state \(misfit): starting from nothing")
    }
    let hasOtherLimits = state.configuration != ConfigurationHash.of(configuration)
    // What was said before in this stream is said, and the framing of this stream goes on.
    var said = EventLog()
    var framing = Framer()
    swap(&said, &events)
    swap(&framing, &framer)
    let (bytes, records) = (totals.bytes, totals.records)
    let isRestored = restore(image: state.image)
    if !isRestored {
      self = Engine(configuration: configuration, format: format, messageLogBytes: messages.capacity)
    }
    swap(&said, &events)
    swap(&framing, &framer)
    startCounting()
    (totals.bytes, totals.records) = (bytes, records)
    guard isRestored else { return note(.configuration, "a saved state is damaged: starting from nothing") }
    // The time between is a gap: nobody is blamed for a silence in it.
    feed.connection = .pending
    seconds.state.open.isBlind = true
    // What is wrong with this run it will say itself.
    health = OwnHealth()
    // What the new limits no longer mean must not come up in the gap.
    let changed = hasOtherLimits ? takeOverLimits() : []
    arrive(stamp, isMessage: false)
    feed.lastMessage = clock.now
    if hasOtherLimits { takeOverEpisodes(of: changed) }
    let limits = hasOtherLimits ? ", with other limits" : ""
    note(.session, "goes on from the state of \(state.saved.iso8601), \(spanText(stamp - state.saved)) ago\(limits)")
    noteStanding()
  }

  /// Alarms told one by one after a restart; the rest is counted.
  private static var standingLines: Int { 20 }

  /// What was not in its normal state is no news, and whoever begins to watch must know of it all the same.
  private mutating func noteStanding() {
    var query = Query()
    query.alarmCount = Self.standingLines
    let list = alarmList(query)
    for alarm in list.rows { note(.session, "from before: \(alarm.sentence)") }
    let rest = list.count - list.rows.count
    if rest > 0 { note(.session, "and \(rest) more alarm\(rest == 1 ? "" : "s")") }
  }
}

extension AlarmRow {
  /// The alarm in one sentence, for a log.
  fileprivate var sentence: String {
    let suffix = unit.isEmpty ? "" : " \(unit)"
    let state = [overlay.word, state.word].first { !$0.isEmpty } ?? ""
    let figures =
      value.isFinite && limit.isFinite && isActive
      ? ", \(numberText(value))\(suffix) and its limit \(numberText(limit))\(suffix)" : ""
    let person = lastAction.isEmpty ? "" : ", \(lastAction)"
    return "\(limitName) priority \(priority) \(state) since \(since.iso8601)\(figures)\(person)"
  }
}

extension Engine {
  /// A session's counts are its own; what is a state of things stays.
  private mutating func startCounting() {
    totals.startCounting()
    for index in 0..<devices.count { (devices[index].anomalies, devices[index].errorTotal) = (0, 0) }
    recountMeters()
    episodes.state.limitEpisodes = UInt64(episodes.state.openLimit)
    book.startCounting()
    rates.startCounting()
  }
}

extension Counters {
  /// Whether anything of the stream was judged.
  fileprivate var haveBegun: Bool { readings | errorTotal | duplicates | retained | damaged | lost != 0 }

  /// Counts start anew; what is a state of things stays.
  fileprivate mutating func startCounting() {
    var fresh = Counters()
    fresh.devices = devices
    fresh.sensors = sensors
    fresh.sensorsWithoutLimits = sensorsWithoutLimits
    fresh.staleSensors = staleSensors
    fresh.deadSensors = deadSensors
    fresh.doubtedLimits = doubtedLimits
    self = fresh
  }
}
