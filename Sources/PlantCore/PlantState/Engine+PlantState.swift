/// Running or stopped: what the plant itself says of a device, in the words of the configuration.
///
/// Nobody asks while readings are judged well: only a breach of a device that has a rule does, and whoever draws it.
extension Engine {
  /// Whether a device runs: the latest value of the sensor its rule names satisfies it.
  ///
  /// Unknown is running: without a rule, before the sensor's first reading, and when the sensor has fallen silent.
  /// Learned detectors do not learn from a device that stands still.
  func isRunning(_ device: DeviceID) -> Bool {
    let rule = devices[Int(device)].running
    guard rule.sensor != .max else { return true }
    let sensor = sensors[Int(rule.sensor)]
    let isSilent = sensor.silence.freshness == .stale || sensor.silence.freshness == .dead
    guard !isSilent, sensor.value.isFinite else { return true }
    return rule.comparison.holds(sensor.value, rule.threshold)
  }

  /// What a breach may open: its own kind, the inner limit's where only the outer one is gated, or nothing.
  ///
  /// A gate is the operator's own decision, written down: it is the one thing that keeps an episode from opening. The
  /// reading is an anomaly all the same, flagged and counted, and an episode that is open stays open.
  func permitted(_ number: Int, _ kind: EpisodeKind) -> EpisodeKind? {
    let rule = devices[Int(sensors[number].device)].running
    guard rule.gates != 0, rule.isGated(kind), !isRunning(sensors[number].device) else { return kind }
    let row = limits(number)
    if kind == .highHigh, row.high < .infinity, !rule.isGated(.high) { return .high }
    if kind == .lowLow, row.low > -.infinity, !rule.isGated(.low) { return .low }
    return nil
  }

  /// What the configuration says of a device that is new.
  func configure(_ device: inout Device) {
    guard device.configured >= 0 else { return }
    let own = configuration.devices[Int(device.configured)]
    device.isRetired = own.isRetired
    if let rule = own.state { device.running = RunningRule(rule) }
  }

  /// A sensor is new: perhaps it is the one that tells whether its device runs.
  mutating func noteRunningSensor(_ number: Int) {
    let device = Int(sensors[number].device)
    guard devices[device].configured >= 0,
      let rule = configuration.devices[Int(devices[device].configured)].state,
      rule.sensorType == typeNames.text(sensors[number].type)
    else { return }
    devices[device].running.sensor = UInt32(number)
  }
}
