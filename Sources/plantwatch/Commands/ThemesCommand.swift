import ArgumentParser
import PlantView

/// `plantwatch themes`: lists the themes that can be named with `--theme`.
struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "themes", abstract: "List and preview the themes.")

  func run() throws {
    var folder = try UserFile(environment: Environment.all).themeFolder
    var isWhole = true
    let lines = ThemePreview.lines(folder?.read() ?? .builtIn) { error in
      isWhole = false
      Console.complain("plantwatch: \(CleanLine.of("\(error)"))")
    }
    for line in lines { Console.say(line) }
    if !isWhole { throw ExitCode(2) }
  }
}
