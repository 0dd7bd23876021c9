import Foundation
import Testing

@testable import PlantView

/// A screen as a file: what a person sees, what every cell means, and how each meaning looks at each depth of colour in
/// the default theme. The three together are the picture in 256 colours, in 16 and in none.
///
/// `PLANTWATCH_RECORD=1 swift test --filter PlantViewTests` writes the files anew; review them as a diff.
struct PictureFile {
  var name: String

  private var path: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Pictures/\(name).txt")
  }

  func check(
    _ canvas: Canvas, depths: [ColorDepth] = [.indexed256, .indexed16, .mono],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let picture =
      "\(canvas.textPlane)==== roles ====\n\(canvas.rolePlane)==== looks ====\n\(try looks(of: canvas, at: depths))"
    if ProcessInfo.processInfo.environment["PLANTWATCH_RECORD"] != nil {
      try picture.write(to: path, atomically: true, encoding: .utf8)
      return
    }
    let expected = try String(contentsOf: path, encoding: .utf8)
    guard picture != expected else { return }
    let now = picture.split(separator: "\n", omittingEmptySubsequences: false)
    let then = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let row = (0..<max(now.count, then.count)).first { index in
      index >= now.count || index >= then.count || now[index] != then[index]
    }
    let line = row ?? 0
    Issue.record(
      """
      Pictures/\(name).txt, line \(line + 1):
      was: \(line < then.count ? then[line] : "(nothing)")
      now: \(line < now.count ? now[line] : "(nothing)")
      """, sourceLocation: sourceLocation)
  }

  /// A line for every meaning that occurs, in the order of roles: role, attributes of its own, and its look.
  private func looks(of canvas: Canvas, at depths: [ColorDepth]) throws -> String {
    let theme = try ThemeLibrary.builtIn.theme("quiet-dark")
    let palettes = depths.map { Palette(theme, depth: $0) }
    var lines: [String] = []
    for role in Role.allCases {
      for attributes in Set(canvas.cells.filter { $0.role == role }.map(\.attributes)).sorted(by: {
        $0.rawValue < $1.rawValue
      }) {
        var cell = Cell("x", role: role, attributes: attributes)
        cell.role = role
        let looks = palettes.map { "\(name($0.depth)) \(words($0.style(of: cell)))" }
        lines.append("\(role.name)\(words(attributes)): \(looks.joined(separator: "; "))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ depth: ColorDepth) -> String {
    switch depth {
    case .true24: "24 bit"
    case .indexed256: "256"
    case .indexed16: "16"
    case .indexed8: "8"
    case .mono: "mono"
    }
  }

  private func words(_ style: Style) -> String {
    words(style.foreground) + " on " + words(style.background) + words(style.attributes)
  }

  private func words(_ color: Color) -> String {
    switch color {
    case .standard: "default"
    case .indexed(let index): String(index)
    case .rgb(let rgb): String(rgb, radix: 16)
    }
  }

  private func words(_ attributes: Attributes) -> String {
    let names: [(Attributes, String)] = [
      (.bold, " bold"), (.dim, " dim"), (.underline, " underline"), (.reverse, " reverse"), (.selected, " selected"),
    ]
    return names.filter { attributes.contains($0.0) }.map(\.1).joined()
  }
}
