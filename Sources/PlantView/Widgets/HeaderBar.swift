import PlantCore

/// The first row: mode word, plant, source, and whether the screen itself can be trusted.
struct HeaderBar {
  /// Always the live snapshot, whatever the panes show.
  var snapshot: Snapshot
  /// The moment the panes show while they are frozen; nil while they follow.
  var frozenAt: Stamp?
  var glyphs: Glyphs
  /// Whether that is a moment of the past that is held, gone back to.
  var isRewound = false
  /// A word of the site's.
  var banner = ""

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    let session = snapshot.session
    let isBlind = Trouble(snapshot)?.isBlind == true
    let isReplay = session.mode == .replay
    let role: Role = isReplay ? .replay : .text
    if isReplay { canvas.fill(area, with: " ", role: .replay) }
    var left = [
      FittedLine.Item(
        forms: [" \(modeWord) "], role: isReplay || isRewound ? .replay : .title, attributes: [.reverse, .bold],
        keep: 99)
    ]
    if !banner.isEmpty {
      let short = CleanText.shortened(banner, to: 16, isASCII: canvas.isASCII)
      left.append(
        .init(forms: [" \(banner) ", " \(short) ", ""], role: isReplay ? role : .title, attributes: .reverse, keep: 96))
    }
    if !session.plant.isEmpty {
      let name = session.plant
      left.append(
        .init(forms: [name, CleanText.shortened(name, to: 12), ""], role: isReplay ? role : .title, keep: 40))
    }
    if !session.source.isEmpty {
      let source = session.source
      left.append(.init(forms: [source, CleanText.shortened(source, to: 24), ""], role: role, keep: 20))
    }
    if session.connection.stage != .none {
      let isSilent = session.connection.stage == .receiving && isBlind
      left.append(
        .init(forms: [isSilent ? "connected, silent" : Trouble.words(session.connection), ""], role: role, keep: 15))
    }
    if session.started.isKnown, session.now.isKnown, !isReplay {
      left.append(.init(forms: ["up " + Durations.upTime(session.now - session.started), ""], role: .muted, keep: 10))
    }
    FittedLine(left: left, right: figures(role, isBlind: isBlind)).draw(into: &canvas, area: area.dropLastColumn)
  }

  /// The mode in words. A paused demo is still called a demo.
  var modeWord: String {
    switch snapshot.session.mode {
    case .live: frozenAt.map { "\(isRewound ? "REWOUND to" : "PAUSED at") \(clock($0))" } ?? "LIVE"
    case .demo: frozenAt.map { "DEMO \(isRewound ? "REWOUND to" : "PAUSED at") \(clock($0))" } ?? "DEMO"
    case .replay: snapshot.session.replay?.isPaused == true ? "REPLAY PAUSED" : "REPLAY"
    }
  }

  private func clock(_ stamp: Stamp) -> String {
    stamp.isKnown ? stamp.timeOfDay(offsetSeconds: snapshot.session.zoneOffsetSeconds) : "the start"
  }

  private func figures(_ role: Role, isBlind: Bool) -> [FittedLine.Item] {
    let session = snapshot.session
    var items: [FittedLine.Item] = []
    // Without a connection the last minute's rate would look like life.
    if !isBlind, let window = snapshot.windows.first, window.covered > 0 {
      let rate = (window.readings + window.errors) / UInt64(max(1, min(window.seconds, window.covered)))
      items.append(.init(forms: ["\(rate) msg/s", ""], role: role, keep: 50))
    }
    if !isBlind, let lag = snapshot.lagMilliseconds {
      items.append(.init(forms: ["lag " + Durations.lag(milliseconds: lag), ""], role: role, keep: 45))
    }
    if let age = snapshot.dataAge, age > 10 * Interval.second {
      items.append(.init(forms: ["data \(Durations.long(age)) old", ""], role: role, keep: 42))
    }
    let lost = snapshot.counters.lost
    let isLosing = snapshot.alarms.contains { $0.name == .lost && $0.state == .alarm }
    items.append(
      .init(forms: ["lost \(Numbers.short(lost))", ""], role: isLosing ? .alarm2 : role, keep: lost > 0 ? 60 : 35))
    switch session.recording {
    case .off: break
    case .on(let file, let bytes):
      let size = Numbers.bytes(bytes)
      items.append(
        .init(forms: ["REC \(CleanText.shortened(file, to: 24)) \(size)", "REC \(size)", "REC"], role: role, keep: 25))
    case .failed(_, let why):
      items.append(.init(forms: ["REC FAILED \(why)", "REC FAILED"], role: .alarm2, keep: 70))
    }
    // A recording has its own time, and before its first record none.
    let moment = isReplay ? snapshot.streamTime : session.now
    if moment.isKnown {
      let date = Calendar.dayAndMonth(moment, offsetSeconds: session.zoneOffsetSeconds)
      let clock = moment.timeOfDay(offsetSeconds: session.zoneOffsetSeconds)
      items.append(.init(forms: [date, ""], role: isReplay ? role : .muted, keep: 12))
      items.append(.init(forms: ["\(clock) \(session.zoneName)", clock], role: isReplay ? role : .title, keep: 80))
    }
    return items
  }

  private var isReplay: Bool { snapshot.session.mode == .replay }
}

extension Rect {
  /// All but the last column.
  var dropLastColumn: Rect { Rect(x: x, y: y, width: max(0, width - 1), height: height) }
}
