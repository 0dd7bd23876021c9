import Glibc
import PlantCore
import PlantIO

/// What the engine judges a recording by.
enum EngineSetup {
  /// The configuration with the recording's own topics and identity rule, unless topics were named.
  ///
  /// - Throws: `SetupError` for a template that cannot be read.
  static func forRecording(
    _ own: EngineConfiguration, header: CaptureHeader?, topics: [String], isQuiet: Bool = false
  ) throws(SetupError) -> EngineConfiguration {
    var engine = header?.applied(to: own) ?? own
    if !isQuiet, let recorded = header?.configuration, !recorded.isEmpty, recorded != ConfigurationHash.of(engine) {
      Console.complain("plantwatch: the recording was judged by another configuration (\(CleanLine.of(recorded)))")
    }
    if !topics.isEmpty { engine.topics = try checked(topics) }
    return engine
  }

  /// `topics`, when each of them is a template.
  static func checked(_ topics: [String]) throws(SetupError) -> [String] {
    for topic in topics {
      do { _ = try TopicTemplate(topic) } catch { throw SetupError("--topic", error.description) }
    }
    return topics
  }
}

extension Inputs {
  /// Reads only what lies between two times, written as `--from` and `--to` take them.
  mutating func narrow(from: String?, to: String?) throws(SetupError) {
    guard from != nil || to != nil else { return }
    var start = Stamp(nanoseconds: .min + 1)
    var end = Stamp(nanoseconds: .max)
    if let from { start = try TimeArgument.parse(from, firstTime: firstTime) }
    if let to { end = try TimeArgument.parse(to, firstTime: firstTime) }
    // A stretch of an archive is narrowed, never widened.
    if let range { (start, end) = (max(start, range.lowerBound), min(end, range.upperBound)) }
    guard start <= end else { throw SetupError("--to \(to ?? "")", "lies before --from", fix: "the later time last") }
    // Bare lines may be in any order: their first and last times say little.
    let (first, last) = (firstTime, lastTimeAtTail())
    if format == .capture, first.isKnown, last.isKnown, start > last || end < first {
      throw SetupError(
        from.map { "--from \($0)" } ?? "--to \(to ?? "")", "leaves nothing of the recording",
        fix: "it spans \(first.iso8601) to \(last.iso8601)")
    }
    range = start...end
  }
}

/// The process's environment, secrets taken out of it.
enum Environment {
  /// All variables; read once, before any thread starts.
  static var all: [String: String] {
    var variables: [String: String] = [:]
    guard var entry = unsafe environ as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? else { return variables }
    while let text = unsafe entry.pointee {
      let parts = unsafe String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      unsafe entry += 1
    }
    return variables
  }
}
