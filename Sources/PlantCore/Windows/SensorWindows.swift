extension SensorHistory {
  /// Statistics over the last `seconds` (10, 60 or 300) up to stream time `now`; the rate counts the seconds covered,
  /// from `start` on.
  ///
  /// The window ends with the present two seconds and begins on a bucket's edge: two seconds for the shortest
  /// window, fifteen for the others.
  func statistics(_ sensor: Sensor, seconds: Int, now: Stamp, since start: Stamp) -> WindowStatistics {
    var total = ClosedBucket()
    var from = start.second
    if now.isKnown {
      let nowFine = now.second / Self.fineSeconds
      if seconds <= 10 {
        from = max(from, (nowFine - Int64(Self.fineCount) + 1) * Self.fineSeconds)
        for slot in (nowFine - Int64(Self.fineCount) + 1)...nowFine where isFineHeld(slot) {
          total.merge(fine[Int(slot % Int64(Self.fineCount))])
        }
      } else {
        let nowCoarse = now.second / Self.coarseSeconds
        from = max(from, (nowCoarse - Int64(seconds) / Self.coarseSeconds + 1) * Self.coarseSeconds)
        for slot in (nowCoarse - Int64(seconds) / Self.coarseSeconds + 1)...nowCoarse where isCoarseHeld(slot) {
          total.merge(coarse[Int(slot % Int64(Self.coarseCount))])
        }
      }
      let isOpenInside =
        sensor.openBucket.count > 0
        && sensor.openBucket.slot > nowFine - Int64(seconds) / Self.fineSeconds
      if isOpenInside { total.merge(ClosedBucket(sensor.openBucket)) }
    }
    let count = UInt64(total.count)
    guard count > 0 else {
      return WindowStatistics(
        seconds: seconds, count: 0, minimum: .nan, maximum: .nan, mean: .nan, deviation: 0, rate: 0)
    }
    let variance = count > 1 ? Double(total.squares) / Double(count - 1) : 0
    let covered = Double(max(1, now.second - from + 1))
    return WindowStatistics(
      seconds: seconds, count: count, minimum: sensor.reference + Double(total.minimum),
      maximum: sensor.reference + Double(total.maximum), mean: sensor.reference + Double(total.mean),
      deviation: max(0, variance).squareRoot(), rate: Double(count) / covered)
  }

  private func isFineHeld(_ slot: Int64) -> Bool {
    slot >= 0 && newestFine != .min && slot <= newestFine && slot > newestFine - Int64(Self.fineCount)
  }

  private func isCoarseHeld(_ slot: Int64) -> Bool {
    slot >= 0 && newestCoarse != .min && slot <= newestCoarse && slot > newestCoarse - Int64(Self.coarseCount)
  }
}
