import PlantCore

/// Alarms in words: the same word on every screen.
enum AlarmWords {
  static func word(_ kind: EpisodeKind) -> String {
    switch kind {
    case .high: "HIGH"
    case .highHigh: "HIGH-HIGH"
    case .low: "LOW"
    case .lowLow: "LOW-LOW"
    case .stale: "STALE"
    case .dead: "DEAD"
    case .shift: "shift"
    case .record: "record"
    case .drift: "drift"
    case .flat: "flat"
    case .noise: "noise"
    }
  }

  /// The outer limit's word of the same side.
  static func outer(_ kind: EpisodeKind?) -> String { word(kind?.isLowSide == true ? EpisodeKind.lowLow : .highHigh) }

  /// What to do where the configuration does not say it.
  static func advice(_ alarm: AlarmRow) -> String {
    switch alarm.device == nil ? alarm.name : "" {
    case "processing-errors": "see which device sends what cannot be read: 3, then & state=error"
    case "anomaly-count": "see which devices break their limits most: 1, then s until it says anomalies"
    case "processing-lag": "this computer does not keep up: end other programs on it, or ask less of the broker"
    case "feed": "is the broker up, is the line there, does anybody publish? The banner says which stage fails"
    case "health": "plantwatch itself is in trouble: the journal (5) says what, and since when"
    case "lost": "messages came faster than they could be taken: what is shown may miss some of them"
    default: "nothing is configured: action = \"…\" in the limits of \(alarm.name) would stand here"
    }
  }

  static func word(_ judgement: Judgement) -> String {
    switch judgement {
    case .normal: "CLEARING"
    case .high: "HIGH"
    case .highHigh: "HIGH-HIGH"
    case .low: "LOW"
    case .lowLow: "LOW-LOW"
    }
  }

  /// `95.2 > 80`, with as many decimals as it takes to tell the two apart; nil without a value.
  static func comparison(_ episode: Episode, places: Int) -> String? {
    guard episode.value.isFinite, episode.limit.isFinite else { return nil }
    let isLow = episode.kind.isLowSide
    let breaks = isLow ? episode.value < episode.limit : episode.value > episode.limit
    // What is over, or came back inside while its episode clears, shows the furthest it went.
    let value = breaks && episode.isOpen || !episode.extreme.isFinite ? episode.value : episode.extreme
    let pair = Numbers.distinct(value, from: episode.limit, places: places)
    return "\(pair.value) \(isLow ? "<" : ">") \(pair.limit)"
  }

  /// `95 > 80` for a value that lies beyond a limit, else nil.
  static func comparison(_ value: Double, _ limits: LimitSet, places: Int) -> String? {
    let upper = [limits.highHigh, limits.high].compactMap(\.self).first { value > $0 }
    let lower = [limits.lowLow, limits.low].compactMap(\.self).first { value < $0 }
    guard let limit = upper ?? lower else { return nil }
    let pair = Numbers.distinct(value, from: limit, places: places)
    return "\(pair.value) \(upper == nil ? "<" : ">") \(pair.limit)"
  }

  /// What is known of an episode whose sensor fell silent: `no data, was 96 HIGH`.
  static func withoutData(_ episode: Episode, places: Int) -> String {
    guard episode.value.isFinite else { return "no data" }
    let value = Numbers.distinct(episode.value, from: episode.limit, places: places).value
    return "no data, was \(value) \(word(episode.kind))"
  }
}
