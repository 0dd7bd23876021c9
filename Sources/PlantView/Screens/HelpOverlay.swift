/// All keys that do something here, read from the keymap itself: help cannot promise what no key does.
struct HelpOverlay {
  var keymap: Keymap
  var isReplay: Bool
  /// What the program had to tell, with its time, newest last.
  var notices: [String] = []
  /// Only lines with this text, in either case.
  var filter = ""

  init(keymap: Keymap, isReplay: Bool, notices: [String] = []) {
    (self.keymap, self.isReplay, self.notices) = (keymap, isReplay, notices)
  }

  /// Help as it stands in a state.
  init(_ state: UIState) {
    self.init(keymap: state.keymap, isReplay: state.showsReplayKeys, notices: state.observed.notices)
    filter = state.helpFilter.lowercased()
  }

  private func passes(_ words: String...) -> Bool {
    filter.isEmpty || words.joined(separator: " ").lowercased().contains(filter)
  }

  private struct Line {
    var keys: String
    var text: String
    var isHead = false
    /// Whether the text has the whole line, a little indented.
    var isWide = false
  }

  private static let keysWidth = 13

  /// The lines of help, words wrapped to columns of `width`.
  private func lines(width: Int) -> [Line] {
    var result: [Line] = []
    let keysWidth = min(Self.keysWidth, width / 3)
    let notices = notices.filter { passes($0) }
    if !notices.isEmpty { result += told("Notices", notices.suffix(Self.newest), width, keysWidth) }
    for context in KeyContext.allCases
    where context != .help && context != .question && (isReplay || context != .replay) {
      let bindings = keymap.bindings.filter {
        $0.context == context && !$0.help.isEmpty
          && passes($0.keys.map(\.name).joined(separator: " "), $0.help, context.rawValue)
      }
      guard !bindings.isEmpty else { continue }
      if !result.isEmpty { result.append(Line(keys: "", text: "")) }
      result.append(Line(keys: context.rawValue, text: "", isHead: true))
      for binding in bindings {
        let keys = CleanText.wrapped(binding.keys.map(\.name).joined(separator: " "), width: keysWidth)
        let text = CleanText.wrapped(binding.help, width: width - keysWidth - 3)
        for row in 0..<max(keys.count, text.count) {
          result.append(Line(keys: row < keys.count ? keys[row] : "", text: row < text.count ? text[row] : ""))
        }
      }
    }
    if keymap.bindings.contains(where: { $0.action == .command }) {
      result += [Line(keys: "", text: ""), Line(keys: "Commands", text: "", isHead: true)]
      for command in TypedCommand.help where passes(command.words, command.text, "commands") {
        result.append(Line(keys: command.words, text: ""))
        for row in CleanText.wrapped(command.text, width: width - 5) {
          result.append(Line(keys: "", text: row, isWide: true))
        }
      }
    }
    if notices.count > Self.newest {
      result += [Line(keys: "", text: "")] + told("Older notices", notices.dropLast(Self.newest), width, keysWidth)
    }
    return result
  }

  /// What the program had to tell, newest first.
  private func told(_ title: String, _ notices: ArraySlice<String>, _ width: Int, _ keysWidth: Int) -> [Line] {
    var result = [Line(keys: title, text: "", isHead: true)]
    for notice in notices.reversed() {
      let words = notice.split(separator: " ").map(String.init)
      for row in CleanText.wrapped(words.dropFirst().joined(separator: " "), width: width - keysWidth - 3).enumerated()
      {
        result.append(Line(keys: row.offset == 0 ? words.first ?? "" : "", text: row.element))
      }
    }
    return result
  }

  /// So many notices stand before the keys, where they are seen.
  private static let newest = 3
  private static let leastColumn = 40

  private func columns(_ width: Int) -> Int { max(1, min(3, width / Self.leastColumn)) }

  /// How many rows help takes at a width, its head not counted.
  func lineCount(width: Int) -> Int {
    let count = columns(width)
    return (lines(width: width / count).count + count - 1) / count + 1
  }

  func draw(into canvas: inout Canvas, area: Rect, firstLine: Int, glyphs: Glyphs) {
    guard !area.isEmpty else { return }
    canvas.fill(area)
    PaneTitle(text: "Help", notes: filter.isEmpty ? [] : ["only \"\(filter)\""], isFocused: true, glyphs: glyphs).draw(
      into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    let count = columns(area.width)
    let width = area.width / count
    let lines = lines(width: width)
    let perColumn = (lines.count + count - 1) / count
    for column in 0..<count {
      for row in 0..<max(0, content.height) {
        let index = column * perColumn + row + firstLine
        guard row + firstLine < perColumn, index < lines.count else { break }
        let line = lines[index]
        let x = area.x + column * width + 1
        if line.isHead {
          canvas.write(line.keys, x: x, y: content.y + row, limit: width - 2, role: .title, attributes: .bold)
        } else if line.isWide {
          canvas.write(line.text, x: x + 2, y: content.y + row, limit: width - 4, role: .text)
        } else {
          let keys = min(Self.keysWidth, width / 3)
          // A command without a text beside it has the whole line.
          let room = line.text.isEmpty ? width - 2 : keys
          canvas.write(line.keys, x: x, y: content.y + row, limit: room, role: .title)
          canvas.write(line.text, x: x + keys + 1, y: content.y + row, limit: width - keys - 3, role: .text)
        }
      }
    }
  }
}
