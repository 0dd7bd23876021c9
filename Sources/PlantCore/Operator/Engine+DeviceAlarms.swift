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
        guard alarm.isActive || alarm.isUnacknowledged, !isQuiet(alarm) else { continue }
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
      overlay: alarm.overlay, priority: Int(alarm.priority), isOverdue: alarm.isOverdue, announced: alarm.announced,
      returned: alarm.returned)
  }

  /// The alarm that an episode belongs to; nil where it is not about a limit.
  func alarm(of episode: EpisodeRecord) -> Int? {
    episode.episodeClass == .limit ? book.find(episode.sensor, episode.isHighSide ? .high : .low) : nil
  }

  /// The standing of the alarm that an open limit episode belongs to.
  func standing(of record: EpisodeRecord) -> AlarmStanding? {
    record.closed.isKnown ? nil : alarm(of: record).map { standing($0) }
  }
}
