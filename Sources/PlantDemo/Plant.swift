/// A simulated plant: a pure function of seed and time, without a clock.
public struct Plant: Sendable {
  /// Messages a second from each sensor.
  public let rate: Int
  /// Unix second at which its story begins.
  public let start: Int64
  private let machines: [Machine]
  private let script: FaultScript

  /// Builds a plant; the same arguments make the same plant.
  ///
  /// - Parameters:
  ///   - devices: How many machines, at least 1; each has three sensors.
  ///   - rate: Messages a second from each sensor, 1 to 1000.
  ///   - start: Unix second at which the faults of the first cycle begin to unfold.
  public init(seed: UInt64, devices: Int = 24, rate: Int = 1, start: Int64) {
    precondition(devices > 0 && (1...1000).contains(rate))
    let hash = Hash(seed: seed)
    machines = (0..<devices).map { Machine(index: $0, hash: hash) }
    script = FaultScript(machines: devices, hash: hash)
    self.rate = rate
    self.start = start
  }

  /// The ids of its machines.
  public var deviceNames: [String] { machines.map(\.name) }

  /// Everything the plant sends during a Unix second, in order of time.
  public func messages(in second: Int64) -> [PlantMessage] {
    var result: [PlantMessage] = []
    result.reserveCapacity(machines.count * 3 * rate)
    for machine in machines {
      for part in 0..<rate { append(machine, second, part, to: &result) }
    }
    // Equal moments keep the order of machines and sensors: the sort key is complete.
    return result.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }.map(\.element)
  }

  private func append(_ machine: Machine, _ second: Int64, _ part: Int, to result: inout [PlantMessage]) {
    let moment = script.moment(second - start)
    if script.isSilent(machine.index, cycle: moment.cycle, second: moment.second) { return }
    let slot = 1_000_000_000 / Int64(rate)
    let offset = Int64(part) * slot + machine.phase / Int64(rate)
    for quantity in Quantity.allCases {
      let sent = offset + quantity.rawValue * 400_000
      if let text = script.malformed(
        of: machine.index, quantity: quantity, name: machine.name, cycle: moment.cycle, second: moment.second)
      {
        result.append(PlantMessage(offset: sent, device: machine.name, payload: Array(text.utf8)))
        continue
      }
      let frozen = script.frozen(quantity, of: machine.index, cycle: moment.cycle, second: moment.second)
      let taken = second - (moment.second - frozen.second)
      let takenPart = frozen.second == moment.second ? part : 0
      let time = Double(taken) + Double(takenPart) / Double(rate)
      let value = script.value(
        quantity, of: machine.index, healthy: machine.value(quantity, at: time), cycle: moment.cycle,
        second: frozen.second, part: takenPart)
      let stamped = frozen.isRepeat ? taken : second
      let stampedOffset = frozen.isRepeat ? machine.phase / Int64(rate) : offset
      let milliseconds = stamped * 1000 + stampedOffset / 1_000_000
      result.append(
        PlantMessage(
          offset: sent, device: machine.name,
          payload: Self.payload(machine.name, quantity, value, milliseconds: milliseconds)))
    }
  }

  private static func payload(
    _ name: String, _ quantity: Quantity, _ value: Double, milliseconds: Int64
  ) -> [UInt8] {
    let scale = quantity.decimals == 1 ? 10 : 100
    let scaled = Int((value * Double(scale)).rounded())
    let fraction = String(scaled.magnitude % UInt(scale))
    let zeros = String(repeating: "0", count: quantity.decimals - fraction.count)
    let number = (scaled < 0 ? "-" : "") + String(Int(scaled.magnitude) / scale) + "." + zeros + fraction
    return Array(
      #"{"deviceId":"\#(name)","sensorType":"\#(quantity.name)","value":\#(number),"timestamp":\#(milliseconds)}"#.utf8)
  }
}

/// One message of the demo plant.
public struct PlantMessage: Sendable, Hashable {
  /// When in its second it is sent, in nanoseconds.
  public var offset: Int64
  public var device: String
  public var payload: [UInt8]
  /// `sensor/<device>/data`.
  public var topic: String { "sensor/" + device + "/data" }
}
