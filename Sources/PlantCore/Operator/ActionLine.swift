/// An operator's action as one of plantwatch's own lines: `# action TIME {…}`.
public enum ActionLine {
  /// No shelf lasts longer.
  public static let longestShelf = 12 * Interval.hour
  /// No maintenance lasts longer.
  public static let longestMaintenance = 7 * Interval.day

  /// The JSON part of the line.
  public static func json(_ action: OperatorAction, _ note: OperatorNote) -> String { object(action, note).text }

  /// Its members.
  static func object(_ action: OperatorAction, _ note: OperatorNote) -> JSONObject {
    var object = JSONObject()
    object.add("do", action.word)
    switch action {
    case .acknowledge(let alarm), .unshelve(let alarm), .takeOutOfService(let alarm), .returnToService(let alarm):
      add(alarm, to: &object)
    case .shelve(let alarm, let nanoseconds):
      add(alarm, to: &object)
      object.add("seconds", raw: String(nanoseconds / Interval.second))
    case .maintain(let place, let nanoseconds):
      object.add("place", place)
      object.add("seconds", raw: String(nanoseconds / Interval.second))
    case .endMaintenance(let place): object.add("place", place)
    case .retire(let device), .reinstate(let device): object.add("device", device)
    case .acceptNormal(let device, let sensor), .undoNormal(let device, let sensor):
      object.add("device", device)
      object.add("sensor", sensor)
    case .silence(let nanoseconds): object.add("seconds", raw: String(nanoseconds / Interval.second))
    case .note(let moment):
      if let moment, moment.isKnown { object.add("about", raw: moment.decimalSeconds) }
    }
    object.add("by", note.by)
    if !note.why.isEmpty { object.add("why", note.why) }
    return object
  }

  private static func add(_ alarm: AlarmReference, to object: inout JSONObject) {
    switch alarm.subject {
    case .pipeline(let name): object.add("alarm", name)
    case .limit(let device, let sensor, let isHigh):
      object.add("alarm", isHigh ? "high" : "low")
      object.add("device", device)
      object.add("sensor", sensor)
    }
    object.add("generation", raw: String(alarm.generation))
  }

  /// Reads the JSON part back; nil when it says nothing that is known.
  static func action(_ json: ByteSlice) -> OperatorAction? {
    func span(_ longest: Int64) -> Int64? {
      guard let seconds = OwnLine.number(json, "seconds")?.integer(shiftedBy: 0), seconds > 0 else { return nil }
      return min(seconds, longest / Interval.second) * Interval.second
    }
    let place = OwnLine.text(json, "place")
    switch OwnLine.text(json, "do") {
    case "ack": return alarm(json).map { .acknowledge($0) }
    case "shelve":
      guard let alarm = alarm(json), let span = span(longestShelf) else { return nil }
      return .shelve(alarm, nanoseconds: span)
    case "unshelve": return alarm(json).map { .unshelve($0) }
    case "out-of-service": return alarm(json).map { .takeOutOfService($0) }
    case "in-service": return alarm(json).map { .returnToService($0) }
    case "maintenance":
      guard let place, let span = span(longestMaintenance) else { return nil }
      return .maintain(place: place, nanoseconds: span)
    case "end-maintenance": return place.map { .endMaintenance(place: $0) }
    case "retire": return OwnLine.text(json, "device").map { .retire(device: $0) }
    case "reinstate": return OwnLine.text(json, "device").map { .reinstate(device: $0) }
    case "accept-normal": return sensor(json).map { .acceptNormal(device: $0.device, sensor: $0.sensor) }
    case "undo-normal": return sensor(json).map { .undoNormal(device: $0.device, sensor: $0.sensor) }
    case "note":
      return .note(about: OwnLine.number(json, "about")?.integer(shiftedBy: 9).map { Stamp(nanoseconds: $0) })
    case "silence": return span(Interval.hour).map { .silence(nanoseconds: $0) }
    default: return nil
    }
  }

  private static func sensor(_ json: ByteSlice) -> (device: String, sensor: String)? {
    guard let device = OwnLine.text(json, "device"), let sensor = OwnLine.text(json, "sensor") else { return nil }
    return (device, sensor)
  }

  private static func alarm(_ json: ByteSlice) -> AlarmReference? {
    guard let name = OwnLine.text(json, "alarm"),
      let generation = OwnLine.number(json, "generation")?.integer(shiftedBy: 0)
    else { return nil }
    let subject: AlarmSubject
    if let device = OwnLine.text(json, "device"), let sensor = OwnLine.text(json, "sensor") {
      guard name == "high" || name == "low" else { return nil }
      subject = .limit(device: device, sensor: sensor, isHigh: name == "high")
    } else {
      subject = .pipeline(name)
    }
    return AlarmReference(subject: subject, generation: UInt32(clamping: generation))
  }
}
