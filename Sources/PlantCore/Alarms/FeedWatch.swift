/// Whether the plant is connected and talking.
struct FeedWatch: BitwiseCopyable {
  enum Connection: UInt8, BitwiseCopyable {
    /// A recording of ours before its first connect, or after a session's end: nothing can be said.
    case pending
    case connected
    case disconnected
  }

  /// A recording without connection records is taken as connected.
  var connection = Connection.connected
  /// Stream time of the last change of `connection`.
  var since = Stamp.unknown
  /// Stream time of the last message, or of the connect when none came since.
  var lastMessage = Stamp.unknown
  var hasMessage = false
  /// Longest silence between messages in this hour and the one before, in nanoseconds.
  private var longestNow: Int64 = 0
  private var longestBefore: Int64 = 0
  private var hour = Int64.min

  /// Whether no message has come since the connect.
  var isUnheard: Bool { connection == .connected && since.isKnown && lastMessage == since }

  /// How long the plant may be silent before the feed alarms: three times its usual longest silence.
  ///
  /// The usual longest silence is the longest one of the present and the previous hour that raised no alarm.
  var limit: Int64 { max(30 * Interval.second, 3 * max(longestNow, longestBefore)) }

  /// A message came at stream time `now`.
  @inline(__always) mutating func hear(at now: Stamp, isAlarm: Bool) {
    if hasMessage, now > lastMessage { note(silence: now - lastMessage, at: now, isAlarm: isAlarm) }
    lastMessage = now
    hasMessage = true
  }

  private mutating func note(silence: Int64, at now: Stamp, isAlarm: Bool) {
    let thisHour = now.nanoseconds / Interval.hour
    if thisHour != hour {
      longestBefore = thisHour == hour &+ 1 ? longestNow : 0
      longestNow = 0
      hour = thisHour
    }
    // A silence of hours that nobody called an alarm is a gap in the recording, not the plant's habit.
    if !isAlarm, silence > longestNow, silence <= Interval.hour { longestNow = silence }
  }
}
