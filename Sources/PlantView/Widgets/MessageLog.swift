import PlantCore

/// Raw messages over the full width, newest at the bottom.
struct MessageLog {
  var list: MessageList
  var state: MessagesState
  var isFocused: Bool
  var look: Look
  /// Whether its newest message is one of the past that the screen has gone back to.
  var isRewound = false

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    PaneTitle(text: title, notes: notes, badge: badge, isFocused: isFocused, glyphs: look.glyphs)
      .draw(into: &canvas, area: area.row(0))
    let content = area.dropFirst(1)
    let shown = list.messages.suffix(max(0, content.height))
    if shown.isEmpty, content.height > 0 {
      let text = state.filter.isEmpty ? "no message yet" : "no message passes the filter"
      canvas.write(text, x: area.x + 2, y: content.y, limit: area.width - 2, role: .muted)
    }
    // Where the log stands still, a key opens the message that was found, else the last one.
    let pointed = state.isFollowing || !isFocused ? nil : shown.last { $0.number == state.match } ?? shown.last
    for (index, message) in shown.enumerated() {
      if message.number == pointed?.number {
        canvas.fill(
          Rect(x: area.x, y: content.y + index, width: 1, height: 1), with: look.glyphs.pointer, role: .title)
      }
      MessageRow(
        message: message, match: state.search, isMatch: message.number == state.match, column: state.column, look: look
      ).draw(into: &canvas, area: content.row(index))
    }
  }

  private var title: String {
    guard state.isFollowing else { return "Messages" }
    return "Messages\(look.glyphs.separator)" + (isRewound ? "up to \(look.clock(look.now))" : "following")
  }

  private var badge: String {
    guard !state.isFollowing, !isRewound else { return "" }
    let new = list.held.upperBound > state.seen ? list.held.upperBound - state.seen : 0
    return "paused\(look.glyphs.separator)\(new) new"
  }

  private var notes: [String] {
    var notes: [String] = []
    if !state.filter.isEmpty { notes.append("only \"\(state.filter)\", \(list.hidden) hidden") }
    if !state.search.isEmpty {
      let another = state.match == nil ? "" : "other "
      notes.append(
        state.isWithoutMatch ? "no \(another)\"\(state.search)\" that way" : "search \"\(state.search)\"")
    }
    if state.column > 0 { notes.append("from column \(state.column)") }
    return notes
  }
}

/// One message in one row: when, which topic, what, and what became of it.
struct MessageRow {
  var message: Message
  var match: String
  var isMatch: Bool
  var column: Int
  var look: Look

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    let isNarrow = area.width < 70
    var x = area.x + 1
    x += canvas.write(look.clock(message.arrival, milliseconds: !isNarrow), x: x, y: area.y, role: .logTime) + 1
    let verdict = VerdictWord(message.verdict)
    let verdictWidth = isNarrow ? min(5, verdict.text.count) : verdict.text.count
    let end = area.maxX - (verdictWidth > 0 ? verdictWidth + 2 : 1)
    if !message.topic.isEmpty && !isNarrow {
      let topic = CleanText.shortened(message.topic, to: min(28, area.width / 4), isASCII: canvas.isASCII)
      x += canvas.write(topic, x: x, y: area.y, limit: end - x, role: .logTopic) + 1
    }
    drawPayload(into: &canvas, x: x, y: area.y, limit: end - x)
    if verdictWidth > 0 {
      canvas.write(
        String(verdict.text.prefix(verdictWidth)), x: area.maxX - 1 - verdictWidth, y: area.y, role: verdict.role)
    }
    if isMatch { canvas.mark(area, .selected) }
  }

  /// The payload from `column` on, keys fainter than values, matches of the search marked.
  private func drawPayload(into canvas: inout Canvas, x: Int, y: Int, limit: Int) {
    guard limit > 0 else { return }
    let scalars = Array(message.payload.unicodeScalars.dropFirst(column).prefix(limit))
    var roles = JSONTint.roles(of: scalars)
    for range in Self.matches(of: match, in: scalars) {
      for index in range { roles[index] = .logMatch }
    }
    var start = 0
    var written = 0
    while start < scalars.count, written < limit {
      var end = start
      var text = String.UnicodeScalarView()
      while end < scalars.count, roles[end] == roles[start] {
        text.append(scalars[end])
        end += 1
      }
      written += canvas.write(String(text), x: x + written, y: y, limit: limit - written, role: roles[start])
      start = end
    }
  }

  /// Where `text` occurs, ignoring ASCII case.
  static func matches(of text: String, in scalars: [Unicode.Scalar]) -> [Range<Int>] {
    let wanted = text.unicodeScalars.map { folded($0) }
    guard !wanted.isEmpty, wanted.count <= scalars.count, text.first != "!" else { return [] }
    var result: [Range<Int>] = []
    var index = 0
    while index + wanted.count <= scalars.count {
      if (0..<wanted.count).allSatisfy({ folded(scalars[index + $0]) == wanted[$0] }) {
        result.append(index..<(index + wanted.count))
        index += wanted.count
      } else {
        index += 1
      }
    }
    return result
  }

  private static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
    (65...90).contains(scalar.value) ? scalar.value + 32 : scalar.value
  }
}

/// What became of a message, in a word.
struct VerdictWord {
  var text: String
  var role: Role

  init(_ verdict: Verdict) {
    switch verdict {
    case .judged(let judgement): (text, role) = Self.judged(judgement)
    case .late(let judgement): (text, role) = Self.judged(judgement, but: "late")
    case .outsideSpan(let judgement): (text, role) = Self.judged(judgement, but: "outside span")
    case .unitMismatch(let judgement): (text, role) = Self.judged(judgement, but: "unit?")
    case .error(let reason): (text, role) = ("error: \(reason.name)", .advisory)
    case .retained: (text, role) = ("retained", .muted)
    case .duplicate: (text, role) = ("duplicate", .muted)
    }
  }

  /// A judgement with a doubt beside it, which takes the place of "ok" only.
  private static func judged(_ judgement: Judgement, but doubt: String) -> (String, Role) {
    let (text, role) = judged(judgement)
    return judgement == .normal ? (doubt, doubt == "late" ? role : .advisory) : ("\(text) \(doubt)", role)
  }

  private static func judged(_ judgement: Judgement) -> (String, Role) {
    switch judgement {
    case .normal: ("ok", .frame)
    case .high, .low: (AlarmWords.word(judgement), .alarm2)
    case .highHigh, .lowLow: (AlarmWords.word(judgement), .alarm1)
    }
  }
}

/// Tells JSON's keys from the rest, so that the eye finds the values.
enum JSONTint {
  static func roles(of scalars: [Unicode.Scalar]) -> [Role] {
    var roles = Array(repeating: Role.text, count: scalars.count)
    var start: Int?
    var index = 0
    while index < scalars.count {
      if scalars[index] == "\\" && start != nil {
        index += 2
        continue
      }
      if scalars[index] == "\"" {
        if let opened = start {
          let next = scalars[(index + 1)...].first { $0 != " " }
          if next == ":" { for place in opened...index { roles[place] = .logKey } }
          start = nil
        } else {
          start = index
        }
      }
      index += 1
    }
    return roles
  }
}
