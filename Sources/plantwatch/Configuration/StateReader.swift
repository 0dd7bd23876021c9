import PlantCore
import PlantIO
import PlantView
import TOMLKit

/// Reads `[device."ID".state]`: when the device runs, and which of its limits mean nothing while it does not.
enum StateReader {
  static func read(
    _ device: TOMLTable, _ path: [String], _ configured: DeviceConfiguration, _ types: [SensorTypeConfiguration],
    _ reader: inout ConfigurationReader
  ) throws(SetupError) -> PlantStateRule? {
    let path = path + ["state"]
    guard let table = try reader.table(device, Array(path.dropLast()), "state") else { return nil }
    try reader.refuseUnknown(table, path, known: ["running", "gates"])
    guard let text = try reader.text(table, path, "running") else {
      throw reader.problem(path, "does not say when the device runs", fix: "running = \"vibration > 0.3\"")
    }
    guard var rule = PlantStateRule(text) else {
      throw reader.problem(
        path + ["running"], "\"\(text)\" is no comparison", fix: "a sensor type, one of > >= < <=, and a number")
    }
    let names = (types + configured.limits).map { $0.name.lowercased() }
    if !names.contains(rule.sensorType) {
      throw reader.problem(
        path + ["running"], "\"\(rule.sensorType)\" is no sensor type of the configuration",
        fix: Spelling.advice(for: rule.sensorType, among: names))
    }
    for name in try reader.texts(table, path, "gates") ?? [] {
      guard let kind = EpisodeKind.limits.first(where: { $0.text == name }) else {
        throw reader.problem(path + ["gates"], "\"\(name)\" is no limit", fix: "highHigh, high, low, lowLow")
      }
      if !rule.gates.contains(kind) { rule.gates.append(kind) }
    }
    return rule
  }
}
