import PlantCore

/// The plant's worst alarm in one item of a line: from all that is known of it down to its mark and its device.
struct WorstAlarm {
  /// From the longest to the shortest.
  var forms: [String]
  var role: Role
  /// Whether it is shelved, out of service or otherwise put aside: it is named while nothing else stands, but must
  /// not look like one that calls.
  var isAside: Bool

  init(_ worst: Episode, in snapshot: Snapshot, glyphs: Glyphs) {
    let overlay = worst.alarm?.overlay ?? .none
    isAside = overlay != .none
    role = isAside ? .shelved : .alarm(worst.priority)
    let mark = isAside ? "\(overlay.word)" : "\(glyphs.alarm(worst.priority))\(worst.priority)"
    let name = worst.deviceName
    let short = CleanText.shortened(name, to: 12)
    let places = Numbers.places(for: snapshot.types.first { $0.name == worst.sensorName }?.scale)
    let unit = worst.unit.isEmpty ? "" : " " + glyphs.unit(worst.unit)
    let offset = snapshot.session.zoneOffsetSeconds
    let since = worst.since.isKnown ? " since " + worst.since.timeOfDay(offsetSeconds: offset) : ""
    let full = "\(mark) \(name) \(worst.sensorName)"
    // What stays with the device when all else has given way.
    let least: String
    if worst.isWithoutData {
      let text = AlarmWords.withoutData(worst, places: places)
      forms = ["\(full) \(text)\(since)", "\(full) \(text)", "\(mark) \(name) \(text)"]
      least = "no data"
    } else if worst.isClearing {
      let word = AlarmWords.word(Judgement.normal)
      let value = Numbers.fixed(worst.inside, places: places)
      let limit = "\(full) \(word) \(value)\(unit) (limit \(Numbers.trimmed(worst.limit)))"
      forms = [limit + since, limit, "\(mark) \(name) \(word) \(value)\(unit)", "\(mark) \(name) \(word)"]
      least = value
    } else {
      let value = AlarmWords.comparison(worst, places: places) ?? ""
      let word = AlarmWords.word(worst.kind)
      forms = [
        "\(full) \(word) \(value)\(unit)\(since)", "\(full) \(word) \(value)\(unit)",
        "\(mark) \(name) \(word) \(value)\(unit)", "\(mark) \(name) \(word) \(value)", "\(mark) \(name) \(value)",
      ]
      least = String(value.prefix { $0 != " " })
    }
    forms += ["\(mark) \(name) \(least)", "\(mark) \(short) \(least)", "\(mark) \(name)", "\(mark) \(short)"]
  }
}
