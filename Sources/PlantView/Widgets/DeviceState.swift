import PlantCore

/// A device's state as glyph, digit, word and age: four ways of saying one thing.
struct DeviceState {
  /// Glyph and digit, such as `■1`; nil while normal.
  var mark: String?
  /// The word alone, such as HIGH-HIGH; empty while normal.
  var word = ""
  /// The word with its age, such as `HIGH-HIGH 3m`.
  var long = ""
  /// Kind, word and age, such as `HIGH UNACK 3m`; empty where there is no more to say than `long`.
  var longest = ""
  var role = Role.normal
  var wordRole = Role.muted
  var isAbnormal: Bool { role.isAbnormal }
  private var hasStanding = false

  /// Says what operators have made of the alarm, where that is news.
  private mutating func take(_ alarm: AlarmStanding?, age: String) {
    guard let alarm, alarm.isUnacknowledged || alarm.overlay != .none else { return }
    hasStanding = true
    let kind = word
    word = StandingWords.word(alarm)
    long = word + age
    if !kind.isEmpty { longest = "\(kind) \(long)" }
    wordRole = StandingWords.role(alarm.state, alarm.overlay)
  }

  init(_ row: DeviceRow, look: Look) {
    let silence = look.age(of: row.heard).map { " " + Durations.short($0) } ?? ""
    if let priority = row.priority {
      let worst = row.readouts.first { $0.priority == priority }
      let age = look.age(of: row.since).map { " " + Durations.short($0) } ?? ""
      mark = "\(look.glyphs.alarm(priority))\(priority)"
      word = worst.map { $0.freshness == .fresh ? AlarmWords.word($0.judgement) : "NO DATA" } ?? "ALARM"
      long = word + (worst?.freshness == .fresh ? age : silence)
      role = .alarm(priority)
      wordRole = role
      take(row.alarm, age: age)
    } else if row.freshness == .dead, !row.isRetired {
      // Gone now says more than what was and is over; that is still named where there is room.
      mark = "\(look.glyphs.alarm(3))3"
      word = "DEAD"
      role = .alarm3
      long = word + silence
      if let alarm = row.alarm, alarm.isUnacknowledged { longest = "\(long) \(StandingWords.word(alarm))" }
    } else if let alarm = row.alarm, alarm.isUnacknowledged {
      // It came back before anybody looked: the row keeps its place until somebody has.
      mark = "\(look.glyphs.alarm(2))2"
      role = .text
      take(alarm, age: look.age(of: alarm.returned).map { " " + Durations.short($0) } ?? "")
    } else {
      switch row.freshness {
      case .dead: word = "RETIRED"
      case .stale where row.isRetired, .neverSeen where row.isRetired: word = "RETIRED"
      case .stale:
        mark = "?"
        word = "STALE"
        role = .stale
      // Heard, though nothing of it could be read: its errors say more than its absence.
      case .neverSeen where row.errors > 0: break
      case .neverSeen:
        mark = "?"
        word = "NEVER SEEN"
        role = .stale
      case .lastKnown:
        mark = "?"
        word = "LAST KNOWN"
        role = .stale
      case .fresh: word = row.isRetired ? "RETIRED" : ""
      }
      long = word
      if !row.isRetired, row.freshness == .dead || row.freshness == .stale { long += silence }
    }
    if !hasStanding { wordRole = role.isAbnormal ? role : .muted }
    if word.isEmpty && row.errors > 0 {
      word = "ERRORS"
      long = "ERRORS \(Numbers.short(row.errors))"
    }
    if word.isEmpty && row.isStopped {
      word = "STOPPED"
      long = word
    }
    // Whoever comes next must see that its alarms call nobody.
    if row.isInMaintenance, !hasStanding {
      word = word.isEmpty ? "MAINT" : word
      long = long.isEmpty ? "MAINT" : "\(long) MAINT"
      if !role.isAbnormal { wordRole = .shelved }
    }
    if look.isBlind && mark == nil {
      mark = "?"
      role = .stale
    }
  }
}

/// How one sensor's value is drawn: normal, breaching, or too old to be believed.
struct ReadoutFace {
  var role: Role
  var isBreach: Bool
  /// Whether the number gets a `?`.
  var isOld: Bool
  /// How old it is, where that must be said.
  var age: String?
  /// What a retained message said, with its limit where it lies beyond one: `95 > 80, measured 3 d ago`.
  var lastKnown: String?
  private var readout: SensorReadout
  private var places: Int
  private var scale: ClosedRange<Double>?
  private var glyphs: Glyphs

  init(_ readout: SensorReadout, places: Int, scale: ClosedRange<Double>?, look: Look) {
    self.readout = readout
    self.places = places
    self.scale = scale
    glyphs = look.glyphs
    isBreach = readout.priority != nil && readout.judgement.isBreach
    isOld = look.isBlind || readout.isBacklog || readout.freshness != .fresh
    if let priority = readout.priority {
      role = .alarm(priority)
    } else if readout.value == nil && readout.freshness == .fresh {
      role = .muted
    } else {
      role = isOld ? .stale : .value
    }
    if readout.freshness == .lastKnown, let value = readout.value {
      let text = AlarmWords.comparison(value, readout.limits, places: places) ?? Numbers.fixed(value, places: places)
      let when = look.age(of: readout.measured).map { "measured \(Durations.long($0)) ago" } ?? "nobody says when"
      lastKnown = "last known \(text), \(when)"
    }
    if readout.isBacklog {
      age = look.age(of: readout.measured).map(Durations.short)
    } else if readout.freshness == .stale || readout.freshness == .dead || readout.freshness == .lastKnown {
      age = look.age(of: readout.freshness == .lastKnown ? readout.measured : readout.heard).map(Durations.short)
    }
  }

  /// The number in at most `width` columns; a broken limit and its value never look equal.
  func number(width: Int) -> String {
    guard let value = readout.value else { return "-" }
    let plain = Numbers.fitted(value, places: places, width: width, scale: scale)
    guard isBreach, let limit = brokenLimit else { return plain }
    if plain != Numbers.fitted(limit, places: places, width: width, scale: scale) { return plain }
    let exact = Numbers.distinct(value, from: limit, places: places).value
    if exact.count <= width { return exact }
    let beyond = (value > limit ? ">" : "<") + Numbers.trimmed(limit)
    return beyond.count <= width ? beyond : plain
  }

  private var brokenLimit: Double? {
    switch readout.judgement {
    case .normal: nil
    case .high: readout.limits.high
    case .highHigh: readout.limits.highHigh
    case .low: readout.limits.low
    case .lowLow: readout.limits.lowLow
    }
  }

  /// The sensor as one cell, where there is no room for numbers.
  var glyph: String {
    if let priority = readout.priority { return String(glyphs.alarm(priority)) }
    if isOld { return "?" }
    return readout.value == nil ? "-" : String(glyphs.dot)
  }
}
