extension Engine {
  /// Counts a bad record with its reason, at its device where that can be read.
  mutating func finishError(
    _ reason: ProcessingError, arrival: Stamp, topic: ByteSlice?, payload: ByteSlice, device: ByteSlice?
  ) {
    countError(reason, device: nil)
    finishUncounted(reason, arrival: arrival, topic: topic, payload: payload, device: device)
  }

  /// The rest of `finishError`, for an error that has been counted already.
  mutating func finishUncounted(
    _ reason: ProcessingError, arrival: Stamp, topic: ByteSlice?, payload: ByteSlice, device: ByteSlice?
  ) {
    hash.fold(UInt64(reason.rawValue) << 32 | 0xE44 ^ UInt64(bitPattern: arrival.nanoseconds) << 8)
    var number: DeviceID?
    if let device, device.count > 0, device.count <= PayloadScanner.nameLimit, let found = deviceToBlame(device) {
      blame(found, reason)
      number = found
    }
    guard messages.isEnabled else { return }
    messages.add(
      arrival: arrival.isKnown ? arrival : clock.now, topic: topic, payload: payload, device: number,
      verdict: .error(reason))
  }

  /// Devices that sent nothing but errors are shown too, up to a limit that leaves the sensors' room alone.
  private mutating func deviceToBlame(_ name: ByteSlice) -> DeviceID? {
    if let known = deviceNames.find(name, hash: NameHash.of(name)) { return known }
    let withoutSensors = deviceNames.count - Int(totals.devices) - configuration.devices.count
    guard withoutSensors < Self.errorOnlyDevices else { return nil }
    return findOrAddDevice(name)
  }

  /// At most this many devices that never sent a reading get a row of their own.
  private static var errorOnlyDevices: Int { 10_000 }

  mutating func countError(_ reason: ProcessingError, device: DeviceID?) {
    totals.errorTotal += 1
    totals.errorCounts[reason] += 1
    seconds.state.open.errors &+= 1
    if keepsErrorTimes, errorTimes.count < Self.errorTimesLimit, errorTimes.last != clock.now {
      errorTimes.append(clock.now)
    }
  }

  /// At most this many moments wait to be taken.
  private static var errorTimesLimit: Int { 65_536 }

  /// The moments of errors since the last call, each once, in order; none unless `keepsErrorTimes`.
  public mutating func takeErrorTimes() -> [Stamp] {
    defer { errorTimes = [] }
    return errorTimes
  }

  /// Notes an error at its device.
  mutating func blame(_ device: DeviceID, _ reason: ProcessingError) {
    devices[Int(device)].errors[reason] += 1
    devices[Int(device)].errorTotal += 1
  }
}
