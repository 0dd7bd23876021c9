import PlantCore
import Synchronization

/// The last fifty lines for the operator. Any thread.
final class NoticeBoard: Sendable {
  private struct Board {
    var notices: [Notice] = []
    /// What no event says and nobody has taken yet; a screen takes none.
    var untold: [Notice] = []
    var count = 0
  }
  private static let limit = 50
  private let board = Mutex(Board())
  /// The program's own log; nil where none is kept.
  let log: ProgramLog?

  init(log: ProgramLog? = nil) { self.log = log }

  /// How many there ever were.
  var count: Int { board.withLock { $0.count } }

  var all: [Notice] { board.withLock { $0.notices } }

  /// What the engine found of its configuration: nothing else on the screen says it.
  func add(_ events: [Event]) {
    for case .notice(let notice) in events where notice.kind == .configuration {
      add(notice.text, isWarning: true, isEvent: true)
    }
  }

  /// - Parameter isEvent: Whether an event says the same.
  func add(_ text: String, isWarning: Bool, isEvent: Bool = false) {
    let notice = Notice(at: SystemClock.wall(), text: text, isWarning: isWarning)
    // What is an event as well is logged as one.
    if !isEvent { log?.add(text, isWarning: isWarning) }
    board.withLock {
      $0.notices.append(notice)
      $0.count += 1
      if $0.notices.count > Self.limit { $0.notices.removeFirst() }
      if !isEvent, $0.untold.count < Self.limit { $0.untold.append(notice) }
    }
  }

  /// What was said since the last call and is no event: for a run without a screen.
  func takeUntold() -> [Notice] {
    board.withLock {
      let untold = $0.untold
      $0.untold = []
      return untold
    }
  }
}
