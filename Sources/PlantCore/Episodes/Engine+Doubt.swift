/// A limit that nearly every reading breaks says more about the limit than about the plant.
extension Engine {
  /// A sensor is asked about from so many readings on.
  private static var leastReadings: UInt64 { 50 }
  /// So many hundredths of all its readings since the start lie beyond the same side's limit.
  private static var share: UInt64 { 95 }
  /// So many sensors get a line of their own; the others are counted.
  private static var lines: UInt32 { 20 }

  /// A reading broke a limit of this side: asks once for each sensor whether limit and unit are right.
  ///
  /// All readings count, not those of an hour: what breaks after a good start is the plant's doing.
  @inline(__always)
  mutating func doubtLimit(_ number: Int, isHigh: Bool) {
    if !isHigh { sensors[number].lowBreaches &+= 1 }
    guard !sensors[number].isLimitDoubted, sensors[number].readings >= Self.leastReadings else { return }
    let low = UInt64(sensors[number].lowBreaches)
    let beyond = isHigh ? sensors[number].anomalies &- low : low
    if beyond * 100 >= sensors[number].readings * Self.share { askAboutLimit(number, beyond, isHigh: isHigh) }
  }

  @inline(never)
  private mutating func askAboutLimit(_ number: Int, _ beyond: UInt64, isHigh: Bool) {
    sensors[number].isLimitDoubted = true
    totals.doubtedLimits += 1
    guard totals.doubtedLimits <= Self.lines else {
      if totals.doubtedLimits == Self.lines + 1 {
        note(.configuration, "and more sensors whose limit or unit may be wrong: the device screens mark them")
      }
      return
    }
    let sensor = sensors[number]
    let unit = configuredLimits(sensor.device, sensor.type).unit
    let limit = numberText(isHigh ? sensor.upper : sensor.lower) + (unit.isEmpty ? "" : " \(unit)")
    note(
      .configuration,
      "\(deviceNames.text(sensor.device)) \(types[Int(sensor.type)].name): \(beyond) of \(sensor.readings) readings are "
        + "\(isHigh ? "above" : "below") \(limit): limit or unit wrong?")
  }
}
