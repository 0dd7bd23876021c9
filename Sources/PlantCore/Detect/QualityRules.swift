extension LearnedState {
  /// A value that used to change and no longer does.
  @inline(__always)
  mutating func judgeFlatLine(_ moment: Moment, _ findings: inout FindingList) {
    guard !moment.isFirst else { return }
    if moment.step == 0 {
      holdStill(moment, &findings)
      return
    }
    if flat != .closed {
      flat = .closed
      findings.close(.flat, moment.value)
    } else if !moment.isGap, run > longestRun {
      longestRun = run
    }
    run = 0
    equalReadings = 0
    let size = moment.step.magnitude
    if smallestStep == 0 || size < smallestStep { smallestStep = size }
    if moment.step > 0 { rises += 1 } else { falls += 1 }
    if rises == 255 || falls == 255 {
      rises /= 2
      falls /= 2
    }
    valuesSeen |= 1 &<< UInt32(truncatingIfNeeded: (moment.value.bitPattern &* 0x9E37_79B9_7F4A_7C15) &>> 59)
  }

  private mutating func holdStill(_ moment: Moment, _ findings: inout FindingList) {
    if moment.isGap {
      run = 0
      equalReadings = 0
    } else {
      run += moment.elapsed
      equalReadings.bump()
    }
    guard flat == .closed, run > DetectionLimits.flatTime else { return }
    let limit = max(DetectionLimits.flatRuns * longestRun, DetectionLimits.flatTime)
    if run > limit, equalReadings >= DetectionLimits.flatReadings, readings >= DetectionLimits.warmReadings,
      valuesSeen.nonzeroBitCount >= DetectionLimits.flatValues, rules.contains(.flat)
    {
      flat = .open
      findings.open(
        .flat, moment.value,
        Evidence(normal: Double(longestRun), spread: run, degree: Float(equalReadings)))
    }
  }

  /// Spikes and jumps are counted only.
  ///
  /// - Parameters:
  ///   - step: Change since the last reading of this chart.
  ///   - square: Squared distance from the mean.
  @inline(__always)
  mutating func judgeOutlier(
    _ moment: Moment, step: Float, isReady: Bool, square: Float, _ findings: inout FindingList
  ) {
    let isInlier = square < 9 * readingVariance
    let size = step.magnitude
    if isReady, readingVariance > 0 {
      if fit == .outlierAfterInlier, isInlier {
        countSpike(&findings)
      } else if size > DetectionLimits.jumpRatio * largestStep, largestStep > 0, fit != .outlierAfterInlier {
        findings.note(.jump, moment.value)
      }
    } else if size > largestStep {
      largestStep = size
    }
    fit = isInlier ? .inlier : fit == .inlier ? .outlierAfterInlier : .outlier
  }

  /// The last reading lay far beyond the ones before and after it.
  private func countSpike(_ findings: inout FindingList) {
    let distance = last - mean
    if distance * distance > squared(DetectionLimits.spikeDeviations) * readingVariance {
      findings.note(.spike, absolute(last))
    }
  }

  /// A fast sensor that has become much noisier than it was.
  ///
  /// - Parameters:
  ///   - half: Half the squared step, clipped.
  ///   - gain: The chart's gain in its warm-up.
  @inline(__always)
  mutating func judgeNoise(_ moment: Moment, isReady: Bool, half: Float, gain: Float, _ findings: inout FindingList) {
    guard !moment.isSlow else { return }
    shortStepVariance += max(gain, DetectionLimits.shortSteps) * (half - shortStepVariance)
    guard isReady, stepVariance > 0 else { return }
    guard shortStepVariance > DetectionLimits.noiseRatio * stepVariance else {
      noisyReadings = 0
      if noise != .closed {
        noise = .closed
        findings.close(.noise, moment.value)
      }
      return
    }
    noisyReadings.bump()
    if noise == .closed, noisyReadings >= DetectionLimits.noiseReadings, flat == .closed, shift != .open,
      smallestStep * smallestStep < stepVariance, rules.contains(.noise)
    {
      noise = .open
      findings.open(.noise, moment.value, Evidence(degree: (shortStepVariance / stepVariance).squareRoot()))
    }
  }
}
