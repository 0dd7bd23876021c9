/// A kind of machine and where its sensors stand when all is well.
struct MachineKind: Sendable {
  let name: String
  let temperature: Double
  let pressure: Double
  let vibration: Double

  static let all = [
    MachineKind(name: "press", temperature: 63, pressure: 112, vibration: 2.4),
    MachineKind(name: "pump", temperature: 56, pressure: 82, vibration: 2.9),
    MachineKind(name: "fan", temperature: 44, pressure: 66, vibration: 1.9),
    MachineKind(name: "mixer", temperature: 50, pressure: 95, vibration: 1.5),
  ]
}

/// What a sensor measures.
enum Quantity: Int64, CaseIterable, Sendable {
  case temperature, pressure, vibration

  var name: String { String(describing: self) }
  /// Decimal places its transmitter sends.
  var decimals: Int { self == .vibration ? 2 : 1 }
}

/// One machine of the demo plant, when all is well.
struct Machine: Sendable {
  let index: Int
  let name: String
  /// When in each second it sends, in nanoseconds.
  let phase: Int64
  private let kind: MachineKind
  private let hash: Hash

  init(index: Int, hash: Hash) {
    self.index = index
    self.hash = hash
    kind = MachineKind.all[index % MachineKind.all.count]
    let number = index / MachineKind.all.count + 1
    name = kind.name + (number < 10 ? "-0" : "-") + String(number)
    phase = Int64(hash.unit(Int64(index), 1) * 900_000_000)
  }

  /// The healthy value at a moment: base, daily drift, steps of load, slow wander and noise.
  func value(_ quantity: Quantity, at time: Double) -> Double {
    let place = Int64(index) * 4 + quantity.rawValue
    let individual = hash.unit(place, 2) * 2 - 1
    let day = sin24(time + Double(index) * 300)
    let load = hash.smooth(Int64(index) + 1_000_000, time, period: 420)
    let wander = hash.smooth(place + 2_000_000, time, period: 45)
    let noise = hash.bell(place, Int64(time * 10), 3)
    switch quantity {
    case .temperature:
      return kind.temperature + 4 * individual + 2 * day + 3 * load + 0.8 * wander + 0.15 * noise
    case .pressure: return kind.pressure + 8 * individual + 5 * load + 2 * wander + 0.5 * noise
    case .vibration: return kind.vibration + 0.3 * individual + 0.3 * load + 0.12 * wander + 0.06 * noise
    }
  }

  /// A daily wave from -1 (about 3 in the morning) to 1, by a parabola on each half: close enough to a sine.
  private func sin24(_ time: Double) -> Double {
    let hours = time / 3600 - 9
    let part = (hours / 24 - (hours / 24).rounded(.down)) * 2
    return part < 1 ? 4 * part * (1 - part) : -4 * (part - 1) * (2 - part)
  }
}
