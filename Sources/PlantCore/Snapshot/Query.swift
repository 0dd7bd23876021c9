/// What a screen wants to see: how the main thread tells the engine's thread what to put into a snapshot.
public struct Query: Sendable, Hashable {
  public var sort: DeviceSort = .worstFirst
  public var isReversed = false
  /// Only devices that pass this `FilterExpression`.
  public var deviceFilter = ""
  /// Index into the ordered list of the first row wanted.
  public var firstRow = 0
  /// How many rows are wanted in full.
  public var rowCount = 60
  /// Keep the rows around this device, wherever it sorts: `firstRow` is then only a hint.
  public var keepVisible: DeviceID?
  /// The device whose detail is wanted.
  public var focus: DeviceID?
  /// How many trend slots a row's readouts carry.
  public var trendSlots = 16
  public var episodeCount = 100
  /// Only episodes and alarms that pass this `FilterExpression`; the strip shows all of them.
  public var alarmFilter = ""
  public var alarmSort = AlarmSort.worstFirst
  /// How many rows of the alarm screen are wanted; 0 while it is not shown.
  public var alarmCount = 0
  public var messages = MessageQuery()
  public var wall = WallQuery()
  /// The sensors whose trends are wanted beside each other.
  public var pens: [Pen] = []
  /// How far back the charts of the focus and of the pens reach, where that takes a store.
  public var history: HistoryQuery?
  /// How far back the anomalies reach, where that takes a store.
  public var past: PastQuery?
  public var journal = JournalQuery()
  /// Whether the program's own log is wanted.
  public var wantsLog = false
  /// Whether the inventory of everything heard is wanted: thousands of names, for a file rather than a screen.
  public var wantsInventory = false

  /// Whether it wants what an overview does not show.
  public var isOfMore: Bool { alarmCount > 0 || wall.count > 0 || focus != nil || !pens.isEmpty }

  public init() {}
}

/// The order of the device table.
public enum DeviceSort: Sendable, Hashable {
  case worstFirst, name, firstSeen, mostAnomalies, longestSilent
  /// The greatest value of a sensor type first, devices without one last.
  case value(SensorTypeID)
}

/// The order of alarms and of anomalies.
public enum AlarmSort: Sendable, Hashable, CaseIterable {
  case worstFirst, newest, device, mostOften
}

/// Which page of the raw-message log is wanted.
public struct MessageQuery: Sendable, Hashable {
  /// The last message of the page; nil follows the newest.
  public var last: UInt64?
  public var count = 40
  /// Only messages of this device.
  public var device: DeviceID?
  /// Only messages that pass this `FilterExpression`.
  public var filter = ""
  /// A search; the answer is `MessageList.found`.
  public var find: MessageSearch?
  /// Whether the page's last message is wanted in full.
  public var wantsDetail = false

  public init() {}
}

/// A search through the raw-message log.
public enum MessageSearch: Sendable, Hashable {
  /// For a text in topic or payload, from a message's number on.
  case text(String, from: UInt64, isForward: Bool)
  /// For the message that tripped a limit at `moment` of stream time: the sensor's newest breach by then.
  case trip(sensor: SensorID, moment: Stamp)
}

/// What the operator asks of a running session; carried out by the thread that owns the engine.
public enum SessionCommand: Sendable, Hashable {
  /// Live only: an operator does something about alarms, with a reason where one was given.
  case operate(OperatorAction, why: String)
  /// Replay only: stop or go on.
  case pause(Bool)
  /// Replay only: this many times as fast as recorded; infinity is as fast as possible.
  case speed(Double)
  /// Replay only: judge this many records while paused (negative: go back).
  case step(Int)
  /// Replay only: go to this stream time, in either direction.
  case seek(Stamp)
  /// Replay only: go this far, in nanoseconds of stream time.
  case seekBy(Int64)
  /// Replay only: go to the next (or previous) opening of a limit episode.
  case seekAnomaly(forward: Bool)
  /// Go to the next (or previous) opening of an advisory that the feed lists.
  case seekAdvisory(forward: Bool)
  /// Replay only: judge everything anew with one limit more that is not the configuration's; nil ends all trials.
  case tryOut(LimitTrial?)
  /// Go to the next (or previous) call for the operator: of a limit, or of a pipeline alarm.
  case seekAlarm(forward: Bool)
  /// Go to the next (or previous) note.
  case seekNote(forward: Bool)
  /// Go to the next (or previous) processing error.
  case seekError(forward: Bool)
  /// Replay only: jump over stretches without readings, or no longer.
  case skipIdle
  /// A note about the moment that is shown.
  case note(String)
  /// Live only: tells everybody who is told of alarms that this is a test.
  case lampTest
  /// Writes an incident bundle.
  case export(ExportOrder)
}
