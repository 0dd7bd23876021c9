import PlantCore
import PlantIO
import TOMLKit

/// The user's own file: looks only, never what is judged.
struct UserFile {
  var theme: String?
  var isUTC: Bool?
  var values: [ValueInForce] = []

  init() {}

  /// Reads `$XDG_CONFIG_HOME/plantwatch/user.toml` (or `~/.config/…`) where it exists.
  init(environment: [String: String]) throws(SetupError) {
    let base =
      environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? environment["HOME"].map { $0 + "/.config" }
    guard let path = base.map({ $0 + "/plantwatch/user.toml" }), TextFile.exists(path) else { return }
    let (text, table) = try TextFile.readTOML(path)
    var reader = ConfigurationReader(file: path, text: text)
    try reader.refuseUnknown(table, [], known: ["theme", "timeZone"])
    theme = try reader.text(table, [], "theme")
    if let zone = try reader.text(table, [], "timeZone") {
      guard ["local", "UTC"].contains(zone) else {
        throw reader.problem(["timeZone"], "\"\(zone)\" is no choice", fix: "\"local\" or \"UTC\"")
      }
      isUTC = zone == "UTC"
    }
    values = reader.values
  }
}
