/// What plantwatch has found wrong with itself: a disk, a recording, a certificate. It comes with `# health` lines, since
/// nothing in a plant's messages tells of it.
struct OwnHealth: BitwiseCopyable {
  /// How many things are wrong at this moment.
  var troubles: UInt32 = 0
  /// What they are, as a number of the book of texts.
  var text: UInt32 = 0
}

extension Engine {
  /// A `# health` line: what is wrong from now on.
  mutating func takeHealth(troubles: Int64, _ text: String) {
    let before = health
    health = OwnHealth(troubles: UInt32(clamping: troubles), text: operatorTexts.number(text))
    // Another trouble, or a more urgent word for one, calls anew, whoever has acknowledged the others.
    if troubles > 0, health.troubles >= before.troubles, health.text != before.text,
      alarms[AlarmPlace.health].state == .alarm
    {
      raise(UInt32(AlarmPlace.health), .pipeline, priority: priority(AlarmPlace.health), isOuter: false)
    }
    note(.health, troubles > 0 ? text : "all is well again")
  }

  /// Its alarm, which is none of a plant in which it never stood.
  mutating func evaluateHealth(_ end: Stamp) {
    guard health.troubles > 0 || alarms[AlarmPlace.health].state == .alarm else { return }
    setAlarm(
      AlarmPlace.health, health.troubles > 0 ? .alarm : .ok, value: Double(health.troubles), threshold: 0, end)
  }
}
