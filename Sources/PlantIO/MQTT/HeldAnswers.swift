import PlantCore

/// Answers to a broker that wait until the archive has what they are for. Confined to the network's thread.
///
/// The library queues an answer before it hands the message over; nothing is written while one of them may not go.
final class HeldAnswers {
  /// An archive that takes nothing for this long does not keep the plant from being watched: answers then go without it,
  /// counted.
  private let patience: Int64
  private let gate: AckGate?
  /// Answers in the library's queue.
  private var owed = 0
  /// Where the ring stood after the last message they are for.
  private var position = 0
  private var since: Int64 = 0
  /// How far the archive had come when its time was over, as long as it has taken nothing since; nil while it has time.
  private var stalledAt: Int?

  init(_ gate: AckGate?, patience: Int64 = 10 * Interval.second) { (self.gate, self.patience) = (gate, patience) }

  /// Becomes readable when more may be sent; negative without an archive.
  var descriptor: Int32 { gate?.advanced.descriptor ?? -1 }

  /// A message that wants an answer is coming in.
  func isOwed() {
    guard let gate else { return }
    if owed == 0 { since = SystemClock.sinceBoot() }
    owed += 1
    gate.awaited.store(owed, ordering: .relaxed)
  }

  /// What has come in so far stands before `position` of the ring.
  func hold(upTo position: Int) { if owed > 0 { self.position = position } }

  /// Whether everything that waits may go to the broker.
  func mayBeSent() -> Bool {
    guard let gate, owed > 0 else { return true }
    gate.advanced.clear()
    let stored = gate.stored
    if stored >= position {
      stalledAt = nil
      return true
    }
    // It takes again: what waits now has the whole time anew. Seen while more keeps coming, too.
    if let before = stalledAt, stored > before { (stalledAt, since) = (nil, SystemClock.sinceBoot()) }
    if stalledAt == nil, SystemClock.sinceBoot() - since > patience { stalledAt = stored }
    guard stalledAt != nil else { return false }
    gate.answeredUnstored.add(owed, ordering: .relaxed)
    sent()
    return true
  }

  /// All of them have gone.
  func sent() {
    owed = 0
    gate?.awaited.store(0, ordering: .relaxed)
  }

  /// The connection is another one: none of them will go.
  func forget() { sent() }

  /// Gives the archive a moment for what waits.
  func settle() {
    let deadline = SystemClock.sinceBoot() + 3 * Interval.second / 2
    while owed > 0, let gate, gate.stored < position, SystemClock.sinceBoot() < deadline {
      _ = waitReadable(gate.advanced.descriptor, nanoseconds: 20 * Interval.millisecond)
      gate.advanced.clear()
    }
  }
}
