import ArgumentParser
import PlantCore
import PlantIO

/// `report --shift 06:00-14:00`: the handover sheet of a shift.
struct ShiftRun {
  let inputs: Inputs
  let signals: StopSignals
  let progress: Progress

  /// Judges the recording up to the end of the shift and prints the sheet.
  func print(_ shift: String, _ engine: EngineConfiguration, _ format: ReportCommand.Format) throws {
    guard format != .json else {
      throw SetupError("--shift", "is a sheet for people", fix: "--format text or markdown; --journal has the lines")
    }
    let span = try span(of: shift)
    var inputs = inputs
    // What was asked for may be less than the shift.
    let asked = inputs.range ?? Stamp(nanoseconds: .min + 1)...Stamp(nanoseconds: .max)
    guard asked.lowerBound <= span.to else {
      throw SetupError("--shift \(shift)", "lies before the range that is read", fix: "a wider range")
    }
    inputs.range = asked.lowerBound...min(asked.upperBound, span.to)
    var journal = ReportJournal(filter: "")
    var progress = progress
    var query = Query()
    (query.alarmCount, query.episodeCount) = (500, 1000)
    let outcome = try signals.heeded { shouldStop in
      defer { progress.end() }
      return try HeadlessRun.run(
        inputs, configuration: engine, queries: [query], shouldStop: shouldStop, progress: { progress.show($0) },
        events: { events in for event in events { journal.take(event) } })
    }
    guard let snapshot = outcome.snapshots.first else { return }
    let sheet = Handover(
      // Of what was before the recording the sheet knows nothing.
      from: max(span.from, asked.lowerBound, inputs.firstTime.isKnown ? inputs.firstTime : span.from),
      to: min(span.to, snapshot.streamTime), alarms: snapshot.operatorAlarms, entries: journal.entries,
      episodes: snapshot.episodes.episodes)
    let digest = ConfigurationHash.hexadecimal(outcome.result.digest)
    switch format {
    case .markdown: Console.say(ReportMarkdown.text(sheet.cleanTables, title: "Handover", digest: digest))
    case .text, .json: Console.say(ReportText.text(sheet.cleanTables, digest: digest))
    }
  }

  /// The last such shift that begins within the recording.
  private func span(of shift: String) throws(SetupError) -> (from: Stamp, to: Stamp) {
    let parts = shift.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw SetupError("--shift \(shift)", "is no shift", fix: "06:00-14:00, or 22:00-06:00")
    }
    let last = inputs.lastTimeAtTail()
    let day = last.isKnown ? last : inputs.firstTime
    var from = try TimeArgument.parse(parts[0], firstTime: day)
    var to = try TimeArgument.parse(parts[1], firstTime: day)
    if to <= from { to = to + Interval.day }
    // Where the end cannot be seen it is the shift in which the recording begins, or the next one.
    if last.isKnown ? from > day : to + -Interval.day > day {
      (from, to) = (from + -Interval.day, to + -Interval.day)
    }
    if inputs.firstTime.isKnown, to <= inputs.firstTime || (last.isKnown && from > last) {
      throw SetupError(
        "--shift \(shift)", "lies outside of the recording",
        fix: "it spans \(inputs.firstTime.iso8601) to \(last.isKnown ? last.iso8601 : "its end")")
    }
    return (from, to)
  }
}
