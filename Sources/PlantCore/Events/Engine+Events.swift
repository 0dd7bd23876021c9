extension Engine {
  /// Notes an episode's opening, escalation or close.
  mutating func emit(
    _ kind: EventRecord.Kind, at stamp: Stamp, _ episode: EpisodeRecord, _ ending: EventRecord.Ending = .over,
    announcement: Announcement = .none
  ) {
    var record = EventRecord(kind: kind, at: stamp, seen: clock.now, episode: episode)
    record.ending = ending
    record.announcement = announcement
    emit(record)
  }

  /// Notes an event and folds it into the digest.
  mutating func emit(_ record: EventRecord) {
    hash.fold(UInt64(record.kind.rawValue) << 56 ^ UInt64(bitPattern: record.at.nanoseconds))
    hash.fold(record.seen.nanoseconds)
    if let episode = record.episode {
      hash.fold(episode.number << 8 | UInt64(episode.kind.rawValue))
      hash.fold(UInt64(episode.device) << 32 | UInt64(episode.sensor))
      hash.fold(episode.value.bitPattern)
      hash.fold(episode.limit.bitPattern)
      hash.fold(episode.count << 1 | (record.ending == .over ? 0 : 1))
      if episode.episodeClass.isAdvisory {
        hash.fold(episode.evidence.low.bitPattern)
        hash.fold(episode.evidence.high.bitPattern)
        hash.fold(episode.isGrouped ? 1 : 0 as UInt64)
      }
    } else {
      hash.fold(
        UInt64(record.alarm) << 16 | UInt64(record.to.rawValue) << 8 | UInt64(record.noticeKind.rawValue))
      hash.fold(record.value.bitPattern)
      hash.fold(record.threshold.bitPattern)
    }
    if let operation = record.operation {
      hash.fold(UInt64(operation.kind.rawValue) << 8 | UInt64(operation.refusal.rawValue))
      hash.fold(UInt64(operation.alarm) << 32 | UInt64(operation.place))
    }
    events.records.append(record)
  }

  /// Notes a line about time or the input itself.
  mutating func note(_ kind: NoticeKind, _ text: String) {
    var record = EventRecord(kind: .notice, at: clock.now, seen: clock.now)
    record.noticeKind = kind
    record.text = events.texts.count
    events.texts.append(text)
    hash.fold(text)
    emit(record)
  }

  /// Hands over the events since the last call, in stream order.
  public mutating func takeEvents() -> [Event] {
    guard !events.records.isEmpty else { return [] }
    var taken: [Event] = []
    taken.reserveCapacity(events.records.count)
    for index in 0..<events.records.count { taken.append(event(events.records[index])) }
    events.removeAll()
    return taken
  }

  /// The episodes that are open, as if each opened now: for whoever has not heard of them.
  public func standingEpisodes() -> [Event] {
    var standing: [Event] = []
    for place in 0..<episodes.open.count where episodes.open[place].number != 0 {
      let record = episodes.open[place]
      standing.append(
        .anomaly(
          AnomalyEvent(
            at: record.opened, seen: record.seen, isOpening: true, episode: picture(record),
            why: openingText(record, seen: clock.now))))
    }
    return standing
  }

  private func event(_ record: EventRecord) -> Event {
    switch record.kind {
    case .opened, .closed, .eased:
      guard let kept = record.episode else { preconditionFailure("an episode's event has its episode") }
      let episode = picture(kept)
      let isOpening = record.kind != .closed
      var event = AnomalyEvent(
        at: record.at, seen: record.seen, isOpening: isOpening, episode: episode,
        why: isOpening ? openingText(kept, seen: record.seen) : closingText(kept, record.ending))
      event.announcement = record.announcement
      switch record.announcement {
      case .suppressed: event.why += "; suppressed, \(episode.deviceName) stands still"
      case .released: event.why += "; suppressed until now"
      case .aside: event.why += "; put aside, nobody was called"
      case .waiting: event.why += "; it waits already, nobody was called again"
      case .none, .called: break
      }
      if record.kind == .eased {
        event.isEasing = true
        event.why = easingText(kept)
      }
      return .anomaly(event)
    case .alarm:
      return .alarm(
        AlarmEvent(
          at: record.at, seen: record.seen, name: alarmName(Int(record.alarm)), from: record.from, to: record.to,
          value: record.value, threshold: record.threshold, why: alarmText(record),
          priority: priority(Int(record.alarm))))
    case .operation: return .operation(operationEvent(record))
    case .notice:
      return .notice(
        NoticeEvent(at: record.at, seen: record.seen, kind: record.noticeKind, text: events.texts[record.text]))
    }
  }
}
