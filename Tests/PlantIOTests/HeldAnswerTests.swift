import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("Answers to a broker wait for the disk")
struct HeldAnswerTests {
  @Test("without an archive, or for messages that want none, nothing is held")
  func free() {
    let answers = HeldAnswers(nil)
    answers.isOwed()
    answers.hold(upTo: 100)
    #expect(answers.mayBeSent())
    #expect(HeldAnswers(AckGate()).mayBeSent())
  }

  @Test("they go when the archive has come as far as the last message they are for")
  func held() {
    let gate = AckGate()
    let answers = HeldAnswers(gate)
    answers.isOwed()
    answers.isOwed()
    answers.hold(upTo: 200)
    #expect(!answers.mayBeSent() && gate.awaited.load(ordering: .relaxed) == 2)
    gate.store(199)
    #expect(!answers.mayBeSent())
    gate.store(200)
    #expect(answers.mayBeSent())
    answers.sent()
    #expect(gate.awaited.load(ordering: .relaxed) == 0 && gate.answeredUnstored.load(ordering: .relaxed) == 0)
  }

  @Test(
    "an archive that takes nothing keeps nobody waiting, and once it takes again everybody, while more keeps coming")
  func patience() {
    let gate = AckGate()
    let answers = HeldAnswers(gate, patience: 20 * Interval.millisecond)
    func mayAnswer(upTo position: Int) -> Bool {
      answers.isOwed()
      answers.hold(upTo: position)
      return answers.mayBeSent()
    }
    #expect(!mayAnswer(upTo: 100))
    Worker.rest(nanoseconds: 30 * Interval.millisecond)
    #expect(answers.mayBeSent())
    #expect(mayAnswer(upTo: 200), "it has had its time")
    let unstored = gate.answeredUnstored.load(ordering: .relaxed)
    #expect(unstored == 2)
    // Behind what comes in, as it always is.
    gate.store(150)
    #expect(!mayAnswer(upTo: 300))
    gate.store(300)
    #expect(answers.mayBeSent())
    answers.sent()
    #expect(!mayAnswer(upTo: 400) && gate.answeredUnstored.load(ordering: .relaxed) == unstored)
  }

  @Test("a connection that is lost takes its answers along: the broker sends the messages again")
  func forgotten() {
    let gate = AckGate()
    let answers = HeldAnswers(gate)
    answers.isOwed()
    answers.hold(upTo: 200)
    answers.forget()
    #expect(answers.mayBeSent() && gate.awaited.load(ordering: .relaxed) == 0)
  }

  @Test("systemd hears of readiness and of the watchdog, where it has started us")
  func notify() throws {
    let folder = TemporaryFolder()
    let path = folder.path("notify")
    let receiver = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(receiver) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let isBound = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(receiver, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    #expect(isBound)
    unsafe setenv("NOTIFY_SOCKET", path, 1)
    defer { unsafe unsetenv("NOTIFY_SOCKET") }
    var service = ServiceManager(environment: ["WATCHDOG_USEC": "20000000"])
    service.ready()
    service.ready()
    service.alive()
    service.alive()
    service.stopping()
    var heard: [String] = []
    var block = [UInt8](repeating: 0, count: 256)
    while true {
      let count = unsafe recv(receiver, &block, block.count, Int32(MSG_DONTWAIT))
      if count <= 0 { break }
      heard.append(String(decoding: block[..<count], as: UTF8.self))
    }
    #expect(heard == ["READY=1", "WATCHDOG=1", "STOPPING=1"])
  }
}
