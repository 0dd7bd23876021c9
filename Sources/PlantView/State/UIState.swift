import PlantCore

/// All that the screen remembers between two keys: a plain value that only `reduce` changes.
public struct UIState: Sendable {
  /// The screen's size in cells; changed by `Action.resize`.
  public var size: Size
  /// What the widgets draw with.
  public var glyphs: Glyphs
  /// What the keys do.
  public var keymap: Keymap
  /// Names of the themes that T goes through.
  public var themes: [String]
  /// The theme in force.
  public var theme: String
  /// What the site wants to be known by, in the header; empty for nothing.
  public var banner = ""

  /// The pane that takes keys and shows a cursor.
  public internal(set) var focus = Pane.devices { didSet { if focus != oldValue { chart.leave() } } }
  /// Whether that pane has the whole body.
  public internal(set) var isFullScreen = false
  /// The device table's cursor, order and filter.
  public internal(set) var devices = DevicesState()
  /// What the plant wall shows.
  public internal(set) var wall = WallState()
  /// The sensors that are looked at together.
  public internal(set) var trends = TrendsState()
  /// How the overview is divided.
  var split = Split()
  /// The pane that the screen begins with alone, and `q` leads back to; nil for the overview.
  private(set) var home: Pane?
  /// Whether clicks and the wheel do anything; the terminal's own selection then takes Shift.
  public internal(set) var hasMouse = false
  /// How charts are looked at.
  public internal(set) var chart = ChartState()
  /// The anomaly feed's cursor.
  public internal(set) var anomalies = AnomaliesState()
  /// The message log's page, filter and search.
  public internal(set) var messages = MessagesState()
  /// The device of the device screen; nil on the overview.
  public internal(set) var opened: DeviceID? { didSet { if opened != oldValue { chart.leave() } } }
  /// Which of its sensors has the large chart.
  public internal(set) var openedSensor = 0
  /// Whether the cursor goes to the sensor that was pointed at, or else to the worst one, once the device is there.
  var seeksSensor = false
  var soughtSensor: SensorID?
  /// First line of the overlay; nil while none is open.
  public internal(set) var helpLine: Int? { didSet { if helpLine == nil { (overlay, helpFilter) = (.help, "") } } }
  /// Which overlay that is.
  var overlay = Overlay.help
  /// What lines of help, or of the sheet, are shown.
  var helpFilter = ""
  /// Lines typed before, oldest first, for each purpose.
  var typed: [Prompt.Purpose: [String]] = [:]
  /// The line being typed; nil while keys are commands.
  public internal(set) var prompt: Prompt?
  /// What there is to say about the last key, such as why it did nothing; gone with the next key.
  public internal(set) var remark: String?
  /// The pace that was asked for; nil once a snapshot has it.
  var wantedSpeed: Double?
  /// Whether the last key was a Ctrl-C that asked for a second one.
  var isLeaving = false
  /// Whether all times are UTC, whatever the local zone is.
  public internal(set) var isUTC = false
  /// What the screen asks before it goes on.
  public internal(set) var question: Question?
  /// The alarm pane's cursor.
  public internal(set) var alarms = AlarmsState()
  /// The journal's page and filter.
  public internal(set) var journal = JournalState()
  /// The alarm whose card is open.
  public internal(set) var card: AlarmSubject?
  /// That alarm's device.
  var cardDevice: DeviceID?
  /// Until when the bell rests; unknown while it does not.
  public internal(set) var silencedUntil = Stamp.unknown
  /// The notice that a key has put away.
  var putAway: Notice?
  /// A device that shall be opened as soon as the filter has found it.
  var wantsOpen: String?
  /// The alarm that was pointed at when the command line opened.
  var pointed: AlarmReference?
  /// The sensor that was pointed at then.
  var pointedSensor: (device: String, name: String)?
  /// The picture the panes show while a live session is paused.
  public internal(set) var frozen: Snapshot?
  /// Whether that is a picture of the held past, which the session keeps up with, rather than of the moment of pausing.
  public internal(set) var isRewound = false
  /// Every row the frozen picture holds, by device.
  var frozenRows: [DeviceID: DeviceRow] = [:]
  /// Snapshots to come from which the frozen picture still takes the order of its rows.
  var frozenOrderWait = 0
  /// What was seen of the last snapshot, as far as keys and layout need it.
  public internal(set) var observed = Observed()

  public init(
    size: Size = Size(columns: 80, rows: 24), glyphs: Glyphs = .unicode, keymap: Keymap = .standard,
    themes: [String] = ["quiet-dark"], theme: String = "quiet-dark", layout: Pane? = nil, trends: [TrendGroup] = []
  ) {
    self.trends.configured = trends
    if let layout { (focus, isFullScreen, home) = (layout, true, layout) }
    self.size = size
    self.glyphs = glyphs
    self.keymap = keymap
    self.themes = themes
    self.theme = theme
  }

  /// Where the operator is, nearest first.
  public var contexts: [KeyContext] {
    if question != nil { return [.question] }
    if prompt != nil { return [.prompt] }
    if helpLine != nil { return [.help] }
    let place: KeyContext =
      if opened != nil {
        .device
      } else if card != nil {
        .card
      } else {
        switch focus {
        case .devices: .devices
        case .anomalies: .anomalies
        case .messages: messages.isOpen ? .message : .messages
        case .alarms: .alarms
        case .journal: .journal
        case .wall: .wall
        case .trends: .trends
        }
      }
    let isAlone = opened != nil || card != nil || place == .message
    let here: [KeyContext] = isAlone ? [place, .everywhere] : [place, .overview, .everywhere]
    return observed.isReplay || frozen != nil ? [.replay] + here : here
  }

  /// Says something about the program itself.
  public mutating func tell(_ text: String) { remark = text }

  /// Takes the names of the themes there are now; the one in use stays, also when its file has gone.
  public mutating func take(themes: [String]) { self.themes = themes }

  /// Says why nothing is done.
  mutating func complain(_ text: String) -> [Effect] {
    remark = text
    return []
  }

  /// What a key means now; nil when it means nothing here.
  public func action(for key: Key) -> Action? { keymap.action(for: key, in: contexts) }
}

/// What lies over everything else, with the keys of help.
enum Overlay: Sendable, Hashable {
  case help
  /// The sheet of a shift that began then.
  case handover(from: Stamp)
  case lampTest
  /// The program's own log.
  case log
}

/// The device table's part of the state. The cursor is a device, not a row: it stays on it when rows re-sort.
public struct DevicesState: Sendable, Hashable {
  public var sort = DeviceSort.worstFirst
  public var isReversed = false
  public var filter = ""
  /// The filter before it became a group of the wall, to which Esc leads back; nil where it is none.
  var beforeGroup: String?
  /// Nil until the operator moves the cursor: then it is the first row, whatever device that is.
  public var selected: DeviceID?
  public var firstRow = 0

  static let usualOrder = "worst first"

  /// The order in words; `types` name the columns.
  func order(_ types: [SensorTypeInfo]) -> String {
    switch sort {
    case .value(let id):
      let name = types.first { $0.id == id }.map(\.name) ?? "value"
      return isReversed ? "lowest \(name)" : name
    case .worstFirst: return isReversed ? "worst last" : Self.usualOrder
    case .name: return isReversed ? "Z to A" : "by name"
    case .firstSeen: return isReversed ? "newest" : "oldest"
    case .mostAnomalies: return isReversed ? "fewest anomalies" : "anomalies"
    case .longestSilent: return isReversed ? "heard last" : "silence"
    }
  }
}

/// The anomaly feed's part of the state.
public struct AnomaliesState: Sendable, Hashable {
  /// Number of the episode under the cursor; nil is the first.
  public var selected: UInt64?
  public var firstRow = 0
  /// How far back the list reaches with what a store has; nil for what is held.
  public var past: ChartSpan?
}

/// The message log's part of the state.
public struct MessagesState: Sendable, Hashable {
  /// The last message of the page; nil follows the newest.
  public var last: UInt64?
  /// One past the newest message when following ended; what came since is "new".
  public var seen: UInt64 = 0
  /// Whether following ended because the session was paused, so that going on follows again.
  public var isHeldByPause = false
  public var filter = ""
  public var search = ""
  /// A search on its way to the engine.
  public var pending: MessageSearch?
  /// Whether the replay goes back to where the search shall find what it looks for.
  var isGoingBack = false
  /// Snapshots of another moment after which it is given up.
  var patience = 0
  /// Whether the last search found nothing.
  public var isWithoutMatch = false
  /// The match found last.
  public var match: UInt64?
  /// Columns scrolled to the right.
  public var column = 0
  /// Whether the page's last message has the screen, and whether the log followed before that.
  public var isOpen = false
  var wasFollowing = false
  /// Where the log was entered from, to which Esc goes back.
  var origin: LogOrigin?

  public var isFollowing: Bool { last == nil }
}

/// The place from which an operator went to a message.
struct LogOrigin: Sendable, Hashable {
  var focus: Pane
  var isFullScreen: Bool
  var opened: DeviceID?
  var card: AlarmSubject?
  /// What the log showed and looked for then.
  var filter: String
  var search: String
  /// Whether it was the present.
  var wasPresent: Bool
}

/// The alarm pane's part of the state. The cursor is an alarm, not a row.
public struct AlarmsState: Sendable, Hashable {
  /// Nil is the first row.
  public var selected: AlarmSubject?
  public var firstRow = 0
  /// What alarms and anomalies are shown, and in which order.
  public var filter = ""
  public var sort = AlarmSort.worstFirst

  /// The order in words; empty for the usual one.
  var order: String {
    switch sort {
    case .worstFirst: ""
    case .newest: "newest first"
    case .device: "by device"
    case .mostOften: "most often first"
    }
  }
}

/// The journal's part of the state.
public struct JournalState: Sendable, Hashable {
  /// The last entry of the page; nil follows the newest.
  public var last: UInt64?
  public var filter = ""
}

/// A question that must be answered before anything else.
public enum Question: Sendable, Hashable {
  case quit
  /// Of all visible alarms some have priority 1.
  case acknowledgeAll([AlarmReference], worst: Int)
}

/// A line being typed.
public struct Prompt: Sendable, Hashable {
  /// What the line is for.
  public enum Purpose: Sendable, Hashable {
    case deviceFilter, alarmFilter, helpFilter, messageSearch, messageFilter, journalFilter, shelf, outOfService,
      command
  }
  public var purpose: Purpose
  public var text: String
  /// What to go back to.
  public var before: String
  /// The alarm that is meant, as it was drawn when the line was begun.
  public var alarm: AlarmReference?
  /// The text before it was completed, and which completion stands now; nil while none does.
  var completed: String?
  var choice = 0
  /// How many lines back in what was typed before it stands, and what was being typed.
  var recalled = 0
  var draft = ""

  init(purpose: Purpose, text: String, before: String, alarm: AlarmReference? = nil) {
    (self.purpose, self.text, self.before, self.alarm) = (purpose, text, before, alarm)
  }
}

/// What layout and keys need to know of the plant between two snapshots.
public struct Observed: Sendable {
  public var isReplay = false
  /// Whether alarms of the plant and of the pipeline stand at once, or there is a flood.
  public var isStripFull = false
  /// Whether the banner is drawn.
  public var hasTrouble = false
  /// How many devices pass the filter.
  public var devices = 0
  /// Columns of the longest device name so far, at most 24.
  public var longestName = 8
  /// The sensor types: the table's columns.
  public var types: [SensorTypeInfo] = []
  /// The session's notices with their times, newest last.
  public var notices: [String] = []
  /// What the cursor stands on: a device, and of an anomaly its sensor.
  var pointed: (device: DeviceID, sensor: SensorID?)?
  /// Whether charts can reach back over days.
  var hasHistory = false
  /// The remark that stands, and since when.
  var remark: (text: String, since: Stamp)?
}
