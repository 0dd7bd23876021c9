import PlantCore
import Themes

/// The themes at hand: those compiled in and those the caller read from files.
public struct ThemeLibrary: Sendable {
  private var texts: [(name: String, file: String, text: String)] = []

  /// The themes compiled into the program.
  public static let builtIn = ThemeLibrary(
    texts: BuiltInThemes.all.map { (name: $0.name, file: "\($0.name).toml", text: $0.text) })

  private init(texts: [(name: String, file: String, text: String)]) { self.texts = texts }

  /// Adds a theme file's text, in place of one of the same name.
  ///
  /// - Parameters:
  ///   - name: The name it is asked for by: the file's name without `.toml`.
  ///   - file: The path, for errors.
  public mutating func add(name: String, file: String, text: String) {
    texts.removeAll { $0.name == name }
    texts.append((name, file, text))
  }

  /// All names, in the order in which T goes through them.
  public var names: [String] { texts.map(\.name) }

  /// Reads a theme.
  ///
  /// - Throws: `ThemeError` with file, line and the likely fix; also when there is no theme of that name.
  public func theme(_ name: String) throws(ThemeError) -> Theme {
    guard let entry = texts.first(where: { $0.name == name }) else {
      let advice = Spelling.advice(for: name, among: names)
      throw ThemeError(file: name, line: 0, what: "there is no theme \"\(name)\"", fix: advice)
    }
    let texts = texts
    return try ThemeParser(
      file: entry.file, text: entry.text, parent: { name in texts.first { $0.name == name }?.text }
    )
    .theme()
  }
}
