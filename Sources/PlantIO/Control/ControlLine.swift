import PlantCore

/// What a collector says of itself.
struct CollectorWord: Sendable, Equatable {
  /// Whether it tells of alarms beyond its screen.
  var tells = false
  /// What is wrong with it, as its health alarm has it; empty when all is well.
  var trouble = ""
}

/// One line between a collector and a dashboard, over the collector's local socket: a word, a blank, and what it is about.
enum ControlLine: Sendable, Equatable {
  /// A dashboard presents itself: what terminal it runs on, the brokers it listens to, and whether it begins at this
  /// moment and wants to go on from the collector's state.
  case hello(terminal: String, brokers: [String], isFresh: Bool)
  /// The collector takes it in; whether it tells of alarms itself, so that nobody else need, and what is wrong with it.
  /// Said again and again for as long as it is there.
  case welcome(CollectorWord)
  /// The collector does not take it in, or has not carried its action out: why.
  case refused(String)
  /// A part of the collector's state, as `# state` has it; an empty one ends it.
  case state([UInt8])
  /// Some of the collector's journal, oldest first; it comes before the state.
  case journal([JournalEntry])
  /// Asked for by a dashboard; said by the collector of what has been done, everybody's.
  case action(SharedAction)
  /// Said by the collector of what this dashboard asked for.
  case done(SharedAction)

  /// No line is longer: a part of a state is a quarter of a megabyte.
  static let longest = 512 << 10

  /// As it is sent, with its newline.
  var bytes: [UInt8] {
    switch self {
    case .hello(let terminal, let brokers, let isFresh):
      var object = JSONObject()
      object.add("version", raw: "1")
      object.add("terminal", terminal)
      object.add("brokers", raw: "[\(brokers.map(JSONObject.quoted).joined(separator: ","))]")
      object.add("fresh", raw: isFresh ? "true" : "false")
      return Self.line("hello", object.text)
    case .welcome(let word):
      var object = JSONObject()
      object.add("tells", raw: String(word.tells))
      object.add("trouble", word.trouble)
      return Self.line("welcome", object.text)
    case .refused(let why): return Self.line("refused", JSONObject.quoted(why))
    case .state(let part): return Array("state ".utf8) + part + [10]
    case .journal(let entries): return Self.line("journal", SharedJournal.json(entries))
    case .action(let shared): return Self.line("action", shared.json)
    case .done(let shared): return Self.line("done", shared.json)
    }
  }

  private static func line(_ word: String, _ rest: String) -> [UInt8] { Array("\(word) \(rest)\n".utf8) }

  /// Reads a line without its newline; nil when it is none.
  init?(_ line: [UInt8]) {
    guard let blank = line.firstIndex(of: 32) else { return nil }
    let rest = Array(line[(blank + 1)...])
    switch String(decoding: line[..<blank], as: UTF8.self) {
    case "hello":
      guard let hello = Self.hello(rest) else { return nil }
      self = hello
    case "welcome":
      // A collector of an older version says nothing of it.
      var word = CollectorWord()
      if case .object(let members)? = SmallJSON.parse(rest) {
        for case ("tells", .flag(let tells)) in members { word.tells = tells }
        for case ("trouble", .text(let text)) in members { word.trouble = text }
      }
      self = .welcome(word)
    case "refused":
      guard case .text(let why)? = SmallJSON.parse(rest) else { return nil }
      self = .refused(why)
    case "state": self = .state(rest)
    case "journal":
      guard let entries = SharedJournal.entries(rest) else { return nil }
      self = .journal(entries)
    case "action":
      guard let shared = SharedAction(json: String(decoding: rest, as: UTF8.self)) else { return nil }
      self = .action(shared)
    case "done":
      guard let shared = SharedAction(json: String(decoding: rest, as: UTF8.self)) else { return nil }
      self = .done(shared)
    default: return nil
    }
  }

  private static func hello(_ json: [UInt8]) -> ControlLine? {
    guard case .object(let members)? = SmallJSON.parse(json) else { return nil }
    var (version, terminal, brokers, isFresh) = (0.0, "", [String](), false)
    for (key, value) in members {
      switch (key, value) {
      case ("version", .number(let number)): version = number
      case ("terminal", .text(let text)): terminal = text
      case ("fresh", .flag(let flag)): isFresh = flag
      case ("brokers", .list(let list)):
        brokers = list.compactMap { if case .text(let text) = $0 { text } else { nil } }
      default: break
      }
    }
    return version == 1 ? .hello(terminal: terminal, brokers: brokers, isFresh: isFresh) : nil
  }
}
