/// What a cell means; a theme says how that looks.
///
/// Widgets speak of roles only, so that no widget can invent a colour.
public enum Role: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  case background, text, muted, frame, title, selection, hint
  case normal, band, value, trend
  case alarm1, alarm2, alarm3, advisory, stale, shelved, unacked
  case logTime, logTopic, logKey, logMatch
  case replay

  /// The name a theme file uses, such as `alarm1` or `log.time`.
  public var name: String {
    switch self {
    case .logTime: "log.time"
    case .logTopic: "log.topic"
    case .logKey: "log.key"
    case .logMatch: "log.match"
    default: String(describing: self)
    }
  }

  /// Whether the role says that something is not as it should be. A healthy screen has no cell of these.
  public var isAbnormal: Bool {
    switch self {
    case .alarm1, .alarm2, .alarm3, .advisory, .stale, .shelved, .unacked: true
    default: false
    }
  }

  /// One character for the role plane of a picture.
  var letter: Character {
    switch self {
    case .background: " "
    case .text: "x"
    case .muted: "m"
    case .frame: "f"
    case .title: "t"
    case .selection: "S"
    case .hint: "h"
    case .normal: "n"
    case .band: "b"
    case .value: "v"
    case .trend: "r"
    case .alarm1: "1"
    case .alarm2: "2"
    case .alarm3: "3"
    case .advisory: "A"
    case .stale: "?"
    case .shelved: "H"
    case .unacked: "U"
    case .logTime: "T"
    case .logTopic: "o"
    case .logKey: "k"
    case .logMatch: "M"
    case .replay: "R"
    }
  }
}
