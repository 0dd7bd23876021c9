import Glibc
import PlantCore
import Synchronization

/// What runs say of themselves, in one file a day, kept for a week: `plantwatch-2026-11-29.log`.
///
/// A thread of its own writes; nobody who logs ever waits. Several runs share the files: a line is one write.
final class LogFiles: Sendable {
  /// Days that are kept, and bytes of one day after which nothing more is written.
  static let (days, dayBytes) = (7, 16 << 20)
  /// Lines that may wait for a disk, and lines that are held for a screen.
  private static let (queueLimit, heldLimit) = (1000, 500)

  private struct State: Sendable {
    var waiting: [(at: Stamp, line: String)] = []
    var held: [String] = []
    var dropped = 0
  }

  private let folder: String
  private let place: StateFolder
  private let state = Mutex(State())
  private let wake = WakeUp()
  private let stop = StopFlag()
  private let worker = Mutex<Worker?>(nil)

  /// Starts the thread; a folder that cannot be written costs the files, never a run.
  init(_ place: StateFolder) {
    (self.place, folder) = (place, place.path)
    worker.withLock { $0 = Worker(name: "log") { self.run() } }
  }

  /// Adds a line without its newline. Any thread.
  func add(_ line: String, at moment: Stamp) {
    state.withLock { [line] state in
      state.held.append(line)
      if state.held.count > Self.heldLimit { state.held.removeFirst() }
      if state.waiting.count < Self.queueLimit { state.waiting.append((moment, line)) } else { state.dropped += 1 }
    }
    wake.signal()
  }

  /// The newest lines of this run, oldest first. Any thread.
  var held: [String] { state.withLock { $0.held } }

  /// Writes what waits and ends; gives a broken disk a second.
  func close() {
    stop.raise()
    worker.withLock { $0 }?.join(nanoseconds: Interval.second)
  }

  static func name(of moment: Stamp) -> String { "plantwatch-\(moment.iso8601.prefix(10)).log" }

  private func run() {
    place.make()
    prune(now: SystemClock.wall())
    var day = ""
    while true {
      let isLast = stop.isRaised
      let (lines, dropped) = state.withLock { state in
        defer { (state.waiting, state.dropped) = ([], 0) }
        return (state.waiting, state.dropped)
      }
      for (moment, line) in lines {
        let name = Self.name(of: moment)
        if name != day {
          day = name
          prune(now: moment)
        }
        append(line, to: name)
      }
      if dropped > 0 { append("\(dropped) lines are missing here: the disk did not keep up", to: day) }
      if isLast { return }
      _ = waitReadable(wake.descriptor, stop.descriptor, nanoseconds: -1)
      wake.clear()
    }
  }

  private func append(_ line: String, to name: String) {
    let descriptor = unsafe open(
      "\(folder)/\(name)", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { return }
    defer { Glibc.close(descriptor) }
    let length = lseek(descriptor, 0, SEEK_END)
    guard length < Self.dayBytes else { return }
    let isFull = length + line.utf8.count + 1 >= Self.dayBytes
    _ = Descriptor.write(Array((isFull ? "the log of this day is full\n" : line + "\n").utf8), to: descriptor)
  }

  /// Takes away the files whose week is over, and nothing else.
  private func prune(now: Stamp) {
    let oldest = Self.name(of: now + -Int64(Self.days - 1) * Interval.day)
    for name in WholeFile.names(folder)
    where name.hasPrefix("plantwatch-") && name.hasSuffix(".log") && name.utf8.count == oldest.utf8.count
      && name < oldest
    {
      _ = unsafe unlink("\(folder)/\(name)")
    }
  }
}
