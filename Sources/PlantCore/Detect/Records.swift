extension LearnedState {
  /// A value beyond everything its series has seen.
  struct Extreme {
    enum Series: Int { case value, mean, change, pattern }
    var series = Series.value
    /// 1 for above, -1 for below, 0 for none.
    var side = 0
    /// The present value of the series, and the extreme it has passed.
    var now: Float = 0
    var before: Float = 0
    /// The extreme of the other side.
    var other: Float = 0
    /// Whether it is so far beyond that an open drift in its direction does not explain it.
    var isEscalation = false
  }

  /// Moves the extremes of the bucket value, the short mean and the change of level; the first that passes its margin.
  mutating func newRecord(_ value: Float) -> Extreme {
    var found = Extreme(now: value)
    if buckets == 1 {
      (lowest[0], highest[0]) = (value, value)
      for index in 1..<3 { (lowest[index], highest[index]) = (1, 0) }
      return found
    }
    let isWarm = bucketsSinceGap >= DetectionLimits.shortBuckets
    for index in 0..<(isWarm ? 3 : 1) {
      let point = index == 0 ? value : index == 1 ? shortMean : shortMean - longMean
      let low = lowest[index]
      let high = highest[index]
      if low > high {
        (lowest[index], highest[index]) = (point, point)
        continue
      }
      let width = high - low
      let margin = (index == 2 ? DetectionLimits.changeMargin : DetectionLimits.levelMargin) * width
      let least =
        squared(DetectionLimits.stepMargin) * bucketVariance * (index == 0 ? 1 : DetectionLimits.meanStepShare)
      let above = point - high
      let below = low - point
      let isAbove = above > margin && above * above > least
      let isBelow = below > margin && below * below > least
      if found.side == 0, isAbove || isBelow {
        found.series = Extreme.Series(rawValue: index) ?? .value
        found.side = isAbove ? 1 : -1
        found.now = point
        found.before = isAbove ? high : low
        found.other = isAbove ? low : high
        found.isEscalation = (isAbove ? above : below) - DetectionLimits.escalation * width > 0
      }
      if above > 0 { highest[index] = point }
      if below > 0 { lowest[index] = point }
    }
    if !rules.contains(.record) { found.side = 0 }
    return found
  }

  /// Opens and closes the sensor's record episode.
  mutating func judgeRecord(_ value: Float, _ extreme: Extreme, _ findings: inout FindingList) {
    if record != .closed, extreme.side == 0, bucketsSinceRecord >= DetectionLimits.quietBuckets {
      record = .closed
      findings.close(.record, absolute(value))
    }
    guard extreme.side != 0 else { return }
    let isReady = buckets >= DetectionLimits.recordBuckets && covered >= DetectionLimits.recordTime
    let isDrifting =
      drift == .open && (shortMean > reference) == (extreme.side > 0)
      && !(extreme.series == .value && extreme.isEscalation)
    if isReady, record == .closed, bucketsSinceRecord > DetectionLimits.quietBuckets, isQuietOver, !isCounter,
      !isDrifting
    {
      record = .open
      quiet = 0
      report(extreme, &findings)
    }
    bucketsSinceRecord = 0
  }

  /// A record with its evidence in the sensor's own terms, differences put upon the level they differ from.
  private func report(_ extreme: Extreme, _ findings: inout FindingList) {
    let level: Double =
      switch extreme.series {
      case .value, .mean: origin
      case .change: absolute(longMean)
      case .pattern: absolute(usual(atHour: Int(hour)))
      }
    let before = level + Double(extreme.before)
    let other = level + Double(extreme.other)
    var evidence = Evidence(low: min(before, other), high: max(before, other), normal: level)
    evidence.spread = covered
    evidence.degree = Float(extreme.series.rawValue * 2 + (extreme.side > 0 ? 1 : 0))
    findings.open(.record, level + Double(extreme.now), evidence)
  }
}
