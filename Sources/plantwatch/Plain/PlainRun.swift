import ArgumentParser
import Glibc
import PlantCore
import PlantIO

/// A run without a screen: one line an event, a summary each minute, the digest at the end.
struct PlainRun {
  /// Whether a broker that has not answered within ten seconds ends the run.
  let endsWithoutBroker: Bool
  /// Who has started us as a service, if somebody has.
  private let service: ServiceManager
  private let printer = PlainPrinter()

  init(endsWithoutBroker: Bool, service: ServiceManager = ServiceManager(environment: [:])) {
    (self.endsWithoutBroker, self.service) = (endsWithoutBroker, service)
  }

  func live(_ make: (@escaping EventSink) throws(SetupError) -> LiveSession) throws {
    CrashGuard.install()
    let signals = StopSignals()
    let session = try make { [printer] events in printer.print(events, showsConnection: false) }
    let started = SystemClock.sinceBoot()
    var watch = ConnectionWatch()
    var summary = MinuteSummary()
    var service = service
    var code: Int32 = 0
    var isLoud = true
    while true {
      // It works as soon as it watches; a broker that is away is an alarm of the plant's, and no failed start.
      service.ready()
      if session.mailbox.silence < 5 * Interval.second { service.alive() }
      if let signal = signals.wait(nanoseconds: 200 * Interval.millisecond) {
        code = 128 + signal
        break
      }
      if printer.isReaderGone {
        code = 128 + SIGPIPE
        break
      }
      let connection = session.connection
      if let line = watch.line(connection) {
        printer.write("CONNECTION - - \(line)")
        service.status(line)
      }
      tellNotices(of: session)
      if case .failed(let file, let why) = session.recording, isLoud {
        printer.write("LOST - - recording to \(CleanLine.of(file)) failed: \(CleanLine.of(why))")
        isLoud = false
      }
      let now = SystemClock.sinceBoot()
      if endsWithoutBroker, !session.hasConnected, now - started > 10 * Interval.second {
        Console.complain("plantwatch: no broker answered within 10 s: \(CleanLine.of(connection.failure))")
        code = 69
        break
      }
      if let snapshot = summary.due(from: session.mailbox, at: now) { printer.summarise(snapshot) }
    }
    service.stopping()
    let result = session.stop()
    tellNotices(of: session)
    Console.say(CleanLine.of(result.digestLine))
    if code != 0 { throw ExitCode(code) }
  }

  private func tellNotices(of session: LiveSession) {
    for notice in session.takeNotices() { printer.write("NOTICE - - \(CleanLine.of(notice.text))") }
  }

  /// What cannot be read of a recording is no part of what it says.
  private func tellNotices(of session: ReplaySession) {
    for notice in session.takeNotices() { Console.complain("plantwatch: \(CleanLine.of(notice.text))") }
  }

  func replay(_ make: (@escaping EventSink) throws(SetupError) -> ReplaySession) throws {
    CrashGuard.install()
    let signals = StopSignals()
    let session = try make { [printer] events in printer.print(events, showsConnection: true) }
    var summary = MinuteSummary()
    var code: Int32 = 0
    while true {
      if let signal = signals.wait(or: session.endDescriptor, nanoseconds: Interval.second / 2) {
        code = 128 + signal
        break
      }
      if session.hasEnded { break }
      if printer.isReaderGone {
        code = 128 + SIGPIPE
        break
      }
      if let snapshot = summary.due(from: session.mailbox, at: SystemClock.sinceBoot()) {
        printer.summarise(snapshot)
      }
      tellNotices(of: session)
    }
    let result = session.stop()
    tellNotices(of: session)
    Console.say(CleanLine.of(result.digestLine))
    if code != 0 { throw ExitCode(code) }
  }
}

/// Gives a snapshot each minute, of that minute's end.
///
/// The mailbox holds the snapshot that was made when the last one was taken: shortly before the minute ends the old
/// one is taken out, so that the engine makes a new one.
struct MinuteSummary {
  private var next = SystemClock.sinceBoot() + Interval.minute
  private var latest: Snapshot?

  /// The newest snapshot, when a minute has passed since the last one.
  mutating func due(from mailbox: Mailbox, at now: Int64) -> Snapshot? {
    guard now >= next - 2 * Interval.second else { return nil }
    if let newer = mailbox.take() { latest = newer }
    guard now >= next else { return nil }
    next += Interval.minute
    return latest.take()
  }
}

/// Tells when the connection's state deserves a line.
struct ConnectionWatch {
  private var last = ""

  /// The new state in words, when it changed.
  mutating func line(_ status: ConnectionStatus) -> String? {
    let words: String
    switch status.stage {
    case .receiving: words = "connected and receiving"
    case .subscribedSilent where status.failure.isEmpty:
      words = "subscribed, and no message has come yet: an ACL may be why"
    case .subscribedSilent: words = status.failure
    case .backoff, .ended: words = status.failure.isEmpty ? status.text : status.failure
    // Stages on the way are passed in a moment; a failure names the one it happened in.
    default: return nil
    }
    guard words != last else { return nil }
    last = words
    return CleanLine.of(words)
  }
}
