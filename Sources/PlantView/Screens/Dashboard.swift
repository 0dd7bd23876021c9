import PlantCore

/// Draws a whole screen: state and snapshot in, cells out. The same state and snapshot give the same cells.
public enum Dashboard {
  /// Draws the screen for `state` into `canvas`, which takes the state's size.
  ///
  /// - Parameter snapshot: The newest live snapshot; the panes show the frozen one while paused.
  public static func draw(_ state: UIState, _ snapshot: Snapshot, into canvas: inout Canvas) {
    let snapshot = state.inZone(snapshot)
    canvas.isASCII = state.glyphs.isASCII
    canvas.clear(size: state.size)
    var header = HeaderBar(snapshot: snapshot, frozenAt: state.frozen?.streamTime, glyphs: state.glyphs)
    (header.isRewound, header.banner) = (state.isRewound, state.banner)
    let layout = state.layout
    if layout.isStatusLineOnly {
      StatusLine(snapshot: snapshot, modeWord: header.modeWord, glyphs: state.glyphs).draw(into: &canvas)
      return
    }
    header.draw(into: &canvas, area: layout.header)
    AlarmStrip(snapshot: snapshot, glyphs: state.glyphs, isOfNow: state.isRewound).draw(
      into: &canvas, area: layout.strip)
    let trouble = Trouble(snapshot)
    if let trouble { trouble.draw(into: &canvas, area: layout.banner) }
    drawBody(state, snapshot, layout, isBlind: trouble?.isBlind ?? false, into: &canvas)
    if let replay = snapshot.session.replay, !layout.replayBar.isEmpty {
      ReplayBar(
        status: replay, zoneOffsetSeconds: snapshot.session.zoneOffsetSeconds, isHeld: state.isRewound,
        glyphs: state.glyphs
      ).draw(into: &canvas, area: layout.replayBar)
    }
    HintBar(
      state: state, notice: NoticeLine(snapshot.session, putAway: state.putAway), hidden: snapshot.devices.hidden,
      shown: snapshot.devices.order.count
    )
    .draw(into: &canvas, area: layout.hints)
  }

  private static func drawBody(
    _ state: UIState, _ snapshot: Snapshot, _ layout: ScreenLayout, isBlind: Bool, into canvas: inout Canvas
  ) {
    if let line = state.helpLine {
      switch state.overlay {
      case .handover(let from):
        let look = Look(glyphs: state.glyphs, snapshot: snapshot, isBlind: isBlind)
        HandoverOverlay(sheet: Handover(from: from, snapshot), filter: state.helpFilter, look: look)
          .draw(into: &canvas, area: layout.body, firstLine: line)
      case .log:
        LogOverlay(lines: snapshot.log, glyphs: state.glyphs).draw(into: &canvas, area: layout.body, firstLine: line)
      case .lampTest:
        LampTestOverlay(glyphs: state.glyphs).draw(into: &canvas, area: layout.body, firstLine: line)
      case .help:
        HelpOverlay(state).draw(into: &canvas, area: layout.body, firstLine: line, glyphs: state.glyphs)
      }
      return
    }
    let shown = state.frozen.map(state.inZone) ?? snapshot
    let look = Look(glyphs: state.glyphs, snapshot: shown, isBlind: isBlind)
    if state.opened == nil, let card = state.card {
      let row = shown.operatorAlarms.rows.first { $0.reference.subject == card }
      let type = shown.types.first { $0.name == row?.name }
      let sensor = shown.focus.flatMap { detail in
        detail.row.id == row?.device ? detail.sensors.first { $0.readout.type == type?.id } : nil
      }
      AlarmCard(alarm: row, subject: card, sensor: sensor, type: type, look: look)
        .draw(into: &canvas, area: layout.body)
      return
    }
    if let device = state.opened {
      DeviceScreen(
        device: device, detail: shown.focus, types: shown.types, selectedSensor: state.openedSensor,
        chart: state.chart, look: look
      ).draw(into: &canvas, area: layout.body)
      return
    }
    if state.isMessageShown {
      let list = state.picture(snapshot).messages
      let isGone = state.messages.last.map { $0 < list.held.lowerBound } ?? false
      MessageScreen(detail: list.detail, isGone: isGone, types: shown.types, look: look)
        .draw(into: &canvas, area: layout.body)
      return
    }
    if !layout.trend.isEmpty {
      let pointed = state.observed.pointed
      let detail = shown.focus.flatMap { $0.row.id == pointed?.device ? $0 : nil }
      CursorTrend(detail: detail, sensor: pointed?.sensor, types: shown.types, look: look)
        .draw(into: &canvas, area: layout.trend)
    }
    for (pane, area) in layout.panes {
      let isFocused = pane == state.focus
      switch pane {
      case .devices:
        DeviceTable(
          list: shown.devices, plan: state.tablePlan(for: state.size), selected: state.devices.selected,
          isFocused: isFocused, look: look, notes: deviceNotes(state)
        ).draw(into: &canvas, area: area)
      case .anomalies:
        AnomalyFeed(
          list: shown.episodes, types: shown.types, selected: state.anomalies.selected,
          firstRow: state.anomalies.firstRow, state: state.alarms, reach: state.anomalies.past, isFocused: isFocused,
          look: look
        ).draw(into: &canvas, area: area)
      case .alarms:
        AlarmTable(
          list: shown.operatorAlarms, types: shown.types,
          state: state.alarms, look: look
        ).draw(into: &canvas, area: area)
      case .journal:
        JournalPane(list: snapshot.journal, state: state.journal, isPaused: state.frozen != nil, look: look).draw(
          into: &canvas, area: area)
      case .wall:
        PlantWall(
          list: shown.wall, types: shown.types, type: state.wallType, selected: state.devices.selected,
          firstLine: state.wall.firstLine, look: look, notes: state.wallNotes(shown.wall)
        ).draw(into: &canvas, area: area)
      case .trends:
        TrendsPane(
          group: state.trends.shown, place: (state.trends.group + 1, state.trends.groups.count),
          details: shown.pens, types: shown.types, selected: state.trends.selected, chart: state.chart, look: look
        ).draw(into: &canvas, area: area)
      case .messages:
        // Pausing never freezes the log: its page is held by number, and what came since is counted.
        MessageLog(
          list: state.picture(snapshot).messages, state: state.messages, isFocused: isFocused, look: look,
          isRewound: state.isRewound
        ).draw(into: &canvas, area: area)
      }
    }
  }

  private static func deviceNotes(_ state: UIState) -> [String] {
    let filter = state.devices.filter.isEmpty ? [] : ["\"\(state.devices.filter)\""]
    return filter + [state.devices.order(state.observed.types)]
  }
}
