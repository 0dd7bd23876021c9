import ArgumentParser
import PlantView

/// `plantwatch themes`: lists the themes that can be named with `--theme`.
struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "themes", abstract: "List and preview the themes.")

  func run() throws {
    var folder = try UserFile(environment: Environment.all).themeFolder
    for line in try ThemePreview.lines(folder?.read() ?? .builtIn) { Console.say(line) }
  }
}
