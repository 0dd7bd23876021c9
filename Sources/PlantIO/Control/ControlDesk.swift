import PlantCore

/// A session's end of a collector's socket: the collector's own, a dashboard's, or neither. The engine's thread.
struct ControlDesk: Sendable {
  var server: ControlServer?
  var client: ControlClient?
  /// What no collector has heard of.
  private var doneAlone = DoneAlone()

  /// What has come since the last call and is for the engine to do; what there is to say goes to `notices`.
  mutating func take(_ engine: borrowing Engine, _ notices: NoticeBoard) -> [ControlNews] {
    var rest: [ControlNews] = []
    for news in server?.take() ?? client?.take() ?? [] {
      switch news {
      case .handedOver(let number, let refusal):
        if let text = doneAlone.answered(number, refusal) { notices.add(text, isWarning: true) }
      case .heard(let isFresh):
        if let client, let text = doneAlone.heard(by: client, isFresh: isFresh, engine) {
          notices.add(text, isWarning: false)
        }
      case .gone:
        doneAlone.lost()
        notices.add(
          "the collector is gone: nothing is archived, and what is done here is done here alone", isWarning: true)
      case .notice(let text, let isWarning): notices.add(text, isWarning: isWarning)
      // What the collector held before is older than what it is asked for.
      case .done(let shared) where doneAlone.concerns(shared): break
      case .order, .joined, .done, .unheard: rest.append(news)
      }
    }
    return rest
  }

  /// Tells everybody of what was done here, or keeps it until there is somebody to tell.
  mutating func tell(_ shared: SharedAction, at moment: Stamp, _ notices: NoticeBoard) {
    server?.tell(shared)
    guard client != nil else { return }
    let kept = shared.kept(at: moment)
    if kept == nil || doneAlone.isEmpty {
      notices.add("done here alone: no collector hears of it\(kept == nil ? "" : " yet")", isWarning: false)
    }
    if let kept { doneAlone.add(kept) }
  }

  /// Once a second: asks again for what is not heard yet, and says how this session is.
  mutating func tick(_ engine: borrowing Engine, _ word: CollectorWord) {
    doneAlone.remind(client, engine)
    server?.say(word)
  }

  /// What is wrong with the collector of this dashboard; empty when all is well.
  var trouble: String { client?.trouble ?? "" }

  /// Whether somebody else tells of this plant's alarms.
  var isTold: Bool { client?.tells ?? false }

  func end() {
    server?.end()
    client?.end()
  }
}

/// What a dashboard begins with beside a collector.
struct ControlBeginning: Sendable, Equatable {
  /// The parts of `# state`; empty when there is no collector.
  var state: [[UInt8]] = []
  /// Oldest first.
  var journal: [JournalEntry] = []
}

/// What a session hears through its collector's socket, whichever end it is.
enum ControlNews: Sendable {
  /// A dashboard asks for an action.
  case order(client: Int, SharedAction)
  /// A dashboard has joined; it wants the state where it begins at this moment.
  case joined(client: Int, wantsState: Bool)
  /// The collector has done this.
  case done(SharedAction)
  /// The collector was asked for this and has gone before it answered.
  case unheard(SharedAction)
  /// The collector has answered to something that was done here alone; the refusal is empty when it has done it, too.
  case handedOver(Int, refusal: String)
  /// The collector hears; whether this dashboard has only begun.
  case heard(isFresh: Bool)
  /// The collector is gone.
  case gone
  /// What there is to say.
  case notice(String, isWarning: Bool)
}
