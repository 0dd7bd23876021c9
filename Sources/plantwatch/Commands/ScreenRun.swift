import ArgumentParser
import Glibc
import PlantCore
import PlantIO
import PlantView

/// A run on the screen: takes the terminal, starts the session, and gives the terminal back however it ends.
struct ScreenRun {
  private var options: ScreenOptions
  /// Where the operator's division of the screen is kept; nil keeps nothing.
  private let file: ScreenFile?

  init(_ options: ScreenOptions, memory file: ScreenFile?) {
    self.options = options
    self.file = file
    if let file { self.options.memory = file.memory }
  }

  func live(_ mode: Mode, _ make: () throws(SetupError) -> LiveSession) throws {
    let loop = try takeTerminal(mode)
    let signals = StopSignals()
    let session = try make()
    let outcome = run(loop, session.mailbox, signals)
    try end(outcome, signals) { session.stop() }
  }

  func replay(_ make: () throws(SetupError) -> ReplaySession) throws {
    let loop = try takeTerminal(.replay)
    let signals = StopSignals()
    let session = try make()
    let outcome = run(loop, session.mailbox, signals)
    try end(outcome, signals) { session.stop() }
  }

  private func takeTerminal(_ mode: Mode) throws(SetupError) -> ScreenLoop {
    CrashGuard.install()
    do {
      var loop = try ScreenLoop(options: options)
      // The frame stands before broker or file have answered.
      loop.open(mode)
      return loop
    } catch {
      throw SetupError("the terminal", "\(error)", fix: "--plain needs none")
    }
  }

  /// Runs the loop to its end; the terminal is given back when this returns.
  private func run(_ loop: consuming ScreenLoop, _ mailbox: Mailbox, _ signals: StopSignals) -> ExitReason {
    var loop = loop
    var shown = Snapshot()
    var shownSecond = Int64.min
    let reason = loop.run(
      latest: {
        let newest = mailbox.take()
        let now = SystemClock.wall()
        if let newest { shown = newest }
        // The clock goes on while nothing comes, and a picture that stands still must say so.
        guard newest != nil || now.second != shownSecond else { return nil }
        shownSecond = now.second
        shown.session.now = now
        shown.session.engineStalled = mailbox.silence > 5 * Interval.second ? mailbox.silence : nil
        return shown
      },
      send: { mailbox.ask($0) }, command: { mailbox.send($0) }, wakeFD: mailbox.descriptor,
      stopFD: signals.descriptor)
    file?.keep(loop.memory, insteadOf: options.memory)
    return reason
  }

  private func end(_ reason: ExitReason, _ signals: StopSignals, _ stop: () -> SessionResult) throws {
    let result = stop()
    Console.say(CleanLine.of(result.digestLine))
    switch reason {
    case .quit: return
    case .stopped: throw ExitCode(128 + (signals.received() ?? SIGTERM))
    case .terminalGone: throw ExitCode(128 + SIGHUP)
    }
  }
}
