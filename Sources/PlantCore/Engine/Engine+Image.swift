extension Engine {
  /// Changes with the layout of the state, so that an old image is refused.
  private static var imageVersion: UInt64 { 13 }

  /// The sizes of what is written as it lies in memory, folded: an image of another build is refused.
  private static var imageLayout: UInt64 {
    var digest = Digest()
    for stride in [
      MemoryLayout<Device>.stride, MemoryLayout<Sensor>.stride, MemoryLayout<LimitRow>.stride,
      MemoryLayout<SensorHistory>.stride, MemoryLayout<StreamClock>.stride, MemoryLayout<PlantSeconds.State>.stride,
      MemoryLayout<FeedWatch>.stride, MemoryLayout<EpisodeStore.State>.stride, MemoryLayout<EpisodeRecord>.stride,
      MemoryLayout<AlarmRecord>.stride, MemoryLayout<AlarmRates>.stride, MemoryLayout<AlarmMeters.Meter>.stride,
      MemoryLayout<LearnedState>.stride, MemoryLayout<Counters>.stride,
    ] {
      digest.fold(UInt64(stride))
    }
    return digest.state
  }

  /// The engine's whole state as bytes: a checkpoint to seek back to. The message log is not part of it.
  public func image() -> [UInt8] {
    var image = ImageWriter()
    image.write(Self.imageVersion)
    image.write(Self.imageLayout)
    image.write(ConfigurationHash.structure(of: configuration))
    image.write(framer.carry)
    image.write(framer.skipping)
    image.write(framer.oversizeLeft)
    image.write(framer.isAtStart)
    image.write(topicSum)
    topicGroups.write(to: &image)
    deviceNames.write(to: &image)
    image.write(devices)
    typeSpellings.write(to: &image)
    image.write(typeOfSpelling)
    typeNames.write(to: &image)
    writeTypes(&image)
    image.write(sensors)
    image.write(limitRows)
    image.write(onDelays)
    image.write(sensorLinks)
    image.write(gaps)
    image.write(histories)
    image.write(clock)
    image.write(seconds.state)
    image.write(seconds.buckets)
    image.write(alarms)
    meters.write(to: &image)
    image.write(feed)
    image.write(health)
    image.write(timers.entries)
    wheel.write(to: &image)
    image.write(silences.sensors)
    image.write(gateways)
    image.write(episodes.state)
    image.write(episodes.open)
    image.write(episodes.history)
    image.write(episodes.advisoryHistory)
    book.write(to: &image)
    operatorTexts.write(to: &image)
    image.write(maintenances.entries)
    image.write(rates)
    image.write(detectors)
    image.write(advisories)
    image.write(pace.shown)
    image.write(acceptances)
    image.write(hash)
    image.write(totals)
    return image.bytes
  }

  /// About how many bytes `image()` would have.
  public var imageBytes: Int {
    let sensor =
      MemoryLayout<Sensor>.stride + MemoryLayout<SensorHistory>.stride + MemoryLayout<GapRing>.stride
      + (isDetecting ? MemoryLayout<LearnedState>.stride + MemoryLayout<SensorAdvisories>.stride : 0)
    let episodes = episodes.open.count + episodes.history.count + episodes.advisoryHistory.count
    return sensors.count * sensor + devices.count * MemoryLayout<Device>.stride
      + episodes * MemoryLayout<EpisodeRecord>.stride + book.records.count * MemoryLayout<AlarmRecord>.stride
  }

  /// Why an image does not fit this engine, as the end of a sentence about it; nil when it does.
  public func misfit(image bytes: [UInt8]) -> String? {
    var image = ImageReader(bytes)
    return readHead(&image)
  }

  /// Reads an image up to its contents; why it does not fit, or nil.
  private func readHead(_ image: inout ImageReader) -> String? {
    guard image.read(UInt64.self) == Self.imageVersion, image.read(UInt64.self) == Self.imageLayout else {
      return "is of another version of this program"
    }
    return image.read(UInt64.self) == ConfigurationHash.structure(of: configuration)
      ? nil : "belongs to another configuration"
  }

  /// Restores an image made by an engine whose configuration differs in limits at most; false when it does not fit.
  ///
  /// Events that were not taken yet are dropped, and the message log is emptied. After false the engine's state is
  /// undefined: make a new one.
  public mutating func restore(image bytes: [UInt8]) -> Bool {
    var image = ImageReader(bytes)
    guard readHead(&image) == nil, image.read(into: &framer.carry), let skipping = image.read(Framer.Skipping.self),
      let oversizeLeft = image.read(Int.self), let isAtStart = image.read(Bool.self),
      let topicSum = image.read(UInt64.self), topicGroups.read(from: &image), deviceNames.read(from: &image),
      image.read(into: &devices),
      typeSpellings.read(from: &image), image.read(into: &typeOfSpelling), typeNames.read(from: &image),
      readTypes(&image), image.read(into: &sensors), image.read(into: &limitRows), image.read(into: &onDelays),
      image.read(into: &sensorLinks), image.read(into: &gaps),
      image.read(into: &histories),
      let clock = image.read(StreamClock.self), let state = image.read(PlantSeconds.State.self),
      image.read(into: &seconds.buckets), image.read(into: &alarms), meters.read(from: &image),
      let feed = image.read(FeedWatch.self), let health = image.read(OwnHealth.self), timers.read(from: &image),
      wheel.read(from: &image),
      image.read(into: &silences.sensors), image.read(into: &gateways),
      let episodeState = image.read(EpisodeStore.State.self), image.read(into: &episodes.open),
      image.read(into: &episodes.history), image.read(into: &episodes.advisoryHistory),
      book.read(from: &image), operatorTexts.read(from: &image),
      image.read(into: &maintenances.entries), let rates = image.read(AlarmRates.self),
      image.read(into: &detectors), image.read(into: &advisories), image.read(into: &pace.shown),
      image.read(into: &acceptances),
      let hash = image.read(Digest.self), let totals = image.read(Counters.self),
      image.isAtEnd
    else { return false }
    if topicSum != self.topicSum { forgetTopicGroups() }
    framer.skipping = skipping
    framer.oversizeLeft = oversizeLeft
    framer.isAtStart = isAtStart
    framer.heldBack = .unknown
    self.clock = clock
    seconds.state = state
    self.feed = feed
    self.health = health
    episodes.state = episodeState
    self.rates = rates
    self.hash = hash
    self.totals = totals
    events.removeAll()
    messages.removeAll()
    nameOrder = []
    wallOrder = WallOrder()
    sensorNumbers.removeAll()
    followers = Slab(repeating: 0, count: sensors.count)
    previousSensor = 0
    for index in 0..<sensors.count {
      sensorNumbers.add(sensors[index].device, sensors[index].type, number: UInt32(index))
    }
    return true
  }

  /// Types the configuration does not know have only a name; the others are known already.
  private func writeTypes(_ image: inout ImageWriter) {
    image.write(types.count)
    for type in types {
      image.write(type.sensors)
      image.write(type.name.utf8.count)
      for byte in type.name.utf8 { image.write(byte) }
    }
  }

  private mutating func readTypes(_ image: inout ImageReader) -> Bool {
    let configured = configuration.types.count { !$0.isOnTrial }
    guard let count = image.read(Int.self), count >= configured else { return false }
    types.removeLast(max(0, types.count - configured))
    for index in 0..<count {
      guard let sensors = image.read(Int.self), let length = image.read(Int.self), length >= 0 else { return false }
      var name: [UInt8] = []
      for _ in 0..<length {
        guard let byte = image.read(UInt8.self) else { return false }
        name.append(byte)
      }
      if index >= types.count {
        types.append(TypeEntry(configuration: lateType(String(decoding: name, as: UTF8.self))))
      }
      types[index].sensors = sensors
    }
    return true
  }
}
