/// CloudWatch's decision over the newest data points of one alarm.
enum AlarmEvaluation {
  /// How many data points are fetched for N evaluation periods: more than N, so that late gaps can be bridged with
  /// real points. CloudWatch's own example fetches five for N = 3; for other N it publishes nothing.
  static func range(_ evaluationPeriods: Int) -> Int { evaluationPeriods == 1 ? 1 : evaluationPeriods + 2 }

  /// The state that the points say; nil keeps the present one.
  ///
  /// Enough real points decide alone; missing ones are filled as rarely as possible. An alarm whose few points all breach
  /// and began at least M points ago is raised even when there are fewer than M of them (the premature rule).
  ///
  /// - Parameter points: The newest `range(N)` data points, oldest first; NaN is missing.
  static func state(of points: borrowing Slab<Double>, by definition: AlarmDefinition) -> AlarmState? {
    let (periods, needed) = (definition.evaluationPeriods, definition.datapointsToAlarm)
    var (real, breaching) = (0, 0)
    var isAnyFine = false
    var oldestBreach: Int?
    var isFineSince = false
    for place in 0..<points.count {
      let point = points[points.count - 1 - place]
      guard !point.isNaN else { continue }
      let breaks = definition.comparison.holds(point, definition.threshold)
      if real < periods, breaks { breaching += 1 }
      real += 1
      if breaks, !isFineSince { oldestBreach = place }
      if !breaks {
        isAnyFine = true
        isFineSince = true
      }
    }
    if breaching >= needed { return .alarm }
    if real >= periods { return .ok }
    switch definition.missing {
    case .breaching: return breaching + (periods - real) >= needed ? .alarm : .ok
    case .notBreaching: return .ok
    case .ignore: return isAnyFine ? .ok : nil
    case .missing:
      if real == 0 { return .insufficientData }
      if real < needed, let oldestBreach, oldestBreach + 1 >= needed, !isAnyFine { return .alarm }
      return .ok
    }
  }
}
