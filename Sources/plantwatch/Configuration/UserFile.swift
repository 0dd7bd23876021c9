import Glibc
import PlantCore
import PlantIO
import PlantView
import TOMLKit

/// The user's own file: looks only, never what is judged.
struct UserFile {
  var theme: String?
  /// The pane that has the whole body at the start; nil shows all of them.
  var layout: Pane?
  /// What each key does, with the user's own ones.
  var keymap = Keymap.standard
  /// The file itself, whether it exists or not; nil without a home.
  private(set) var path: String?
  /// Whether nobody sits at the screen; nil when the file does not say.
  var isWall: Bool?
  /// The user's own themes; nil without a home.
  var themeFolder: ThemeFolder?
  /// Whether trends are drawn in braille dots; nil when the file does not say.
  var hasBraille: Bool?
  private var isUTC = false
  var values: [ValueInForce] = []

  init() {}

  /// Reads `$XDG_CONFIG_HOME/plantwatch/user.toml` (or `~/.config/…`) where it exists.
  init(environment: [String: String]) throws(SetupError) {
    let base =
      environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? environment["HOME"].map { $0 + "/.config" }
    themeFolder = base.map { ThemeFolder(path: $0 + "/plantwatch/themes") }
    path = base.map { $0 + "/plantwatch/user.toml" }
    guard let path, TextFile.exists(path) else { return }
    let (text, table) = try TextFile.readTOML(path)
    var reader = ConfigurationReader(file: path, text: text)
    try reader.refuseUnknown(table, [], known: ["theme", "layout", "timeZone", "trend", "wall", "keys"])
    theme = try reader.text(table, [], "theme")
    isWall = try reader.flag(table, [], "wall")
    if let zone = try reader.text(table, [], "timeZone") {
      guard ["local", "UTC"].contains(zone) else {
        throw reader.problem(["timeZone"], "\"\(zone)\" is no choice", fix: "\"local\" or \"UTC\"")
      }
      isUTC = zone == "UTC"
    }
    if let trend = try reader.text(table, [], "trend") {
      guard ["block", "braille"].contains(trend) else {
        throw reader.problem(["trend"], "\"\(trend)\" is no choice", fix: "\"block\" or \"braille\"")
      }
      hasBraille = trend == "braille"
    }
    if let name = try reader.text(table, [], "layout") {
      let names = ["overview"] + Pane.allCases.map(\.name)
      guard names.contains(name) else {
        throw reader.problem(["layout"], "\"\(name)\" is no layout", fix: Spelling.advice(for: name, among: names))
      }
      layout = Pane.allCases.first { $0.name == name }
    }
    try readKeys(table, &reader)
    values = reader.values
  }

  /// `[keys]`: `"Ctrl-N" = "j"` lets Ctrl-N do what j does, `"x" = ""` lets x do nothing.
  private mutating func readKeys(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) {
    guard let inner = try reader.table(table, [], "keys") else { return }
    for name in inner.keys {
      let path = ["keys", name]
      guard let meaning = try reader.text(inner, ["keys"], name) else { continue }
      guard let key = Key(named: name) else {
        throw reader.problem(path, "is no key", fix: "such as \"n\", \"Ctrl-N\", \"F5\", \"PgDn\", \"Space\"")
      }
      guard key != .control("c") else { throw reader.problem(path, "always quits", fix: "choose another key") }
      if meaning.isEmpty {
        keymap = keymap.without(key)
      } else if let model = Key(named: meaning), let changed = keymap.letting(key, doWhat: model) {
        keymap = changed
      } else {
        throw reader.problem(path, "\"\(meaning)\" is a key that does nothing", fix: "name a key that help lists")
      }
    }
  }

  /// Lets every clock of this process tell the time zone that the file asks for; before any thread starts.
  func applyTimeZone() {
    guard isUTC else { return }
    unsafe setenv("TZ", "UTC", 1)
    tzset()
  }
}
