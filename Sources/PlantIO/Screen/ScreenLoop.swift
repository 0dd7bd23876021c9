import Glibc
import PlantCore
import PlantView

/// Why the screen was left.
public enum ExitReason: Sendable, Hashable {
  /// The operator asked for it.
  case quit
  /// The caller's stop descriptor became readable (INT, TERM, HUP).
  case stopped
  /// The terminal is gone.
  case terminalGone
}

/// How the screen is to look.
public struct ScreenOptions: Sendable {
  /// The theme to start with, one of `themes.names`.
  public var theme: String
  /// The themes that T goes through.
  public var themes: ThemeLibrary
  /// Where they come from; what changes there is seen within a second. Nil leaves them as they are.
  public var themeFolder: ThemeFolder?
  public var keymap = Keymap.standard
  /// The file the keys come from; what changes there is seen within a second. Nil leaves them as they are.
  public var keyFile: FollowedFile<ScreenHabits>?
  /// The pane that has the whole body at the start; nil shows all of them.
  public var layout: Pane?
  /// What the site wants to be known by; empty for nothing.
  public var banner = ""
  /// The site's trend groups.
  public var trends: [TrendGroup] = []
  /// What the operator's last run left behind.
  public var memory = ScreenMemory()
  /// The value of `NO_COLOR`; nil when it is not set.
  public var noColor: String?
  /// Whether `COLORTERM` promises 24-bit colours.
  public var wantsTrueColour = false
  /// ASCII glyphs even in a UTF-8 locale.
  public var isASCIIOnly = false
  /// Trends in braille dots.
  public var hasBraille = false
  /// The least time between two frames that only new data asks for, in nanoseconds.
  public var liveInterval: Int64 = 400 * Interval.millisecond

  public init(theme: String = "quiet-dark", themes: ThemeLibrary = .builtIn) {
    self.theme = theme
    self.themes = themes
  }
}

/// What of the user file is followed while the program runs.
public struct ScreenHabits: Sendable {
  public var keymap: Keymap
  /// Nil where the file names none.
  public var theme: String?

  public init(keymap: Keymap, theme: String?) { (self.keymap, self.theme) = (keymap, theme) }
}

/// The main thread's work: keys in, frames out.
///
/// Runs on the thread that owns the terminal and waits only in `poll`. It never waits for the engine: it draws
/// the newest snapshot there is, and a terminal that stops reading holds up nobody else.
public struct ScreenLoop: ~Copyable {
  private var screen: TerminalScreen
  private var state: UIState
  private var palette: Palette
  private var canvas: Canvas
  private var options: ScreenOptions
  private let depth: ColorDepth
  private var snapshot = Snapshot()
  /// What the operator last saw; keys point at this.
  private var drawn = Snapshot()
  private var sentQuery: Query?
  private var lastFrame: Int64 = .min / 2
  private var lastPage: Int64 = .min / 2
  private var lastLook = Self.now
  private var lastKey: Int64 = .min / 2
  /// Since when a key's answer is awaited, so that no later key is taken before it is drawn; nil while none is.
  private var awaited: Int64?
  /// Whether something has begun or ended that calls the operator, and is not drawn yet.
  private var hasNews = false
  /// Calls for the operator's ear that have been heard; nil before the first picture.
  private var heardCalls: UInt64?

  /// A recording runs faster than the plant did.
  private static let replayInterval = 250 * Interval.millisecond
  private static let keyInterval = 33 * Interval.millisecond
  private static let pageInterval = Interval.second
  /// How long an answer is waited for: a stalled engine must not take the keys away.
  private static let patience = 150 * Interval.millisecond
  /// How often the caller is asked for a snapshot without being woken, so that a stalled engine shows.
  private static let idleInterval = 500 * Interval.millisecond

  /// Takes the terminal.
  ///
  /// - Throws: `ScreenError` when there is no usable terminal, `ThemeError` when the theme cannot be read; the
  ///   terminal is then as it was.
  public init(options: ScreenOptions) throws {
    let theme = try options.themes.theme(options.theme)
    self.init(
      options: options, theme: theme, screen: try TerminalScreen(wantsTrueColour: options.wantsTrueColour))
  }

  /// Does not throw: a noncopyable value that is half made when an error leaves its initialiser is destroyed
  /// wrongly by optimised builds of Swift 6.3.
  private init(options: ScreenOptions, theme: Theme, screen: consuming TerminalScreen) {
    let depth = ColorDepth.detect(
      colours: screen.colours, hasDirectColour: screen.hasDirectColour, noColor: options.noColor)
    let isASCII = options.isASCIIOnly || !screen.isUTF8
    var glyphs = Glyphs(isASCII: isASCII, hasFaintLook: depth != .indexed8 && depth != .mono)
    glyphs.hasBraille = options.hasBraille
    let size = screen.size
    self.options = options
    self.depth = depth
    state = UIState(
      size: size, glyphs: glyphs, keymap: options.keymap, themes: options.themes.names, theme: options.theme,
      layout: options.layout, trends: options.trends)
    state.memory = options.memory
    state.banner = options.banner
    palette = Palette(theme, depth: depth)
    canvas = Canvas(size: size, isASCII: isASCII)
    if state.hasMouse { screen.listenToMouse(true) }
    self.screen = screen
  }

  /// What the next run shall know of this one.
  public var memory: ScreenMemory { state.memory }

  /// What a crash handler needs to give the terminal back; take it before `run`.
  public var crashRestore: (bytes: UnsafeRawBufferPointer, modes: UnsafePointer<termios>?) {
    unsafe (screen.restoreBytes, screen.savedModes)
  }

  /// The least time between two frames. What comes soon after a key is its answer, and is not kept waiting.
  private var frameInterval: Int64 {
    if hasNews || Self.now < lastKey + Interval.second / 2 { return Self.keyInterval }
    return snapshot.session.mode == .replay ? Self.replayInterval : options.liveInterval
  }

  /// Draws the empty frame of a session that is still being made.
  public mutating func open(_ mode: Mode) {
    snapshot.session.mode = mode
    draw()
  }

  /// Runs until the operator or the caller ends it; the terminal is given back when the loop itself goes.
  ///
  /// - Parameters:
  ///   - latest: The newest snapshot with its session status up to date, or nil when there is none newer than
  ///     what it gave last. Called when woken and twice a second.
  ///   - send: Takes the query for the snapshots to come.
  ///   - command: Takes what the operator asks of the session.
  ///   - wakeFD: Becomes readable when a new snapshot is there; it is read empty here and must not block.
  ///   - stopFD: Becomes readable when the program should end; it is not read.
  public mutating func run(
    latest: () -> Snapshot?, send: (Query) -> Void, command: (SessionCommand) -> Void, wakeFD: Int32, stopFD: Int32
  ) -> ExitReason {
    sendQuery(send)
    draw()
    var isDirty = false
    var hasKey = false
    var fruitless = 0
    while true {
      var wait = isDirty ? max(0, lastFrame + frameInterval - Self.now) : Self.idleInterval
      if let awaited { wait = max(0, awaited + Self.patience - Self.now) }
      let ready = Self.poll(awaited == nil ? screen.descriptor : -1, wakeFD, stopFD, nanoseconds: wait)
      if ready.isStopped { return .stopped }
      if ready.isTerminalGone { return .terminalGone }
      if ready.isWoken { Self.drain(wakeFD) }
      if let newest = latest() {
        adopt(newest)
        _ = perform(reduce(&state, .observe, snapshot, drawn: drawn), command)
        sendQuery(send)
        isDirty = true
      }
      if followFiles() { hasKey = true }
      let size = screen.size
      if size != state.size {
        _ = perform(reduce(&state, .resize(size), snapshot, drawn: drawn), command)
        hasKey = true
      }
      // A terminal at its end is readable for ever and has nothing to say.
      fruitless = ready.hasInput ? fruitless + 1 : 0
      if fruitless > 100 { return .terminalGone }
      let isAnswered = endWaiting()
      while awaited == nil, let input = screen.nextInput() {
        fruitless = 0
        if take(input, command) { return .quit }
        hasKey = true
        lastKey = Self.now
        // Keys typed ahead are meant for what this one will show. Text is meant for its line.
        if state.prompt == nil, state.query(for: state.size) != sentQuery { awaited = Self.now }
      }
      if hasKey {
        sendQuery(send)
        isDirty = true
      }
      let isDue = isAnswered || awaited == nil && Self.now >= lastFrame + (hasKey ? Self.keyInterval : frameInterval)
      if isDirty, isDue {
        draw()
        isDirty = false
        hasKey = false
      }
    }
  }

  /// Ends the wait for the answer to a key, once it is there or has taken too long; true when it ended.
  private mutating func endWaiting() -> Bool {
    guard let since = awaited, snapshot.query == sentQuery || Self.now >= since + Self.patience else { return false }
    awaited = nil
    return true
  }

  /// Takes over the newest picture. The page of a log that runs by is turned once a second: nobody reads faster, and a
  /// slow line is spared half of what it would carry.
  private mutating func adopt(_ newest: Snapshot) {
    let held = snapshot.messages
    hasNews = hasNews || newest.hasOtherAlarms(than: snapshot)
    ring(newest)
    // After a jump through time the page of the other time must not stay.
    let replay = newest.session.mode == .replay ? newest.session.replay : nil
    let stride = min(64, replay?.speed ?? 1) * 15 * Double(Interval.second)
    let way = Double(newest.streamTime.nanoseconds) - Double(snapshot.streamTime.nanoseconds)
    let isJump = replay?.isPaused == true || way < 0 || (way > stride && replay?.speed != .infinity)
    let isSamePage = newest.query.messages == snapshot.query.messages && !isJump
    snapshot = newest
    let isRunningBy = isSamePage && state.isFollowingLog && newest.messages.messages.count == held.messages.count
    if isRunningBy, !state.isSearching, Self.now < lastPage + Self.pageInterval {
      snapshot.messages = held
    } else {
      lastPage = Self.now
    }
  }

  /// Rings for what was announced since the last picture; never for a recording, nor while the bell rests.
  private mutating func ring(_ newest: Snapshot) {
    let calls = newest.operatorAlarms.figures.calls
    defer { heardCalls = calls }
    guard newest.session.mode != .replay, let heard = heardCalls, calls > heard else { return }
    if state.silencedUntil.isKnown, newest.session.now < state.silencedUntil { return }
    screen.bell()
  }

  /// True when the operator leaves.
  private mutating func take(_ input: ScreenInput, _ command: (SessionCommand) -> Void) -> Bool {
    switch input {
    case .key(let key):
      return perform(reduce(&state, state.action(for: key) ?? .unbound(key), snapshot, drawn: drawn), command)
    case .click(let x, let y):
      return perform(reduce(&state, .click(x: x, y: y), snapshot, drawn: drawn), command)
    case .wheel(let lines, let x, let y):
      return perform(reduce(&state, .wheel(lines, x: x, y: y), snapshot, drawn: drawn), command)
    case .resized: return perform(reduce(&state, .resize(screen.size), snapshot, drawn: drawn), command)
    case .stopAsked: return perform([.suspend], command)
    case .continued: return perform([.repaint], command)
    }
  }

  /// True when the operator leaves.
  private mutating func perform(_ effects: [Effect], _ command: (SessionCommand) -> Void) -> Bool {
    for effect in effects {
      switch effect {
      case .quit: return true
      // Through the signal, so that the run ends as one ended by `kill -INT` does, exit code included.
      case .interrupt: _ = raise(SIGINT)
      case .suspend: screen.suspend()
      case .repaint: screen.repaint()
      case .command(.export(var order)):
        order.screen = canvas.textPlane
        command(.export(order))
      case .command(let asked): command(asked)
      case .themeChanged: takeTheme()
      case .mouseChanged: screen.listenToMouse(state.hasMouse)
      case .bell: screen.bell()
      case .queryChanged: break
      }
    }
    return false
  }

  /// Looks as the theme says that is chosen; one that cannot be read leaves the look as it was, and says why.
  private mutating func takeTheme() {
    do {
      palette = Palette(try options.themes.theme(state.theme), depth: depth)
    } catch {
      state.tell("the look stays: \(error)")
    }
  }

  /// Takes over themes and keys that have changed on disk since they were read; whether there were any.
  private mutating func followFiles() -> Bool {
    guard Self.now > lastLook + Interval.second else { return false }
    lastLook = Self.now
    let (themes, keys) = (followThemes(), followKeys())
    return themes || keys
  }

  private mutating func followThemes() -> Bool {
    guard var folder = options.themeFolder, folder.hasChanged else { return false }
    options.themes = folder.read()
    options.themeFolder = folder
    state.take(themes: options.themes.names)
    takeTheme()
    return true
  }

  private mutating func followKeys() -> Bool {
    switch options.keyFile?.news() {
    case nil: return false
    case .success(let habits):
      state.keymap = habits.keymap
      if let theme = habits.theme, theme != options.theme {
        guard options.themes.names.contains(theme) else {
          state.tell("there is no theme \(theme): the look stays")
          return true
        }
        (options.theme, state.theme) = (theme, theme)
        takeTheme()
      }
      state.tell("keys and theme follow the user file")
    case .failure(let error): state.tell("the keys stay: \(error)")
    }
    return true
  }

  /// Sends the query when it differs from the one sent last.
  private mutating func sendQuery(_ send: (Query) -> Void) {
    let query = state.query(for: state.size)
    if query != sentQuery {
      sentQuery = query
      send(query)
    }
  }

  private mutating func draw() {
    Dashboard.draw(state, snapshot, into: &canvas)
    screen.show(canvas, palette)
    drawn = state.picture(snapshot)
    hasNews = false
    lastFrame = Self.now
  }
}

extension Snapshot {
  /// Whether another limit is broken, or another call made.
  fileprivate func hasOtherAlarms(than other: Snapshot) -> Bool {
    // A recording runs faster than anybody could be called.
    guard session.mode != .replay else { return false }
    return episodes.open != other.episodes.open || episodes.total != other.episodes.total
      || operatorAlarms.figures.calls != other.operatorAlarms.figures.calls
  }
}
