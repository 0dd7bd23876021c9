import PlantCore

/// What was done in a dashboard while its collector was away: asked of the collector once it hears again, and kept until
/// it has answered.
///
/// A collector that was killed learns of an alarm only with the sensor's next reading: what it does not know of is asked
/// for again for a minute. Confined to the engine's thread.
struct DoneAlone {
  /// More than an operator does between two looks at the screen.
  static let limit = 256
  private static let patience = Interval.minute
  private static let pace = 10 * Interval.second

  private struct Entry {
    var number: Int
    var shared: SharedAction
    /// Whether an answer is awaited.
    var isAsked = false
  }

  private var entries: [Entry] = []
  private var count = 0
  /// Actions beyond the limit: nobody else will know of them.
  private var forgotten = 0
  /// Until when it is asked again; nil while nobody hears.
  private var end: Int64?
  private var nextRound: Int64 = 0

  var isEmpty: Bool { entries.isEmpty }

  /// Whether something is about the same alarm, place or device as what another has done.
  func concerns(_ shared: SharedAction) -> Bool {
    guard let object = shared.action.object else { return false }
    return entries.contains { $0.shared.action.object == object }
  }

  mutating func add(_ shared: SharedAction) {
    guard entries.count < Self.limit else { return forgotten += 1 }
    entries.append(Entry(number: count, shared: shared))
    count += 1
  }

  /// The collector hears again: asks for everything that still stands.
  ///
  /// - Returns: What there is to say; nil when this dashboard has only begun and has nothing to ask for.
  mutating func heard(by client: ControlClient, isFresh: Bool, _ engine: borrowing Engine) -> String? {
    end = SystemClock.sinceBoot() + Self.patience
    for index in entries.indices { entries[index].isAsked = false }
    let asked = ask(client, engine)
    if isFresh, asked == 0, forgotten == 0 { return nil }
    var text = "the collector hears: what is done here is done everywhere"
    if asked > 0 { text += "; it is asked for \(asked) thing\(asked == 1 ? "" : "s") done here alone" }
    if forgotten > 0 { text += "; \(forgotten) done here alone it will not know of" }
    forgotten = 0
    return text
  }

  /// The collector has gone: nothing that is not answered has reached it.
  mutating func lost() { end = nil }

  /// The collector has answered.
  ///
  /// - Parameter refusal: Why it has not done it; empty when it has.
  /// - Returns: What there is to say.
  mutating func answered(_ number: Int, _ refusal: String) -> String? {
    guard let index = entries.firstIndex(where: { $0.number == number }) else { return nil }
    // It may hear of the alarm yet.
    let isUnknown = [OperationRefusal.unknownAlarm, .nothingToDo].contains { $0.text == refusal }
    if isUnknown, entries[index].shared.action.alarm != nil {
      entries[index].isAsked = false
      return nil
    }
    entries.remove(at: index)
    if refusal.isEmpty || refusal == OperationRefusal.nothingToDo.text { return nil }
    return "what was done here alone is not so everywhere: \(refusal)"
  }

  /// Asks again when it is time; the engine's tick.
  mutating func remind(_ client: ControlClient?, _ engine: borrowing Engine) {
    guard let client, let end, !entries.isEmpty, SystemClock.sinceBoot() >= nextRound else { return }
    _ = ask(client, engine)
    if SystemClock.sinceBoot() > end { entries.removeAll { !$0.isAsked } }
  }

  private mutating func ask(_ client: ControlClient, _ engine: borrowing Engine) -> Int {
    nextRound = SystemClock.sinceBoot() + Self.pace
    var asked = 0
    var kept: [Entry] = []
    for var entry in entries {
      if !entry.isAsked {
        guard let standing = engine.standing(entry.shared) else { continue }
        entry.isAsked = client.ask(standing, handedOver: entry.number)
        if entry.isAsked { asked += 1 }
      }
      kept.append(entry)
    }
    entries = kept
    return asked
  }
}
