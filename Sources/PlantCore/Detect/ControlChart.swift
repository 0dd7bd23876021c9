extension LearnedState {
  /// The control chart: an average of a quarter of a minute against what it used to be.
  @inline(__always)
  mutating func judgeChart(_ moment: Moment, _ findings: inout FindingList) {
    if moment.isGap, shift != .open { restartChart(moment, &findings) }
    // The first reading of a chart has no step.
    var step = moment.step
    if readings == 0 {
      average = moment.offset
      mean = moment.offset
      step = 0
    }
    readings.bump()
    let gain = 1 / Float(readings)
    let time = max(DetectionLimits.averagingTime, 4 * moment.usual)
    let share = max(moment.elapsed / (time + moment.elapsed), gain)
    let isReady = isChartReady(isSlow: moment.isSlow)

    let distance = moment.offset - mean
    let square = distance * distance
    let cap = DetectionLimits.clippedSquare * readingVariance
    var entered = distance
    if readings > 100, square > cap, cap > 0 { entered = distance < 0 ? -cap.squareRoot() : cap.squareRoot() }
    average += share * (mean + entered - average)

    let off = average - mean
    let variance = chartVariance
    let isHeld = judgeShift(moment, off: off, variance: variance, isReady: isReady, &findings)
    judgeOutlier(moment, step: step, isReady: isReady, square: square, &findings)
    var half = step * step * 0.5
    if readings > 100, stepVariance > 0 { half = min(half, DetectionLimits.learnedSquare * stepVariance) }
    judgeNoise(moment, isReady: isReady, half: half, gain: gain, &findings)
    // Only what lies inside is learned.
    if shift == .closed, !isHeld, noise == .closed, flat == .closed {
      learn(
        moment, off: off, offSquare: off * off, variance: variance, square: square, half: half, gain: gain,
        isReady: isReady)
    }
  }

  /// Whether the chart has warmed up.
  @inline(__always)
  func isChartReady(isSlow: Bool) -> Bool {
    isSlow
      ? readings >= DetectionLimits.slowWarmReadings && covered >= DetectionLimits.slowWarmTime
      : readings >= DetectionLimits.warmReadings && covered >= DetectionLimits.warmTime
  }

  /// The variance of the average; a coarse sensor's is never less than a part of its step.
  @inline(__always)
  var chartVariance: Float { max(averageVariance, squared(0.25 * smallestStep)) }

  /// The limit in deviations of the average.
  ///
  /// It grows with the share of the variance that is slow wander: such a signal has few independent values in a
  /// warm-up, so its deviation is badly known.
  @inline(__always)
  func limit(isSlow: Bool) -> Float {
    let wander = readingVariance > 0 ? max(0, 1 - stepVariance / readingVariance) : 0
    return (isSlow ? DetectionLimits.slowLimit : DetectionLimits.limit) * (1 + wander) * widening
  }

  /// Opens and closes the shift; true while the average is too far off to be learned.
  @inline(__always)
  private mutating func judgeShift(
    _ moment: Moment, off: Float, variance: Float, isReady: Bool, _ findings: inout FindingList
  ) -> Bool {
    if shift == .closed, !isReady {
      beyond = 0
      return false
    }
    let limit = limit(isSlow: moment.isSlow)
    let over = off * off
    let edge = limit * limit * variance
    if shift != .closed {
      continueShift(moment, over: over, edge: edge, &findings)
      return false
    }
    guard variance > 0, over > squared(DetectionLimits.holdShare) * edge else {
      beyond = 0
      return false
    }
    return openShift(moment, off: off, edge: edge, variance: variance, &findings)
  }

  @inline(never)
  private mutating func openShift(
    _ moment: Moment, off: Float, edge: Float, variance: Float, _ findings: inout FindingList
  ) -> Bool {
    guard !isCounter, rules.contains(.shift) else {
      beyond = 0
      return false
    }
    let hold = max(DetectionLimits.holdTime, 6 * moment.usual)
    beyond = off > 0 ? max(beyond, 0) + moment.elapsed : min(beyond, 0) - moment.elapsed
    guard off * off > edge || beyond > hold || beyond < -hold else { return true }
    beyond = 0
    shiftSpan = 0
    peak = 0
    hasAsked = false
    if record != .closed {
      shift = .spokenFor
    } else {
      shift = .open
      quiet = 0
      let width = Double(edge.squareRoot())
      let normal = absolute(mean)
      findings.open(
        .shift, moment.value,
        Evidence(
          low: normal - width, high: normal + width, normal: normal, spread: readingVariance.squareRoot(),
          degree: (off > 0 ? 1 : -1) * (off * off / variance).squareRoot()))
    }
    return true
  }

  @inline(never)
  private mutating func continueShift(
    _ moment: Moment, over: Float, edge: Float, _ findings: inout FindingList
  ) {
    shiftSpan += moment.elapsed
    if over > peak * edge { peak = over / edge }
    if over < squared(DetectionLimits.closeShare) * edge {
      beyond += moment.elapsed
      if beyond >= DetectionLimits.closeHold, beyond >= 2 * moment.usual {
        widen()
        if shift == .open { findings.close(.shift, moment.value) }
        shift = .closed
      }
    } else {
      beyond = 0
    }
    if shift == .open, !hasAsked, shiftSpan > DetectionLimits.askTime {
      hasAsked = true
      findings.note(
        .ask, moment.value, Evidence(normal: absolute(mean), spread: readingVariance.squareRoot()))
    }
  }

  /// Every return widens the limit: a machine that switches is not a fault.
  private mutating func widen() {
    var wider = widening * DetectionLimits.widening
    if closes < .max { closes += 1 }
    if closes >= DetectionLimits.habitCloses {
      wider = max(wider, DetectionLimits.wideningExcursion * peak.squareRoot() * widening)
    }
    widening = min(wider, DetectionLimits.wideningLimit)
  }

  @inline(__always)
  private mutating func learn(
    _ moment: Moment, off: Float, offSquare: Float, variance: Float, square: Float, half: Float, gain: Float,
    isReady: Bool
  ) {
    var rate = max(gain, 1 / DetectionLimits.warmMemory)
    if isReady {
      rate = min(DetectionLimits.learningPerSecond * moment.elapsed, DetectionLimits.learningPerReading)
      if warmVariance == 0 { warmVariance = averageVariance }
    }
    var offSquare = offSquare
    var square = square
    if readings > 100 {
      offSquare = min(offSquare, DetectionLimits.learnedSquare * variance)
      square = min(square, DetectionLimits.learnedSquare * readingVariance)
    }
    mean += rate * off
    averageVariance += rate * (offSquare - averageVariance)
    readingVariance += rate * (square - readingVariance)
    stepVariance += rate * (half - stepVariance)
    if warmVariance > 0, averageVariance > DetectionLimits.varianceGrowth * warmVariance {
      averageVariance = DetectionLimits.varianceGrowth * warmVariance
    }
  }

  /// After a gap the chart warms up anew.
  @inline(never)
  private mutating func restartChart(_ moment: Moment, _ findings: inout FindingList) {
    forgetChart()
    if noise != .closed {
      noise = .closed
      findings.close(.noise, moment.value)
    }
  }

  mutating func forgetChart() {
    readings = 0
    averageVariance = 0
    readingVariance = 0
    stepVariance = 0
    warmVariance = 0
    shortStepVariance = 0
    noisyReadings = 0
  }
}
