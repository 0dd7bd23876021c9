import PlantCore

/// What the operator wants, before anybody knows what it will change.
public enum Action: Sendable, Hashable {
  // Moving about.
  case lines(Int)
  /// Halves of a page, so that both Ctrl-D and PgDn can be said.
  case halfPages(Int)
  case first, last
  case sideways(Int)
  case nextPane, previousPane
  case pane(Pane)
  case open, back, close
  case fullScreen
  // Looking for something.
  case find, findNext, findPrevious, filterMessages
  case sort, reverse
  case nextAlarm, previousAlarm
  // Time.
  case pause
  case step(Int)
  /// Seconds of stream time.
  case seek(Int)
  /// Tenths of the whole file.
  case seekTenths(Int)
  case nextAnomaly, previousAnomaly
  case faster, slower
  // The program.
  case help, theme, repaint, suspend, quitNow
  // Prompts.
  case type(Character)
  case eraseCharacter, eraseAll, accept, cancel
  case confirm(Bool)
  /// A key that means nothing where the operator is.
  case unbound(Key)
  // What happens around it.
  case resize(Size)
  /// A new snapshot has come; the state notes what it needs of it.
  case observe
}

/// The panes of the overview, in the order of their digits.
public enum Pane: Int, Sendable, Hashable, CaseIterable {
  case devices = 1
  case anomalies, messages

  /// The name in a configuration.
  public var name: String { title.lowercased() }

  var title: String {
    switch self {
    case .devices: "Devices"
    case .anomalies: "Anomalies"
    case .messages: "Messages"
    }
  }
}

/// What the reducer wants done outside the view.
public enum Effect: Sendable, Hashable {
  case quit, suspend, repaint
  /// What Ctrl-C does in a terminal that is not in raw mode.
  case interrupt
  case command(SessionCommand)
  /// The query for the engine may have changed.
  case queryChanged
  case themeChanged
}
