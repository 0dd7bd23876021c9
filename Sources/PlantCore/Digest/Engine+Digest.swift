extension Engine {
  /// Folds the window state as it stands at the end of a run.
  func foldState(into hash: inout Digest) {
    hash.fold(clock.now.nanoseconds)
    hash.fold(clock.openSecond)
    for sums in [seconds.state.ten, seconds.state.minute, seconds.state.fiveMinutes] {
      hash.fold(sums.readings)
      hash.fold(sums.anomalies)
      hash.fold(sums.errors)
      hash.fold(sums.lost)
    }
    for place in 0..<alarms.count {
      hash.fold(UInt64(alarms[place].state.rawValue))
      hash.fold(alarms[place].value.bitPattern)
    }
    for index in 0..<sensors.count {
      hash.fold(sensors[index].value.bitPattern)
      hash.fold(sensors[index].readings << 32 ^ sensors[index].anomalies)
      hash.fold(UInt64(sensors[index].silence.freshness.rawValue))
      hash.fold(sensors[index].openBucket.mean.bitPattern)
      hash.fold(sensors[index].openBucket.squares.bitPattern)
    }
    for index in 0..<detectors.count { detectors[index].fold(into: &hash) }
    for index in 0..<book.records.count {
      let alarm = book.records[index]
      hash.fold(UInt64(alarm.state.rawValue) << 8 | UInt64(alarm.overlay.rawValue))
      hash.fold(UInt64(alarm.generation) << 32 | UInt64(alarm.announcements))
    }
    hash.fold(totals.records)
    hash.fold(totals.damaged)
  }
}
