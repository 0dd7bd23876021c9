extension Engine {
  /// The number of the device of a name; nil when there is none.
  public func device(named name: String) -> DeviceID? {
    ByteSlice.over(name) { deviceNames.find($0, hash: NameHash.of($0)) }
  }

  /// The number of a device, new or known; nil when the table is full.
  @inline(__always)
  mutating func findOrAddDevice(_ name: ByteSlice) -> DeviceID? {
    let hash = NameHash.of(name)
    return deviceNames.find(name, hash: hash) ?? addDevice(name, hash: hash)
  }

  @inline(never)
  private mutating func addDevice(_ name: ByteSlice, hash: UInt32) -> DeviceID? {
    var device = Device()
    device.configured = Int32(configuredDevices[name.text] ?? -1)
    configure(&device)
    devices.append(device)
    putBehindGateway(devices.count - 1, name.text)
    return deviceNames.add(name, hash: hash)
  }

  /// The number of a sensor, new or known; nil when the table is full.
  @inline(__always)
  mutating func findOrAddSensor(_ deviceName: ByteSlice, _ typeName: ByteSlice) -> Int? {
    if previousSensor < followers.count {
      let guess = Int(followers[previousSensor])
      if deviceNames.holds(deviceName, at: sensors[guess].device),
        typeSpellings.holds(typeName, at: sensors[guess].spelling)
      {
        previousSensor = guess
        return guess
      }
    }
    guard let number = lookUpSensor(deviceName, typeName) else { return nil }
    followers[previousSensor] = UInt32(number)
    previousSensor = number
    return number
  }

  private mutating func lookUpSensor(_ deviceName: ByteSlice, _ typeName: ByteSlice) -> Int? {
    let deviceHash = NameHash.of(deviceName)
    let typeHash = NameHash.of(typeName)
    if let device = deviceNames.find(deviceName, hash: deviceHash),
      let spelling = typeSpellings.find(typeName, hash: typeHash),
      let sensor = sensorNumbers.find(device, typeOfSpelling[Int(spelling)])
    {
      return Int(sensor)
    }
    return addSensor(deviceName, typeName)
  }

  @inline(never)
  private mutating func addSensor(_ deviceName: ByteSlice, _ typeName: ByteSlice) -> Int? {
    let folded = typeName.text.lowercased()
    let type = ByteSlice.over(folded) { name in
      typeNames.find(name, hash: NameHash.of(name))
    }
    if let type {
      let device = deviceNames.find(deviceName, hash: NameHash.of(deviceName))
      if let device, let sensor = sensorNumbers.find(device, type) {
        learnSpelling(typeName, type)
        return Int(sensor)
      }
    }
    guard sensors.count < sensorCapacity, let device = findOrAddDevice(deviceName) else { return nil }
    let typeID: SensorTypeID
    if let type {
      typeID = type
    } else {
      typeID = addType(lateType(typeName.text))
    }
    let spelling = learnSpelling(typeName, typeID)
    return newSensor(device, typeID, spelling: spelling)
  }

  private mutating func newSensor(_ device: DeviceID, _ type: SensorTypeID, spelling: UInt32) -> Int {
    let number = sensors.count
    var sensor = Sensor(device: device, type: type)
    sensor.spelling = spelling
    sensors.append(sensor)
    setLimits(number)
    sensorLinks.append(.max)
    followers.append(UInt32(number))
    gaps.append(GapRing())
    wheel.addSensor()
    histories.append(SensorHistory())
    if isDetecting {
      detectors.append(LearnedState(rules: detectRules(device, type)))
      advisories.append(SensorAdvisories())
    }
    sensorNumbers.add(device, type, number: UInt32(number))
    if devices[Int(device)].sensorCount == 0 {
      devices[Int(device)].firstSensor = UInt32(number)
      totals.devices += 1
    } else {
      sensorLinks[Int(devices[Int(device)].lastSensor)] = UInt32(number)
    }
    devices[Int(device)].lastSensor = UInt32(number)
    devices[Int(device)].sensorCount += 1
    types[Int(type)].sensors += 1
    totals.sensors += 1
    noteRunningSensor(number)
    return number
  }

  /// A type that the configuration does not expect: one that is tried out, or one it does not know.
  func lateType(_ name: String) -> SensorTypeConfiguration {
    configuration.types.first { $0.isOnTrial && $0.name.lowercased() == name.lowercased() } ?? TypeEntry.unknown(name)
  }

  /// Gives a sensor the limits that the configuration has for it.
  mutating func setLimits(_ number: Int) {
    let own = configuredLimits(sensors[number].device, sensors[number].type)
    let limits = own.limits
    let row = LimitRow(own, &units)
    sensors[number].upper = min(limits.high ?? .infinity, limits.highHigh ?? .infinity)
    sensors[number].lower = max(limits.low ?? -.infinity, limits.lowLow ?? -.infinity)
    sensors[number].limits = limitRow(row)
    sensors[number].isConverted = row.isConverted
    sensors[number].isSpanNarrow = row.spanLow > sensors[number].lower || row.spanHigh < sensors[number].upper
    if !sensors[number].hasLimits { totals.sensorsWithoutLimits += 1 }
  }

  /// The index of a row like this; there are as many as the configuration has different limits.
  private mutating func limitRow(_ row: LimitRow) -> UInt32 {
    for index in 0..<limitRows.count where limitRows[index] == row { return UInt32(index) }
    limitRows.append(row)
    return UInt32(limitRows.count - 1)
  }

  /// The limits and looks of a sensor: the device's own where the configuration has them, else the type's.
  func configuredLimits(_ device: DeviceID, _ type: SensorTypeID) -> SensorTypeConfiguration {
    let configured = devices[Int(device)].configured
    if configured >= 0 {
      let name = typeNames.text(type)
      for own in configuration.devices[Int(configured)].limits where own.name.lowercased() == name { return own }
    }
    return types[Int(type)].configuration
  }

  @discardableResult
  mutating func addType(_ type: SensorTypeConfiguration) -> SensorTypeID {
    types.append(TypeEntry(configuration: type))
    let folded = type.name.lowercased()
    let id = ByteSlice.over(folded) { name in typeNames.add(name, hash: NameHash.of(name)) }
    ByteSlice.over(type.name) { name in learnSpelling(name, id) }
    ByteSlice.over(folded) { name in learnSpelling(name, id) }
    return id
  }

  /// Remembers that `name` means `type` and returns the spelling's number.
  ///
  /// Past the limit a spelling is folded anew each time, and has no number.
  @discardableResult
  private mutating func learnSpelling(_ name: ByteSlice, _ type: SensorTypeID) -> UInt32 {
    let hash = NameHash.of(name)
    if let known = typeSpellings.find(name, hash: hash) { return known }
    guard typeSpellings.count < 2 * sensorCapacity else { return .max }
    typeOfSpelling.append(type)
    return typeSpellings.add(name, hash: hash)
  }
}
