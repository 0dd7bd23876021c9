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
  /// From the wall to the devices of one group.
  case group
  case fullScreen
  /// The next of the ways to divide the screen.
  case preset
  /// Rows more for the focused pane.
  case resizePane(Int)
  // Looking for something.
  case find, findNext, findPrevious, filterMessages
  /// The raw message behind an alarm.
  case showMessage
  case sort, reverse
  case nextAlarm, previousAlarm
  case nextAdvisory, previousAdvisory
  // Charts.
  /// Puts what the cursor stands on among the trends, or takes it away there.
  case pin
  /// Five minutes, or an hour.
  case zoom
  // Alarms.
  case acknowledge, acknowledgeAll, shelve, outOfService, silence
  /// A line typed after `:`.
  case command
  // Time.
  case pause
  case step(Int)
  /// Seconds of stream time.
  case seek(Int)
  /// Tenths of the whole file.
  case seekTenths(Int)
  case nextAnomaly, previousAnomaly
  case nextNote, previousNote
  case nextError, previousError
  /// Whether stretches without readings are played.
  case skipIdle
  case faster, slower
  /// Back to the present, or to the end of a recording.
  case present
  // The program.
  case help, log, theme, zone, mouse, repaint, suspend, quitNow
  // The mouse, over a cell.
  case click(x: Int, y: Int)
  case wheel(Int, x: Int, y: Int)
  // Prompts.
  case type(Character)
  case eraseCharacter, eraseAll, accept, cancel
  /// The next of what a line can be completed to, or the one before; and an older line, or a newer one.
  case complete(Int), recall(Int)
  case confirm(Bool)
  /// A key that means nothing where the operator is.
  case unbound(Key)
  // What happens around it.
  case resize(Size)
  /// A new snapshot has come; the state notes what it needs of it.
  case observe
}

/// The panes, in the order of their digits: three share the overview, the others have the screen to themselves.
public enum Pane: Int, Sendable, Hashable, CaseIterable {
  case devices = 1
  case anomalies, messages, alarms, journal, wall, trends

  /// Whether it shares the overview with others.
  var isOnOverview: Bool { self == .devices || self == .anomalies || self == .messages }

  /// The name in a configuration.
  public var name: String { title.lowercased() }

  var title: String {
    switch self {
    case .devices: "Devices"
    case .anomalies: "Anomalies"
    case .messages: "Messages"
    case .alarms: "Alarms"
    case .journal: "Journal"
    case .wall: "Wall"
    case .trends: "Trends"
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
  case mouseChanged
  /// Rings, whether or not the bell rests.
  case bell
}

extension Action {
  /// Whether it does something about an alarm.
  var isOperating: Bool {
    switch self {
    case .acknowledge, .acknowledgeAll, .shelve, .outOfService, .silence: true
    default: false
    }
  }
}
