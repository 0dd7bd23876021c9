import PlantCore

/// Keys while a line is typed or a question is asked.
func answer(_ state: inout UIState, _ action: Action, _ snapshot: Snapshot) -> [Effect] {
  if case .confirm(let isYes) = action {
    let question = state.question
    state.question = nil
    guard isYes else { return [] }
    if case .acknowledgeAll(let alarms, _) = question { return acknowledgeAll(&state, alarms) }
    return [.quit]
  }
  guard var prompt = state.prompt else { return [] }
  switch action {
  case .type(let character):
    guard prompt.text.count < 200, CleanText.width(of: String(character)) > 0, !character.isNewline else { return [] }
    prompt.text.append(character)
  case .eraseCharacter:
    guard !prompt.text.isEmpty else { return [] }
    prompt.text.removeLast()
  case .eraseAll: prompt.text = ""
  case .complete(let step):
    prompt.complete(step, Completion.lines(for: prompt.completed ?? prompt.text, state, snapshot))
    state.prompt = prompt
    return []
  case .recall(let step): prompt.recall(step, state.typed[prompt.purpose] ?? [])
  case .accept:
    state.prompt = nil
    state.remember(prompt)
    return accept(&state, prompt, snapshot)
  case .cancel:
    state.prompt = nil
    return apply(&state, prompt.purpose, prompt.before)
  default: return []
  }
  prompt.completed = nil
  state.prompt = prompt
  // A filter shows what it does while it is typed; a search waits for Enter.
  return prompt.purpose.isFilter ? apply(&state, prompt.purpose, prompt.text) : []
}

extension Prompt.Purpose {
  /// Whether it acts while it is typed.
  var isFilter: Bool {
    switch self {
    case .deviceFilter, .alarmFilter, .messageFilter, .journalFilter, .helpFilter: true
    case .messageSearch, .shelf, .outOfService, .command: false
    }
  }
}

private func accept(_ state: inout UIState, _ prompt: Prompt, _ snapshot: Snapshot) -> [Effect] {
  switch prompt.purpose {
  case .deviceFilter, .alarmFilter, .messageFilter, .journalFilter, .helpFilter:
    let effects = applyFilter(&state, prompt.purpose, prompt.text)
    // The line stays open, with what is wrong with it, until it is mended or given up.
    if effects.isEmpty, filterProblem(prompt.purpose, prompt.text) != nil { state.prompt = prompt }
    return effects
  case .command: return carryOut(&state, line: prompt.text, snapshot)
  case .shelf, .outOfService:
    guard let alarm = prompt.alarm else { return [] }
    return putAside(&state, alarm, isShelf: prompt.purpose == .shelf, prompt.text)
  case .messageSearch: break
  }
  if !prompt.text.isEmpty { state.messages.search = prompt.text }
  state.messages.match = nil
  // The newest match first: an operator looks back from now.
  return search(&state, isForward: false, snapshot)
}

/// Takes a whole filter; one that is not understood, or can find nothing, is refused: it would hide what it does not mean.
func applyFilter(_ state: inout UIState, _ purpose: Prompt.Purpose, _ text: String) -> [Effect] {
  if purpose == .alarmFilter, refusesStill(&state, "a filter") { return [] }
  if let problem = filterProblem(purpose, text) { return state.complain(problem) }
  return apply(&state, purpose, text)
}

/// What is wrong with a filter, in words; nil when nothing is.
func filterProblem(_ purpose: Prompt.Purpose, _ text: String) -> String? {
  if purpose == .helpFilter { return nil }
  if let problem = FilterExpression(text).problem { return problem }
  // Messages hold any text, and lines of the journal any word.
  if purpose != .messageFilter, let name = FilterExpression.unknownField(text) {
    return "\(name) is no field: \(FilterExpression.fieldNames)"
  }
  guard purpose != .journalFilter, let word = FilterExpression.unknownState(text) else { return nil }
  return "no state is called \(word): alarm, unack, ack, shelved, dead, stale, stopped, open, over, error"
}

extension UIState {
  /// Which filter belongs to the pane with the focus; nil where there is none.
  var filterPurpose: Prompt.Purpose? {
    switch focus {
    case .devices, .wall: .deviceFilter
    case .anomalies, .alarms: .alarmFilter
    case .messages: .messageFilter
    case .journal: .journalFilter
    case .trends: nil
    }
  }

  /// What that filter says; empty where there is none.
  var filterText: String {
    switch focus {
    case .devices, .wall: devices.filter
    case .anomalies, .alarms: alarms.filter
    case .messages: messages.filter
    case .journal: journal.filter
    case .trends: ""
    }
  }
}

private func apply(_ state: inout UIState, _ purpose: Prompt.Purpose, _ text: String) -> [Effect] {
  switch purpose {
  case .deviceFilter:
    (state.devices.filter, state.devices.beforeGroup) = (text, nil)
    expectFrozenOrder(&state)
  case .alarmFilter:
    state.alarms.filter = text
    (state.alarms.selected, state.anomalies.selected) = (nil, nil)
  case .messageFilter: state.messages.filter = text
  case .helpFilter: (state.helpFilter, state.helpLine) = (text, 0)
  case .journalFilter:
    state.journal.filter = text
    state.journal.last = nil
  case .messageSearch, .shelf, .outOfService, .command: return []
  }
  return [.queryChanged]
}

extension Prompt {
  /// Takes the next of what the text can be completed to, or the one before.
  mutating func complete(_ step: Int, _ lines: [String]) {
    guard purpose == .command, !lines.isEmpty else { return }
    if completed == nil {
      completed = text
      choice = step > 0 ? -1 : 0
    }
    choice = (choice + step + lines.count) % lines.count
    text = lines[choice]
  }

  /// Takes an older line that was typed for the same purpose, or a newer one; the newest is what was being typed.
  mutating func recall(_ step: Int, _ lines: [String]) {
    let place = min(max(0, recalled + step), lines.count)
    guard place != recalled else { return }
    if recalled == 0 { draft = text }
    recalled = place
    text = place == 0 ? draft : lines[lines.count - place]
  }
}

extension UIState {
  /// Lines kept for each purpose.
  private static var typedLines: Int { 50 }

  /// Keeps a line for the next one of its purpose.
  fileprivate mutating func remember(_ prompt: Prompt) {
    guard !prompt.text.isEmpty else { return }
    var lines = typed[prompt.purpose] ?? []
    lines.removeAll { $0 == prompt.text }
    lines.append(prompt.text)
    typed[prompt.purpose] = lines.suffix(Self.typedLines)
  }
}
