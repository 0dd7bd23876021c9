import PlantCore
import PlantIO
import TOMLKit

/// Reads `[device."ID"]`: a device's names, and what is judged differently there.
enum DeviceReader {
  private static let deviceKeys = [
    "name", "area", "gateway", "expect", "criticality", "retired", "sensors", "machineClass", "payloadUnit", "limits",
    "state", "detect",
  ]

  static func read(
    _ table: TOMLTable, _ reader: inout ConfigurationReader, into engine: inout EngineConfiguration
  ) throws(SetupError) {
    guard let devices = try reader.table(table, [], "device") else { return }
    for id in devices.keys {
      let path = ["device", id]
      guard let inner = try reader.table(devices, ["device"], id) else { continue }
      try reader.refuseUnknown(inner, path, known: deviceKeys)
      guard !id.isEmpty, id.utf8.count <= 256 else { throw reader.problem(path, "a device id has 1 to 256 bytes") }
      var device = DeviceConfiguration(id: id)
      device.name = try reader.text(inner, path, "name") ?? ""
      device.area = try reader.text(inner, path, "area") ?? ""
      device.gateway = try reader.text(inner, path, "gateway") ?? ""
      device.criticality = try readCriticality(inner, path, &reader)
      device.isRetired = try reader.flag(inner, path, "retired") ?? false
      device.machineClass = try ZoneReader.readClass(inner, path, engine.zones, &reader) ?? ""
      device.sensors = try reader.texts(inner, path, "sensors") ?? []
      device.expect = try reader.span(inner, path, "expect")
      if let expect = device.expect, expect <= 0 || expect > 366 * Interval.day {
        throw reader.problem(path + ["expect"], "must be longer than nothing, and at most a year")
      }
      if let limits = try reader.table(inner, path, "limits") {
        for name in limits.keys {
          guard let own = try reader.table(limits, path + ["limits"], name) else { continue }
          let type = engine.types.first { $0.name.lowercased() == name.lowercased() }
          let base = type ?? SensorTypeConfiguration(name: name, unit: "", scale: nil, limits: LimitSet())
          device.limits.append(try LimitReader.read(own, path + ["limits", name], over: base, engine.zones, &reader))
        }
      }
      try readPayloadUnit(inner, path, engine.types, into: &device, &reader)
      device.state = try StateReader.read(inner, path, device, engine.types, &reader)
      try DetectReader.readDevice(inner, path, &reader, general: engine.detect.rules, into: &device)
      engine.devices.append(device)
    }
    let gateways = Set(engine.devices.map(\.gateway))
    if let nested = engine.devices.first(where: { !$0.gateway.isEmpty && gateways.contains($0.id) }) {
      throw reader.problem(
        ["device", nested.id, "gateway"], "a gateway cannot be behind a gateway", fix: "leave this one out")
    }
  }

  /// 1 to 3, or in words.
  private static func readCriticality(
    _ table: TOMLTable, _ path: [String], _ reader: inout ConfigurationReader
  ) throws(SetupError) -> Int? {
    guard table["criticality"]?.type == .string else { return try reader.whole(table, path, "criticality", in: 1...3) }
    let words = ["high", "medium", "low"]
    let word = try reader.text(table, path, "criticality") ?? ""
    guard let place = words.firstIndex(of: word) else {
      throw reader.problem(path + ["criticality"], "\"\(word)\" is no criticality", fix: "high, medium, low, or 1 to 3")
    }
    return place + 1
  }

  /// One unit for a whole device: it holds for the types that can be converted from it.
  private static func readPayloadUnit(
    _ table: TOMLTable, _ path: [String], _ types: [SensorTypeConfiguration], into device: inout DeviceConfiguration,
    _ reader: inout ConfigurationReader
  ) throws(SetupError) {
    guard let unit = try LimitReader.readPayloadUnit(table, path, &reader) else { return }
    let from = PhysicalUnit(unit)
    let fitting = (types + device.limits).filter { type in
      guard let from, let to = PhysicalUnit(type.unit) else { return false }
      return from.isConvertible(to: to)
    }
    guard !fitting.isEmpty else {
      throw reader.problem(path + ["payloadUnit"], "\"\(unit)\" cannot be converted to the unit of any sensor type")
    }
    for type in fitting {
      let own = device.limits.firstIndex { $0.name.lowercased() == type.name.lowercased() }
      if let own {
        if device.limits[own].payloadUnit.isEmpty { device.limits[own].payloadUnit = unit }
      } else {
        var changed = type
        changed.payloadUnit = unit
        device.limits.append(changed)
      }
    }
  }
}
