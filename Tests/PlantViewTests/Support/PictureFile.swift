import Foundation
import PlantView
import Testing

/// A screen as a file: what a person sees, then what every cell means.
///
/// `PLANTWATCH_RECORD=1 swift test --filter PlantViewTests` writes the files anew; review them as a diff.
struct PictureFile {
  var name: String

  private var path: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Pictures/\(name).txt")
  }

  func check(_ canvas: Canvas, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let picture = "\(canvas.textPlane)==== roles ====\n\(canvas.rolePlane)"
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
}
