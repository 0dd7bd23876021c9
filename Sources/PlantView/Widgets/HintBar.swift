import PlantCore

/// The last row: the keys of the place the operator is in, read from the keymap; or the prompt; or the question.
struct HintBar {
  var state: UIState
  /// Something the program has to tell; it stands in place of most hints for a while.
  var notice: NoticeLine?
  var hidden: Int
  var shown: Int

  func draw(into canvas: inout Canvas, area: Rect) {
    guard !area.isEmpty else { return }
    if let question = state.question {
      let text = Self.words(question, width: area.width)
      canvas.write(text, x: area.x, y: area.y, limit: area.width, role: .title, attributes: [.reverse, .bold])
      return
    }
    if let prompt = state.prompt {
      draw(prompt, into: &canvas, area: area)
      return
    }
    if let remark = state.remark {
      if TallLine(text: remark, role: .text).draw(into: &canvas, above: area) { return }
      FittedLine(
        left: [.init(forms: [remark], role: .text, keep: 90)],
        right: state.keymap.helpKey.map { [.init(forms: ["\($0.name) help", ""], role: .hint, keep: 20)] } ?? []
      ).draw(into: &canvas, area: Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: 1))
      return
    }
    if let notice, state.helpLine == nil {
      notice.draw(into: &canvas, area: area)
      return
    }
    let contexts = state.contexts
    var items: [FittedLine.Item] = []
    var quit: FittedLine.Item?
    var taken: Set<Key> = []
    let leadsBack = state.leadsBack
    for (rank, context) in contexts.enumerated() {
      for binding in state.keymap.bindings where binding.context == context && !binding.hint.isEmpty {
        // Nothing is done about the past, so nothing is offered.
        if binding.action.isOperating, state.showsReplayKeys { continue }
        // The pipeline's alarms are of no device.
        if case .pipeline = state.card, context == .card, binding.action == .open { continue }
        // A speed belongs to a recording.
        if !state.observed.isReplay, binding.action == .faster || binding.action == .slower { continue }
        // A key that a nearer place has taken means something else there.
        guard let key = binding.keys.first, taken.insert(key).inserted else { continue }
        let isHelp = binding.action == .help
        let isGoingOn = binding.action == .pause && state.frozen != nil
        let hint = binding.action == .back && leadsBack ? "back" : isGoingOn ? "go on" : binding.hint
        let text = "\(key.name) \(hint)"
        let item = FittedLine.Item(
          forms: [text, ""], role: .hint, keep: isHelp ? 90 : 60 - rank * 10 - items.count)
        if binding.action == .back || binding.action == .close { quit = item } else { items.append(item) }
      }
    }
    items.sort { $0.keep > $1.keep }
    var right: [FittedLine.Item] = []
    if var quit {
      quit.keep = 95
      right = [quit]
    }
    FittedLine(left: items, right: right, gap: 3).draw(
      into: &canvas, area: Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: 1))
  }

  private static func words(_ question: Question, width: Int) -> String {
    switch question {
    case .quit: width >= 34 ? " Leave plantwatch?  y yes   n no " : " Quit?  y/n "
    case .acknowledgeAll(let alarms, _) where alarms.count == 1:
      width >= 64 ? " Acknowledge this alarm of priority 1?  y yes   n no " : " Ack 1 of prio 1? y/n "
    case .acknowledgeAll(let alarms, let worst):
      width >= 64
        ? " Acknowledge \(alarms.count) alarms, \(worst) of them of priority 1?  y yes   n no "
        : " Ack \(alarms.count), \(worst) of prio 1? y/n "
    }
  }

  private func draw(_ prompt: Prompt, into canvas: inout Canvas, area: Rect) {
    // What is typed is about this alarm, wherever the cursor was before.
    let alarm = prompt.alarm?.subject.text ?? "alarm"
    let labels =
      switch prompt.purpose {
      case .deviceFilter: ["filter devices: ", "/"]
      case .alarmFilter: ["only alarms and anomalies with: ", "/"]
      case .messageSearch: ["search messages: ", "/"]
      case .messageFilter: ["only messages with: ", "/"]
      case .journalFilter, .helpFilter: ["only lines with: ", "/"]
      case .shelf:
        ["\(alarm): shelve for how long, and why (2h reason): ", "shelve \(alarm) (2h reason): ", "shelve (2h why): "]
      case .outOfService: ["\(alarm): out of service, why: ", "out of service, why: ", "out, why: "]
      case .command: [":"]
      }
    var x = area.x + 1
    let most = area.width >= 60 ? area.width / 3 * 2 : area.width / 2
    let label = labels.first { CleanText.width(of: $0, isASCII: canvas.isASCII) < most } ?? labels[labels.count - 1]
    x += canvas.write(label, x: x, y: area.y, limit: area.width, role: .title)
    let room = max(1, area.maxX - x - 1)
    // The end of a long text stays in sight, where the typing is.
    var text = Substring(prompt.text)
    while CleanText.width(of: text, isASCII: canvas.isASCII) > room { text = text.dropFirst() }
    x += canvas.write(text, x: x, y: area.y, limit: room, role: .text)
    canvas.fill(Rect(x: x, y: area.y, width: 1, height: 1), with: state.glyphs.caret, role: .title)
    let problem = prompt.purpose == .helpFilter ? nil : FilterExpression(prompt.text).problem
    if prompt.purpose.isFilter, let problem = state.remark ?? problem {
      let room = area.maxX - x - 4
      if room >= 12 {
        let text = CleanText.shortened(problem, to: room, isASCII: canvas.isASCII)
        let width = CleanText.width(of: text, isASCII: canvas.isASCII)
        canvas.write(text, x: area.maxX - 1 - width, y: area.y, role: .advisory)
      }
    } else if prompt.purpose == .deviceFilter {
      let count = "\(shown) of \(shown + hidden) devices"
      if x + count.count + 3 < area.maxX {
        canvas.write(count, x: area.maxX - 1 - count.count, y: area.y, role: .muted)
      }
    }
  }
}
