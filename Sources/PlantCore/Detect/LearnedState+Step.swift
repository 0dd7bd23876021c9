extension LearnedState {
  /// One reading as the rules look at it.
  struct Moment {
    var value: Double
    /// The value as an offset from the origin.
    var offset: Float
    /// Seconds since the last reading.
    var elapsed: Float
    /// The usual interval in seconds.
    var usual: Float
    var isSlow: Bool
    /// Whether a silence lies before it that the chart does not bridge.
    var isGap: Bool
    var isFirst: Bool
    /// Change since the last reading.
    var step: Float
  }

  /// Judges and learns one reading that is neither late nor a duplicate.
  ///
  /// - Parameters:
  ///   - time: Event time in nanoseconds.
  ///   - isBreaching: Whether it breaks a fixed limit: then the limit's alarm speaks, and nothing is learned of it.
  @inline(__always)
  mutating func take(_ value: Double, at time: Int64, isBreaching: Bool, into findings: inout FindingList) {
    guard value <= DetectionLimits.largestValue, value >= -DetectionLimits.largestValue else { return }
    if readings == 20, birth == .young { checkOrigin() }
    let moment = moment(value, at: time)
    judgeFlatLine(moment, &findings)
    if isBreaching {
      last = moment.offset
      fit = .outlier
      return
    }
    judgeChart(moment, &findings)
    last = moment.offset
    collect(moment, &findings)
  }

  /// A first value far from all others would make every offset coarse: the sensor starts once more.
  @inline(never)
  private mutating func checkOrigin() {
    guard shift == .closed else { return }
    if last.magnitude > DetectionLimits.absurdOffset {
      self = LearnedState(rules: rules)
      birth = .again
    } else {
      birth = .settled
    }
  }

  @inline(__always)
  private mutating func moment(_ value: Double, at time: Int64) -> Moment {
    let isFirst = birth == .unborn || birth == .again
    if isFirst { begin(value, at: time) }
    var elapsed = Float(Double(time &- newest) * 1e-9)
    let isStepBack = elapsed < 0
    // The clock stepped back: one usual interval.
    if isStepBack { elapsed = interval }
    newest = time
    let before = interval > 0 ? interval : 1
    let isGap = elapsed > DetectionLimits.gapTime && elapsed > 10 * before
    // The clock may have moved: the daily pattern is only learned for a day.
    if isStepBack || (elapsed > 1800 && elapsed > 3 * before) { patternHold = DetectionLimits.patternHold }
    if elapsed > 0 {
      if interval == 0 {
        interval = elapsed
      } else {
        interval += 0.1 * ((elapsed > 4 * interval ? 4 * interval : elapsed) - interval)
      }
    }
    let usual = interval > 0 ? interval : 1
    let offset = Float(value - origin)
    return Moment(
      value: value, offset: offset, elapsed: elapsed, usual: usual, isSlow: usual > DetectionLimits.fastInterval,
      isGap: isGap, isFirst: isFirst, step: offset - last)
  }

  @inline(never)
  private mutating func begin(_ value: Double, at time: Int64) {
    birth = birth == .again ? .settled : .young
    origin = value
    newest = time
    widening = 1
    bucketsSinceRecord = .max
    quiet = 1e9
  }

  /// Puts the reading into its bucket, and judges the bucket before it when that is full.
  @inline(__always)
  private mutating func collect(_ moment: Moment, _ findings: inout FindingList) {
    let age = bucketAge + moment.elapsed
    if moment.isGap || bucketReadings == 0 || age >= DetectionLimits.bucket {
      changeBucket(moment, age: age, &findings)
    } else {
      bucketAge = age
    }
    // A bucket that is full has its mean.
    guard bucketReadings < .max else { return }
    bucketSum += moment.offset
    bucketReadings += 1
  }

  @inline(never)
  private mutating func changeBucket(_ moment: Moment, age: Float, _ findings: inout FindingList) {
    if moment.isGap {
      closeBucket(&findings)
      bucketReadings = 0
      bucketsSinceGap = 0
      shortMean = 0
      longMean = 0
    }
    closeBucket(&findings)
    bucketAge = 0
    bucketSum = 0
    bucketReadings = 0
    isBucketTaken = false
    // A reading that comes a minute or more after the one before is a bucket at once.
    let stands = moment.isGap ? moment.usual : moment.elapsed
    if stands >= DetectionLimits.bucket {
      judgeBucket(moment.offset, seconds: stands, &findings)
      isBucketTaken = true
    }
  }

  private mutating func closeBucket(_ findings: inout FindingList) {
    guard bucketReadings > 0, !isBucketTaken else { return }
    judgeBucket(bucketSum / Float(bucketReadings), seconds: DetectionLimits.bucket, &findings)
  }

  /// Judges one bucket by records, daily pattern and drift.
  ///
  /// - Parameter seconds: What it stands for; covered time grows in these steps, exact at any rate.
  private mutating func judgeBucket(_ value: Float, seconds: Float, _ findings: inout FindingList) {
    buckets.bump()
    bucketsSinceGap.bump()
    bucketsSinceRecord.bump()
    quiet += seconds
    covered += seconds
    if widening > 1, shift == .closed {
      widening -= (widening - 1) * min(seconds, 86_400) / DetectionLimits.wideningMemory
    }
    learnMeans(value)
    var extreme = newRecord(value)
    judgePattern(value, seconds: seconds, &extreme)
    judgeRecord(value, extreme, &findings)
    judgeDrift(&findings)
    learnReference(value, seconds: seconds)
  }

  private mutating func learnMeans(_ value: Float) {
    let gain = 1 / Float(bucketsSinceGap)
    shortMean += max(gain, 1 / Float(DetectionLimits.shortBuckets)) * (value - shortMean)
    longMean += max(gain, 1 / Float(DetectionLimits.longBuckets)) * (value - longMean)
    if bucketsSinceGap > 1 {
      var square = squared(value - lastBucket) * 0.5
      if buckets > 50, square > 16 * bucketVariance { square = 16 * bucketVariance }
      bucketVariance += max(1 / Float(buckets), 0.002) * (square - bucketVariance)
    }
    lastBucket = value
  }
}
