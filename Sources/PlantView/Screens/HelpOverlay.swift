/// All keys that do something here, read from the keymap itself: help cannot promise what no key does.
struct HelpOverlay {
  var keymap: Keymap
  var isReplay: Bool

  private struct Line {
    var keys: String
    var text: String
    var isHead = false
  }

  private var lines: [Line] {
    var result: [Line] = []
    for context in KeyContext.allCases where context != .help && context != .question && (isReplay || context != .replay) {
      let bindings = keymap.bindings.filter { $0.context == context && !$0.help.isEmpty }
      guard !bindings.isEmpty else { continue }
      if !result.isEmpty { result.append(Line(keys: "", text: "")) }
      result.append(Line(keys: context.rawValue, text: "", isHead: true))
      for binding in bindings {
        result.append(Line(keys: binding.keys.map(\.name).joined(separator: " "), text: binding.help))
      }
    }
    return result
  }

  private static let leastColumn = 58

  private func columns(_ width: Int) -> Int { max(1, min(3, width / Self.leastColumn)) }

  /// How many rows help takes at a width, its head not counted.
  func lineCount(width: Int) -> Int {
    let count = columns(width)
    return (lines.count + count - 1) / count + 1
  }

  func draw(into canvas: inout Canvas, area: Rect, firstLine: Int, glyphs: Glyphs) {
    guard !area.isEmpty else { return }
    canvas.fill(area)
    PaneTitle(text: "Help", notes: [], isFocused: true, glyphs: glyphs).draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    let lines = lines
    let count = columns(area.width)
    let perColumn = (lines.count + count - 1) / count
    let width = area.width / count
    for column in 0..<count {
      for row in 0..<max(0, content.height) {
        let index = column * perColumn + row + firstLine
        guard row + firstLine < perColumn, index < lines.count else { break }
        let line = lines[index]
        let x = area.x + column * width + 1
        if line.isHead {
          canvas.write(line.keys, x: x, y: content.y + row, limit: width - 2, role: .title, attributes: .bold)
        } else {
          let keys = min(18, width / 2)
          canvas.write(CleanText.shortened(line.keys, to: keys), x: x, y: content.y + row, limit: keys, role: .title)
          canvas.write(line.text, x: x + keys + 1, y: content.y + row, limit: width - keys - 3, role: .text)
        }
      }
    }
  }
}
