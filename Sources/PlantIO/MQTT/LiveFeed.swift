import PlantCore
import Synchronization

/// What the thread that receives and the thread that judges share: the ring, and words about the connection.
final class LiveFeed: Sendable {
  let ring: ByteRing
  let clock: ArrivalClock
  /// Wakes the engine's thread when something has arrived while it slept.
  let arrived = WakeUp()
  /// Wall time of the last message in nanoseconds, `Stamp.unknown` before the first.
  let lastMessage = Atomic<Int64>(Stamp.unknown.nanoseconds)
  /// True from before an arrival is stamped until its frame is published: while it is false, every frame stamped
  /// so far can be seen, and every later stamp is later than now.
  let isStamping = Atomic<Bool>(false)
  /// Whether a broker has ever said yes.
  let hasConnected = Atomic<Bool>(false)
  /// Wall time in nanoseconds at which the first certificate of the connection ends, `Stamp.unknown` without one.
  let firstEnd = Atomic<Int64>(Stamp.unknown.nanoseconds)
  var certificateEnd: Stamp { Stamp(nanoseconds: firstEnd.load(ordering: .relaxed)) }
  /// Holds answers to the broker back until the archive has what they are for; nil without an archive.
  let gate: AckGate?
  private let consumerSleeps = Atomic<Bool>(false)
  private let connection: Mutex<ConnectionStatus>

  init(clock: ArrivalClock, ringBytes: Int = 16 << 20, gate: AckGate? = nil) {
    self.clock = clock
    self.gate = gate
    ring = ByteRing(capacity: ringBytes)
    connection = Mutex(ConnectionStatus())
  }

  /// The connection as it stands, with the ring's fill. Any thread.
  var status: ConnectionStatus {
    var status = connection.withLock { $0 }
    status.lastMessage = Stamp(nanoseconds: lastMessage.load(ordering: .relaxed))
    status.ringBytes = ring.usedBytes
    status.ringCapacity = ring.capacity
    return status
  }

  /// Changes the connection's words. The receiving thread.
  func update(_ change: (inout sending ConnectionStatus) -> Void) { connection.withLock { change(&$0) } }

  /// After a burst: wakes the engine's thread if it sleeps. The receiving thread.
  func notify() {
    if consumerSleeps.load(ordering: .sequentiallyConsistent),
      consumerSleeps.exchange(false, ordering: .sequentiallyConsistent)
    {
      arrived.signal()
    }
  }

  /// Announces that the engine's thread is about to sleep; false when something has arrived meanwhile.
  func mayConsumerSleep() -> Bool {
    arrived.clear()
    consumerSleeps.store(true, ordering: .sequentiallyConsistent)
    return ring.usedBytes == 0
  }
}
