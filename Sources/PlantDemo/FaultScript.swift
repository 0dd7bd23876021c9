/// What goes wrong in the demo plant, and when: a cycle of twenty minutes, on other machines each time.
///
/// The limit faults leave more than five quiet minutes between them, so that the alarms can be seen to clear. One
/// machine is never quite right: its temperature hovers under the limit after having crossed it, so that an episode
/// always stands open.
struct FaultScript: Sendable {
  static let cycleSeconds: Int64 = 1200
  let machines: Int
  private let hash: Hash

  init(machines: Int, hash: Hash) {
    self.machines = machines
    self.hash = hash
  }

  enum Fault: Int64 {
    case overheating = 1, silent, stuck, repeating, malformed, pressureDrop, vibrationRise
  }

  /// The machine that is never quite right.
  var standing: Int { Int(hash.bits(40) % UInt64(machines)) }

  /// The second within the cycle at `phase` seconds after the start; later cycles begin up to half a minute late.
  func moment(_ phase: Int64) -> (cycle: Int64, second: Int64) {
    let cycle = phase >= 0 ? phase / Self.cycleSeconds : -1
    let delay = cycle == 0 ? 0 : Int64(hash.bits(cycle, 41) % 30)
    return (cycle, phase - cycle * Self.cycleSeconds - delay)
  }

  /// Which machine `fault` befalls in `cycle`.
  func machine(_ fault: Fault, cycle: Int64) -> Int {
    guard machines > 1 else { return 0 }
    let first = Int(hash.bits(cycle, 42) % UInt64(machines - 1))
    let step = 3 * Int(fault.rawValue)
    return (standing + 1 + (first + step) % (machines - 1)) % machines
  }

  /// The value of a sensor at a moment of the cycle, `healthy` being what it would be.
  func value(_ quantity: Quantity, of index: Int, healthy: Double, cycle: Int64, second: Int64, part: Int) -> Double {
    if index == standing && quantity == .temperature {
      return part == 0 && second % 75 == 6 ? 80.6 : 79.5 + 0.35 * max(-1, min(1, hash.bell(second, 43, Int64(part))))
    }
    let wobble = hash.bell(second, Int64(index), 44)
    switch quantity {
    case .temperature where index == machine(.overheating, cycle: cycle):
      return blend(healthy, 91 + 0.4 * wobble, trapezoid(second, 3, 12, 52, 76))
    case .vibration where index == machine(.overheating, cycle: cycle):
      return blend(healthy, 6.3 + 0.15 * wobble, trapezoid(second, 6, 16, 48, 64))
    case .pressure where index == machine(.pressureDrop, cycle: cycle):
      return blend(healthy, 23 + 0.6 * wobble, trapezoid(second, 600, 622, 645, 670))
    case .vibration where index == machine(.vibrationRise, cycle: cycle):
      return blend(healthy, 5.9 + 0.2 * wobble, trapezoid(second, 560, 650, 672, 690))
    default: return healthy
    }
  }

  /// Whether the machine sends nothing.
  func isSilent(_ index: Int, cycle: Int64, second: Int64) -> Bool {
    (8..<480).contains(second) && index == machine(.silent, cycle: cycle)
  }

  /// The second of the cycle at which a sensor's value was really taken: it stays behind while it is stuck or while
  /// a gateway repeats its cache.
  func frozen(_ quantity: Quantity, of index: Int, cycle: Int64, second: Int64) -> (second: Int64, isRepeat: Bool) {
    if (150..<185).contains(second) && index == machine(.repeating, cycle: cycle) { return (149, true) }
    if (120..<420).contains(second) && quantity == .pressure && index == machine(.stuck, cycle: cycle) {
      return (120, false)
    }
    return (second, false)
  }

  /// A payload that is none, during the burst of a broken firmware: nine within twelve seconds.
  func malformed(of index: Int, quantity: Quantity, name: String, cycle: Int64, second: Int64) -> String? {
    guard (210..<219).contains(second), quantity == .vibration, index == machine(.malformed, cycle: cycle) else {
      return nil
    }
    switch second % 5 {
    case 0: return #"{"deviceId":"\#(name)","sensorType":"vibra"#
    case 1: return #"{"deviceId":"\#(name)","sensorType":"vibration","value":NaN}"#
    case 2: return #"{"deviceId":"\#(name)","sensorType":"vibration","value":"2,4"}"#
    case 3: return #"{"deviceId":"\#(name)","value":2.4}"#
    default: return "ERR 17 sensor bus timeout"
    }
  }

  private func blend(_ from: Double, _ to: Double, _ weight: Double) -> Double { from + (to - from) * weight }

  /// 0 before `a`, rising to 1 at `b`, 1 until `c`, falling to 0 at `d`.
  private func trapezoid(_ second: Int64, _ a: Int64, _ b: Int64, _ c: Int64, _ d: Int64) -> Double {
    if second <= a || second >= d { return 0 }
    if second < b { return Double(second - a) / Double(b - a) }
    if second <= c { return 1 }
    return Double(d - second) / Double(d - c)
  }
}
