import CSystem
import Glibc
import PlantCore
import Synchronization

/// Writes the audit journal, on a thread of its own, and says the same to syslog.
///
/// Every entry is on the disk before the next is written. One process writes: it holds the archive's lock.
public final class AuditLog: Sendable {
  private struct Queue: Sendable {
    var entries: [(at: Stamp, what: String, text: String)] = []
    var isStopping = false
    var failure = ""
  }

  /// Entries that may wait for a disk that takes none; further ones are counted into the next.
  private static let limit = 10_000
  private let queue = Mutex(Queue())
  private let wake = WakeUp()
  private let worker = Mutex<Worker?>(nil)
  private let folder: AuditFolder
  /// Files older than this go, the present one aside.
  private let retention: Int64

  /// Goes on where the journal ended.
  ///
  /// - Throws: `SetupError` when it cannot be written.
  public init(_ folder: AuditFolder, retention: Int64 = 730 * Interval.day) throws(SetupError) {
    (self.folder, self.retention) = (folder, retention)
    try WholeFile.makeFolder(folder.path)
    let found = folder.verify()
    var cut: String?
    if let last = folder.files().last { cut = try Self.complete("\(folder.path)/\(last)") }
    let end = (found.last, found.lastNumber)
    worker.withLock { $0 = Worker(name: "audit") { self.run(end) } }
    if let cut { add("damage", cut) }
    if !found.problems.isEmpty { add("damage", "the journal is not whole: \(found.problems.joined(separator: "; "))") }
  }

  /// Adds an entry; never blocks. Any thread.
  public func add(_ what: String, _ text: String, at moment: Stamp = SystemClock.wall()) {
    queue.withLock { [what, text] queue in
      if queue.entries.count < Self.limit { queue.entries.append((moment, what, text)) }
    }
    wake.signal()
  }

  /// Adds what of a session's events belongs there: what people did, and when nobody watched.
  func add(_ events: [Event]) {
    for event in events {
      switch event {
      case .operation(let operation):
        add(operation.kind.word.lowercased(), operation.text, at: operation.seen)
      case .notice(let notice) where notice.kind != .question:
        add(notice.kind == .session ? "session" : notice.kind.word.lowercased(), notice.text, at: notice.seen)
      case .anomaly, .alarm, .notice: break
      }
    }
  }

  /// Why nothing can be written; empty when all is well.
  var failure: String { queue.withLock { $0.failure } }

  /// Writes what waits and ends; gives a broken disk a second.
  public func close() {
    queue.withLock { $0.isStopping = true }
    wake.signal()
    worker.withLock { $0 }?.join(nanoseconds: 2 * Interval.second)
  }

  private func run(_ end: (sum: String, number: Int)) {
    var chain = end
    var deadline = Int64.max
    prune(&chain)
    while true {
      let (next, isStopping) = queue.withLock { ($0.entries.first, $0.isStopping) }
      if isStopping, deadline == .max { deadline = SystemClock.sinceBoot() + Interval.second }
      guard let next else {
        if isStopping { return }
        _ = waitReadable(wake.descriptor, nanoseconds: Interval.hour)
        wake.clear()
        prune(&chain)
        continue
      }
      if chain.number > 0, folder.files().isEmpty {
        _ = append((SystemClock.wall(), "damage", "entries up to \(chain.number) have been taken away"), to: &chain)
      }
      let failure = append(next, to: &chain)
      queue.withLock { [failure] queue in
        queue.failure = failure ?? ""
        if failure == nil { queue.entries.removeFirst() }
      }
      if failure != nil {
        if isStopping, SystemClock.sinceBoot() > deadline { return }
        Worker.rest(nanoseconds: Interval.second / 2)
      }
    }
  }

  /// Writes an entry, tells syslog, and notes beside the journal how far it goes; says why it could not.
  private func append(
    _ next: (at: Stamp, what: String, text: String), to chain: inout (sum: String, number: Int)
  ) -> String? {
    let entry = AuditEntry(number: chain.number + 1, at: next.at, what: next.what, text: next.text, previous: chain.sum)
    if let failure = write(entry) { return failure }
    chain = (entry.sum, entry.number)
    try? WholeFile.replace(folder.endFile, by: Array("\(entry.number) \(entry.sum)\n".utf8))
    unsafe plant_syslog("plantwatch audit \(entry.number) \(entry.what): \(entry.text) [\(entry.sum.prefix(16))]")
    return nil
  }

  /// Appends an entry to the file of its month; says why it could not.
  private func write(_ entry: AuditEntry) -> String? {
    // A clock that was put back must not put an entry before the last one.
    let file = max(AuditFolder.file(of: entry.at), folder.files().last ?? "")
    let path = "\(folder.path)/\(file)"
    // Somebody may have taken the folder away.
    try? WholeFile.makeFolder(folder.path)
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { return errorText(errno).lowercased() }
    defer { Glibc.close(descriptor) }
    let length = lseek(descriptor, 0, SEEK_END)
    var failure = Descriptor.write(Array((entry.line + "\n").utf8), to: descriptor)
    if failure == nil, fdatasync(descriptor) != 0 { failure = errno }
    if failure != nil { _ = ftruncate(descriptor, length) }
    return failure.map { errorText($0).lowercased() }
  }

  /// Takes files away whose time is over; the journal says so first.
  private func prune(_ chain: inout (sum: String, number: Int)) {
    let oldest = AuditFolder.file(of: SystemClock.wall() + -retention)
    for file in folder.files().dropLast() where file < oldest {
      guard let last = folder.lastEntry(of: file) else { return }
      let text = AuditFolder.retentionText(file, last.number)
      guard append((SystemClock.wall(), "retention", text), to: &chain) == nil else { return }
      _ = unsafe unlink("\(folder.path)/\(file)")
    }
  }

  /// Cuts off a last line that a crash has left unfinished; says so.
  private static func complete(_ path: String) throws(SetupError) -> String? {
    guard let bytes = WholeFile.bytes(path), let last = bytes.last, last != 10 else { return nil }
    let length = (bytes.lastIndex(of: 10) ?? -1) + 1
    guard unsafe truncate(path, length) == 0 else {
      throw SetupError(path, "cannot be written: \(errorText(errno))")
    }
    let text = String(decoding: bytes[length...].prefix(200), as: UTF8.self)
    return "the last line of the journal was cut, as a crash leaves it, and was taken out: \(text)"
  }
}
