import PlantCore
import PlantIO
import TOMLKit

/// What the file says about the archive.
struct ArchiveSettings {
  var folder: String?
  /// Whether a dashboard writes it where no collector does.
  var isRecorded: Bool?
  /// The store's file; - for none.
  var store: String?
  /// How long readings stay in the store.
  var storeKeep: Int64?
  var lifecycle = Lifecycle()
}

/// Reads `[archive]`: where it is, and how long what is in it is kept.
enum ArchiveReader {
  static func read(
    _ table: TOMLTable, _ reader: inout ConfigurationReader, _ resolve: (String) -> String
  ) throws(SetupError) -> ArchiveSettings {
    var settings = ArchiveSettings()
    let path = ["archive"]
    guard let inner = try reader.table(table, [], "archive") else { return settings }
    try reader.refuseUnknown(
      inner, path,
      known: ["folder", "record", "recompressAfter", "keep", "cold", "budget", "floor", "store", "storeKeep"])
    settings.folder = try reader.text(inner, path, "folder").map(resolve)
    settings.isRecorded = try reader.flag(inner, path, "record")
    settings.store = try reader.text(inner, path, "store").map { $0 == "-" ? $0 : resolve($0) }
    settings.storeKeep = try span(inner, "storeKeep", &reader)
    var lifecycle = settings.lifecycle
    lifecycle.recompressAfter = try span(inner, "recompressAfter", &reader) ?? lifecycle.recompressAfter
    lifecycle.keep = try span(inner, "keep", &reader) ?? lifecycle.keep
    lifecycle.coldFolder = try reader.text(inner, path, "cold").map(resolve)
    lifecycle.budget = try size(inner, "budget", &reader)
    lifecycle.floor = try size(inner, "floor", &reader) ?? lifecycle.floor
    settings.lifecycle = lifecycle
    return settings
  }

  /// A length of time of at least an hour.
  private static func span(
    _ table: TOMLTable, _ key: String, _ reader: inout ConfigurationReader
  ) throws(SetupError) -> Int64? {
    guard let span = try reader.span(table, ["archive"], key) else { return nil }
    guard span >= Interval.hour else {
      throw reader.problem(["archive", key], "must be an hour or more", fix: "\"30d\"")
    }
    return span
  }

  private static func size(
    _ table: TOMLTable, _ key: String, _ reader: inout ConfigurationReader
  ) throws(SetupError) -> Int? {
    guard let text = try reader.text(table, ["archive"], key) else { return nil }
    let units: [(String, Double)] = [("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)]
    for (unit, factor) in units where text.hasSuffix(unit) {
      let number = text.dropLast(2).filter { $0 != " " }
      if let value = Double(String(number)), value > 0, value * factor < 9e18 { return Int(value * factor) }
    }
    throw reader.problem(["archive", key], "\"\(text)\" is no size", fix: "\"500MB\", \"20GB\" or \"1.5TB\"")
  }
}
