import PlantCore
import Synchronization

/// The last fifty lines for the operator. Any thread.
final class NoticeBoard: Sendable {
  private let notices = Mutex<[Notice]>([])

  var all: [Notice] { notices.withLock { $0 } }

  func add(_ text: String, isWarning: Bool) {
    let notice = Notice(at: SystemClock.wall(), text: text, isWarning: isWarning)
    notices.withLock {
      $0.append(notice)
      if $0.count > 50 { $0.removeFirst() }
    }
  }
}
