import PlantCore

/// The whole plant in one line, for a terminal too small for anything else.
struct StatusLine {
  var snapshot: Snapshot
  var modeWord: String
  var glyphs: Glyphs

  func draw(into canvas: inout Canvas) {
    guard canvas.size.rows > 0, canvas.size.columns > 0 else { return }
    let area = Rect(x: 0, y: 0, width: canvas.size.columns, height: 1)
    let mode = FittedLine.Item(
      forms: [modeWord, String(modeWord.prefix(1)), ""], role: .title, attributes: .reverse, keep: 40)
    FittedLine(left: [mode] + items, gap: 1).draw(into: &canvas, area: area)
  }

  private var items: [FittedLine.Item] {
    if let trouble = Trouble(snapshot), trouble.isBlind {
      let head = String(trouble.text.prefix { $0 != ":" && $0 != "," })
      return [.init(forms: [head, "NO DATA", "!"], role: trouble.role, attributes: .bold, keep: 90)]
    }
    if let worst = snapshot.episodes.worst {
      let alarm = WorstAlarm(worst, in: snapshot, glyphs: glyphs)
      let mark = alarm.isAside ? "" : "\(glyphs.alarm(worst.priority))\(worst.priority)"
      return [.init(forms: alarm.forms + [mark], role: alarm.role, keep: 90)]
    }
    if let alarm = snapshot.alarms.first(where: { $0.state == .alarm }) {
      let mark = "\(glyphs.alarm(2))2"
      return [.init(forms: ["\(mark) \(alarm.name.text)", mark], role: .alarm2, keep: 90)]
    }
    let silent = snapshot.counters.deadSensors + snapshot.counters.staleSensors
    if silent > 0 {
      let mark = "\(glyphs.alarm(3))3"
      return [
        .init(forms: ["\(mark) \(silent) sensors silent", "\(mark) \(silent) silent", mark], role: .alarm3, keep: 90)
      ]
    }
    guard snapshot.counters.records > 0 else { return [.init(forms: ["no data yet", ""], role: .muted, keep: 50)] }
    return [.init(forms: ["\(snapshot.devices.order.count) devices normal", "normal", ""], role: .muted, keep: 50)]
  }
}
