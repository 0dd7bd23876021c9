import Glibc
import PlantCore
import PlantIO
import TOMLKit

/// Reads `[notify]`: who is told of alarms beyond the screen.
enum NotifyReader {
  static func read(_ table: TOMLTable, _ reader: inout ConfigurationReader) throws(SetupError) -> NotifyOptions {
    var options = NotifyOptions()
    let path = ["notify"]
    guard let inner = try reader.table(table, [], "notify") else { return options }
    try reader.refuseUnknown(
      inner, path, known: ["command", "escalate", "priority", "timeout", "perMinute", "topic", "heartbeat"])
    options.command = try program(inner, "command", &reader)
    options.escalate = try program(inner, "escalate", &reader)
    options.priority = try reader.whole(inner, path, "priority", in: 1...3) ?? options.priority
    if let span = try reader.span(inner, path, "timeout") {
      guard span >= Interval.second, span <= 5 * Interval.minute else {
        throw reader.problem(path + ["timeout"], "must lie between a second and five minutes", fix: "\"10s\"")
      }
      options.timeout = span
    }
    options.perMinute = try reader.whole(inner, path, "perMinute", in: 1...600) ?? options.perMinute
    options.topic = try topic(inner, "topic", &reader)
    options.heartbeat = try topic(inner, "heartbeat", &reader)
    return options
  }

  /// A program with its arguments, which this user may run; empty where none is named.
  private static func program(
    _ table: TOMLTable, _ key: String, _ reader: inout ConfigurationReader
  ) throws(SetupError) -> [String] {
    let path = ["notify", key]
    if table[key]?.type == .string {
      throw reader.problem(
        path, "must be a list: there is no shell", fix: "\(key) = [\"/usr/local/bin/page\", \"line-4\"]")
    }
    let words = try reader.texts(table, ["notify"], key) ?? []
    guard let program = words.first else { return [] }
    guard program.hasPrefix("/") else {
      throw reader.problem(path, "\"\(program)\" has no absolute path", fix: "/usr/local/bin/\(program)")
    }
    guard unsafe access(program, X_OK) == 0 else {
      throw reader.problem(path, "\"\(program)\" cannot be run by this user", fix: "chmod +x?")
    }
    return words
  }

  private static func topic(
    _ table: TOMLTable, _ key: String, _ reader: inout ConfigurationReader
  ) throws(SetupError) -> String? {
    guard let topic = try reader.text(table, ["notify"], key) else { return nil }
    guard !topic.isEmpty, !topic.contains("+"), !topic.contains("#"), topic.utf8.count < 1000 else {
      throw reader.problem(["notify", key], "\"\(topic)\" is no topic to publish to", fix: "without + and #")
    }
    return topic
  }
}
