import Glibc
import Logging
import PlantCore

/// A run's own log: structured lines through swift-log, `2026-11-29T05:20:00.123Z level=warning run=collect pid=7 msg="…"`.
///
/// It says what the program does, never what a secret is: nothing of a configuration's values passes through here.
public final class ProgramLog: Sendable {
  private let files: LogFiles
  private let logger: Logger

  /// - Parameters:
  ///   - folder: Where the files are.
  ///   - run: What this run is, such as `live` or `collect`.
  public init(folder: StateFolder, run: String) {
    let files = LogFiles(folder)
    self.files = files
    var logger = Logger(label: "plantwatch") { _ in FileLogHandler(files: files) }
    logger[metadataKey: "run"] = .string(run)
    logger[metadataKey: "pid"] = .stringConvertible(getpid())
    self.logger = logger
  }

  /// Adds a sentence, with names for what is in it. Any thread; never blocks.
  func add(_ text: String, isWarning: Bool = false, _ facts: [String: String] = [:]) {
    logger.log(
      level: isWarning ? .warning : .info, "\(text)", metadata: facts.mapValues { .string($0) }, source: "plantwatch")
  }

  /// Adds what of a session's events is about the program and the people at it.
  func add(_ events: [Event]) {
    for event in events {
      switch event {
      case .notice(let notice) where notice.kind != .question:
        add(notice.text, isWarning: notice.kind == .lost || notice.kind == .disconnected, ["kind": notice.kind.word])
      case .operation(let operation): add(operation.text, ["kind": operation.kind.word.uppercased()])
      case .anomaly, .alarm, .notice: break
      }
    }
  }

  /// The newest lines of this run, oldest first. Any thread.
  var lines: [String] { files.held }

  func close() { files.close() }
}

/// Makes lines of what is logged.
private struct FileLogHandler: LogHandler {
  let files: LogFiles
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let now = SystemClock.wall()
    let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
      .map { " \($0.key)=\(Self.word("\($0.value)"))" }
    files.add(
      "\(now.iso8601) level=\(event.level)\(facts.joined()) msg=\(JSONObject.quoted(event.message.description))",
      at: now)
  }

  /// A value as it is where it is one word, else quoted: control characters reach no terminal raw.
  private static func word(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value < 127 && $0 != "\"" }
    return isPlain ? text : JSONObject.quoted(text)
  }
}
