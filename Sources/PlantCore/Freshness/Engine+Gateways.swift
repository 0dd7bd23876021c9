/// A gateway carries several devices: when all of them fall silent, it is one loss and gets one line.
extension Engine {
  /// The line of a lost gateway, where there is one.
  struct GatewayState: BitwiseCopyable {
    /// Index + 1 of its open freshness episode, 0 for none.
    var silenceEpisode: UInt32 = 0
    /// Whether something behind it fell silent in the second that is being closed.
    var isDue = false
  }

  /// The gateway a device is behind, or is itself, as number + 1; 0 for none.
  func gatewayNumber(ofDevice name: String, configured: Int32) -> UInt32 {
    let own = configured >= 0 ? configuration.devices[Int(configured)].gateway : ""
    return gatewayNumbers[own.isEmpty ? name : own].map { UInt32($0 + 1) } ?? 0
  }

  /// Looks at the gateways behind which something fell silent in this second.
  mutating func announceGateways() {
    guard !gateways.isEmpty else { return }
    for index in 0..<silences.sensors.count {
      let gateway = devices[Int(sensors[Int(silences.sensors[index])].device)].gateway
      if gateway != 0 { gateways[Int(gateway - 1)].isDue = true }
    }
    for gateway in 0..<gateways.count where gateways[gateway].isDue {
      gateways[gateway].isDue = false
      announceGateway(gateway)
    }
  }

  /// Whether the silence of a device is explained by its gateway's.
  func isExplainedByGateway(_ device: Int) -> Bool {
    let gateway = devices[device].gateway
    return gateway != 0 && gateways[Int(gateway - 1)].silenceEpisode != 0
  }

  /// One line for a gateway of at least two devices when all of them are silent, the gateway itself among them where
  /// it sends.
  private mutating func announceGateway(_ gateway: Int) {
    var (count, areDead, heard) = (0, true, Stamp.unknown)
    var first: Int?
    for device in members(of: gateway) {
      guard devices[device].staleSensors == devices[device].sensorCount else { return }
      count += 1
      areDead = areDead && devices[device].deadSensors == devices[device].sensorCount
      heard = max(heard, devices[device].heard)
      if first == nil || deviceNames.text(UInt32(device)) == gatewayNames[gateway] { first = device }
    }
    guard count > 1, let first else { return }
    if gateways[gateway].silenceEpisode != 0 {
      if areDead { escalateSilence(gateways[gateway].silenceEpisode - 1) }
      return
    }
    for device in members(of: gateway) { mergeSilence(of: device, .mergedIntoGateway) }
    let index = openSilence(
      first, EpisodeRecord.wholeGateway, areDead ? .dead : .stale, heard: heard, count: UInt64(count))
    gateways[gateway].silenceEpisode = index + 1
  }

  /// Something behind the gateway was heard, or nothing is left behind it: its line ends, and the devices that are
  /// still silent get time to follow.
  mutating func endGatewaySilence(of device: Int, _ ending: EventRecord.Ending) {
    guard isExplainedByGateway(device) else { return }
    let gateway = Int(devices[device].gateway - 1)
    let episode = gateways[gateway].silenceEpisode - 1
    gateways[gateway].silenceEpisode = 0
    emit(.closed, at: clock.now, episodes.close(episode, at: clock.now), ending)
    for device in members(of: gateway) { recountSilence(of: device) }
  }

  /// A device was taken out of the plant: with the last one its gateway's line ends.
  mutating func noteGatewayRetired(_ device: Int) {
    guard isExplainedByGateway(device), members(of: Int(devices[device].gateway - 1)).isEmpty else { return }
    endGatewaySilence(of: device, .retired)
  }

  /// The devices behind a gateway that were heard and are part of the plant.
  private func members(of gateway: Int) -> [Int] {
    (0..<devices.count).filter {
      devices[$0].gateway == UInt32(gateway + 1) && devices[$0].sensorCount > 0 && !devices[$0].isRetired
    }
  }

  /// Whether an episode is one of this device: its own, or its gateway's.
  func concerns(_ record: EpisodeRecord, _ device: Int) -> Bool {
    if Int(record.device) == device { return true }
    return record.sensor == EpisodeRecord.wholeGateway
      && devices[Int(record.device)].gateway == devices[device].gateway
  }
}
