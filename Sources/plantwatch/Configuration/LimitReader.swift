import PlantCore
import PlantIO
import TOMLKit

/// Reads `[limits.TYPE]` and `[device."ID"]`, and refuses limits that cannot be meant.
enum LimitReader {
  private static let limitKeys = [
    "unit", "scale", "highHigh", "high", "low", "lowLow", "deadband", "offDelay", "cause", "consequence", "action",
    "respondWithin", "priority",
  ]
  private static let deviceKeys = ["name", "area", "expect", "criticality", "limits", "detect"]

  /// Types of the file replace the built-in ones of the same name, key by key; new types come behind them.
  static func readTypes(
    _ table: TOMLTable, _ reader: inout ConfigurationReader, into engine: inout EngineConfiguration
  ) throws(SetupError) {
    guard let limits = try reader.table(table, [], "limits") else { return }
    for name in limits.keys {
      let path = ["limits", name]
      guard let inner = try reader.table(limits, ["limits"], name) else { continue }
      let known = engine.types.firstIndex { $0.name.lowercased() == name.lowercased() }
      let base =
        known.map { engine.types[$0] }
        ?? SensorTypeConfiguration(name: name, unit: "", scale: nil, limits: LimitSet())
      let type = try read(inner, path, over: base, &reader)
      if let known { engine.types[known] = type } else { engine.types.append(type) }
    }
  }

  static func readDevices(
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
      _ = try reader.text(inner, path, "criticality")
      device.expect = try reader.span(inner, path, "expect")
      if let expect = device.expect, expect <= 0 || expect > 366 * Interval.day {
        throw reader.problem(path + ["expect"], "must be longer than nothing, and at most a year")
      }
      if let limits = try reader.table(inner, path, "limits") {
        for name in limits.keys {
          guard let own = try reader.table(limits, path + ["limits"], name) else { continue }
          let type = engine.types.first { $0.name.lowercased() == name.lowercased() }
          let base = type ?? SensorTypeConfiguration(name: name, unit: "", scale: nil, limits: LimitSet())
          device.limits.append(try read(own, path + ["limits", name], over: base, &reader))
        }
      }
      try DetectReader.readDevice(inner, path, &reader, general: engine.detect.rules, into: &device)
      engine.devices.append(device)
    }
  }

  private static func read(
    _ table: TOMLTable, _ path: [String], over base: SensorTypeConfiguration, _ reader: inout ConfigurationReader
  ) throws(SetupError) -> SensorTypeConfiguration {
    try reader.refuseUnknown(table, path, known: limitKeys)
    var type = base
    type.unit = try reader.text(table, path, "unit") ?? base.unit
    if let scale = try readScale(table, path, &reader) { type.scale = scale }
    type.limits.highHigh = try reader.number(table, path, "highHigh") ?? base.limits.highHigh
    type.limits.high = try reader.number(table, path, "high") ?? base.limits.high
    type.limits.low = try reader.number(table, path, "low") ?? base.limits.low
    type.limits.lowLow = try reader.number(table, path, "lowLow") ?? base.limits.lowLow
    if let deadband = try readDeadband(table, path, scale: type.scale, &reader) {
      type.limits.deadband = deadband
    } else if let old = base.scale, let new = type.scale {
      // The standard deadband is a share of the scale, and follows it.
      type.limits.deadband *= (new.upperBound - new.lowerBound) / (old.upperBound - old.lowerBound)
    }
    type.limits.offDelay = try reader.span(table, path, "offDelay") ?? base.limits.offDelay
    if type.limits.offDelay > Interval.day { throw reader.problem(path + ["offDelay"], "must be at most a day") }
    type.action = try reader.text(table, path, "action") ?? base.action
    for key in ["cause", "consequence"] { _ = try reader.text(table, path, key) }
    _ = try reader.span(table, path, "respondWithin")
    _ = try reader.whole(table, path, "priority", in: 1...3)
    try check(type.limits, path, reader)
    return type
  }

  private static func readScale(
    _ table: TOMLTable, _ path: [String], _ reader: inout ConfigurationReader
  ) throws(SetupError) -> ClosedRange<Double>? {
    guard let value = table["scale"] else { return nil }
    let ends = value.type == .array ? value.array.map { $0.compactMap { ConfigurationReader.number($0) } } ?? [] : []
    guard ends.count == 2, ends[0] < ends[1] else {
      throw reader.problem(path + ["scale"], "must be two numbers, the lower one first", fix: "scale = [0, 120]")
    }
    reader.note(path + ["scale"], "[\(numberText(ends[0])), \(numberText(ends[1]))]")
    return ends[0]...ends[1]
  }

  /// A deadband in the sensor's unit, or as a share of the scale: `"2%"`.
  private static func readDeadband(
    _ table: TOMLTable, _ path: [String], scale: ClosedRange<Double>?, _ reader: inout ConfigurationReader
  ) throws(SetupError) -> Double? {
    guard let value = table["deadband"] else { return nil }
    if value.type == .string {
      guard let text = try reader.text(table, path, "deadband"), text.hasSuffix("%"),
        let share = Double(text.dropLast()), share >= 0, let scale
      else {
        throw reader.problem(
          path + ["deadband"], "must be a number, or a share of the scale", fix: "deadband = \"2%\", with a scale")
      }
      return share / 100 * (scale.upperBound - scale.lowerBound)
    }
    guard let number = try reader.number(table, path, "deadband"), number >= 0 else {
      throw reader.problem(path + ["deadband"], "must not be negative")
    }
    return number
  }

  private static func check(
    _ limits: LimitSet, _ path: [String], _ reader: ConfigurationReader
  ) throws(SetupError) {
    let upper = limits.high ?? limits.highHigh
    let lower = limits.low ?? limits.lowLow
    if let high = limits.high, let highHigh = limits.highHigh, highHigh <= high {
      throw reader.problem(
        path + ["highHigh"], "\(numberText(highHigh)) lies at or below high, \(numberText(high))",
        fix: "the high-high limit is the outer one")
    }
    if let low = limits.low, let lowLow = limits.lowLow, lowLow >= low {
      throw reader.problem(
        path + ["lowLow"], "\(numberText(lowLow)) lies at or above low, \(numberText(low))",
        fix: "the low-low limit is the outer one")
    }
    guard let upper, let lower else { return }
    if lower >= upper {
      throw reader.problem(
        path + ["low"], "\(numberText(lower)) lies at or above the high limit, \(numberText(upper))")
    }
    if limits.deadband >= upper - lower {
      throw reader.problem(
        path + ["deadband"],
        "\(numberText(limits.deadband)) is as wide as the band from \(numberText(lower)) to \(numberText(upper)): nothing could ever clear"
      )
    }
  }
}
