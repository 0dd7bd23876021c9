import PlantCore

extension ReplayEngineLoop {
  /// Judges the recording anew with another limit, up to the moment at which it stands; nil ends all trials.
  func tryOut(_ trial: LimitTrial?) {
    guard let index else { return note("a pipe cannot be read again: nothing can be tried out") }
    guard trial != nil || !trials.isEmpty else { return note("nothing is tried out") }
    var (tried, changed) = (trial == nil ? [] : trials, options.engine)
    if let trial {
      if let device = trial.device, !engine.knows(device: device) { return note("no device \(device) until here") }
      if let known = tried.firstIndex(where: { $0.isAboutSame(as: trial) }) {
        tried[known] = trial
      } else {
        tried.append(trial)
      }
    }
    if let problem = LimitTrial.apply(tried, to: &changed) { return note(problem) }
    if trials.isEmpty {
      let (isComplete, figures) = index.with { ($0.isComplete, $0.figures) }
      guard isComplete else { return note("the recording is still being read ahead: try again in a moment") }
      untried = figures
    }
    let place = heading
    let before = (trials, configuration)
    (trials, configuration) = (tried, changed)
    guard restart(from: nil) else {
      (trials, configuration) = before
      return
    }
    startScan()
    enter(ownNotes)
    if let place { goal = .time(place) }
    note(
      tried.isEmpty
        ? "the configuration's limits hold again" : "tried out: \(tried.map(\.text).joined(separator: ", "))")
  }
}
