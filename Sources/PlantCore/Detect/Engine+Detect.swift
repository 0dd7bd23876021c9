extension Engine {
  /// The detectors that judge a sensor: its own switches, else its device's, else the plant's.
  func detectRules(_ device: DeviceID, _ type: SensorTypeID) -> DetectRules {
    let configured = devices[Int(device)].configured
    guard configured >= 0 else { return configuration.detect.rules }
    let own = configuration.devices[Int(configured)]
    if let rules = own.detectBySensor[typeNames.text(type)] { return rules }
    return own.detect ?? configuration.detect.rules
  }

  /// Lets the learned detectors look at the sensor's latest reading, while its device runs.
  @inline(__always)
  mutating func detect(_ number: Int, _ value: Double, _ event: Stamp, isBreaching: Bool) {
    guard !detectors[number].rules.isEmpty else { return }
    detectors[number].take(value, at: event.nanoseconds, isBreaching: isBreaching, into: &findings)
    if findings.count > 0 { takeFindings(number, at: event) }
  }

  @inline(never)
  private mutating func takeFindings(_ number: Int, at event: Stamp, isAccepted: Bool = false) {
    for index in 0..<findings.count {
      let finding = findings[index]
      switch finding.act {
      case .open: open(finding, number, at: event)
      case .close: close(finding, number, at: event, isAccepted: isAccepted)
      case .note: note(finding, number)
      }
    }
    findings.removeAll()
  }

  private mutating func open(_ finding: Finding, _ number: Int, at event: Stamp) {
    guard let kind = EpisodeKind(finding.kind) else { return }
    var record = EpisodeRecord(
      number: 0, device: sensors[number].device, sensor: UInt32(number),
      episodeClass: kind.isQuality ? .quality : .learned, kind: kind, opened: event, seen: clock.now, since: clock.now,
      value: finding.value, count: 1)
    record.evidence = finding.evidence
    record.isGrouped = !pace.admits(at: clock.now, perHour: configuration.detect.perHour)
    let place = episodes.add(record)
    advisories[number].places[Int(finding.kind.rawValue)] = place + 1
    if kind == .flat { sensors[number].isStuck = true }
    emit(.opened, at: event, episodes.open[Int(place)])
  }

  private mutating func close(_ finding: Finding, _ number: Int, at event: Stamp, isAccepted: Bool) {
    let place = advisories[number].places[Int(finding.kind.rawValue)]
    guard place != 0 else { return }
    advisories[number].places[Int(finding.kind.rawValue)] = 0
    if finding.kind == .flat { sensors[number].isStuck = false }
    episodes.open[Int(place - 1)].extreme = finding.value
    let closed = episodes.close(place - 1, at: clock.now)
    emit(.closed, at: event, closed, isAccepted ? .accepted : .over)
  }

  private mutating func note(_ finding: Finding, _ number: Int) {
    switch finding.kind {
    case .spike, .jump:
      if finding.kind == .spike { advisories[number].spikes &+= 1 } else { advisories[number].jumps &+= 1 }
      advisories[number].odd = clock.now
      advisories[number].isOddJump = finding.kind == .jump
      hash.fold(0x0DD0 as UInt64 ^ UInt64(number) << 16 ^ UInt64(finding.kind.rawValue))
    case .ask:
      // Where many sensors shift at once, one question is enough.
      let place = advisories[number].places[Int(Finding.Kind.shift.rawValue)]
      guard place != 0, !episodes.open[Int(place - 1)].isGrouped else { return }
      note(.question, askingText(number, finding))
    default: break
    }
  }

  /// Takes a sensor's present behaviour for its normal one, because an operator says so; its advisories end.
  ///
  /// - Returns: False, and nothing changes, when no advisory about its level is open, or a limit alarm is active.
  mutating func accept(_ sensor: Int) -> Bool {
    guard mayChangeNormal(sensor), advisories[sensor].isAnyLevelOpen else { return false }
    if acceptances.count == Acceptance.limit { acceptances.removeFirst(1) }
    acceptances.append(detectors[sensor].acceptance(of: UInt32(sensor)))
    detectors[sensor].accept(&findings)
    takeFindings(sensor, at: sensors[sensor].newest, isAccepted: true)
    return true
  }

  /// Takes the last `accept` of a sensor back: what is still off opens its advisory again.
  ///
  /// - Returns: False when it is not among the last sixteen of the plant, or a limit alarm is active.
  mutating func undoAccept(_ sensor: Int) -> Bool {
    guard mayChangeNormal(sensor),
      let place = (0..<acceptances.count).last(where: { acceptances[$0].sensor == UInt32(sensor) })
    else { return false }
    detectors[sensor].takeBack(acceptances[place])
    for index in place..<acceptances.count - 1 { acceptances[index] = acceptances[index + 1] }
    acceptances.removeLast()
    hash.fold(0x0ACC_E97B as UInt64 ^ UInt64(sensor) << 32)
    return true
  }

  /// Whether the sensor exists, is learned, and has no limit alarm that speaks against its present behaviour.
  private func mayChangeNormal(_ sensor: Int) -> Bool {
    isDetecting && sensor >= 0 && sensor < sensors.count
      && sensors[sensor].highEpisode | sensors[sensor].lowEpisode == 0
  }

  /// Stream time goes back: so do the times that hang on it.
  mutating func shiftAdvisories(by delta: Int64) {
    pace.shift(by: delta)
    for index in 0..<advisories.count where advisories[index].odd.isKnown {
      advisories[index].odd = advisories[index].odd + delta
    }
  }
}

extension EpisodeKind {
  /// The kind of the episode that a finding opens; nil for what is counted only.
  init?(_ kind: Finding.Kind) {
    switch kind {
    case .shift: self = .shift
    case .record: self = .record
    case .drift: self = .drift
    case .noise: self = .noise
    case .flat: self = .flat
    case .spike, .jump, .ask: return nil
    }
  }

  /// Whether it is about the data rather than about the plant.
  var isQuality: Bool { self == .flat || self == .noise }
}
