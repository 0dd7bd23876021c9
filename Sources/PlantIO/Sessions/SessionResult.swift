import PlantCore

/// What a finished run came to.
public struct SessionResult: Sendable {
  public var digest: UInt64 = 0
  public var counters = Counters()
  /// Whether any pipeline alarm went to ALARM.
  public var wentToAlarm = false

  /// The limits that were tried out in a replay, in words: then its digest is not the recording's. Empty without.
  public var trial = ""

  /// The last line of every run: `digest <16 lowercase hex digits>`.
  public var digestLine: String {
    "digest " + ConfigurationHash.hexadecimal(digest) + (trial.isEmpty ? "" : " with \(trial)")
  }
}

/// Receives what the engine decides, in stream order, on the engine's thread: it must not block for long.
public typealias EventSink = @Sendable ([Event]) -> Void
