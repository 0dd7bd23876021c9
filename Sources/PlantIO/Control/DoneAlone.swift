import PlantCore

/// What was done in a dashboard while its collector was away: asked of the collector once it hears again.
///
/// A collector that was killed learns of an alarm only with the sensor's next reading, so what concerns alarms is asked
/// for again for a minute. Confined to the engine's thread.
struct DoneAlone {
  /// More than an operator does between two looks at the screen.
  static let limit = 256
  private static let rounds = 6
  private static let pace = 10 * Interval.second

  private var actions: [SharedAction] = []
  /// Actions beyond the limit: nobody else will know of them.
  private var forgotten = 0
  private var roundsLeft = 0
  private var nextRound = Int64.max

  var isEmpty: Bool { actions.isEmpty }

  mutating func add(_ shared: SharedAction) {
    if actions.count < Self.limit { actions.append(shared) } else { forgotten += 1 }
    nextRound = .max
  }

  /// The collector hears again: asks for everything that still stands.
  ///
  /// - Returns: What there is to say.
  mutating func handOver(to client: ControlClient, _ engine: borrowing Engine) -> String {
    roundsLeft = Self.rounds
    let asked = ask(client, engine)
    var text = "the collector hears: what is done here is done everywhere"
    if asked > 0 { text += "; it is asked for \(asked) thing\(asked == 1 ? "" : "s") done here alone" }
    if forgotten > 0 { text += "; \(forgotten) done here alone it will not know of" }
    forgotten = 0
    return text
  }

  /// Asks again when it is time; the engine's tick.
  mutating func remind(_ client: ControlClient?, _ engine: borrowing Engine) {
    if let client, SystemClock.sinceBoot() >= nextRound { _ = ask(client, engine) }
  }

  private mutating func ask(_ client: ControlClient, _ engine: borrowing Engine) -> Int {
    var asked = 0
    for action in actions {
      if let standing = engine.standing(action), client.ask(standing, isDone: true) { asked += 1 }
    }
    roundsLeft -= 1
    actions.removeAll { roundsLeft == 0 || $0.action.alarm == nil }
    nextRound = actions.isEmpty ? .max : SystemClock.sinceBoot() + Self.pace
    return asked
  }
}
