/// What the learned detectors know of one sensor: one pass, no look-ahead, constant work for each reading.
///
/// Single-precision values are offsets from `origin`. A quarter of a kilobyte, so that 100,000 sensors fit into
/// 25 MiB; the rules stand in extensions, one file for each concern.
struct LearnedState: BitwiseCopyable {
  /// How an episode stands.
  enum Phase: UInt8, BitwiseCopyable {
    case closed, open
    /// Its condition holds, but another episode of the sensor speaks for it.
    case spokenFor
  }

  /// What the very first readings were taken for.
  enum Birth: UInt8, BitwiseCopyable { case unborn, young, settled, again }

  /// Whether the last reading lay within three deviations, and the one before it.
  enum Fit: UInt8, BitwiseCopyable { case outlier, inlier, outlierAfterInlier }

  /// The first value.
  var origin = 0.0
  /// Event time of the last reading, in nanoseconds.
  var newest: Int64 = 0

  /// The last reading, the chart's average and its mean.
  var last: Float = 0
  var average: Float = 0
  var mean: Float = 0
  /// Variance of the average around the mean, of the readings around it, and half the mean squared step.
  var averageVariance: Float = 0
  var readingVariance: Float = 0
  var stepVariance: Float = 0
  /// `averageVariance` at the end of the warm-up.
  var warmVariance: Float = 0
  var widening: Float = 0
  var smallestStep: Float = 0
  /// The usual interval in seconds.
  var interval: Float = 0
  var covered: Float = 0
  /// The longest run of equal readings in seconds, and the present one.
  var longestRun: Float = 0
  var run: Float = 0
  var shortStepVariance: Float = 0
  /// Seconds since the bucket began, and since the shift opened.
  var bucketAge: Float = 0
  var shiftSpan: Float = 0
  /// Seconds back inside; before an opening: seconds beyond the inner limit, with the side's sign.
  var beyond: Float = 0
  /// The largest squared share of the limit since the shift opened.
  var peak: Float = 0

  var bucketSum: Float = 0
  var shortMean: Float = 0
  var longMean: Float = 0
  var lastBucket: Float = 0
  /// Half the mean squared step between buckets.
  var bucketVariance: Float = 0
  /// Extremes of the bucket value, of the short mean, and of short less long mean.
  var lowest = InlineArray<3, Float>(repeating: 0)
  var highest = InlineArray<3, Float>(repeating: 0)
  /// The dated reference in force, and the one that is being made.
  var reference: Float = 0
  var referenceVariance: Float = 0
  var candidate: Float = 0
  var candidateVariance: Float = 0
  var candidateSpan: Float = 0
  /// Seconds since the sensor's last advisory about its level.
  var quiet: Float = 0
  /// The largest step of the warm-up.
  var largestStep: Float = 0
  /// Mean residual against the daily pattern, and its extremes.
  var residual: Float = 0
  var lowestResidual: Float = 0
  var highestResidual: Float = 0
  var hourSum: Float = 0
  var patternBase: Float = 0
  var patternScale: Float = 0
  /// Seconds for which the daily pattern is not judged.
  var patternHold: Float = 0

  /// A bit for each hash of a value seen.
  var valuesSeen: UInt32 = 0
  // Counts; all of them stay at their largest value.
  var readings: UInt16 = 0
  var buckets: UInt16 = 0
  var bucketsSinceGap: UInt16 = 0
  var bucketsSinceRecord: UInt16 = 0
  var noisyReadings: UInt16 = 0
  var equalReadings: UInt16 = 0
  var candidateBuckets: UInt16 = 0
  var bucketReadings: UInt16 = 0
  var hourBuckets: UInt16 = 0
  /// Means of the hours of the day, as steps of `patternScale` from `patternBase`.
  var hourMeans = InlineArray<24, Int8>(repeating: LearnedState.unknownHour)
  var rises: UInt8 = 0
  var falls: UInt8 = 0
  var shift = Phase.closed
  var record = Phase.closed
  var drift = Phase.closed
  var noise = Phase.closed
  var flat = Phase.closed
  /// Whether the present bucket has been taken already, as the reading of a slow sensor.
  var isBucketTaken = false
  /// Which dated reference is in force: 0 none, then the first hour, the first day, a week or four.
  var level: UInt8 = 0
  var hasAsked = false
  var closes: UInt8 = 0
  var hour: UInt8 = 255
  var fit = Fit.outlier
  var birth = Birth.unborn
  /// The detectors that judge this sensor.
  var rules: DetectRules

  /// An hour of the day that has no mean yet.
  static let unknownHour: Int8 = -128

  init(rules: DetectRules) { self.rules = rules }

  /// Whether it only counts up, or down: a counter or ramp makes records and shifts by nature.
  var isCounter: Bool {
    let up = Int(rises)
    let down = Int(falls)
    return up + down >= 100 && (down * 50 < up || up * 50 < down)
  }

  /// Whether the quiet time after the last advisory about the level is over.
  var isQuietOver: Bool {
    quiet >= DetectionLimits.quietTime
      && quiet >= Float(DetectionLimits.quietBuckets) * max(interval, DetectionLimits.bucket)
  }

  /// A value as the sensor sends it.
  func absolute(_ offset: Float) -> Double { Double(offset) + origin }

  /// Folds what later decisions hang on.
  func fold(into hash: inout Digest) {
    for pair in [
      (average, mean), (averageVariance, readingVariance), (shortMean, longMean), (reference, referenceVariance),
      (lowest[0], highest[0]), (residual, quiet), (covered, widening),
    ] {
      hash.fold(UInt64(pair.0.bitPattern) << 32 | UInt64(pair.1.bitPattern))
    }
    hash.fold(UInt64(readings) << 48 | UInt64(buckets) << 32 | UInt64(candidateBuckets) << 16 | UInt64(level))
  }
}

extension UInt16 {
  /// One more, unless it is at its largest value.
  @inline(__always) mutating func bump() { if self < .max { self &+= 1 } }
}

@inline(__always) func squared(_ number: Float) -> Float { number * number }
