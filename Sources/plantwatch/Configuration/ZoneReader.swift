import PlantCore
import PlantIO
import PlantView
import TOMLKit

/// Reads `[zones."CLASS"]`, and the machine classes that name them.
enum ZoneReader {
  static func read(
    _ table: TOMLTable, _ reader: inout ConfigurationReader, into engine: inout EngineConfiguration
  ) throws(SetupError) {
    guard let zones = try reader.table(table, [], "zones") else { return }
    for name in zones.keys {
      let path = ["zones", name]
      guard let inner = try reader.table(zones, ["zones"], name) else { continue }
      try reader.refuseUnknown(inner, path, known: ["unit", "AB", "BC", "CD"])
      let unit = try reader.text(inner, path, "unit") ?? "mm/s"
      guard let ab = try reader.number(inner, path, "AB"), let bc = try reader.number(inner, path, "BC"),
        let cd = try reader.number(inner, path, "CD"), ab < bc, bc < cd
      else {
        throw reader.problem(path, "needs the ends of three zones, growing", fix: "AB = 1.4, BC = 2.8, CD = 4.5")
      }
      engine.zones.append(ZoneTable(name: name, unit: unit, ab: ab, bc: bc, cd: cd))
    }
  }

  /// A machine class that has its zones in the file.
  static func readClass(
    _ table: TOMLTable, _ path: [String], _ zones: [ZoneTable], _ reader: inout ConfigurationReader
  ) throws(SetupError) -> String? {
    guard let name = try reader.text(table, path, "machineClass") else { return nil }
    let names = zones.map(\.name)
    guard names.contains(name) else {
      let near = Spelling.nearest(to: name, among: names)
      throw reader.problem(
        path + ["machineClass"], "\"\(name)\" has no table of zones",
        fix: near.map { "did you mean \($0)?" } ?? "[zones.\"\(name)\"] with AB, BC and CD")
    }
    return name
  }
}
