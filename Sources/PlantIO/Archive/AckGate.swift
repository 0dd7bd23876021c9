import PlantCore
import Synchronization

/// Tells the network's thread how far the archive has come, so that a broker hears only of what is on the disk.
///
/// Positions are those of the ring: they only grow.
final class AckGate: Sendable {
  /// Becomes readable when more is stored.
  let advanced = WakeUp()
  /// Everything before this position is on the disk.
  private let position = Atomic<Int>(0)
  /// How many messages wait for an answer. Written by the network's thread.
  let awaited = Atomic<Int>(0)
  /// How many were answered although the archive did not take them in time; whoever tells of them sets it to 0.
  let answeredUnstored = Atomic<Int>(0)

  var stored: Int { position.load(ordering: .acquiring) }

  /// The archive's thread: everything before `position` is on the disk.
  func store(_ position: Int) {
    guard position > self.position.load(ordering: .relaxed) else { return }
    self.position.store(position, ordering: .releasing)
    if awaited.load(ordering: .relaxed) > 0 { advanced.signal() }
  }
}
