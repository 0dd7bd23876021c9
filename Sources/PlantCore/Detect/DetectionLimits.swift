/// The numbers the learned detectors go by.
///
/// Chosen on ten labelled pump recordings (SKAB), two labelled plant recordings (NAB) and simulated signals; "reasoned"
/// marks what none of them could decide. Times are seconds, deviations standard deviations.
enum DetectionLimits {
  // The control chart (shift).
  /// Averaging time; slower sensors take four usual intervals. A plateau over ten files and three cuts of each.
  static let averagingTime: Float = 15
  /// Limit of the average for fast sensors: the strict end of its plateau, as unseen files raise more false alarms.
  static let limit: Float = 6
  /// The same for slow sensors; reasoned: covers a step before records are ready, the score does not feel 6 to 8.
  static let slowLimit: Float = 8
  /// Learning while inside, of mean and variance: a thousand seconds.
  static let learningPerSecond: Float = 0.001
  /// The same for one reading at most.
  static let learningPerReading: Float = 0.003
  /// Warm-up of fast sensors: readings and covered seconds (the labelled files promise 400 normal rows).
  static let warmReadings: UInt16 = 380
  static let warmTime: Float = 300
  /// Warm-up of slow sensors; reasoned: a whole day.
  static let slowWarmReadings: UInt16 = 150
  static let slowWarmTime: Float = 86_400
  /// Memory of the warm-up in readings, so that a start-up in it fades; reasoned, the score does not feel it.
  static let warmMemory: Float = 300
  /// After a hundred readings a squared deviation is learned at most as four deviations squared.
  static let learnedSquare: Float = 16
  /// One reading enters the average at most five deviations from the mean, squared.
  static let clippedSquare: Float = 25
  /// A sensor whose usual interval is shorter is fast.
  static let fastInterval: Float = 10
  /// Closes below 0.8 limits, held for 10 s (slow sensors: two intervals).
  static let closeShare: Float = 0.8
  static let closeHold: Float = 10
  /// Beyond 0.75 limits on one side for 60 s (slow sensors: six intervals) opens too: without it a shift just inside
  /// the limit is learned away, and one faulty file in ten is lost.
  static let holdShare: Float = 0.75
  static let holdTime: Float = 60
  /// Every return widens the limit; from the third on to 1.1 times the excursion. A machine that switches is not ill.
  static let widening: Float = 1.15
  static let wideningLimit: Float = 8
  static let wideningExcursion: Float = 1.1
  static let habitCloses: UInt8 = 3
  /// A week, in which a widening is forgotten.
  static let wideningMemory: Float = 604_800
  /// The variance never grows beyond nine times that at the end of the warm-up.
  static let varianceGrowth: Float = 9
  /// Outside for half an hour: ask whether this is the new normal.
  static let askTime: Float = 1800
  /// A silence this long, and longer than ten intervals, is a gap: the chart warms up anew.
  static let gapTime: Float = 600

  // Buckets: minute means, or the readings of slower sensors.
  static let bucket: Float = 60
  /// Buckets in the short and the long mean.
  static let shortBuckets: UInt16 = 20
  static let longBuckets: UInt16 = 200
  /// Records and drifts wait for six hours and thirty buckets after any advisory of their sensor; reasoned.
  static let quietBuckets: UInt16 = 30
  static let quietTime: Float = 21_600

  // Records.
  /// Ready after 150 buckets and two days; reasoned: two daily rounds.
  static let recordBuckets: UInt16 = 150
  static let recordTime: Float = 172_800
  /// Margins as shares of the span seen: value and short mean, and the change of level. Twice the published ones
  /// halve the false alerts.
  static let levelMargin: Float = 0.02
  static let changeMargin: Float = 0.05
  /// And at least 0.6 usual bucket steps, squared below; for the two means a twentieth of its square.
  static let stepMargin: Float = 0.6
  static let meanStepShare: Float = 0.05
  /// While a drift is open, only a value beyond its record by a tenth of the span speaks for itself.
  static let escalation: Float = 0.1

  // Daily pattern; all reasoned, and tried on simulated rhythms.
  static let patternMargin: Float = 0.25
  /// The residual's range is open for 36 hours, and judged after a week.
  static let patternLearning: Float = 129_600
  static let patternTime: Float = 604_800
  static let patternDays: Float = 7
  /// A hundred minutes of averaging.
  static let patternAveraging: Float = 6000
  /// A day without judgement after the clock may have moved.
  static let patternHold: Float = 86_400

  // Drift.
  /// Deviations of the short mean from the dated reference; six while that is the first hour only.
  static let driftLimit: Float = 4.5
  static let firstDriftLimit: Float = 6
  /// Closes below half the limit.
  static let driftClose: Float = 0.5
  /// The deviation is at least 0.3 of that of the readings.
  static let driftFloor: Float = 0.3
  /// Span of the first reference and its least number of buckets; then a day, a week, four weeks.
  static let firstReference: Float = 3600
  static let referenceBuckets: UInt16 = 60

  // Quality.
  /// Flat: unchanged for a minute, five times the longest equal run and 20 readings, of a value that used to change.
  static let flatTime: Float = 60
  static let flatReadings: UInt16 = 20
  static let flatRuns: Float = 5
  static let flatValues = 20
  /// Noise: the short step variance above six times the long one for 60 readings.
  static let noiseRatio: Float = 6
  static let noiseReadings: UInt16 = 60
  static let shortSteps: Float = 1.0 / 30
  /// Spike: one reading beyond eight deviations between two within three.
  static let spikeDeviations: Float = 8
  /// Jump: a step above eight times the largest of the warm-up.
  static let jumpRatio: Float = 8

  /// Values beyond this are not judged: their squares would leave the range of single precision.
  static let largestValue = 1e15
  /// A first value this far from the twentieth was no value: offsets from it would be coarse.
  static let absurdOffset: Float = 1e4
}
