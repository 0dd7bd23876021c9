extension Engine {
  /// Decides what one payload is, and judges it when it is a reading.
  ///
  /// - Parameters:
  ///   - scanned: What `scanner.scan` returned for it.
  ///   - arrival: Unknown for bare JSON lines.
  @inline(__always)
  mutating func judgePayload(
    _ payload: ByteSlice, scanned: Int, arrival: Stamp, topic: ByteSlice?, topicDevice: ByteSlice?, isRetained: Bool
  ) {
    if let reason = scanner.error(in: payload, scanned: scanned) {
      refuse(
        reason, isRetained, false, arrival, topic, payload, device: topicDevice ?? readableDevice(payload, scanned))
      return
    }
    guard case .finite(let value) = scanner.value else { return }
    let deviceName = scanner.deviceName(in: payload)
    var isUnreadableTime = false
    if case .unreadable = scanner.time { isUnreadableTime = true }
    if isUnreadableTime, !isRetained { countError(.time, device: nil) }
    if matchesIdentity, let topicDevice, !topicDevice.equals(deviceName) {
      refuse(.identity, isRetained, isUnreadableTime, arrival, topic, payload, device: topicDevice)
      return
    }
    guard let number = findOrAddSensor(deviceName, scanner.typeName(in: payload)) else {
      refuse(.capacity, isRetained, isUnreadableTime, arrival, topic, payload, device: deviceName)
      return
    }
    if isRetained {
      retain(number, hasUnitToResolve(number) ? resolveUnit(number, value, in: payload).value : value, arrival)
      finishRetained(arrival: arrival, topic: topic, payload: payload, device: sensors[number].device)
      return
    }
    if hasTopicGroups, let topic { noteGroup(topic, of: Int(sensors[number].device)) }
    if isUnreadableTime { blame(sensors[number].device, .time) }
    let time = isUnreadableTime ? .absent : scanner.time
    let (verdict, judged) =
      hasUnitToResolve(number)
      ? judgeInUnit(number, value, time, arrival: arrival, payload)
      : (judge(number, value, time, arrival: arrival), value)
    if messages.isEnabled {
      messages.add(
        arrival: arrival.isKnown ? arrival : clock.now, topic: topic, payload: payload,
        device: sensors[number].device, verdict: isUnreadableTime ? .error(.time) : verdict,
        sensor: SensorID(number), value: judged, isBreach: verdict.isBreach)
    }
  }

  /// Judges a line that was read ahead; false when it needs more than was read.
  @inline(__always)
  mutating func judgeScanned(_ line: ScannedLine, _ bytes: ByteSlice) -> Bool {
    let device = bytes.slice(Int(line.deviceStart), Int(line.deviceEnd))
    let type = bytes.slice(Int(line.typeStart), Int(line.typeEnd))
    guard let number = findOrAddSensor(device, type) else { return false }
    // The line's unit is none, but the configuration may say one.
    if sensors[number].isConverted { return false }
    totals.records += 1
    _ = judge(number, line.value, line.time.isKnown ? .known(line.time) : .absent, arrival: .unknown)
    return true
  }

  /// Ends a record that is no reading: a retained one is counted as retained only, and one whose time was unreadable
  /// has been counted for that already.
  @inline(never)
  private mutating func refuse(
    _ reason: ProcessingError, _ isRetained: Bool, _ isTimeCounted: Bool, _ arrival: Stamp, _ topic: ByteSlice?,
    _ payload: ByteSlice, device: ByteSlice?
  ) {
    if isRetained {
      finishRetained(arrival: arrival, topic: topic, payload: payload, device: nil)
    } else if isTimeCounted {
      finishUncounted(.time, arrival: arrival, topic: topic, payload: payload, device: device)
    } else {
      finishError(reason, arrival: arrival, topic: topic, payload: payload, device: device)
    }
  }

  /// The device a bad payload names, where that can be read.
  private mutating func readableDevice(_ payload: ByteSlice, _ scanned: Int) -> ByteSlice? {
    guard scanned == payload.count, scanner.isObject, scanner.device.isString else { return nil }
    let name = scanner.deviceName(in: payload)
    return name.count > 0 && name.count <= PayloadScanner.nameLimit ? name : nil
  }

  /// Judges a reading whose unit must be looked at first; apart, so that the others pay nothing for it.
  @inline(never)
  private mutating func judgeInUnit(
    _ number: Int, _ value: Double, _ field: PayloadScanner.TimeField, arrival: Stamp, _ payload: ByteSlice
  ) -> (Verdict, value: Double) {
    let resolved = resolveUnit(number, value, in: payload)
    let verdict = judge(number, resolved.value, field, arrival: arrival)
    guard resolved.isMismatch, verdict != .duplicate else { return (verdict, resolved.value) }
    countMismatch(number)
    if case .judged(let judgement) = verdict { return (.unitMismatch(judgement), resolved.value) }
    return (verdict, resolved.value)
  }

  /// Judges one reading of sensor `number`.
  @inline(__always)
  private mutating func judge(
    _ number: Int, _ value: Double, _ field: PayloadScanner.TimeField, arrival: Stamp
  ) -> Verdict {
    let event = resolveTime(field, arrival: arrival, device: sensors[number].device)
    hash.fold(value.bitPattern ^ UInt64(number) << 1)
    hash.fold(event.time.nanoseconds &+ arrival.nanoseconds &* 31)
    if event.given.isKnown, event.given == sensors[number].newestGiven, value == sensors[number].value {
      totals.duplicates += 1
      sensors[number].duplicates &+= 1
      return .duplicate
    }
    if event.isSkewed {
      totals.skewed += 1
      sensors[number].skewed &+= 1
      noteSkew(Int(sensors[number].device))
    }
    let late = event.time.isKnown && isLate(event.time, number)
    let judgement = judgement(number, value)
    count(number, judgement, isLate: late)
    if keepsReadings { keep(number, value, event.time, isAnomaly: judgement.isBreach) }
    hear(number)
    let isLatest = !late && (event.time >= sensors[number].newest || !sensors[number].newest.isKnown)
    if isLatest { setLatest(number, value, judgement, event, arrival) }
    let isOutside =
      (judgement.isBreach || sensors[number].isSpanNarrow)
      && limitRows[Int(sensors[number].limits)].isOutsideSpan(value)
    if !isOutside, !sensors[number].isStuck { addToStatistics(number, value) }
    if event.time.isKnown { histories[number].trend(value, eventSecond: event.time.second, sensor: &sensors[number]) }
    if judgement.isBreach {
      breach(number, value, judgement, event.time, isLatest: isLatest)
    } else if isLatest, sensors[number].highEpisode | sensors[number].lowEpisode | sensors[number].onDelay != 0 {
      comeInside(number, value)
    }
    // What a sensor cannot say teaches nothing; that it is stuck no longer can be seen of it.
    if isDetecting, isLatest, !isOutside || sensors[number].isStuck, event.time.isKnown,
      !hasRunningRules || isRunning(sensors[number].device)
    {
      detect(number, value, event.time, isBreaching: judgement.isBreach || isOutside)
    }
    return late ? .late(judgement) : isOutside ? .outsideSpan(judgement) : .judged(judgement)
  }

  /// The value against the sensor's limits: strictly beyond one is a breach.
  @inline(__always)
  func judgement(_ number: Int, _ value: Double) -> Judgement {
    if value > sensors[number].upper { return value > limits(number).highHigh ? .highHigh : .high }
    if value < sensors[number].lower { return value < limits(number).lowLow ? .lowLow : .low }
    return .normal
  }

  @inline(__always)
  private mutating func count(_ number: Int, _ judgement: Judgement, isLate: Bool) {
    totals.readings += 1
    seconds.state.open.readings &+= 1
    sensors[number].readings &+= 1
    if isLate {
      totals.late += 1
      sensors[number].late &+= 1
    }
    if judgement.isBreach {
      totals.anomalies += 1
      seconds.state.open.anomalies &+= 1
      sensors[number].anomalies &+= 1
      devices[Int(sensors[number].device)].anomalies &+= 1
    }
  }

  @inline(__always)
  private mutating func setLatest(
    _ number: Int, _ value: Double, _ judgement: Judgement, _ event: EventTime, _ arrival: Stamp
  ) {
    sensors[number].value = value
    sensors[number].judgement = judgement
    sensors[number].newest = event.time
    sensors[number].newestGiven = event.given
    guard arrival.isKnown, event.given.isKnown else { return }
    let delay = arrival - event.time
    sensors[number].delay = delay
    let slot = arrival.nanoseconds / (10 * Interval.minute)
    if slot != sensors[number].delaySlot {
      // A backlog is over in minutes; a delay that holds for ten of them is the sensor's own.
      if sensors[number].delaySlot != .min { sensors[number].usualDelay = sensors[number].smallestDelay }
      sensors[number].delaySlot = slot
      sensors[number].smallestDelay = .max
    }
    sensors[number].smallestDelay = min(sensors[number].smallestDelay, delay)
    clock.dataAge = delay
  }

  /// Puts a value that can be trusted into the sensor's windows.
  @inline(__always)
  private mutating func addToStatistics(_ number: Int, _ value: Double) {
    if !sensors[number].reference.isFinite { sensors[number].reference = value }
    let slot = clock.now.isKnown ? clock.now.nanoseconds / (SensorHistory.fineSeconds * Interval.second) : 0
    let offset = value - sensors[number].reference
    if sensors[number].openBucket.slot == slot {
      sensors[number].openBucket.add(offset)
    } else {
      if sensors[number].openBucket.count > 0 { histories[number].close(sensors[number].openBucket) }
      sensors[number].openBucket.start(slot: slot, offset)
    }
  }

  /// A retained message: shown as last known, never judged.
  private mutating func retain(_ number: Int, _ value: Double, _ arrival: Stamp) {
    sensors[number].retained &+= 1
    sensors[number].retainedValue = value
    sensors[number].retainedMeasured = .unknown
    if case .known(let measured) = scanner.time { sensors[number].retainedMeasured = measured }
  }

  mutating func finishRetained(arrival: Stamp, topic: ByteSlice?, payload: ByteSlice, device: DeviceID?) {
    totals.retained += 1
    hash.fold(0x8E7A_14ED as UInt64 ^ UInt64(bitPattern: arrival.nanoseconds))
    guard messages.isEnabled else { return }
    messages.add(arrival: arrival, topic: topic, payload: payload, device: device, verdict: .retained)
  }
}
