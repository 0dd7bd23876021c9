import CSystem
import Glibc
import PlantCore
import Synchronization

/// A dashboard's end of the collector's local socket: what is done here is asked of the collector, and what it says was
/// done, by whomever, is done here.
///
/// A thread of its own connects, again and again, and listens; the engine's thread sends and takes, and never waits.
/// Without a collector an action is this dashboard's own.
final class ControlClient: Sendable {
  private struct Order: Sendable {
    var shared: SharedAction
    var handedOver: Int?
  }

  private struct Desk: Sendable {
    var isConnected = false
    /// What the collector says of itself.
    var word = CollectorWord()
    /// Since when it is gone, in nanoseconds since the boot; nil while it is there or never was.
    var goneSince: Int64?
    var news: [ControlNews] = []
    var orders: [SharedAction] = []
    /// Orders that are not answered yet, in their order; with a number those that have been carried out here before.
    var pending: [Order] = []
    /// What has come of the beginning, as long as it is wanted.
    var beginning: ControlBeginning? = ControlBeginning()
    var isBeginningWhole = false
  }

  /// A collector that was not there is looked for this often.
  private static let pace = Interval.second
  /// A state of which nothing more comes for so long is done without: the screen must come up.
  private static let patience = Interval.second
  /// A state that takes longer than this on its way is, too.
  private static let longest = 5 * Interval.second

  /// One that is away for no longer was started anew, most likely, and is no trouble.
  private static let restart = 10 * Interval.second

  private let desk = Mutex(Desk())
  private let stop = StopFlag()
  private let ordered = WakeUp()
  /// Signalled once it is known whether there is a state to begin with.
  private let settled = WakeUp()
  private let asked: WakeUp
  private let folder: ArchiveFolder
  private let brokers: [String]
  private let worker = Mutex<Worker?>(nil)

  /// - Parameters:
  ///   - folder: The collector's archive.
  ///   - asked: Signalled when there is something to take.
  init(_ folder: ArchiveFolder, brokers: [String], asked: WakeUp) {
    (self.folder, self.brokers, self.asked) = (folder, brokers, asked)
    worker.withLock { $0 = Worker(name: "control") { self.run() } }
  }

  // MARK: The engine's thread

  /// The collector's state at this moment and its journal up to it; empty when there is no collector. Once, at the
  /// beginning.
  func beginning() -> ControlBeginning {
    let end = SystemClock.sinceBoot() + Self.longest
    var parts = 0
    while !waitReadable(settled.descriptor, nanoseconds: Self.patience)[0], SystemClock.sinceBoot() < end {
      let come = desk.withLock { $0.beginning.map { $0.state.count + $0.journal.count } ?? 0 }
      guard come > parts else { break }
      parts = come
    }
    return desk.withLock { desk in
      defer { desk.beginning = nil }
      return desk.isBeginningWhole ? desk.beginning ?? ControlBeginning() : ControlBeginning()
    }
  }

  /// Asks the collector to do it; false when there is none.
  ///
  /// - Parameter handedOver: The number by which `DoneAlone` knows it, where it has been carried out here before.
  func ask(_ shared: SharedAction, handedOver: Int? = nil) -> Bool {
    let isAsked = desk.withLock { [shared] desk in
      guard desk.isConnected, desk.pending.count < 256 else { return false }
      desk.orders.append(shared)
      desk.pending.append(Order(shared: shared, handedOver: handedOver))
      return true
    }
    if isAsked { ordered.signal() }
    return isAsked
  }

  /// Whether the collector is there and tells of alarms, so that this dashboard need not.
  var tells: Bool { desk.withLock { $0.word.tells } }

  /// What is wrong with the collector, for the health alarm; empty when all is well, or there never was one.
  var trouble: String {
    desk.withLock { desk in
      if let since = desk.goneSince, SystemClock.sinceBoot() - since > Self.restart {
        return "the collector is gone: nothing is archived"
      }
      return desk.word.trouble.isEmpty ? "" : "the collector's: \(desk.word.trouble)"
    }
  }

  func take() -> [ControlNews] {
    desk.withLock { desk in
      defer { desk.news = [] }
      return desk.news
    }
  }

  func end() {
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: Interval.second)
  }

  // MARK: Its own thread

  private func run() {
    var isFirst = true
    var refusal = ""
    while !stop.isRaised {
      let descriptor = ControlPlace.with(folder) { unsafe plant_socket_connect($0, ControlPlace.name) }
      if descriptor >= 0 {
        let why = speak(ControlStream(descriptor), isFresh: isFirst)
        if let why, why != refusal { put(.notice("not heard by the archive's collector: \(why)", isWarning: true)) }
        refusal = why ?? refusal
      }
      settled.signal()
      isFirst = false
      _ = waitReadable(stop.descriptor, nanoseconds: Self.pace)
    }
  }

  /// One connection from its beginning to its end; why the collector did not take it in, where it said so.
  private func speak(_ stream: ControlStream, isFresh: Bool) -> String? {
    stream.send(.hello(terminal: Person.terminalHere, brokers: brokers, isFresh: isFresh))
    var isWelcome = false
    var isBeginning = isFresh
    var heard = SystemClock.sinceBoot()
    defer { if isWelcome { lose() } }
    while !stop.isRaised {
      // What a collector has said before it hung up still counts.
      let isOver = !stream.flush()
      let woken = waitReadable(
        stream.descriptor, ordered.descriptor, stop.descriptor,
        nanoseconds: isOver ? 0 : stream.isWaiting ? 10 * Interval.millisecond : Interval.second)
      ordered.clear()
      for order in desk.withLock({ desk in
        defer { desk.orders = [] }
        return desk.orders
      }) { stream.send(.action(order)) }
      guard woken[0] else {
        if isOver { return nil }
        // One that hangs must not keep the alarms to itself.
        if SystemClock.sinceBoot() - heard > (isWelcome ? ControlPlace.silence : ControlPlace.silence / 2) {
          return "it does not answer"
        }
        continue
      }
      heard = SystemClock.sinceBoot()
      guard let lines = stream.receive() else { return nil }
      for line in lines {
        switch line {
        case .refused(let why) where !isWelcome: return why
        case .refused(let why): answered(refusal: why)
        case .welcome(let word):
          desk.withLock { [word] in ($0.isConnected, $0.word, $0.goneSince) = (true, word, nil) }
          // Said once more, it only tells that something else holds.
          if !isWelcome { put(.heard(isFresh: isFresh)) }
          isWelcome = true
        case .journal(let entries): desk.withLock { [entries] in $0.beginning?.journal += entries }
        case .state(let part) where isBeginning && !part.isEmpty:
          desk.withLock { [part] in $0.beginning?.state.append(part) }
        case .state:
          isBeginning = false
          desk.withLock { $0.isBeginningWhole = true }
          settled.signal()
        case .action(let shared): put(.done(shared))
        case .done(let shared):
          let isDone = answered(refusal: "")?.handedOver != nil
          // Done here before, it may have been undone since by what the collector held: it is the last word. A note is
          // not taken twice.
          if !isDone || shared.action.isRepeatable { put(.done(shared)) }
        case .hello: return nil
        }
      }
      if isOver { return nil }
    }
    // What was asked for in the last moment is still sent.
    for order in desk.withLock({ $0.orders }) { stream.send(.action(order)) }
    _ = stream.flush()
    return nil
  }

  /// The oldest order has its answer.
  @discardableResult
  private func answered(refusal: String) -> Order? {
    let order = desk.withLock { $0.pending.isEmpty ? nil : $0.pending.removeFirst() }
    if let number = order?.handedOver {
      put(.handedOver(number, refusal: refusal))
    } else if refusal == OperationRefusal.nothingToDo.text {
      // It is so there already, and shall be so here.
      if let order { put(.done(order.shared)) }
    } else if !refusal.isEmpty {
      put(.notice(refusal, isWarning: true))
    }
    return order
  }

  /// The collector is gone: what it has not answered is for this dashboard to do.
  private func lose() {
    guard !stop.isRaised else { return }
    let pending = desk.withLock { desk in
      defer { (desk.isConnected, desk.word, desk.pending, desk.orders) = (false, CollectorWord(), [], []) }
      desk.goneSince = SystemClock.sinceBoot()
      return desk.pending
    }
    for order in pending where order.handedOver == nil { put(.unheard(order.shared)) }
    put(.gone)
  }

  private func put(_ news: ControlNews) {
    desk.withLock { [news] desk in
      // A dashboard whose engine takes nothing for so long has other troubles.
      if desk.news.count < 4096 { desk.news.append(news) }
    }
    asked.signal()
  }
}
