import PlantCore
import PlantView
import Testing

/// A person at the screen: types keys, looks at what is there. Behind the screen a stand-in for the engine answers
/// every query from one plant, as the engine would.
struct Operator {
  var state: UIState
  /// The whole plant, all devices in full; what the screen gets is cut from it.
  var plant: Snapshot
  /// What the screen last showed.
  private var drawn: Snapshot
  private(set) var commands: [SessionCommand] = []
  private(set) var effects: [Effect] = []

  init(_ plant: Snapshot, columns: Int = 120, rows: Int = 40, glyphs: Glyphs = .unicode) {
    state = UIState(
      size: Size(columns: columns, rows: rows), glyphs: glyphs, themes: ["quiet-dark", "mono"], theme: "quiet-dark")
    self.plant = plant
    drawn = plant
    look()
  }

  /// What the engine would send for the state's query.
  var snapshot: Snapshot {
    let query = state.query(for: state.size)
    var answer = plant
    answer.query = query
    if query.alarmCount == 0 { (answer.operatorAlarms.rows, answer.operatorAlarms.count) = ([], 0) }
    if query.wall.count == 0 { answer.wall = WallList() }
    var rows = plant.devices.rows
    if !query.deviceFilter.isEmpty {
      let inverts = query.deviceFilter.hasPrefix("!")
      let wanted = inverts ? String(query.deviceFilter.dropFirst()) : query.deviceFilter
      rows.removeAll { $0.name.contains(wanted) == inverts }
    }
    if query.sort == .name { rows.sort { $0.name < $1.name } }
    if query.isReversed { rows.reverse() }
    answer.devices.hidden = plant.devices.rows.count - rows.count
    answer.devices.order = rows.map(\.id)
    var first = max(0, min(query.firstRow, rows.count - query.rowCount))
    if let keep = query.keepVisible, let index = rows.firstIndex(where: { $0.id == keep }), query.rowCount > 0 {
      first = min(max(first, index - query.rowCount + 1), index)
    }
    answer.devices.firstRow = first
    answer.devices.rows = Array(rows.dropFirst(first).prefix(query.rowCount))
    let last = query.messages.last ?? .max
    let messages = plant.messages.messages.filter {
      $0.number <= last && $0.passes(query.messages.filter)
    }
    answer.messages.messages = Array(messages.suffix(query.messages.count))
    answer.messages.detail = query.messages.wantsDetail ? answer.messages.messages.last.map(plant.detail) : nil
    answer.messages.searched = query.messages.find
    switch query.messages.find {
    case .text(let text, let from, let isForward):
      let found = plant.messages.messages.filter { $0.payload.contains(text) }
      answer.messages.found =
        isForward ? found.first { $0.number >= from }?.number : found.last { $0.number <= from }?.number
    case .trip: answer.messages.found = plant.messages.messages.last { $0.verdict == .judged(.highHigh) }?.number
    case nil: break
    }
    answer.pens = query.pens.map { pen in
      guard let row = plant.devices.rows.first(where: { $0.name == pen.device }) else { return PenDetail(pen: pen) }
      var whole = plant
      whole.focus(on: row.id)
      let type = plant.types.first { $0.name == pen.sensor }
      return PenDetail(
        pen: pen, device: row.id, detail: whole.focus?.sensors.first { $0.readout.type == type?.id })
    }
    if let device = query.focus {
      var whole = plant
      whole.focus(on: device)
      answer.focus = whole.focus
    }
    return answer
  }

  /// Those of the commands that do something about alarms.
  var operations: [SessionCommand] {
    commands.filter { if case .operate = $0 { true } else { false } }
  }

  /// Lets the newest snapshot arrive and draws it; twice, as an answer to what the first one changed.
  mutating func look() {
    perform(.observe)
    perform(.observe)
    drawn = state.picture(snapshot)
  }

  /// Lets `plant` arrive between the last drawing and the next key.
  mutating func misses(_ plant: Snapshot) {
    self.plant = plant
    perform(.observe)
  }

  mutating func press(_ keys: Key...) {
    for key in keys {
      perform(state.action(for: key) ?? .unbound(key))
      look()
    }
  }

  /// Keys that come faster than the screen is drawn.
  mutating func pressUndrawn(_ keys: Key...) {
    for key in keys { perform(state.action(for: key) ?? .unbound(key)) }
  }

  mutating func click(x: Int, y: Int) {
    perform(.click(x: x, y: y))
    look()
  }

  mutating func wheel(_ lines: Int, x: Int, y: Int) {
    perform(.wheel(lines, x: x, y: y))
    look()
  }

  mutating func type(_ text: String) {
    for character in text { press(.character(character)) }
  }

  /// Types a line after `:` and accepts it.
  mutating func command(_ line: String) {
    press(.character(":"))
    type(line)
    press(.enter)
  }

  private mutating func perform(_ action: Action) {
    for effect in reduce(&state, action, snapshot, drawn: drawn) {
      effects.append(effect)
      if case .command(let command) = effect { commands.append(command) }
    }
  }

  mutating func resize(columns: Int, rows: Int) {
    perform(.resize(Size(columns: columns, rows: rows)))
    look()
  }

  var canvas: Canvas {
    var canvas = Canvas(size: state.size)
    Dashboard.draw(state, snapshot, into: &canvas)
    return canvas
  }

  /// What the screen shows, line by line.
  var lines: [String] { canvas.textPlane.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  func sees(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

  /// The line with the cursor of the focused pane.
  var cursorLine: String? { lines.first { $0.hasPrefix("▶") || $0.hasPrefix(">") } }
}

/// A failure shows the screen.
extension Operator: CustomTestStringConvertible {
  var testDescription: String { "\n" + canvas.textPlane }
}

extension Message {
  /// Whether it passes a filter: a text in its payload, or one device.
  fileprivate func passes(_ filter: String) -> Bool {
    let device = filter.split(separator: "=").last.map(String.init) ?? ""
    return filter.isEmpty || payload.contains(filter.hasPrefix("device=") ? "\"\(device)\"" : filter)
  }
}

extension Snapshot {
  /// A message in full, as far as it takes no reading of JSON: the members that the fixtures write.
  fileprivate func detail(_ message: Message) -> MessageDetail {
    func member(_ key: String) -> String? {
      message.payload.firstRange(of: "\"\(key)\":").map { range in
        String(message.payload[range.upperBound...].prefix { $0 != "," && $0 != "}" }.drop { $0 == "\"" })
      }
    }
    let fields = ["deviceId", "sensorType", "value"].compactMap { key in
      member(key).map {
        MessageField(
          name: key, text: $0.hasSuffix("\"") ? String($0.dropLast()) : $0, meaning: MessageField.Meaning(named: key))
      }
    }
    var detail = MessageDetail(message: message, fields: fields)
    guard let name = fields.first?.text, let row = devices.rows.first(where: { $0.name == name }) else { return detail }
    detail.deviceName = name
    detail.message.device = row.id
    detail.sensor = row.readouts.first { readout in
      types.contains { $0.id == readout.type && $0.name == fields[1].text }
    }
    detail.value = Double(fields.last?.text ?? "")
    return detail
  }
}

extension MessageField.Meaning {
  fileprivate init?(named key: String) {
    switch key {
    case "deviceId": self = .device
    case "value": self = .value
    default: return nil
    }
  }
}
