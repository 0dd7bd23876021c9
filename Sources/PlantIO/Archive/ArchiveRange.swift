import PlantCore

/// A stretch of an archive as `--replay` and `report` name it: `archive:FROM/TO`, `archive:DAY`, `archive:FROM` or
/// `archive:` for all of it.
public enum ArchiveRange {
  public static let prefix = "archive:"

  /// Reads what follows `archive:`.
  ///
  /// TIME is as for `--from`; a time of day after the slash lies on the first one's day, or on the next when it is
  /// earlier. A day alone is that whole day, a time alone everything from then on.
  /// - Throws: `SetupError` for what cannot be read.
  public static func parse(_ argument: String) throws(SetupError) -> ClosedRange<Stamp> {
    let whole = Stamp(nanoseconds: .min + 1)...Stamp(nanoseconds: .max)
    let text = argument.hasPrefix(prefix) ? String(argument.dropFirst(prefix.utf8.count)) : argument
    if text.isEmpty { return whole }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else {
      throw SetupError(argument, "names more than two times", fix: "archive:2026-11-20T02:00/03:30")
    }
    let isDay = !parts[0].contains(":")
    let from = try moment(parts[0])
    guard parts.count == 2 else {
      return isDay ? from...(from + (Interval.day - 1)) : from...whole.upperBound
    }
    if parts[1].contains("-"), !parts[1].contains(":") {
      return try ordered(argument, from, try moment(parts[1]) + (Interval.day - 1))
    }
    var to = try TimeArgument.parse(parts[1], firstTime: from)
    if to < from, !parts[1].contains("-") { to = to + Interval.day }
    return try ordered(argument, from, to)
  }

  private static func moment(_ text: String) throws(SetupError) -> Stamp {
    do throws(SetupError) {
      return try TimeArgument.parse(text.contains(":") ? text : text + "T00:00", firstTime: .unknown)
    } catch {
      throw SetupError(
        prefix + text, "\(text) is no day, and no time with its day", fix: "archive:2026-11-20T02:00/03:30")
    }
  }

  private static func ordered(_ text: String, _ from: Stamp, _ to: Stamp) throws(SetupError) -> ClosedRange<Stamp> {
    guard from <= to else { throw SetupError(text, "ends before it begins", fix: "the later time last") }
    return from...to
  }
}
