import PlantCore
import PlantIO
import TOMLKit

/// Reads tables of limits, `[limits.TYPE]` and those of devices, and refuses what cannot be meant.
enum LimitReader {
  private static let limitKeys = [
    "unit", "payloadUnit", "scale", "span", "highHigh", "high", "low", "lowLow", "deadband", "onDelay", "offDelay",
    "latch", "cause", "consequence", "action", "respondWithin", "priority", "machineClass",
  ]

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
      let type = try read(inner, path, over: base, engine.zones, &reader)
      if let known { engine.types[known] = type } else { engine.types.append(type) }
    }
  }

  /// One table of limits over those it starts from: what it does not say stays.
  static func read(
    _ table: TOMLTable, _ path: [String], over base: SensorTypeConfiguration, _ zones: [ZoneTable],
    _ reader: inout ConfigurationReader
  ) throws(SetupError) -> SensorTypeConfiguration {
    try reader.refuseUnknown(table, path, known: limitKeys)
    var type = base
    type.unit = try reader.text(table, path, "unit") ?? base.unit
    type.payloadUnit = try readPayloadUnit(table, path, &reader) ?? base.payloadUnit
    try checkUnits(type, table, path, reader)
    type.scale = try readRange("scale", table, path, "[0, 120]", &reader) ?? base.scale
    type.span = try readRange("span", table, path, "[-50, 400]", &reader) ?? base.span
    type.machineClass = try ZoneReader.readClass(table, path, zones, &reader) ?? base.machineClass
    try readAdvice(table, path, into: &type.advice, &reader)
    for kind in EpisodeKind.limits {
      try readLimit(kind, table, path, into: &type, &reader)
    }
    if let deadband = try readDeadband(table, path, scale: type.scale, &reader) {
      type.limits.deadband = deadband
    } else if let old = base.scale, let new = type.scale {
      // The standard deadband is a share of the scale, and follows it.
      type.limits.deadband *= (new.upperBound - new.lowerBound) / (old.upperBound - old.lowerBound)
    }
    type.limits.isLatching = try reader.flag(table, path, "latch") ?? base.limits.isLatching
    type.limits.onDelay = try readDelay("onDelay", table, path, &reader) ?? base.limits.onDelay
    type.limits.offDelay = try readDelay("offDelay", table, path, &reader) ?? base.limits.offDelay
    if let problem = type.limits.problem {
      throw reader.problem(path + [problem.key], problem.text, fix: problem.fix)
    }
    return type
  }
}
