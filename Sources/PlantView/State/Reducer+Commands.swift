import PlantCore

/// What can be typed after `:`; help lists the same lines.
enum TypedCommand {
  static let help: [(words: String, text: String)] = [
    (":goto 14:05", "to a time of day in the past, or 30%"),
    (":speed 8", "in a replay, so many times as fast, or max"),
    (":limit temperature high 85", "in a replay, what if; reset ends it"),
    (":device pump-03", "open a device"),
    (":filter press value>60", "show only, in the pane with the focus; alone it shows all"),
    (":ack", "acknowledge the alarm"),
    (":shelve 2h reason", "put the alarm aside, at most 12 h"),
    (":out reason", "take the alarm out of service"),
    (":maintenance press-07 4h reason", "announce nothing new of it"),
    (":end press-07", "end a maintenance"),
    (":retire press-07 reason", "it is gone from the plant"),
    (":reinstate press-07", "it is back"),
    (":normal reason", "the advisory's sensor has a new normal"),
    (":undo", "its old normal holds again"),
    (":note pump hums", "leave a note about this moment"),
    (":handover", "the sheet of the last 8 h, or since 06:00; with a name, who takes over"),
    (":export 30m", "an incident bundle of so long; a name, --redact"),
    (":lamptest", "tries bell, colours, the alarm command and the broker"),
    (":log", "what the program says of itself"),
    (":theme mono", "change the look"),
  ]

  static var names: [String] { help.map { String($0.words.dropFirst().prefix { $0 != " " }) } + ["quit", "help"] }
}

/// Carries out a line typed after `:`.
func carryOut(_ state: inout UIState, line: String, _ snapshot: Snapshot) -> [Effect] {
  let words = line.split(separator: " ").map(String.init)
  guard let command = words.first else { return [] }
  let rest = Array(words.dropFirst())
  switch command {
  case "q", "quit":
    state.question = .quit
    return []
  case "help":
    state.helpLine = 0
    return []
  case "theme":
    guard let name = rest.first, state.themes.contains(name) else {
      return state.complain("themes: \(state.themes.joined(separator: ", "))")
    }
    state.theme = name
    return [.themeChanged]
  case "device":
    let name = rest.joined(separator: " ")
    guard !name.isEmpty else { return state.complain(":device NAME") }
    state.go(to: .devices)
    state.devices.filter = name
    state.wantsOpen = name
    return [.queryChanged]
  case "filter":
    guard let purpose = state.filterPurpose else { return state.complain("nothing to filter here") }
    return applyFilter(&state, purpose, rest.joined(separator: " "))
  case "ack":
    if refusesPast(&state) { return [] }
    guard rest.isEmpty else { return state.complain(":ack is about the alarm under the cursor, and takes no name") }
    guard let alarm = state.pointed else { return state.complain("choose an alarm first: 4 shows all of them") }
    state.remark = "acknowledging \(alarm.subject.text)"
    return [.command(.operate(.acknowledge(alarm), why: ""))]
  case "goto":
    guard let replay = snapshot.session.replay else { return state.complain("nothing of the past is held yet") }
    return goTo(&state, rest.first ?? "", replay, snapshot)
  case "speed":
    return state.observed.isReplay ? pace(&state, rest.first ?? "") : state.complain(":speed belongs to a replay")
  case "handover": return handOver(&state, rest.joined(separator: " "), snapshot)
  case "export": return export(&state, rest, snapshot)
  case "note":
    let text = rest.joined(separator: " ")
    guard !text.isEmpty else { return state.complain(":note TEXT") }
    if !state.observed.isReplay { state.remark = "noted: { goes back to it" }
    return [.command(.note(text))]
  case "lamptest":
    if state.observed.isReplay { return state.complain("a replay tells nobody anything: :lamptest works live") }
    (state.helpLine, state.overlay) = (0, .lampTest)
    return [.bell, .command(.lampTest)]
  case "log": return openLog(&state)
  case "limit": return tryOut(&state, rest)
  case "shelve", "out", "maintenance", "end", "retire", "reinstate", "normal", "undo":
    return refusesPast(&state) ? [] : operate(&state, typed: command, rest, snapshot)
  default:
    let near = Spelling.nearest(to: command, among: TypedCommand.names)
    return state.complain("no command :\(command); " + (near.map { "did you mean :\($0)?" } ?? "? lists them"))
  }
}

/// The sensor that the operator points at: of the chosen advisory, or on the device screen.
func pointedSensor(_ state: UIState, _ shown: Snapshot) -> (device: String, name: String)? {
  if state.opened != nil {
    guard let focus = shown.focus, focus.row.id == state.opened, !focus.sensors.isEmpty else { return nil }
    let sensor = focus.sensors[min(state.openedSensor, focus.sensors.count - 1)]
    return shown.types.first { $0.id == sensor.readout.type }.map { (focus.row.name, $0.name) }
  }
  guard state.focus == .anomalies, let episode = pointedEpisode(state, shown), !episode.sensorName.isEmpty else {
    return nil
  }
  return (episode.deviceName, episode.sensorName)
}

/// What an operator does by a typed command, about what was pointed at when its line was begun: what has come up while
/// it was typed is not meant.
private func operate(
  _ state: inout UIState, typed command: String, _ words: [String], _ snapshot: Snapshot
) -> [Effect] {
  switch command {
  case "shelve", "out":
    guard let alarm = state.pointed else {
      return state.complain("choose an alarm first: 4 shows all of them")
    }
    // A reason that begins with the name of a device is no reason, but another alarm that was meant.
    if let first = words.first, snapshot.devices.rows.contains(where: { $0.name == first }) {
      return state.complain(":\(command) is about the alarm under the cursor, and takes no name")
    }
    return putAside(&state, alarm, isShelf: command == "shelve", words.joined(separator: " "))
  case "maintenance":
    // The name of an area may have spaces: the first length of time ends it.
    guard let end = words.firstIndex(where: { Durations.nanoseconds($0) ?? 0 > 0 }), end > 0, end + 1 < words.count,
      let span = Durations.nanoseconds(words[end])
    else { return state.complain(":maintenance DEVICE-OR-AREA 4h reason") }
    let place = words[..<end].joined(separator: " ")
    state.remark = "asking for maintenance of \(place)"
    let why = words[(end + 1)...].joined(separator: " ")
    return [.command(.operate(.maintain(place: place, nanoseconds: span), why: why))]
  case "reinstate":
    guard !words.isEmpty else { return state.complain(":reinstate DEVICE") }
    let device = words.joined(separator: " ")
    state.remark = "bringing \(device) back"
    return [.command(.operate(.reinstate(device: device), why: ""))]
  case "retire":
    guard words.count > 1 else { return state.complain(":retire DEVICE reason") }
    // The name of a device may have spaces: the longest one that is shown, else the first word.
    let names = (1...words.count).map { words.prefix($0).joined(separator: " ") }
    let device = names.last { name in snapshot.devices.rows.contains { $0.name == name } } ?? words[0]
    state.remark = "retiring \(device); retired = true in its table of the configuration keeps it so for good"
    let why = words.joined(separator: " ").dropFirst(device.count + 1)
    return [.command(.operate(.retire(device: device), why: String(why)))]
  case "normal", "undo":
    guard let sensor = state.pointedSensor else {
      let what = command == "undo" ? ":undo takes a :normal back: " : ""
      return state.complain(what + "choose an advisory (2), or a sensor on its device's screen, first")
    }
    if command == "undo" {
      return [.command(.operate(.undoNormal(device: sensor.device, sensor: sensor.name), why: ""))]
    }
    guard !words.isEmpty else { return state.complain("a new normal needs a reason: :normal bearing was replaced") }
    state.remark = "the new normal of \(sensor.device) \(sensor.name)"
    let why = words.joined(separator: " ")
    return [.command(.operate(.acceptNormal(device: sensor.device, sensor: sensor.name), why: why))]
  default:
    guard !words.isEmpty else { return state.complain(":end DEVICE-OR-AREA") }
    state.remark = "ending the maintenance of \(words.joined(separator: " "))"
    return [.command(.operate(.endMaintenance(place: words.joined(separator: " ")), why: ""))]
  }
}

/// `2h sensor is being changed` for a shelf; a reason alone for out of service.
func putAside(_ state: inout UIState, _ alarm: AlarmReference, isShelf: Bool, _ text: String) -> [Effect] {
  let words = text.split(separator: " ").map(String.init)
  if isShelf {
    guard let first = words.first, let span = Durations.nanoseconds(first), span > 0, words.count >= 2 else {
      state.remark = "a shelf needs a time and a reason: 2h sensor is being changed"
      return []
    }
    guard span <= ActionLine.longestShelf else {
      state.remark = "a shelf lasts at most 12h; out of service (o) lasts until it is ended"
      return []
    }
    let why = words.dropFirst().joined(separator: " ")
    return [.command(.operate(.shelve(alarm, nanoseconds: span), why: why))]
  }
  guard !words.isEmpty else {
    state.remark = "out of service needs a reason"
    return []
  }
  return [.command(.operate(.takeOutOfService(alarm), why: words.joined(separator: " ")))]
}

private func goTo(_ state: inout UIState, _ text: String, _ replay: ReplayStatus, _ snapshot: Snapshot) -> [Effect] {
  guard replay.first.isKnown, replay.last.isKnown else { return [] }
  if text.hasSuffix("%"), let share = Double(text.dropLast()), (0...100).contains(share) {
    return seek(&state, to: replay.first + Int64(Double(replay.last - replay.first) * share / 100), snapshot)
  }
  followAgain(&state)
  let position = replay.position.isKnown ? replay.position : replay.first
  let zone = state.inZone(snapshot).session.zoneOffsetSeconds
  guard let candidates = Calendar.moments(of: text, around: position, offsetSeconds: zone) else {
    state.remark = ":goto 14:05, 14:05:30, 14:05:30Z or 30%"
    return []
  }
  // Of several days the one nearest to the present place.
  let inside = candidates.filter { $0 >= replay.first && $0 <= replay.last }
  guard let target = inside.min(by: { abs($0 - position) < abs($1 - position) }) else {
    state.remark = "\(text) lies outside of what is held"
    return []
  }
  return seek(&state, to: target, snapshot)
}

func seek(_ state: inout UIState, to target: Stamp, _ snapshot: Snapshot) -> [Effect] {
  state.observed.isReplay ? [.command(.seek(target))] : lookBack(&state, .seek(target), snapshot)
}

private func pace(_ state: inout UIState, _ text: String) -> [Effect] {
  if text == "max" { return [.command(.speed(.infinity))] }
  guard let speed = Double(text), (0.5...64).contains(speed) else {
    state.remark = ":speed from 0.5 to 64, or max"
    return []
  }
  return [.command(.speed(speed))]
}

/// The sheet since a time of day, or of the last eight hours; anything else is the name of who takes over.
private func handOver(_ state: inout UIState, _ text: String, _ snapshot: Snapshot) -> [Effect] {
  let now = snapshot.streamTime
  guard now.isKnown else { return state.complain("nothing was judged yet: there is nothing to hand over") }
  let zone = state.inZone(snapshot).session.zoneOffsetSeconds
  if let moments = Calendar.moments(of: text, around: now, offsetSeconds: zone) {
    state.overlay = .handover(from: moments.last { $0 <= now } ?? now)
  } else if text.isEmpty {
    state.overlay = .handover(from: now + -8 * Interval.hour)
  } else if text.first?.isNumber == true {
    return state.complain(":handover 06:00 is the sheet since then, :handover Anna says who takes over")
  } else {
    state.remark = "\(text) takes over"
    return refusesPast(&state) ? [] : [.command(.note(Handover.takenOver(by: text)))]
  }
  state.helpLine = 0
  if state.frozen != nil { state.remark = "the sheet is of now, whatever the panes show" }
  return [.queryChanged]
}

/// `30m`, a folder's name, `--redact`, in any order.
private func export(_ state: inout UIState, _ words: [String], _ snapshot: Snapshot) -> [Effect] {
  let time = CivilTime(snapshot.session.now)
  var order = ExportOrder(
    folder: "plantwatch-\(padded(time.year, 4))\(padded(time.month, 2))\(padded(time.day, 2))T"
      + "\(padded(time.hour, 2))\(padded(time.minute, 2))\(padded(time.second, 2))Z")
  for word in words {
    if word == "--redact" {
      order.isRedacted = true
    } else if let span = Durations.nanoseconds(word), span > 0 {
      order.span = span
    } else if word.hasPrefix("-") {
      return state.complain(":export 30m NAME --redact")
    } else if word.first?.isNumber == true, word.count < 4, word.allSatisfy({ $0.isNumber || $0.isLetter }) {
      return state.complain("\(word) is no length of time: :export 30m NAME --redact")
    } else {
      order.folder = word
    }
  }
  return [.command(.export(order))]
}
