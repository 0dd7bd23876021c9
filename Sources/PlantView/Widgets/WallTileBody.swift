import PlantCore

/// What a tile of the plant wall says below its name, where there is room: what is wrong, or what its sensors say.
struct WallTileBody {
  var row: DeviceRow
  var types: [SensorTypeInfo]
  /// The sensor type that the first row shows already.
  var chosen: SensorTypeInfo?
  var look: Look

  /// What is wrong in one row, or the values in brief.
  func drawLine(into canvas: inout Canvas, area: Rect) {
    if let forms = trouble {
      let text = forms.first { width($0) <= area.width } ?? shortened(forms[forms.count - 1], area.width)
      canvas.write(text, x: area.x, y: area.y, limit: area.width, role: .text)
    } else {
      canvas.write(values(area.width), x: area.x, y: area.y, limit: area.width, role: .muted)
    }
  }

  /// A row for each sensor: name, value and unit, trend, and what is wrong with it.
  func drawSensors(into canvas: inout Canvas, area: Rect) {
    guard !row.readouts.isEmpty else { return drawLine(into: &canvas, area: area) }
    let names = min(12, shownTypes.map { width($0.name) }.max() ?? 0)
    let units = min(6, shownTypes.map { width(look.glyphs.unit($0.unit)) }.max() ?? 0)
    let unitX = area.x + names + 1 + Self.numberWidth + 1
    let trendX = unitX + units + 2
    // The trend is as wide as the words leave it, and is dropped where that would be a stump.
    let room = area.maxX - trendX
    let trendWidth = room - Self.wordsWidth - 2 >= 8 ? min(30, room - Self.wordsWidth - 2) : 0
    let wordsX = trendX + (trendWidth > 0 ? trendWidth + 2 : 0)
    for (index, readout) in shown(area.height).enumerated() {
      guard let type = type(of: readout) else { continue }
      let y = area.y + index
      let face = face(readout, type)
      canvas.write(shortened(type.name, names), x: area.x, y: y, limit: names, role: .muted)
      let number = face.number(width: Self.numberWidth - 1) + (face.isOld && readout.value != nil ? "?" : " ")
      canvas.write(
        number, x: unitX - 1 - number.count, y: y, role: face.role, attributes: face.isBreach ? .bold : [])
      let unit = shortened(look.glyphs.unit(type.unit), units)
      canvas.write(unit, x: unitX, y: y, limit: units, role: .muted)
      Sparkline(trend: readout.trend, scale: readout.scale ?? type.scale, role: .trend, glyphs: look.glyphs)
        .draw(into: &canvas, area: Rect(x: trendX, y: y, width: trendWidth, height: 1))
      let words = shortened(words(readout, type), max(0, area.maxX - wordsX))
      canvas.write(words, x: wordsX, y: y, limit: area.maxX - wordsX, role: readout.priority != nil ? face.role : .text)
    }
    let left = row.readouts.count - area.height
    guard left > 0 else { return }
    canvas.write("and \(left + 1) more", x: area.x, y: area.maxY - 1, limit: area.width, role: .muted)
  }

  private static let numberWidth = 8
  /// `HIGH-HIGH > 95`.
  private static let wordsWidth = 14

  /// What is wrong, from the longest words to the shortest; nil while nothing is.
  var trouble: [String]? {
    if let priority = row.priority {
      guard let worst = row.readouts.first(where: { $0.priority == priority }), let type = type(of: worst) else {
        return nil
      }
      return alarmForms(worst, type)
    }
    if row.isRetired { return nil }
    if row.freshness == .dead { return ["silent \(since(row.heard))"] }
    if let alarm = row.alarm, alarm.isUnacknowledged, case .limit(_, let sensor, let isHigh) = alarm.reference.subject {
      let was = "\(sensor) was \(isHigh ? "high" : "low")"
      guard let readout = row.readouts.first(where: { type(of: $0)?.name == sensor }), let type = type(of: readout)
      else { return [was] }
      return ["\(was), now \(value(readout, type))", was]
    }
    switch row.freshness {
    case .stale:
      guard let readout = row.readouts.first(where: { $0.freshness == .stale || $0.freshness == .dead }),
        let type = type(of: readout)
      else { return ["silent \(since(row.heard))"] }
      return ["\(type.name) silent \(since(readout.heard))", "\(type.name) silent"]
    case .neverSeen: return row.errors > 0 ? ["nothing of it could be read"] : ["nothing came of it yet"]
    case .lastKnown: return ["only what the broker kept of it", "only kept values"]
    case .fresh, .dead: return nil
    }
  }

  private func alarmForms(_ worst: SensorReadout, _ type: SensorTypeInfo) -> [String] {
    let value = value(worst, type)
    guard worst.freshness == .fresh else {
      return ["\(type.name) silent \(since(worst.heard)), was \(value)", "\(type.name) silent, was \(value)"]
    }
    let word = AlarmWords.word(worst.judgement)
    let unit = look.glyphs.unit(type.unit)
    var forms = ["\(type.name) \(word) \(value)", "\(type.name) \(value)", "\(word) \(value)"]
    if let number = worst.value,
      let pair = AlarmWords.comparison(number, worst.limits, places: Numbers.places(for: type.scale))
    {
      forms.insert("\(type.name) \(word) \(pair)\(unit.isEmpty ? "" : " \(unit)")", at: 0)
    }
    return forms
  }

  /// The values in brief, each in a column of its own.
  private func values(_ width: Int) -> String {
    var text = ""
    for readout in row.readouts where readout.type != chosen?.id {
      guard let type = type(of: readout) else { continue }
      let face = face(readout, type)
      let number = face.number(width: 6)
      let unit = look.glyphs.unit(type.unit)
      let lead = text.isEmpty ? "" : String(repeating: " ", count: 2 + max(0, 5 - number.count))
      let next = "\(lead)\(number)\(face.isOld && readout.value != nil ? "?" : "")\(unit.isEmpty ? "" : " \(unit)")"
      guard self.width(text + next) <= width else { break }
      text += next
    }
    return text
  }

  /// What is wrong with one sensor; empty while nothing is.
  private func words(_ readout: SensorReadout, _ type: SensorTypeInfo) -> String {
    guard readout.freshness == .fresh else {
      if readout.freshness == .lastKnown { return "last known" }
      return "silent" + (look.age(of: readout.heard).map { " " + Durations.short($0) } ?? "")
    }
    if readout.priority != nil {
      let word = AlarmWords.word(readout.judgement)
      let pair = readout.value.flatMap {
        AlarmWords.comparison($0, readout.limits, places: Numbers.places(for: type.scale))
      }
      return pair.map { "\(word) \($0.drop { $0 != " " }.dropFirst())" } ?? word
    }
    if let alarm = row.alarm, alarm.isUnacknowledged, case .limit(_, type.name, let isHigh) = alarm.reference.subject {
      return "was \(isHigh ? "high" : "low")"
    }
    return ""
  }

  /// The sensors for which there is room, those with an alarm first where it is not enough.
  private func shown(_ rows: Int) -> [SensorReadout] {
    guard row.readouts.count > rows else { return row.readouts }
    let ordered = row.readouts.filter { $0.priority != nil } + row.readouts.filter { $0.priority == nil }
    return Array(ordered.prefix(max(0, rows - 1)))
  }

  private func value(_ readout: SensorReadout, _ type: SensorTypeInfo) -> String {
    let unit = look.glyphs.unit(type.unit)
    return face(readout, type).number(width: 8) + (unit.isEmpty ? "" : " \(unit)")
  }

  private func face(_ readout: SensorReadout, _ type: SensorTypeInfo) -> ReadoutFace {
    ReadoutFace(
      readout, places: Numbers.places(for: type.scale), scale: readout.scale ?? type.scale, look: look)
  }

  /// Since when, with the day where that is another.
  private func since(_ stamp: Stamp) -> String {
    guard let age = look.age(of: stamp) else { return "for long" }
    return "since \(look.moment(stamp, isOfDays: age > 86_400 * Interval.second))"
  }

  private var shownTypes: [SensorTypeInfo] { types.filter { $0.sensors > 0 } }
  private func type(of readout: SensorReadout) -> SensorTypeInfo? { types.first { $0.id == readout.type } }
  private func width(_ text: String) -> Int { CleanText.width(of: text, isASCII: look.glyphs.isASCII) }
  private func shortened(_ text: String, _ width: Int) -> String {
    CleanText.shortened(text, to: width, isASCII: look.glyphs.isASCII)
  }
}
