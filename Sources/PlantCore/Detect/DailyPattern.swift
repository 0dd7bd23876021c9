extension LearnedState {
  /// The usual value of an hour of the day.
  func usual(atHour hour: Int) -> Float { patternBase + Float(hourMeans[hour]) * patternScale }

  /// The mean residual against the mean of this hour of the day makes a record, where no other was found.
  mutating func judgePattern(_ value: Float, seconds: Float, _ extreme: inout Extreme) {
    var present = Int((newest / Interval.hour) % 24)
    if present < 0 { present += 24 }
    if present != Int(hour) {
      endHour()
      hour = UInt8(present)
      hourSum = 0
      hourBuckets = 0
    }
    guard hourBuckets < .max else { return }
    hourSum += value
    hourBuckets += 1
    guard hourMeans[present] != Self.unknownHour else { return }
    let gain = max(0.01, min(0.5, seconds / DetectionLimits.patternAveraging))
    let old = residual
    residual += gain * (value - usual(atHour: present) - residual)
    if patternHold > 0 { patternHold -= seconds }
    if covered < DetectionLimits.patternLearning {
      lowestResidual = residual
      highestResidual = residual
    } else {
      judgeResidual(old, &extreme)
    }
  }

  private mutating func judgeResidual(_ old: Float, _ extreme: inout Extreme) {
    let margin = DetectionLimits.patternMargin * (highestResidual - lowestResidual)
    if extreme.side == 0, rules.contains(.pattern), covered >= DetectionLimits.patternTime, patternHold <= 0 {
      let isAbove = residual - highestResidual > margin
      if isAbove || lowestResidual - residual > margin {
        extreme.series = .pattern
        extreme.side = isAbove ? 1 : -1
        extreme.now = residual
        extreme.before = isAbove ? highestResidual : lowestResidual
        extreme.other = isAbove ? lowestResidual : highestResidual
        extreme.isEscalation = false
        if isAbove { highestResidual = residual } else { lowestResidual = residual }
      }
    }
    // An extreme is committed when the residual turns, else a steady rise would creep past the margin.
    if residual < old, old > highestResidual { highestResidual = old }
    if residual > old, old < lowestResidual { lowestResidual = old }
  }

  /// Learns the mean of the hour that is over, unless an open episode about the level speaks against it.
  private mutating func endHour() {
    guard hourBuckets > 0, hour < 24,
      covered < DetectionLimits.patternTime || (record == .closed && drift == .closed && shift != .open)
    else { return }
    let mean = hourSum / Float(hourBuckets)
    if hourMeans[Int(hour)] == Self.unknownHour {
      if patternScale == 0, patternBase == 0 { patternBase = mean }
      setHour(Int(hour), to: mean)
    } else {
      let known = usual(atHour: Int(hour))
      let days = min(covered / 86_400, DetectionLimits.patternDays)
      setHour(Int(hour), to: known + (mean - known) / (days + 1))
    }
  }

  /// Sets the mean of an hour; when it does not fit, all of them become coarser.
  private mutating func setHour(_ index: Int, to mean: Float) {
    let offset = mean - patternBase
    if offset == 0 {
      hourMeans[index] = 0
      return
    }
    if patternScale == 0 { patternScale = max(offset.magnitude / 32, .leastNormalMagnitude) }
    while offset.magnitude > 127 * patternScale {
      patternScale *= 2
      for other in 0..<24 where hourMeans[other] != Self.unknownHour { hourMeans[other] /= 2 }
    }
    let steps = offset / patternScale
    hourMeans[index] = Int8(max(-127, min(127, steps < 0 ? steps - 0.5 : steps + 0.5)))
  }
}
