import ArgumentParser
import PlantCore
import PlantIO

/// `report --compare`: judges the same recording twice and prints what differs.
struct ComparisonRun {
  let inputs: Inputs
  let signals: StopSignals
  let progress: Progress

  /// Runs both and prints the comparison.
  func print(
    _ first: (name: String, engine: EngineConfiguration), _ second: (name: String, engine: EngineConfiguration),
    _ format: ReportCommand.Format
  ) throws {
    guard inputs.isRepeatable else {
      throw SetupError("--compare", "reads its input twice, and a pipe can be read once", fix: "name a file")
    }
    let comparison = Comparison(
      names: (CleanLine.of(first.name), CleanLine.of(second.name)),
      verdicts: (try judge(first.engine), try judge(second.engine)))
    switch format {
    case .text: Console.say(ReportText.text(comparison.sections, digest: comparison.verdicts.0.digest))
    case .markdown: Console.say(ReportMarkdown.text(comparison.sections, digest: comparison.verdicts.0.digest))
    case .json:
      Console.say(comparison.json)
      Console.complain("digest \(comparison.verdicts.0.digest)")
    }
  }

  private func judge(_ engine: EngineConfiguration) throws -> Verdicts {
    var verdicts = Verdicts()
    var progress = progress
    let outcome = try signals.heeded { shouldStop in
      defer { progress.end() }
      return try HeadlessRun.run(
        inputs, configuration: engine, shouldStop: shouldStop, progress: { progress.show($0) },
        events: { verdicts.take($0) })
    }
    verdicts.counters = outcome.result.counters
    verdicts.digest = ConfigurationHash.hexadecimal(outcome.result.digest)
    if let snapshot = outcome.snapshots.first {
      verdicts.first = snapshot.firstTime
      verdicts.last = snapshot.streamTime
      verdicts.announced = snapshot.operatorAlarms.figures.announced.reduce(0, +)
    }
    return verdicts
  }
}
