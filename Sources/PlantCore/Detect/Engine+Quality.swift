extension Engine {
  /// How far a sensor's present value can be trusted. It gates no limit: doubt never removes protection.
  func quality(_ number: Int) -> Quality {
    let sensor = sensors[number]
    if limits(number).isOutsideSpan(sensor.value) { return Quality(level: .bad, rule: .outsideSpan) }
    if sensor.isStuck { return Quality(level: .bad, rule: .flat) }
    if isDetecting {
      if detectors[number].noise == .open { return Quality(level: .suspect, rule: .noise) }
      let counts = advisories[number]
      if counts.odd.isKnown, clock.now - counts.odd < SensorAdvisories.oddTime {
        return Quality(level: .suspect, rule: counts.isOddJump ? .jump : .spike)
      }
    }
    if sensor.clock.lateReadings > 0 { return Quality(level: .suspect, rule: .late) }
    if sensor.newestGiven.isKnown, sensor.newestGiven > sensor.newest { return Quality(level: .suspect, rule: .skewed) }
    return .good
  }

  /// The band the chart expects the sensor's average in, never past a limit; nil while it is learning.
  func expectedBand(_ number: Int) -> ClosedRange<Double>? {
    guard isDetecting, let band = detectors[number].expectedBand else { return nil }
    let low = max(band.lowerBound, sensors[number].lower)
    let high = min(band.upperBound, sensors[number].upper)
    return low <= high ? low...high : nil
  }
}

extension LearnedState {
  /// The mean and its limit on both sides; nil while the chart is warming up.
  var expectedBand: ClosedRange<Double>? {
    let isSlow = interval > DetectionLimits.fastInterval
    guard isChartReady(isSlow: isSlow), rules.contains(.shift) else { return nil }
    let width = limit(isSlow: isSlow) * chartVariance.squareRoot()
    guard width.isFinite else { return nil }
    return absolute(mean - width)...absolute(mean + width)
  }
}
