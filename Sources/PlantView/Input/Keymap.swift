/// Where the operator is, as far as keys are concerned.
public enum KeyContext: String, Sendable, Hashable, CaseIterable {
  case everywhere = "Everywhere"
  case devices = "Devices"
  case anomalies = "Anomalies"
  case messages = "Messages"
  case message = "Message"
  case overview = "Overview"
  case alarms = "Alarms"
  case journal = "Journal"
  case wall = "Wall"
  case trends = "Trends"
  case card = "Alarm"
  case device = "Device screen"
  case replay = "Replay"
  case help = "Help"
  case prompt = "Prompt"
  case question = "Question"

  /// The place in a sentence.
  var place: String {
    switch self {
    case .devices: "the device table (1)"
    case .anomalies: "the anomalies (2)"
    case .messages: "the messages (3)"
    case .message: "a message's own screen"
    case .overview: "the overview"
    case .alarms: "the alarms (4)"
    case .journal: "the journal (5)"
    case .wall: "the plant wall (6)"
    case .trends: "the trends (7)"
    case .card: "an alarm's own screen"
    case .device: "a device's own screen"
    case .replay: "a replay, or of a paused picture"
    case .everywhere, .help, .prompt, .question: rawValue.lowercased()
    }
  }
}

/// One line of the keymap: keys, what they do, and in which words help and the hint bar say so.
public struct Binding: Sendable {
  public var context: KeyContext
  public var keys: [Key]
  public var action: Action
  /// What help says; empty where another line of the keymap already says it.
  public var help: String
  /// A word or two for the hint bar; empty for keys that need no hint.
  public var hint: String

  init(_ context: KeyContext, _ keys: [Key], _ action: Action, _ help: String, hint: String = "") {
    self.context = context
    self.keys = keys
    self.action = action
    self.help = help
    self.hint = hint
  }
}

/// All keys and what they do, as data: the reducer, the help overlay and the hint bar read the same lines, so
/// that none of them can promise what another does not keep.
public struct Keymap: Sendable {
  /// Every line of the keymap, in the order help shows them.
  public let bindings: [Binding]
  private var table: [KeyContext: [Key: Action]] = [:]

  /// Makes a keymap; of two lines with the same key in one context the later one counts.
  public init(bindings: [Binding]) {
    self.bindings = bindings
    for binding in bindings {
      for key in binding.keys { table[binding.context, default: [:]][key] = binding.action }
    }
  }

  /// What `key` means in the first of `contexts` that knows it.
  public func action(for key: Key, in contexts: [KeyContext]) -> Action? {
    for context in contexts {
      if let action = table[context]?[key] { return action }
    }
    if contexts.first == .prompt {
      switch key {
      case .character(let character), .pasted(let character): return .type(character)
      default: return nil
      }
    }
    return nil
  }

  /// The keymap in which `key` does, everywhere, what `model` does in the standard keymap; nil when that is nothing.
  public func letting(_ key: Key, doWhat model: Key) -> Keymap? {
    let places = Self.standard.bindings.indices.filter { Self.standard.bindings[$0].keys.contains(model) }
    guard !places.isEmpty else { return nil }
    var changed = without(key).bindings
    for place in places { changed[place].keys.append(key) }
    return Keymap(bindings: changed)
  }

  /// The keymap of a screen that nobody sits at: nothing can be done about alarms, and nothing stops it but leaving.
  public var unattended: Keymap {
    Keymap(bindings: bindings.filter { !$0.action.isOperating && $0.action != .command && $0.action != .suspend })
  }

  /// The keymap in which `key` does nothing.
  public func without(_ key: Key) -> Keymap {
    Keymap(
      bindings: bindings.map { binding in
        var binding = binding
        binding.keys.removeAll { $0 == key }
        return binding
      })
  }

  /// The key that opens help; nil when somebody has taken every key from it.
  var helpKey: Key? { binding(of: .help, in: [.everywhere])?.keys.first }

  /// The binding of `action` in one of `contexts`.
  func binding(of action: Action, in contexts: [KeyContext]) -> Binding? {
    bindings.first { contexts.contains($0.context) && $0.action == action }
  }
}
