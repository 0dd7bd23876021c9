extension Engine {
  /// Whether the feed explains every silence: then none gets a line of its own.
  private var feedExplainsSilence: Bool {
    format == .capture && (feed.connection != .connected || alarms[AlarmPlace.feed].state == .alarm)
  }

  /// Gives the silences noticed in this second their lines: one for a device when all its sensors are silent.
  mutating func announceSilences() {
    guard !silences.sensors.isEmpty else { return }
    if !feedExplainsSilence {
      announceGateways()
      for index in 0..<silences.sensors.count {
        let number = Int(silences.sensors[index])
        if devices[Int(sensors[number].device)].isRetired { continue }
        if sensors[number].silence.freshness != .fresh { announce(number) }
      }
    }
    silences.sensors.removeAll()
  }

  private mutating func announce(_ number: Int) {
    let device = Int(sensors[number].device)
    let count = devices[device].heardSensors
    let isDead = sensors[number].silence.freshness == .dead
    if isExplainedByGateway(device) {
      sensors[number].silence.isAnnounced = true
      return
    }
    if devices[device].silenceEpisode != 0 {
      sensors[number].silence.isAnnounced = true
      if devices[device].deadSensors == count { escalateSilence(devices[device].silenceEpisode - 1) }
      return
    }
    if count > 1, isDead, devices[device].deadSensors == count {
      openDeviceSilence(device, .dead)
    } else if count > 1, devices[device].staleSensors == count, devices[device].ownSilences == 0 {
      openDeviceSilence(device, .stale)
    } else if sensors[number].silence.episode != 0 {
      if isDead { escalateSilence(sensors[number].silence.episode - 1) }
    } else {
      let index = openSilence(device, UInt32(number), isDead ? .dead : .stale, heard: sensors[number].heard)
      sensors[number].silence.episode = index + 1
      sensors[number].silence.isAnnounced = true
      devices[device].ownSilences += 1
    }
  }

  /// One line for the whole device; lines of single sensors end in it.
  private mutating func openDeviceSilence(_ device: Int, _ kind: EpisodeKind) {
    mergeSilence(of: device, .merged)
    let index = openSilence(device, EpisodeRecord.wholeDevice, kind, heard: devices[device].heard)
    devices[device].silenceEpisode = index + 1
  }

  /// Ends the lines of a device and of its sensors in a larger one; of those that are dead already nothing new is said,
  /// and they keep theirs in a gateway's.
  mutating func mergeSilence(of device: Int, _ ending: EventRecord.Ending) {
    let keepsDead = ending == .mergedIntoGateway
    forEachSensor(of: device) { engine, number in
      engine.sensors[number].silence.isAnnounced = true
      let episode = engine.sensors[number].silence.episode
      if keepsDead, episode != 0, engine.episodes.open[Int(episode - 1)].kind == .dead { return }
      engine.endSilenceEpisode(number, ending)
    }
    let whole = devices[device].silenceEpisode
    if keepsDead, whole != 0, episodes.open[Int(whole - 1)].kind == .dead { return }
    closeDeviceSilence(device, ending)
  }

  mutating func openSilence(
    _ device: Int, _ sensor: SensorID, _ kind: EpisodeKind, heard: Stamp, count: UInt64 = 1
  ) -> UInt32 {
    var record = EpisodeRecord(
      number: 0, device: UInt32(device), sensor: sensor, episodeClass: .freshness, kind: kind, opened: clock.now,
      seen: clock.now, since: clock.now)
    // The time it was last heard travels where a limit episode has its value.
    record.value = Double(heard.nanoseconds)
    record.count = count
    let index = episodes.add(record)
    emit(.opened, at: clock.now, episodes.open[Int(index)])
    return index
  }

  mutating func escalateSilence(_ place: UInt32) {
    guard episodes.open[Int(place)].kind != .dead else { return }
    episodes.open[Int(place)].kind = .dead
    emit(.opened, at: clock.now, episodes.open[Int(place)])
  }

  /// The feed is back: silences it explained count for themselves from now on.
  mutating func recountSilences() {
    for number in 0..<sensors.count {
      let silence = sensors[number].silence
      let isSilent = silence.freshness == .stale || silence.freshness == .dead
      if isSilent, !silence.isAnnounced { countSilence(of: number, from: clock.now) }
    }
  }
}
