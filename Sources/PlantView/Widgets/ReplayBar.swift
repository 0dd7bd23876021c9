import PlantCore

/// The whole file in one row: anomaly density, alarms, and where the replay stands.
struct ReplayBar {
  var status: ReplayStatus
  var zoneOffsetSeconds: Int
  /// Whether it is what a live session holds of its past.
  var isHeld = false
  var glyphs: Glyphs

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    let head = head(area.width)
    let line = timeline(in: area)
    var x = area.x
    x += canvas.write(head, x: x, y: area.y, limit: area.width, role: .replay, attributes: .bold) + 1
    canvas.fill(Rect(x: x - 1, y: area.y, width: 1, height: 1))
    let ends = area.width >= 80
    if ends { canvas.write(String(clock(status.first).prefix(5)), x: x, y: area.y, role: .muted) }
    guard line.width > 4 else { return }
    drawTimeline(into: &canvas, line: line)
    if ends { canvas.write(String(clock(status.last).prefix(5)), x: line.maxX + 1, y: area.y, role: .muted) }
  }

  /// Where the timeline lies in the bar's row.
  func timeline(in area: Rect) -> Rect {
    let ends = area.width >= 80
    let x = area.x + CleanText.width(of: head(area.width), isASCII: glyphs.isASCII) + 1 + (ends ? 6 : 0)
    return Rect(x: x, y: area.y, width: area.maxX - x - (ends ? 7 : 1), height: 1)
  }

  private func clock(_ stamp: Stamp) -> String {
    stamp.isKnown ? stamp.timeOfDay(offsetSeconds: zoneOffsetSeconds) : "--:--:--"
  }

  /// What stands before the timeline: position, pace and state.
  private func head(_ width: Int) -> String {
    let date =
      status.position.isKnown ? Calendar.dayAndMonth(status.position, offsetSeconds: zoneOffsetSeconds) + " " : ""
    let playing = status.skipsIdle ? "no idle" : "playing"
    let word = status.isSeeking ? "seeking" : status.isAtEnd ? "end" : status.isPaused ? "paused" : playing
    let speed = status.speed.isInfinite ? "max" : glyphs.times + Numbers.trimmed(status.speed)
    let held = "\(Durations.short(max(0, status.last - status.first))) held"
    let full = " \(date)\(clock(status.position))  " + (isHeld ? held : "\(speed)  \(word)")
    return width >= 100 ? full : " \(clock(status.position)) " + (isHeld ? held : "\(speed) \(word)")
  }

  private func drawTimeline(into canvas: inout Canvas, line: Rect) {
    let slots = status.timeline
    let most = slots.map(\.anomalies).max() ?? 0
    for column in 0..<line.width {
      var (anomalies, errors, readings, isAlarm, isNoted) = (UInt32(0), UInt32(0), UInt32(0), false, false)
      if !slots.isEmpty {
        let first = column * slots.count / line.width
        let last = max(first + 1, (column + 1) * slots.count / line.width)
        for slot in slots[first..<min(last, slots.count)] {
          anomalies = max(anomalies, slot.anomalies)
          errors = max(errors, slot.errors)
          readings = max(readings, slot.readings)
          isAlarm = isAlarm || slot.isAlarm
          isNoted = isNoted || slot.isNoted
        }
      }
      let place = Rect(x: line.x + column, y: line.y, width: 1, height: 1)
      let heights = glyphs.heights
      if isNoted {
        canvas.fill(place, with: glyphs.note, role: .title, attributes: .bold)
      } else if anomalies > 0, most > 0 {
        let level = min(heights.count - 1, Int(anomalies) * heights.count / Int(most))
        canvas.fill(place, with: heights[level], role: isAlarm ? .alarm2 : .advisory)
      } else if isAlarm {
        canvas.fill(place, with: heights[0], role: .alarm2)
      } else if errors > 0 {
        canvas.fill(place, with: "!", role: .advisory)
      } else {
        // A stretch without readings is a hole in the line.
        canvas.fill(place, with: readings > 0 || slots.isEmpty ? glyphs.rail : " ", role: .frame)
      }
    }
    guard status.first.isKnown, status.last.isKnown, status.position.isKnown, status.last > status.first else { return }
    let share = Double(status.position - status.first) / Double(status.last - status.first)
    let place = min(max(0, Int(share * Double(line.width))), line.width - 1)
    canvas.fill(
      Rect(x: line.x + place, y: line.y, width: 1, height: 1), with: glyphs.here, role: .replay, attributes: .bold)
  }
}
