import PlantCore
import PlantIO
import TOMLKit

/// Reads which learned detectors judge the plant, a device, or one of its sensors.
enum DetectReader {
  private static var names: [String] { DetectRules.named.map(\.name) }

  /// The rules of one table: `learned = false` switches all of them off, else each by its name.
  ///
  /// - Parameter others: Further keys that may stand in the table.
  static func rules(
    _ table: TOMLTable, _ path: [String], over base: DetectRules, others: [String] = [],
    _ reader: inout ConfigurationReader
  ) throws(SetupError) -> DetectRules {
    try reader.refuseUnknown(table, path, known: ["learned"] + names + others)
    var rules = base
    if let isLearning = try reader.flag(table, path, "learned") {
      rules = !isLearning ? [] : base.isEmpty ? .all : base
    }
    for (name, rule) in DetectRules.named {
      guard let isOn = try reader.flag(table, path, name) else { continue }
      if isOn { rules.insert(rule) } else { rules.remove(rule) }
    }
    return rules
  }

  /// `[device.ID.detect]`, and `[device.ID.detect.TYPE]` for one of its sensors.
  static func readDevice(
    _ table: TOMLTable, _ path: [String], _ reader: inout ConfigurationReader, general: DetectRules,
    into device: inout DeviceConfiguration
  ) throws(SetupError) {
    guard let inner = try reader.table(table, path, "detect") else { return }
    let path = path + ["detect"]
    let types = inner.keys.filter { inner[$0]?.type == .table }
    let own = try rules(inner, path, over: general, others: types, &reader)
    device.detect = own
    for type in types {
      guard let one = try reader.table(inner, path, type) else { continue }
      device.detectBySensor[type.lowercased()] = try rules(one, path + [type], over: own, &reader)
    }
  }
}
