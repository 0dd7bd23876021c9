extension Engine {
  /// Why an advisory opened, in plant words.
  func advisoryText(_ record: EpisodeRecord, unit: String) -> String {
    let evidence = record.evidence
    let spread = Double(evidence.spread)
    let step = record.kind == .record ? passed(record) : spread
    func text(_ number: Double) -> String { roundedText(number, to: step) }
    let normal = "\(text(evidence.normal)) ± \(roundedText(spread, to: spread))\(unit)"
    switch record.kind {
    case .shift:
      let side = evidence.degree > 0 ? "above" : "below"
      return "\(roundedText(Double(evidence.degree.magnitude), to: 1)) sigma \(side) its normal \(normal)"
    case .drift:
      let reference =
        switch Int(evidence.degree) {
        case 1: "its first hour"
        case 2: "its first day"
        default: "an earlier week"
        }
      return "\(text(record.value))\(unit), has drifted from \(normal) of \(reference)"
    case .record: return recordText(record, unit, text)
    case .noise: return "noise \(roundedText(Double(evidence.degree), to: 1)) times the usual"
    case .flat:
      return "unchanged at \(numberText(record.value))\(unit) for \(secondsText(spread)), "
        + "longest before \(secondsText(evidence.normal))"
    default: return ""
    }
  }

  /// By how much a record has passed what was there before: with fewer decimals the two would look alike.
  private func passed(_ record: EpisodeRecord) -> Double {
    let isAbove = Int(record.evidence.degree) % 2 == 1
    return record.value - (isAbove ? record.evidence.high : record.evidence.low)
  }

  private func recordText(_ record: EpisodeRecord, _ unit: String, _ text: (Double) -> String) -> String {
    let evidence = record.evidence
    let which = Int(evidence.degree)
    let isAbove = which % 2 == 1
    let before = isAbove ? evidence.high : evidence.low
    let time = "in \(secondsText(Double(evidence.spread)))"
    let word = isAbove ? "highest" : "lowest"
    let change = text((record.value - evidence.normal).magnitude) + unit
    let changeBefore = text(max(0, isAbove ? before - evidence.normal : evidence.normal - before)) + unit
    switch which / 2 {
    case 0: return "\(word) \(time): \(text(record.value))\(unit), before \(text(before))\(unit)"
    case 1:
      return "mean of 20 values is the \(word) \(time): \(text(record.value))\(unit), before \(text(before))\(unit)"
    case 2: return "largest \(isAbove ? "rise" : "fall") of its level \(time): \(change), before \(changeBefore)"
    default:
      return "\(change) \(isAbove ? "above" : "below") its usual \(text(evidence.normal))\(unit) "
        + "for this hour of the day; worst \(time): \(changeBefore)"
    }
  }

  /// Why an advisory closed, in one sentence.
  func advisoryEndText(_ record: EpisodeRecord, unit: String, isAccepted: Bool) -> String {
    if isAccepted { return "accepted as the new normal" }
    let step = record.kind == .record ? passed(record) : Double(record.evidence.spread)
    let now = "now \(roundedText(record.extreme, to: step))\(unit)"
    let lasted = record.closed.isKnown && record.seen.isKnown ? ", after \(spanText(record.closed - record.seen))" : ""
    switch record.kind {
    case .shift: return "back within its normal range, \(now)\(lasted)"
    case .drift: return "back near its reference, \(now)\(lasted)"
    case .record: return "no further record, \(now)\(lasted)"
    case .noise: return "as quiet as usual again\(lasted)"
    default: return "changes again\(lasted)"
    }
  }

  /// The question about a shift that stays.
  func askingText(_ number: Int, _ finding: Finding) -> String {
    let sensor = sensors[number]
    let spread = Double(finding.evidence.spread)
    return "\(deviceNames.text(sensor.device)) \(types[Int(sensor.type)].name): "
      + "\(roundedText(finding.value, to: spread)) instead of \(roundedText(finding.evidence.normal, to: spread)), "
      + "still outside for 30 min: new normal?"
  }

  private func secondsText(_ seconds: Double) -> String {
    spanText(Int64(max(0, min(seconds, 9e9)) * 1e9))
  }
}

/// A number with as many decimals as `step` makes worth telling, down to one part in `finest`.
func roundedText(_ number: Double, to step: Double, finest: Double = 1e9) -> String {
  guard number.isFinite, number.magnitude < 1e15, step.isFinite else { return numberText(number) }
  var scale = 1.0
  while step.magnitude * scale < 3, scale < finest, step != 0 { scale *= 10 }
  return numberText((number * scale).rounded() / scale)
}
