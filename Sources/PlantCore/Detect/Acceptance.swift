/// What the chart and the dated reference knew when an operator accepted a new normal, for taking that back.
struct Acceptance: BitwiseCopyable {
  /// Acceptances that can be taken back; older ones stand.
  static let limit = 16

  var sensor: SensorID
  var mean: Float
  var averageVariance: Float
  var readingVariance: Float
  var stepVariance: Float
  var warmVariance: Float
  var widening: Float
  var reference: Float
  var referenceVariance: Float
  var candidate: Float
  var candidateVariance: Float
  var candidateSpan: Float
  var readings: UInt16
  var candidateBuckets: UInt16
  var level: UInt8
  var closes: UInt8
}

extension LearnedState {
  /// What `accept` is going to forget.
  func acceptance(of sensor: SensorID) -> Acceptance {
    Acceptance(
      sensor: sensor, mean: mean, averageVariance: averageVariance, readingVariance: readingVariance,
      stepVariance: stepVariance, warmVariance: warmVariance, widening: widening, reference: reference,
      referenceVariance: referenceVariance, candidate: candidate, candidateVariance: candidateVariance,
      candidateSpan: candidateSpan, readings: readings, candidateBuckets: candidateBuckets, level: level,
      closes: closes)
  }

  /// The present is the new normal: chart and dated reference start anew, extremes and daily pattern stay.
  mutating func accept(_ findings: inout FindingList) {
    let value = absolute(last)
    if shift == .open { findings.close(.shift, value) }
    if record == .open { findings.close(.record, value) }
    if drift == .open { findings.close(.drift, value) }
    if noise == .open { findings.close(.noise, value) }
    (shift, record, drift, noise) = (.closed, .closed, .closed, .closed)
    forgetChart()
    widening = 1
    closes = 0
    referenceVariance = 0
    candidate = last
    candidateVariance = 0
    candidateSpan = 0
    candidateBuckets = 0
    level = 0
  }

  /// What was normal before is normal again.
  mutating func takeBack(_ old: Acceptance) {
    mean = old.mean
    averageVariance = old.averageVariance
    readingVariance = old.readingVariance
    stepVariance = old.stepVariance
    shortStepVariance = old.stepVariance
    warmVariance = old.warmVariance
    widening = old.widening
    reference = old.reference
    referenceVariance = old.referenceVariance
    candidate = old.candidate
    candidateVariance = old.candidateVariance
    candidateSpan = old.candidateSpan
    readings = old.readings
    candidateBuckets = old.candidateBuckets
    level = old.level
    closes = old.closes
  }
}
