extension LearnedState {
  /// Judges the short mean against the dated reference.
  mutating func judgeDrift(_ findings: inout FindingList) {
    guard referenceVariance > 0, bucketsSinceGap >= DetectionLimits.shortBuckets else { return }
    let variance = max(referenceVariance, squared(DetectionLimits.driftFloor) * readingVariance)
    let distance = shortMean - reference
    let limit = squared(level < 2 ? DetectionLimits.firstDriftLimit : DetectionLimits.driftLimit) * variance
    if drift == .closed {
      guard distance * distance > limit, !isCounter, rules.contains(.drift) else { return }
      guard isQuietOver, shift != .open, record == .closed else {
        drift = .spokenFor
        return
      }
      drift = .open
      quiet = 0
      let width = Double(limit.squareRoot())
      let normal = absolute(reference)
      findings.open(
        .drift, absolute(shortMean),
        Evidence(
          low: normal - width, high: normal + width, normal: normal, spread: variance.squareRoot(),
          degree: Float(level)))
    } else if distance * distance < squared(DetectionLimits.driftClose) * limit {
      if drift == .open { findings.close(.drift, absolute(shortMean)) }
      drift = .closed
    }
  }

  /// Makes the next dated reference; it is not taken over while a drift or shift is open.
  mutating func learnReference(_ value: Float, seconds: Float) {
    var entered = value
    if level >= 2, referenceVariance > 0 {
      // After the first day an excursion enters it clipped.
      let limit = squared(DetectionLimits.driftLimit) * referenceVariance
      if squared(value - reference) > limit {
        entered = (value < reference ? -limit.squareRoot() : limit.squareRoot()) + reference
      }
    }
    candidateSpan += seconds
    candidateBuckets.bump()
    let distance = entered - candidate
    let gain = 1 / Float(candidateBuckets)
    candidate += gain * distance
    candidateVariance += gain * (distance * (entered - candidate) - candidateVariance)
    let needed: Float =
      switch level {
      case 0: DetectionLimits.firstReference
      case 1: 86_400
      case 2: 7 * 86_400
      default: 28 * 86_400
      }
    guard candidateSpan >= needed, candidateBuckets >= DetectionLimits.referenceBuckets, drift == .closed,
      shift != .open
    else { return }
    let floor = smallestStep * 0.5
    reference = candidate
    referenceVariance = candidateVariance < floor * floor ? floor * floor : candidateVariance
    // The first day includes the first hour.
    if level > 0 {
      candidateSpan = 0
      candidateBuckets = 0
      candidateVariance = 0
      candidate = value
    }
    if level < 3 { level += 1 }
  }
}
