import CSystem
import Glibc
import PlantCore
import Synchronization

/// The collector's end of its local socket: takes actions from dashboards and tells all of them what was done.
///
/// A thread of its own speaks with the dashboards; the engine's thread takes and answers, and never waits. The kernel
/// says whose a dashboard is; only its terminal it says itself.
final class ControlServer: Sendable {
  /// More dashboards than a plant has control rooms.
  static let clientLimit = 32
  /// Orders that may wait for the engine's thread.
  private static let orderLimit = 256

  private enum Audience { case one(Int), all(but: Int?) }

  private struct Desk: Sendable {
    /// What this session says of itself at this moment.
    var word = CollectorWord()
    /// When the engine's thread said so last; nil until it did.
    var said: Int64?
    var news: [ControlNews] = []
    var answers: [(audience: Audience, line: ControlLine)] = []

    /// What is said at regular times; nil while the engine's thread hangs.
    func word(at now: Int64) -> CollectorWord? { said.map { now - $0 < 2 * ControlPlace.pulse } ?? true ? word : nil }
  }

  private let desk = Mutex(Desk())
  private let answered = WakeUp()
  private let stop = StopFlag()
  private let asked: WakeUp
  private let folder: ArchiveFolder
  private let brokers: [String]
  private let introduction: Int64
  private let worker = Mutex<Worker?>(nil)

  /// Listens in the archive's folder, whose lock the caller holds.
  ///
  /// - Parameters:
  ///   - brokers: What this session listens to; a dashboard of another plant is not taken in.
  ///   - asked: Signalled when there is something to take.
  ///   - introduction: A dashboard that has not presented itself after so many nanoseconds loses its place.
  /// - Throws: `SetupError` when the socket cannot be made.
  init(
    _ folder: ArchiveFolder, brokers: [String], asked: WakeUp, introduction: Int64 = 5 * Interval.second
  ) throws(SetupError) {
    (self.folder, self.brokers, self.asked, self.introduction) = (folder, brokers, asked, introduction)
    let listener = listen()
    guard listener >= 0 else { throw SetupError(path, "cannot be listened at: \(errorText(errno))") }
    worker.withLock { $0 = Worker(name: "control") { self.run(listener) } }
  }

  private var path: String { "\(folder.path)/\(ControlPlace.name)" }

  private func listen() -> Int32 { ControlPlace.with(folder) { unsafe plant_socket_listen($0, ControlPlace.name) } }

  // MARK: The engine's thread

  func take() -> [ControlNews] {
    desk.withLock { desk in
      defer { desk.news = [] }
      return desk.news
    }
  }

  /// Tells every dashboard but the one that asked what was done, and that one that it was.
  func tell(_ shared: SharedAction, askedBy client: Int? = nil) {
    if let client { answer(.one(client), .done(shared)) }
    answer(.all(but: client), .action(shared))
  }

  /// Lets every dashboard know how this session is, once a second or so: where nothing more is said,
  /// dashboards hear nothing more either, and know that they are alone.
  func say(_ word: CollectorWord) {
    let hasChanged = desk.withLock { desk in
      defer { (desk.word, desk.said) = (word, SystemClock.sinceBoot()) }
      return desk.word != word
    }
    if hasChanged { answer(.all(but: nil), .welcome(word)) }
  }

  func refuse(_ client: Int, _ why: String) { answer(.one(client), .refused(why)) }

  /// Lets a dashboard in: with a state to go on from and the journal up to it where it wants them, and with what somebody
  /// has done and still holds.
  func welcome(_ client: Int, _ beginning: ControlBeginning?, _ standing: [SharedAction]) {
    if let beginning {
      for start in stride(from: 0, to: beginning.journal.count, by: SharedJournal.together) {
        let end = min(start + SharedJournal.together, beginning.journal.count)
        answer(.one(client), .journal(Array(beginning.journal[start..<end])))
      }
      for part in beginning.state { answer(.one(client), .state(part)) }
      answer(.one(client), .state([]))
    }
    for shared in standing { answer(.one(client), .action(shared)) }
  }

  func end() {
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: 2 * Interval.second)
    _ = ControlPlace.with(folder) { unsafe unlinkat($0, ControlPlace.name, 0) }
  }

  private func answer(_ audience: Audience, _ line: ControlLine) {
    desk.withLock { [line] in $0.answers.append((audience, line)) }
    answered.signal()
  }

  // MARK: Its own thread

  private struct Client {
    var number: Int
    var stream: ControlStream
    var user: String
    /// Who acts: the user, and where.
    var person = ""
    var isWelcome = false
    /// When it connected, since the boot.
    var since = SystemClock.sinceBoot()
  }

  private func run(_ first: Int32) {
    var (listener, place) = (first, FileIdentity(at: path))
    defer { close(listener) }
    var clients: [Client] = []
    var count = 0
    var lastWord = SystemClock.sinceBoot()
    while !stop.isRaised {
      // Who has taken the socket away has not meant to shut dashboards out.
      if FileIdentity(at: path) != place {
        let next = listen()
        if next >= 0 {
          close(listener)
          (listener, place) = (next, FileIdentity(at: path))
        }
      }
      var entries = [listener, answered.descriptor, stop.descriptor].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      entries += clients.map {
        pollfd(fd: $0.stream.descriptor, events: Int16(POLLIN | ($0.stream.isWaiting ? POLLOUT : 0)), revents: 0)
      }
      _ = unsafe poll(&entries, nfds_t(entries.count), 1000)
      for (index, entry) in entries.dropFirst(3).enumerated() where entry.revents & ~Int16(POLLOUT) != 0 {
        if !hear(&clients[index]) { clients[index].number = -1 }
      }
      answered.clear()
      for answer in desk.withLock({ desk in
        defer { desk.answers = [] }
        return desk.answers
      }) {
        for client in clients where client.isWelcome {
          switch answer.audience {
          case .one(let number) where number != client.number: continue
          case .all(let other) where other == client.number: continue
          case .one, .all: client.stream.send(answer.line)
          }
        }
      }
      let now = SystemClock.sinceBoot()
      if now - lastWord >= ControlPlace.pulse, let word = desk.withLock({ $0.word(at: now) }) {
        lastWord = now
        for client in clients where client.isWelcome { client.stream.send(.welcome(word)) }
      }
      let latest = now - introduction
      for index in clients.indices {
        let isMute = !clients[index].isWelcome && clients[index].since < latest
        if isMute || !clients[index].stream.flush() { clients[index].number = -1 }
      }
      clients.removeAll { $0.number < 0 }
      if entries[0].revents != 0, let client = accept(listener, count, clients.count) {
        count += 1
        clients.append(client)
      }
    }
  }

  private func accept(_ listener: Int32, _ number: Int, _ present: Int) -> Client? {
    var uid: uid_t = 0
    let descriptor = unsafe plant_socket_accept(listener, &uid)
    guard descriptor >= 0 else {
      // Out of descriptors, most likely: who waits is taken in once there are some again.
      Worker.rest(nanoseconds: 100 * Interval.millisecond)
      return nil
    }
    let stream = ControlStream(descriptor)
    guard present < Self.clientLimit else {
      stream.send(.refused("it hears \(Self.clientLimit) dashboards already"))
      _ = stream.flush()
      put(.notice("a dashboard beyond \(Self.clientLimit) at once is not heard", isWarning: true))
      return nil
    }
    var name = [CChar](repeating: 0, count: 64)
    unsafe plant_user_name(uid, &name, name.count)
    let user = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return Client(number: number, stream: stream, user: user)
  }

  /// Takes what a dashboard says; false when it is gone, or says what none of ours would.
  private func hear(_ client: inout Client) -> Bool {
    guard let lines = client.stream.receive() else { return false }
    for line in lines {
      switch line {
      case .hello(let terminal, let brokers, let isFresh) where !client.isWelcome:
        guard !Set(brokers).isDisjoint(with: self.brokers) else {
          client.stream.send(.refused("the collector listens to \(self.brokers.joined(separator: ", "))"))
          continue
        }
        guard let word = desk.withLock({ $0.word(at: SystemClock.sinceBoot()) }) else {
          client.stream.send(.refused("it hangs"))
          continue
        }
        let place = terminal.unicodeScalars.filter { $0.value > 32 && $0.value < 127 || $0 == " " }.prefix(64)
        client.person = place.isEmpty ? client.user : "\(client.user) \(String(String.UnicodeScalarView(place)))"
        client.isWelcome = true
        client.stream.send(.welcome(word))
        put(.joined(client: client.number, wantsState: isFresh))
      case .action(var shared) where client.isWelcome:
        shared.note.by = client.person
        shared.note.why = String(shared.note.why.prefix(500))
        // Without an answer the dashboard takes its orders back.
        if !put(.order(client: client.number, shared)) { return false }
      case .hello, .action, .welcome, .refused, .state, .journal, .done: return false
      }
    }
    return true
  }

  /// Puts something before the engine's thread; false when too much lies there.
  @discardableResult
  private func put(_ news: ControlNews) -> Bool {
    let hasRoom = desk.withLock { [news] desk in
      guard desk.news.count < Self.orderLimit else { return false }
      desk.news.append(news)
      return true
    }
    asked.signal()
    return hasRoom
  }
}
