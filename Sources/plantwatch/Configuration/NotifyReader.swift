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
      inner, path, known: ["command", "priority", "timeout", "perMinute", "topic", "heartbeat"])
    if inner["command"]?.type == .string {
      throw reader.problem(
        path + ["command"], "must be a list: there is no shell", fix: "command = [\"/usr/local/bin/page\", \"line-4\"]")
    }
    options.command = try reader.texts(inner, path, "command") ?? []
    if let program = options.command.first {
      guard program.hasPrefix("/") else {
        throw reader.problem(
          path + ["command"], "\"\(program)\" has no absolute path", fix: "/usr/local/bin/\(program)")
      }
      guard unsafe access(program, X_OK) == 0 else {
        throw reader.problem(path + ["command"], "\"\(program)\" cannot be run by this user", fix: "chmod +x?")
      }
    }
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
