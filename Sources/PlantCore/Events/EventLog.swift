/// An event as the engine notes it; texts are made when it is handed over.
struct EventRecord: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable { case opened, closed, alarm, notice, operation, eased }

  /// Why an episode ended.
  enum Ending: UInt8, BitwiseCopyable {
    /// What it was about is over.
    case over
    /// One line for the whole device takes the place of its sensors'.
    case merged
    /// One line for the gateway takes its place.
    case mergedIntoGateway
    /// An operator accepted a new normal.
    case accepted
    /// An operator retired the device.
    case retired
    /// The configuration no longer has the limit.
    case unlimited
  }

  var kind: Kind
  var at: Stamp
  var seen: Stamp
  /// For `opened`, `eased` and `closed`.
  var episode: EpisodeRecord?
  /// For `alarm`.
  var alarm: UInt32 = 0
  var from = AlarmState.insufficientData
  var to = AlarmState.insufficientData
  var value = 0.0
  var threshold = 0.0
  /// A `feed` alarm because the connection is gone, not because of silence.
  var isDisconnected = false
  /// What was wrong with plantwatch itself then, as a number of the book of texts.
  var health: UInt32 = 0
  /// For `opened`.
  var announcement = Announcement.none
  /// For `closed`.
  var ending = Ending.over
  /// For `operation`.
  var operation: OperationRecord?
  /// For `notice`: index into the texts of the same batch.
  var noticeKind = NoticeKind.clock
  var text = 0
}

/// The events since they were last handed over.
struct EventLog: ~Copyable {
  var records = Slab<EventRecord>()
  var texts: [String] = []

  init() {}

  mutating func removeAll() {
    records.removeAll()
    texts.removeAll(keepingCapacity: true)
  }
}
