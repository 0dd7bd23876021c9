import CSystem
import Glibc
import PlantCore
import Testing

@testable import PlantIO

/// The collector's local socket, with real sockets and threads.
@Suite("Dashboards and their collector")
struct ControlTests {
  private static let broker = "mqtt://10.0.0.1"
  private let folder = TemporaryFolder()
  private let asked = WakeUp()

  private func server(_ path: String? = nil) throws -> ControlServer {
    try ControlServer(ArchiveFolder(path ?? folder.path), brokers: [Self.broker], asked: asked)
  }

  private func client(_ path: String? = nil, broker: String = Self.broker) -> ControlClient {
    ControlClient(ArchiveFolder(path ?? folder.path), brokers: [broker], asked: WakeUp())
  }

  /// Waits for news, and takes them.
  private func news(_ take: () -> [ControlNews]) -> [ControlNews] {
    var all: [ControlNews] = []
    _ = eventually(5) {
      // That it is heard is no news here.
      all += take().filter { if case .heard = $0 { false } else { true } }
      return !all.isEmpty
    }
    return all
  }

  private func join(_ server: ControlServer, _ beginning: ControlBeginning = ControlBeginning()) -> Int? {
    guard case .joined(let number, let wantsState)? = news(server.take).first else { return nil }
    server.welcome(number, wantsState ? beginning : nil, [])
    return number
  }

  private let shared = SharedAction(
    .maintain(place: "press-07", nanoseconds: 60 * Interval.second), OperatorNote(by: "mallory", why: "belt"))

  @Test("a collector that hangs is as good as gone, and found again when it goes on")
  func hanging() throws {
    let server = try server()
    server.say(CollectorWord(tells: true, trouble: "the store cannot be written"))
    let client = client()
    _ = try #require(join(server))
    #expect(eventually { client.tells } && client.trouble == "the collector's: the store cannot be written")
    // Nobody says anything for the engine's thread any more: the socket alone is no collector.
    #expect(eventually(15) { client.take().contains { if case .gone = $0 { true } else { false } } })
    #expect(!client.tells && !client.ask(shared))
    #expect(eventually(15) { client.trouble == "the collector is gone: nothing is archived" })
    server.say(CollectorWord(tells: true))
    #expect(eventually(10) { client.tells } && client.trouble.isEmpty)
    client.end()
    server.end()
  }

  @Test("a socket that is taken away is made anew, and who is connected stays")
  func takenAway() throws {
    let server = try server()
    let first = client()
    _ = try #require(join(server))
    #expect(unsafe unlink("\(folder.path)/\(ControlPlace.name)") == 0)
    let second = client()
    _ = try #require(join(server))
    #expect(eventually { first.ask(shared) && second.ask(shared) })
    second.end()
    first.end()
    server.end()
  }

  @Test("what one asks for reaches the collector under its user's name, and then everybody")
  func everybody() throws {
    let server = try server()
    let first = client()
    _ = try #require(join(server))
    let second = client()
    _ = try #require(join(server))
    #expect(eventually { first.ask(shared) })
    guard case .order(let number, let order)? = news(server.take).first else {
      Issue.record("no order")
      return
    }
    // Who acts is the kernel's word, not the dashboard's.
    var name = [CChar](repeating: 0, count: 64)
    unsafe plant_user_name(getuid(), &name, name.count)
    let user = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #expect(order.note.by.hasPrefix(user) && order.note.why == "belt" && order.action == shared.action)
    server.tell(order, askedBy: number)
    for client in [first, second] {
      guard case .done(let done)? = news(client.take).first else {
        Issue.record("not told")
        continue
      }
      #expect(done == order)
    }
    server.end()
    for client in [first, second] { client.end() }
  }

  @Test("a note asked of the collector is taken here too, once")
  func note() throws {
    let note = SharedAction(.note(about: nil), OperatorNote(by: "anna", why: "belt slips"))
    let server = try server()
    let client = client()
    _ = try #require(join(server))
    for number in [nil, 3] as [Int?] {
      #expect(eventually { client.ask(note, handedOver: number) })
      guard case .order(let asker, let order)? = news(server.take).first else {
        Issue.record("no order")
        return
      }
      server.tell(order, askedBy: asker)
      switch news(client.take).first {
      case .done(order)? where number == nil: break
      case .handedOver(3, refusal: "")? where number == 3: break
      default: Issue.record("not told: \(String(describing: number))")
      }
    }
    Worker.rest(nanoseconds: Interval.second / 10)
    #expect(client.take().isEmpty)
    server.end()
    client.end()
  }

  @Test("what was done alone is answered to by its number, and what the collector did is the last word")
  func handedOver() throws {
    let server = try server()
    let client = client()
    _ = try #require(join(server))
    #expect(eventually { client.ask(shared, handedOver: 7) })
    guard case .order(let number, let order)? = news(server.take).first else {
      Issue.record("no order")
      return
    }
    server.tell(order, askedBy: number)
    var all: [ControlNews] = []
    _ = eventually(5) {
      all += client.take().filter { if case .heard = $0 { false } else { true } }
      return all.count >= 2
    }
    guard case .handedOver(7, refusal: "")? = all.first, case .done(order)? = all.last else {
      Issue.record("\(all)")
      return
    }
    server.end()
    client.end()
  }

  @Test("a dashboard tells nobody of alarms while its collector does, and does again when that is gone")
  func tells() throws {
    for tells in [true, false] {
      let server = try server()
      let client = client()
      _ = try #require(join(server))
      _ = client.beginning()
      #expect(!client.tells)
      server.say(CollectorWord(tells: tells))
      #expect(eventually { client.tells == tells })
      server.end()
      #expect(eventually { !client.tells })
      client.end()
    }
  }

  @Test("who begins goes on from the collector's state and journal, whole")
  func state() throws {
    let server = try server()
    let client = client()
    let parts = (0..<5).map { Array("{\"part\":\($0),\"data\":\"\(String(repeating: "x", count: 200_000))\"}".utf8) }
    let journal = (0..<3 * SharedJournal.together + 1).map { number -> JournalEntry in
      let at = ArchiveBench.start + Int64(number) * Interval.second
      var entry = JournalEntry(
        at: at, seen: at + 5 * Interval.millisecond, word: "ALARM", priority: number % 4 == 0 ? nil : number % 4,
        device: "press-\(number)", text: "temperature high: \"81\" \u{1B} °C\n is above the limit")
      entry.sensor = number % 2 == 0 ? "" : "temperature"
      return entry
    }
    let beginning = ControlBeginning(state: parts, journal: journal)
    _ = try #require(join(server, beginning))
    let isWhole = client.beginning() == beginning
    #expect(isWhole)
    server.end()
    client.end()
    // Where there is none, nobody waits for it.
    let before = SystemClock.sinceBoot()
    let alone = self.client()
    #expect(alone.beginning().state.isEmpty && SystemClock.sinceBoot() - before < Interval.second / 4)
    #expect(!alone.ask(shared))
    alone.end()
  }

  @Test("a collector that goes before it answers leaves the action to the dashboard; one that comes back is found")
  func gone() throws {
    var server = try server()
    let client = client()
    _ = try #require(join(server))
    #expect(eventually { client.ask(shared) })
    server.end()
    var all: [ControlNews] = []
    _ = eventually(5) {
      all += client.take().filter { if case .heard = $0 { false } else { true } }
      return all.count >= 2
    }
    guard case .unheard(shared)? = all.first, case .gone? = all.last else {
      Issue.record("\(all)")
      return
    }
    #expect(!client.ask(shared))
    server = try self.server()
    guard case .joined(_, wantsState: false)? = news(server.take).first else {
      Issue.record("not found again")
      return
    }
    server.end()
    client.end()
  }

  @Test("a dashboard of another plant is not taken in, and told why")
  func otherPlant() throws {
    let server = try server()
    let client = client(broker: "mqtt://10.0.0.2")
    guard case .notice(let text, isWarning: true)? = news(client.take).first else {
      Issue.record("not told")
      return
    }
    #expect(text.contains("the collector listens to mqtt://10.0.0.1"), "\(text)")
    #expect(!client.ask(shared) && server.take().isEmpty)
    server.end()
    client.end()
  }

  @Test("a path that no socket's address could hold, and a socket that a crash has left, are no hindrance")
  func longPath() throws {
    let path = folder.path + "/" + String(repeating: "a-long-name/", count: 12)
    try WholeFile.makeFolder(path)
    // Who has crashed has left his socket.
    let left = ControlPlace.with(ArchiveFolder(path)) { unsafe plant_socket_listen($0, ControlPlace.name) }
    #expect(left >= 0 && close(left) == 0)
    let server = try server(path)
    let client = client(path)
    #expect(join(server) != nil)
    client.end()
    server.end()
  }

  private func connected() -> Int32 {
    var descriptor: Int32 = -1
    // More at once than the kernel lets wait.
    _ = eventually {
      descriptor = ControlPlace.with(ArchiveFolder(folder.path)) { unsafe plant_socket_connect($0, ControlPlace.name) }
      return descriptor >= 0
    }
    return descriptor
  }

  @Test("a dashboard beyond the last place is told so; who does not say what it is loses its place")
  func places() throws {
    let server = try ControlServer(
      ArchiveFolder(folder.path), brokers: [Self.broker], asked: asked, introduction: 2 * Interval.second)
    let mute = (0..<ControlServer.clientLimit).map { _ in connected() }
    #expect(mute.allSatisfy { $0 >= 0 })
    let late = client()
    guard case .notice(let text, isWarning: true)? = news(late.take).first else {
      Issue.record("not told")
      return
    }
    #expect(text.contains("it hears 32 dashboards already"), "\(text)")
    // It asks again each second.
    _ = eventually(6) { if case .joined? = server.take().last { true } else { false } }
    #expect(eventually { late.ask(shared) })
    for descriptor in mute { close(descriptor) }
    late.end()
    server.end()
  }

  @Test("a state far larger than what may wait otherwise reaches a dashboard")
  func largeState() throws {
    let server = try server()
    let client = client()
    let part = Array("{\"data\":\"\(String(repeating: "x", count: 250_000))\"}".utf8)
    let parts = Array(repeating: part, count: 2 * ControlStream.patience / part.count)
    _ = try #require(join(server, ControlBeginning(state: parts)))
    #expect(client.beginning().state.count == parts.count)
    #expect(client.ask(shared))
    server.end()
    client.end()
  }

  @Test("what is no line of ours ends the connection, and the collector goes on")
  func garbage() throws {
    plant_ignore_sigpipe()
    let server = try server()
    for bytes in [
      Array("GET / HTTP/1.1\r\n\r\n".utf8), Array("action {\"do\":\"silence\",\"seconds\":60}\n".utf8), [0, 10],
      [UInt8](repeating: 120, count: 2 << 20),
    ] {
      let descriptor = connected()
      _ = fcntl(descriptor, F_SETFL, 0)
      _ = Descriptor.write(bytes, to: descriptor)
      var rest: [UInt8] = []
      _ = Descriptor.read(descriptor, limit: 1, into: &rest)
      #expect(rest.isEmpty)
      close(descriptor)
    }
    let client = client()
    #expect(join(server) != nil)
    client.end()
    server.end()
  }
}
