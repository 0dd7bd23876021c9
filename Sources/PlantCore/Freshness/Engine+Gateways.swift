/// A gateway carries several devices: when all of them fall silent, it is one loss and gets one line.
extension Engine {
  /// The line of a lost gateway, where there is one.
  struct GatewayState: BitwiseCopyable {
    /// Index + 1 of its open freshness episode, 0 for none.
    var silenceEpisode: UInt32 = 0
    /// Whether something behind it fell silent in the second that is being closed.
    var isDue = false
    /// The first and last of the devices behind it, linked through `Device.nextOfGateway`; and the one that is itself.
    var firstDevice = DeviceID.max
    var lastDevice = DeviceID.max
    var own = DeviceID.max
  }

  /// A new device goes behind the gateway that the configuration names, or is a gateway itself.
  mutating func putBehindGateway(_ device: Int, _ name: String) {
    guard !gateways.isEmpty else { return }
    let configured = devices[device].configured
    let named = configured >= 0 ? configuration.devices[Int(configured)].gateway : ""
    guard let gateway = gatewayNumbers[named.isEmpty ? name : named] else { return }
    devices[device].gateway = UInt32(gateway + 1)
    let last = gateways[gateway].lastDevice
    if last == .max {
      gateways[gateway].firstDevice = UInt32(device)
    } else {
      devices[Int(last)].nextOfGateway = UInt32(device)
    }
    gateways[gateway].lastDevice = UInt32(device)
    if named.isEmpty { gateways[gateway].own = UInt32(device) }
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
  /// it sends. A device that is heard proves that the gateway lives, also one that was taken out of the plant.
  private mutating func announceGateway(_ gateway: Int) {
    var (count, areSilent, areDead, heard) = (0, true, true, Stamp.unknown)
    var first = DeviceID.max
    forEachDevice(of: gateway) { engine, device in
      let record = engine.devices[device]
      guard record.heardSensors > 0 else { return }
      areSilent = areSilent && record.staleSensors == record.heardSensors
      guard !record.isRetired else { return }
      count += 1
      areDead = areDead && record.deadSensors == record.heardSensors
      heard = max(heard, record.heard)
      first = min(first, UInt32(device))
    }
    guard areSilent, count > 1 else { return }
    if gateways[gateway].silenceEpisode != 0 {
      if areDead { escalateSilence(gateways[gateway].silenceEpisode - 1) }
      return
    }
    forEachDevice(of: gateway) { engine, device in engine.mergeSilence(of: device, .mergedIntoGateway) }
    let own = gateways[gateway].own
    let index = openSilence(
      Int(own == .max ? first : own), EpisodeRecord.wholeGateway, areDead ? .dead : .stale, heard: heard,
      count: UInt64(count))
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
    forEachDevice(of: gateway) { engine, device in engine.recountSilence(of: device) }
  }

  /// A device was taken out of the plant, or put back: with the last one its gateway's line ends, and with one that is
  /// heard.
  mutating func noteGatewayMember(_ device: Int, isHeard: Bool) {
    guard isExplainedByGateway(device) else { return }
    if isHeard { return endGatewaySilence(of: device, .over) }
    var isLeft = false
    forEachDevice(of: Int(devices[device].gateway - 1)) { engine, device in
      isLeft = isLeft || (engine.devices[device].heardSensors > 0 && !engine.devices[device].isRetired)
    }
    if !isLeft { endGatewaySilence(of: device, .retired) }
  }

  private mutating func forEachDevice(of gateway: Int, _ body: (inout Engine, Int) -> Void) {
    var device = gateways[gateway].firstDevice
    while device != .max {
      body(&self, Int(device))
      device = devices[Int(device)].nextOfGateway
    }
  }

  /// Whether an episode is one of this device: its own, or its gateway's.
  func concerns(_ record: EpisodeRecord, _ device: Int) -> Bool {
    if Int(record.device) == device { return true }
    return record.sensor == EpisodeRecord.wholeGateway
      && devices[Int(record.device)].gateway == devices[device].gateway
  }
}
