import PlantCore
import Synchronization

/// Reads a stream on a thread of its own, at most four blocks ahead: reading and decompressing use the second core.
final class BlockPipe: Sendable {
  static let limit = 4

  private struct State: Sendable {
    var filled: [[UInt8]] = []
    var free: [[UInt8]] = []
    var isEnded = false
    var isCancelled = false
    var fraction = 0.0
    var warnings: [String] = []
  }
  private let state = Mutex(State())
  private let hasFilled = WakeUp()
  private let hasRoom = WakeUp()

  /// Opens the stream and starts reading.
  ///
  /// - Throws: `SetupError` when an input cannot be opened any more.
  static func open(_ inputs: Inputs, from offset: Int = 0) throws(SetupError) -> BlockPipe {
    let pipe = BlockPipe()
    let stream = Handover(try inputs.stream(from: offset))
    _ = Worker(name: "reader") { pipe.fill(from: stream.value) }
    return pipe
  }

  private init() {}

  /// How much of the input has been read, 0 to 1.
  var fraction: Double { state.withLock { $0.fraction } }
  var warnings: [String] { state.withLock { $0.warnings } }

  /// The next block, waiting for it; nil at the end. One consumer.
  ///
  /// - Parameters:
  ///   - used: A block to fill again.
  ///   - nanoseconds: How long to wait at most; negative waits for ever.
  func next(reusing used: consuming [UInt8] = [], nanoseconds: Int64 = -1) -> Result {
    state.withLock { [used] in if $0.free.count < Self.limit { $0.free.append(used) } }
    while true {
      let (block, isEnded) = state.withLock { state in
        (state.filled.isEmpty ? nil : state.filled.removeFirst(), state.isEnded)
      }
      if let block {
        hasRoom.signal()
        return .block(block)
      }
      if isEnded { return .end }
      guard waitReadable(hasFilled.descriptor, nanoseconds: nanoseconds)[0] else { return .later }
      hasFilled.clear()
    }
  }

  enum Result {
    case block([UInt8])
    /// Nothing came in time.
    case later
    case end
  }

  /// Tells the reader to stop; it does when its present read returns.
  func cancel() {
    state.withLock { $0.isCancelled = true }
    hasRoom.signal()
  }

  private func fill(from stream: RecordStream) {
    while let block = stream.next(reusing: state.withLock { $0.free.popLast() } ?? []) {
      let isCancelled = state.withLock { [fraction = stream.fraction] state in
        state.filled.append(block)
        state.fraction = fraction
        return state.isCancelled
      }
      hasFilled.signal()
      if isCancelled { break }
      while state.withLock({ $0.filled.count >= Self.limit && !$0.isCancelled }) {
        _ = waitReadable(hasRoom.descriptor, nanoseconds: -1)
        hasRoom.clear()
      }
    }
    state.withLock { [warnings = stream.warnings] in
      $0.isEnded = true
      $0.fraction = 1
      $0.warnings = warnings
    }
    hasFilled.signal()
  }
}

/// Carries a value that is not Sendable to the one thread that uses it from then on.
///
/// `@unchecked Sendable`: the maker gives its only reference away.
struct Handover<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
