import PlantCore

/// The newest notice, for as long as it is news: a minute, a warning five. Help lists all of them.
struct NoticeLine {
  var notice: Notice
  var clock: String
  /// Whether it came a moment ago: then all of it is said, whatever it covers.
  var isFresh: Bool

  /// Nil when there is no notice, none that is new, or the newest was put away.
  init?(_ session: SessionStatus, putAway: Notice?) {
    guard let newest = session.notices.last, newest != putAway, session.now.isKnown, newest.at.isKnown else {
      return nil
    }
    let age = session.now - newest.at
    guard age < (newest.isWarning ? 5 : 1) * Interval.minute else { return nil }
    notice = newest
    isFresh = age < 15 * Interval.second
    clock = newest.at.timeOfDay(offsetSeconds: session.zoneOffsetSeconds)
  }

  func draw(into canvas: inout Canvas, area: Rect) {
    let role: Role = notice.isWarning ? .advisory : .text
    if isFresh, TallLine(text: notice.text, role: role).draw(into: &canvas, above: area) { return }
    let inset = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: 1)
    // What follows the first clause gives way before anything within it.
    let clause = String(notice.text.prefix { $0 != ";" && $0 != ":" })
    let forms = [notice.text, clause].map { CleanText.shortened($0, to: max(8, inset.width), isASCII: canvas.isASCII) }
    FittedLine(
      left: [
        .init(forms: [clock, ""], role: .muted, keep: 10), .init(forms: forms, role: role, keep: 90),
      ], right: [.init(forms: ["? help", ""], role: .hint, keep: 20)]
    ).draw(into: &canvas, area: inset)
  }
}
