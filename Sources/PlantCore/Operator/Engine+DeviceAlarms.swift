extension Engine {
  /// The alarm a device's row speaks of: the worst that waits for an operator, else the worst that is active.
  func foremostAlarm(of device: Int) -> Int? {
    guard book.records.count > 0 else { return nil }
    var best: (rank: Int, index: Int)?
    var sensor = devices[device].firstSensor
    while sensor != .max {
      for side in [AlarmSide.high, .low] {
        guard let index = book.find(sensor, side) else { continue }
        let alarm = book.records[index]
        guard alarm.isActive || alarm.isUnacknowledged, alarm.overlay != .suppressed,
          alarm.overlay == .none || !isGated(alarm)
        else { continue }
        let rank = rank(alarm)
        if rank < best?.rank ?? .max { best = (rank, index) }
      }
      sensor = sensorLinks[Int(sensor)]
    }
    return best?.index
  }

  /// Whether something of the device returned before anybody looked.
  func hasReturnedUnseen(_ device: Int) -> Bool {
    guard let index = foremostAlarm(of: device) else { return false }
    return book.records[index].state == .returnedUnacknowledged && book.records[index].overlay == .none
  }

  /// An alarm's operator state in short, for rows and episodes.
  func standing(_ index: Int) -> AlarmStanding {
    let alarm = book.records[index]
    return AlarmStanding(
      reference: AlarmReference(subject: subject(index), generation: alarm.generation), state: alarm.state,
      overlay: alarm.overlay, priority: Int(alarm.priority), isOverdue: alarm.isOverdue, announced: alarm.announced)
  }

  /// The standing of the alarm that an open limit episode belongs to.
  func standing(of record: EpisodeRecord) -> AlarmStanding? {
    guard record.episodeClass == .limit, record.hasSensor, !record.closed.isKnown else {
      return nil
    }
    return book.find(record.sensor, record.isHighSide ? .high : .low).map { standing($0) }
  }
}
