import PlantCore

/// What operators have made of an alarm, in words and looks: the same on every screen.
enum StandingWords {
  /// `UNACK`, `ACK`, `RTN`, `LATCHED`, or the overlay's word; empty when there is nothing to say.
  static func word(_ alarm: AlarmStanding?) -> String {
    guard let alarm else { return "" }
    return word(alarm.state, alarm.overlay)
  }

  static func word(_ state: OperatorState, _ overlay: AlarmOverlay) -> String {
    switch overlay {
    case .shelved: return "SHELVED"
    case .outOfService: return "OUT"
    case .maintenance: return "MAINT"
    case .suppressed: return "SUPPR"
    case .none: break
    }
    switch state {
    case .normal: return ""
    case .unacknowledged: return "UNACK"
    case .acknowledged: return "ACK"
    case .returnedUnacknowledged: return "RTN"
    case .latched: return "LATCHED"
    }
  }

  /// What a suppressed alarm waits for.
  static func suppression(_ alarm: AlarmRow, _ look: Look) -> String {
    if alarm.isGated { return "\(alarm.deviceName) stands still" }
    // The moment may pass without a call: it takes a reading that breaks the limit.
    if alarm.until.isKnown, look.now.isKnown, alarm.until > look.now {
      return "runs, call at \(look.clock(alarm.until)) if it stays"
    }
    return "runs, called if it breaks its limit again"
  }

  static func role(_ state: OperatorState, _ overlay: AlarmOverlay) -> Role {
    if overlay != .none { return .shelved }
    switch state {
    case .unacknowledged, .returnedUnacknowledged: return .unacked
    case .latched: return .advisory
    case .normal, .acknowledged: return .text
    }
  }
}

extension AlarmRow {
  /// The row's alarm, as actions name it.
  var standing: AlarmStanding {
    AlarmStanding(
      reference: reference, state: state, overlay: overlay, priority: priority, isOverdue: isOverdue,
      announced: announced, returned: returned)
  }
}
