import PlantCore

extension UIState {
  /// The device whose detail is drawn: on its screen, or on the card of its alarm.
  var detailed: DeviceID? { opened ?? (card == nil ? nil : cardDevice) }

  /// Whether the log shows the newest messages as they come.
  public var isFollowingLog: Bool { messages.isFollowing }

  /// Whether a device's charts reach back over what a store has.
  var isReadingPast: Bool { opened != nil && frozen == nil && chart.history != nil }

  /// Whether one message has the screen.
  var isMessageShown: Bool { focus == .messages && messages.isOpen }

  /// Whether an answer to a search is awaited.
  public var isSearching: Bool { messages.pending != nil }

  /// Whether keys go through time.
  var showsReplayKeys: Bool { observed.isReplay || frozen != nil }

  /// A picture with its times in the zone that the operator reads.
  func inZone(_ snapshot: Snapshot) -> Snapshot {
    guard isUTC else { return snapshot }
    var changed = snapshot
    (changed.session.zoneOffsetSeconds, changed.session.zoneName) = (0, "UTC")
    return changed
  }

  /// What a screen drawn now shows of `live`: while paused the frozen panes, with the log and the journal as they are.
  public func picture(_ live: Snapshot) -> Snapshot {
    guard var picture = frozen else { return live }
    if !isRewound { picture.messages = live.messages }
    picture.journal = live.journal
    return picture
  }

  /// Where everything stands now.
  var layout: ScreenLayout { layout(for: size) }

  func layout(for size: Size) -> ScreenLayout {
    ScreenLayout(
      size: size, isStripFull: observed.isStripFull, hasBanner: observed.hasTrouble,
      isReplay: observed.isReplay || isRewound,
      deviceRows: observed.devices,
      only: isFullScreen || !focus.isOnOverview ? focus : nil, focus: focus, split: split)
  }

  /// The device table's columns on a screen of `size`.
  func tablePlan(for size: Size) -> TablePlan {
    TablePlan(width: size.columns, types: observed.types, longestName: observed.longestName)
  }

  /// What the engine should put into its snapshots: only what this state shows on a screen of `size`.
  public func query(for size: Size) -> Query {
    let layout = layout(for: size)
    var query = Query()
    query.sort = devices.sort
    query.isReversed = devices.isReversed
    query.deviceFilter = devices.filter
    query.focus = detailed ?? (layout.trend.isEmpty ? nil : observed.pointed?.device)
    if opened != nil || focus == .trends { query.history = chart.history }
    let reach =
      opened != nil ? chart.history?.span : layout.panes.contains { $0.pane == .anomalies } ? anomalies.past : nil
    query.past = reach.map { PastQuery(span: $0, isOfFocus: opened != nil) }
    query.firstRow = devices.firstRow
    query.keepVisible = devices.selected
    let isOverview = opened == nil
    query.rowCount = isOverview ? layout.contentRows(of: .devices) : 0
    // The newest slot is still filling and not drawn, so one more is asked for.
    let slots = isOverview ? tablePlan(for: size).trendSlots : 0
    query.trendSlots = slots > 0 ? slots + 1 : 0
    query.episodeCount = 100
    (query.alarmFilter, query.alarmSort) = (alarms.filter, alarms.sort)
    if focus == .wall, isOverview, card == nil, let area = layout.panes.first?.area.dropFirst(1) {
      query.wall = wallQuery(area)
      // A wall of few devices has room for all that is held.
      query.trendSlots = observed.devices <= 200 ? 75 : wallType == nil ? 0 : 10
    }
    if focus == .trends, isOverview, card == nil { query.pens = trends.shown.pens }
    query.alarmCount = focus == .alarms || card != nil ? 500 : 0
    query.wantsLog = overlay == .log
    query.journal.last = journal.last
    query.journal.filter = journal.filter
    if case .handover = overlay {
      (query.alarmCount, query.alarmFilter, query.episodeCount) = (500, "", 1000)
      (query.journal.last, query.journal.filter, query.journal.count) = (nil, "", 4000)
      query.journal.isOfNow = true
      return query
    }
    query.journal.count = focus == .journal ? max(1, layout.contentRows(of: .journal)) : 0
    query.messages.find = messages.pending
    if isOverview {
      query.messages.last = messages.last
      query.messages.count = layout.contentRows(of: .messages)
      query.messages.filter = messages.filter
      query.messages.wantsDetail = isMessageShown
    } else {
      // The device's newest messages, whatever page and filter the log was left with.
      query.messages.count = DeviceScreen.messageRows(in: layout.body)
    }
    return query
  }
}

extension Handover {
  /// The sheet of a picture, from a moment on or from where its journal begins: what went on before somebody else knows.
  init(from moment: Stamp, _ snapshot: Snapshot) {
    let begins = [snapshot.firstTime, snapshot.journal.entries.first?.seen ?? .unknown].filter(\.isKnown).max()
    self.init(
      from: begins.map { max(moment, $0) } ?? moment, to: snapshot.streamTime, alarms: snapshot.operatorAlarms,
      entries: snapshot.journal.entries, episodes: snapshot.episodes.episodes)
    isShortened = snapshot.session.hasHistory && from > moment
  }
}
