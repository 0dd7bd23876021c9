import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("Alarms are told to the operator's own program: scrubbed, limited in time and number, tried again")
struct NotifierTests {
  private let temporary = TemporaryFolder()

  /// A program that writes down what it is given, then does as `ending` says.
  private func program(_ ending: String = "exit 0") -> String {
    let path = temporary.file(
      "page",
      "#!/bin/sh\n{ echo \"args $*\"; env | sort; echo fds $(ls /proc/$$/fd); cat; echo; echo end; } >> \(temporary.path("told"))\n\(ending)\n"
    )
    _ = unsafe chmod(path, 0o755)
    return path
  }

  private func options(_ command: String...) -> NotifyOptions {
    var options = NotifyOptions()
    (options.command, options.plant) = (command, "Line 4")
    return options
  }

  private func alarm(_ number: Int = 1, priority: Int = 2) -> Event {
    .alarm(
      AlarmEvent(
        at: ArchiveBench.start, seen: ArchiveBench.start, name: PipelineAlarmName("line-\(number)"), from: .ok,
        to: .alarm, value: 11, threshold: 10, why: "11 is more than 10\u{1B}[31m; rm -rf $HOME", priority: priority))
  }

  private var told: String { text(temporary.path("told")) }

  @Test("arguments as they are, the alarm in the environment and on standard input, nothing of ours, no shell")
  func told1() {
    unsafe setenv("PLANTWATCH_TEST_SECRET", "hush", 1)
    // As a connection to the broker would be that nobody has marked.
    let inherited = fcntl(0, F_DUPFD, 700)
    defer { close(inherited) }
    let notifier = Notifier(options(program(), "--to", "a b; id"), brokers: nil)
    notifier.add([alarm()])
    #expect(eventually { notifier.sent == 1 })
    #expect(told.contains("args --to a b; id\n"), "\(told)")
    #expect(told.contains("PLANTWATCH_ALARM=line-1\n") && told.contains("PLANTWATCH_TEXT=11 is more than 10[31m; rm"))
    #expect(told.contains("PLANTWATCH_PLANT=Line 4\n") && told.contains("PLANTWATCH_LIMIT=10\n"))
    #expect(
      told.contains("{\"kind\":\"pipeline\",\"priority\":2,\"at\":\"2026-11-28T22:00:00.000Z\",\"plant\":\"Line 4\""))
    #expect(!told.contains("hush") && !told.contains("HOME="))
    #expect(inherited >= 700 && told.contains("fds 0 1") && !told.contains("\(inherited)"), "\(told)")
    notifier.end()
  }

  @Test("a priority 1 that nobody acknowledges in time goes to a program of its own, or to the same once more")
  func overdue() {
    var overdue = OperationEvent(
      at: ArchiveBench.start, seen: ArchiveBench.start, kind: .overdue, subject: "press-07 temperature high",
      device: "press-07", sensor: "temperature", priority: 1, by: "", why: "", until: .unknown, refusal: .none)
    (overdue.level, overdue.value, overdue.limit, overdue.unit) = (.highHigh, 95.2, 90, "°C")
    var options = options(program(), "team")
    for escalate in [[], [options.command[0], "manager"]] {
      options.escalate = escalate
      let notifier = Notifier(options, brokers: nil)
      notifier.add([alarm(priority: 1), .operation(overdue)])
      #expect(eventually { notifier.sent == 2 })
      notifier.end()
    }
    let lines = told.split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("args") }.sorted() == ["args manager", "args team", "args team", "args team"])
    #expect(lines.filter { $0 == "PLANTWATCH_KIND=overdue" }.count == 2)
    #expect(
      told.contains("press-07 temperature: 95.2 °C is above the high-high limit 90 °C, and nobody has acknowledged it")
        && lines.contains("PLANTWATCH_ALARM=highHigh") && told.contains("\"value\":95.2,\"limit\":90"))
    // What an operator does is no call.
    overdue.kind = .acknowledged
    #expect(Notification(.operation(overdue)) == nil)
  }

  @Test("a program that hangs is ended with all it has started, and what went wrong is said")
  func hangs() {
    var hanging = options(program("sleep 1000 & wait"))
    hanging.timeout = Interval.second / 5
    let notifier = Notifier(hanging, brokers: nil)
    notifier.add([alarm()])
    #expect(eventually { notifier.failure.contains("took longer than") })
    notifier.end()
    #expect(unsafe system("pgrep -f '^sleep 1000$' > /dev/null") != 0)
  }

  @Test("what fails is tried again until it works")
  func again() {
    let notifier = Notifier(options(program("test -e \(temporary.path("well")) && exit 0; exit 3")), brokers: nil)
    notifier.add([alarm()])
    #expect(eventually { notifier.failure.contains("ended with code 3") })
    _ = temporary.file("well")
    #expect(eventually { notifier.sent == 1 } && notifier.failure.isEmpty)
    notifier.end()
  }

  @Test("what is most urgent goes before what came first")
  func urgent() throws {
    let notifier = Notifier(options(program("sleep 0.3")), brokers: nil)
    notifier.add([alarm(1), alarm(2), alarm(3), alarm(4, priority: 1)])
    #expect(eventually { notifier.sent == 4 })
    let (urgent, other) = (told.firstRange(of: "line-4"), told.firstRange(of: "line-3"))
    #expect(try #require(urgent).lowerBound < #require(other).lowerBound)
    notifier.end()
  }

  @Test("in a flood a summary stands for what the limit holds back; what is below the priority is not told")
  func flood() {
    var few = options(program())
    (few.perMinute, few.priority) = (3, 2)
    let notifier = Notifier(few, brokers: nil)
    notifier.add((1...50).map { alarm($0) } + [alarm(99, priority: 3)])
    #expect(eventually { notifier.sent == 3 })
    #expect(told.components(of: "end\n") == 3 && !told.contains("line-4\n") && !told.contains("line-99"))
    notifier.end()
  }

  @Test("what returns, is put aside or suppressed calls nobody")
  func quiet() {
    let back = AlarmEvent(
      at: ArchiveBench.start, seen: ArchiveBench.start, name: .feed, from: .alarm, to: .ok, value: 0, threshold: 30,
      why: "receiving")
    #expect(Notification(.alarm(back)) == nil)
    let notice = NoticeEvent(at: ArchiveBench.start, seen: ArchiveBench.start, kind: .lost, text: "a gap")
    #expect(Notification(.notice(notice)) == nil)
  }

  @Test("alarms and a heartbeat reach the broker, which says when we are gone", hasMosquitto)
  func published() throws {
    let broker = try DemoBroker()
    var publishing = NotifyOptions()
    (publishing.topic, publishing.heartbeat) = ("plant/alarms", "plant/alive")
    let heard = temporary.path("heard")
    let listener = try ChildProcess([
      "/bin/sh", "-c", "exec mosquitto_sub -h 127.0.0.1 -p \(broker.url.port) -t 'plant/#' -F '%t %p' > \(heard)",
    ])
    #expect(eventually { text(heard).isEmpty && listener.isRunning })
    let notifier = Notifier(publishing, brokers: BrokerOptions(urls: [broker.url]))
    #expect(eventually { text(heard).contains("plant/alive alive ") })
    notifier.add([alarm()])
    #expect(eventually { text(heard).contains("plant/alarms {\"kind\":\"pipeline\"") }, "\(text(heard))")
    notifier.end()
    #expect(eventually { text(heard).contains("plant/alive stopped") }, "\(text(heard))")
    listener.end()
    broker.end()
  }
}

extension String {
  fileprivate func components(of part: String) -> Int {
    split(separator: part, omittingEmptySubsequences: false).count - 1
  }
}
