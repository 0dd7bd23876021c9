import PlantCore

/// What a line typed after `:` can be completed to.
enum Completion {
  /// Whole lines that begin as `text` does, in the order in which Tab offers them.
  static func lines(for text: String, _ state: UIState, _ snapshot: Snapshot) -> [String] {
    guard let blank = text.firstIndex(of: " ") else {
      return TypedCommand.names.filter { $0.hasPrefix(text) }.map { $0 + " " }
    }
    let command = String(text[..<blank])
    let rest = text[text.index(after: blank)...]
    let words = rest.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let begun = words.last ?? ""
    let before = text.dropLast(begun.count)
    return candidates(command, words.count, state, snapshot).filter { $0.lowercased().hasPrefix(begun.lowercased()) }
      .map { before + $0 }
  }

  /// What can stand as the word of this number, from 1.
  private static func candidates(_ command: String, _ word: Int, _ state: UIState, _ snapshot: Snapshot) -> [String] {
    let devices = snapshot.devices.rows.map(\.name).sorted()
    switch (command, word) {
    case ("theme", 1): return state.themes
    case ("device", 1), ("retire", 1), ("reinstate", 1), ("maintenance", 1): return devices
    case ("end", 1): return snapshot.operatorAlarms.maintenances.map(\.place) + devices
    case ("speed", 1): return ["0.5", "1", "2", "4", "8", "16", "32", "64", "max"]
    case ("limit", 1): return ["reset"] + state.observed.types.map(\.name) + devices
    case ("limit", 2): return state.observed.types.map(\.name) + limits
    case ("limit", 3): return limits
    case ("export", _): return ["10m", "30m", "1h", "--redact"]
    case ("shelve", 1): return ["10m", "30m", "1h", "2h", "8h"]
    case ("maintenance", 2): return ["1h", "2h", "4h", "8h"]
    default: return []
    }
  }

  private static let limits = EpisodeKind.limits.map(\.text)
}
