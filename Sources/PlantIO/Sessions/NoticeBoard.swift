import PlantCore
import Synchronization

/// The last fifty lines for the operator. Any thread.
final class NoticeBoard: Sendable {
  private let notices = Mutex<[Notice]>([])

  var all: [Notice] { notices.withLock { $0 } }

  /// What the engine found of its configuration: nothing else on the screen says it.
  func add(_ events: [Event]) {
    for case .notice(let notice) in events where notice.kind == .configuration { add(notice.text, isWarning: true) }
  }

  func add(_ text: String, isWarning: Bool) {
    let notice = Notice(at: SystemClock.wall(), text: text, isWarning: isWarning)
    notices.withLock {
      $0.append(notice)
      if $0.count > 50 { $0.removeFirst() }
    }
  }
}
