import PlantCore
import TOMLKit

/// Reads theme files.
struct ThemeParser {
  var file: String
  var text: String
  /// Where an inherited theme's text is found; nil when there is none of that name.
  var parent: (String) -> String?
  /// Themes being read, so that a circle of inheritance ends.
  var ancestors: [String] = []

  private static let metaKeys = ["name", "variant", "contrast", "safe", "ground", "inherits"]
  private static let styleKeys = ["fg", "bg", "attributes"]
  private static let roleKeys = styleKeys + ["256", "16", "mono"]

  func theme() throws(ThemeError) -> Theme {
    if let line = TableHeaders.nameless(in: text) {
      throw ThemeError(file: file, line: line, what: "a table without a name", fix: "[meta] or [roles]")
    }
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw ThemeError(file: file, line: error.source.begin.line, what: error.description, fix: "")
    } catch {
      throw ThemeError(file: file, line: 0, what: "not TOML: \(error)", fix: "")
    }
    for key in table.keys where key != "meta" && key != "roles" {
      throw unknown(key, known: ["meta", "roles"], after: nil)
    }
    var theme = try meta(table["meta"]?.table)
    guard let roles = table["roles"]?.table else { return theme }
    for key in roles.keys.sorted() {
      guard let role = Role.allCases.first(where: { $0.name == key }) else {
        throw unknown(key, known: Role.allCases.map(\.name), after: "roles")
      }
      guard let entry = roles[key]?.table else {
        throw fault(key, "the role \(key) must be a table", "write \(key) = { fg = \"default\" }")
      }
      theme.roles[role] = try look(entry, role: key)
    }
    return theme
  }

  private func meta(_ table: TOMLTable?) throws(ThemeError) -> Theme {
    guard let table else {
      throw ThemeError(file: file, line: 1, what: "no [meta]", fix: "begin with [meta] and a name")
    }
    for key in table.keys where !Self.metaKeys.contains(key) { throw unknown(key, known: Self.metaKeys, after: "meta") }
    guard let name = table["name"]?.string, !name.isEmpty else {
      throw ThemeError(
        file: file, line: line(of: "[meta]"), what: "no name", fix: "add name = \"my-theme\" under [meta]")
    }
    var theme = Theme(name: name, isLight: false, contrast: 0, safe: [], ground: 0x101010, roles: [:])
    if let inherits = table["inherits"]?.string {
      guard let text = parent(inherits), !ancestors.contains(inherits) else {
        throw fault(
          "inherits", ancestors.contains(inherits) ? "\(inherits) inherits itself" : "there is no theme \(inherits)", ""
        )
      }
      theme = try ThemeParser(file: inherits, text: text, parent: parent, ancestors: ancestors + [inherits]).theme()
      theme.name = name
    }
    if let variant = table["variant"]?.string {
      guard ["dark", "light", "any"].contains(variant) else {
        throw fault("variant", "variant is \"\(variant)\"", "it is dark, light or any")
      }
      theme.isLight = variant == "light"
      if variant == "light", table["ground"] == nil { theme.ground = 0xFFFFFF }
    }
    if let value = table["contrast"] {
      guard let contrast = value.double ?? value.int.map(Double.init), (0...21).contains(contrast) else {
        throw fault("contrast", "contrast must be a number from 0 to 21", "")
      }
      theme.contrast = contrast
    }
    if let list = table["safe"] {
      guard let array = list.array else { throw fault("safe", "safe must be a list", "safe = [\"deutan\", \"mono\"]") }
      theme.safe = array.compactMap(\.string)
    }
    if let ground = table["ground"]?.string {
      guard case .rgb(let rgb) = try color(ground, key: "ground") else {
        throw fault("ground", "ground must be #rrggbb", "")
      }
      theme.ground = rgb
    }
    return theme
  }

  private func look(_ table: TOMLTable, role: String) throws(ThemeError) -> Theme.RoleLook {
    for key in table.keys where !Self.roleKeys.contains(key) { throw unknown(key, known: Self.roleKeys, after: role) }
    var look = Theme.RoleLook()
    look.full = try style(table, role: role, inheriting: [])
    if let entry = try subtable(table, "256", role) {
      look.indexed256 = try style(entry, role: role, inheriting: look.full.attributes)
    }
    if let entry = try subtable(table, "16", role) {
      look.indexed16 = try style(entry, role: role, inheriting: look.full.attributes)
    }
    if let entry = try subtable(table, "mono", role) {
      look.mono = try style(entry, role: role, inheriting: look.full.attributes).attributes
    }
    return look
  }

  private func subtable(_ table: TOMLTable, _ key: String, _ role: String) throws(ThemeError) -> TOMLTable? {
    guard let value = table[key] else { return nil }
    guard let entry = value.table else {
      throw fault(role, "\(key) of \(role) must be a table", "\(key) = { fg = 250 }")
    }
    for name in entry.keys where !Self.styleKeys.contains(name) {
      throw unknown(name, known: Self.styleKeys, after: role)
    }
    return entry
  }

  private func style(_ table: TOMLTable, role: String, inheriting: Attributes) throws(ThemeError) -> Style {
    var style = Style(attributes: inheriting)
    if let value = table["fg"] { style.foreground = try color(value, key: role) }
    if let value = table["bg"] { style.background = try color(value, key: role) }
    if let value = table["attributes"] {
      guard let list = value.array else {
        throw fault(role, "attributes of \(role) must be a list", "attributes = [\"bold\"]")
      }
      style.attributes = []
      for entry in list {
        guard let name = entry.string, let attribute = Self.attributes[name] else {
          throw fault(
            role, "unknown attribute \(entry.debugDescription) in \(role)", "use bold, dim, underline or reverse")
        }
        style.attributes.insert(attribute)
      }
    }
    return style
  }

  private static let attributes: [String: Attributes] = [
    "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse,
  ]
  private static let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

  private func color(_ value: some TOMLValueConvertible, key: String) throws(ThemeError) -> Color {
    if let index = value.int {
      guard let small = UInt8(exactly: index) else {
        throw fault(key, "colour \(index) in \(key)", "a number is a palette index from 0 to 255")
      }
      return .indexed(small)
    }
    guard let text = value.string else { throw fault(key, "\(key) has a colour that is neither text nor number", "") }
    return try color(text, key: key)
  }

  private func color(_ text: String, key: String) throws(ThemeError) -> Color {
    if text == "default" { return .standard }
    if text.hasPrefix("#"), text.count == 7, let rgb = UInt32(text.dropFirst(), radix: 16) { return .rgb(rgb) }
    let isBright = text.hasPrefix("bright-")
    let name = isBright ? String(text.dropFirst(7)) : text
    if let index = Self.names.firstIndex(of: name) { return .indexed(UInt8(index + (isBright ? 8 : 0))) }
    throw fault(
      key, "\"\(text)\" in \(key) is no colour",
      "use \"#rrggbb\", \"default\", 0 to 255, or a name such as \"bright-red\"")
  }

  private func fault(_ key: String, _ what: String, _ fix: String) -> ThemeError {
    ThemeError(file: file, line: line(of: key), what: what, fix: fix)
  }

  private func unknown(_ key: String, known: [String], after section: String?) -> ThemeError {
    let place = section.map { " in \($0)" } ?? ""
    return fault(key, "unknown key \(key)\(place)", Spelling.advice(for: key, among: known))
  }

  /// The first line that begins with `key`, or mentions it.
  private func line(of key: String) -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    func begins(_ line: Substring) -> Bool {
      let bare = line.drop { $0 == " " || $0 == "\t" || $0 == "\"" || $0 == "[" }
      return bare.hasPrefix(key)
    }
    let index = lines.firstIndex(where: begins) ?? lines.firstIndex { $0.contains(key) }
    return index.map { $0 + 1 } ?? 0
  }
}
