/// The present state of one evaluated alarm.
struct AlarmCondition: BitwiseCopyable {
  var state = AlarmState.insufficientData
  var since = Stamp.unknown
  var value = 0.0
}

/// Places of the alarms: the three standard definitions, the two about the feed, our own health, then the
/// configuration's own.
enum AlarmPlace {
  static let processingErrors = 0
  static let anomalyCount = 1
  static let processingLag = 2
  static let feed = 3
  static let lost = 4
  static let health = 5
  static let standard = 6
  /// How many of them have no definition.
  static let undefined = 3

  /// The place of the definition at `index`.
  static func of(definition index: Int) -> Int { index < 3 ? index : index + undefined }

  /// The definition of the alarm at `place`; nil for `feed`, `lost` and `health`.
  static func definition(at place: Int) -> Int? { place < 3 ? place : place < standard ? nil : place - undefined }
}
