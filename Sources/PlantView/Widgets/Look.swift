import PlantCore

/// What every widget of one frame needs to know beside its own values.
struct Look {
  var glyphs: Glyphs
  /// Stream time of the picture: ages are counted from here.
  var now: Stamp
  var zoneOffsetSeconds: Int
  /// Whether the picture may be old as a whole: nothing then looks healthy.
  var isBlind: Bool
  /// Where nothing is to be seen yet: why.
  var waiting: String

  init(glyphs: Glyphs, snapshot: Snapshot, isBlind: Bool) {
    self.glyphs = glyphs
    now = snapshot.streamTime
    zoneOffsetSeconds = snapshot.session.zoneOffsetSeconds
    self.isBlind = isBlind
    let isPaused = snapshot.session.replay?.isPaused == true && snapshot.session.mode == .replay
    waiting =
      isPaused ? "paused before the first reading: Space plays, . goes a record on" : "waiting for the first reading"
  }

  /// How long ago `stamp` was, in nanoseconds; nil when either is unknown.
  func age(of stamp: Stamp) -> Int64? { stamp.isKnown && now.isKnown ? max(0, now - stamp) : nil }

  /// A moment read from a chart, with its day where the chart is of the past.
  func moment(_ stamp: Stamp, in chart: ChartState) -> String {
    chart.around.isKnown
      ? "\(Calendar.dayAndMonth(stamp, offsetSeconds: zoneOffsetSeconds)) \(clock(stamp))"
      : moment(stamp, isOfDays: chart.span.isOfStore)
  }

  /// A moment, to the second or with its day.
  func moment(_ stamp: Stamp, isOfDays: Bool) -> String {
    guard isOfDays else { return clock(stamp) }
    return "\(Calendar.dayAndMonth(stamp, offsetSeconds: zoneOffsetSeconds)) \(clock(stamp).prefix(5))"
  }

  func clock(_ stamp: Stamp, milliseconds: Bool = false) -> String {
    stamp.isKnown ? stamp.timeOfDay(offsetSeconds: zoneOffsetSeconds, milliseconds: milliseconds) : "--:--:--"
  }
}

extension Role {
  /// The role of an alarm priority.
  static func alarm(_ priority: Int) -> Role {
    switch priority {
    case 1: .alarm1
    case 2: .alarm2
    default: .alarm3
    }
  }
}
