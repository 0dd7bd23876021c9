import PlantCore
import Synchronization

/// Reads a stream on a thread of its own, at most four blocks ahead: reading and decompressing use the second core.
final class BlockPipe: Sendable {
  static let limit = 4

  /// A block on its way, with the plain lines that were read ahead in it.
  struct Block: Sendable {
    var bytes: [UInt8] = []
    var lines: [ScannedLine] = []
  }

  private struct State: Sendable {
    var filled: [Block] = []
    var free: [Block] = []
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
  ///
  /// - Parameter readsAhead: Read the lines of bare JSON here, too, so that judging has the other core to itself.
  static func open(
    _ inputs: Inputs, from offset: Int = 0, readsAhead: Bool = false
  ) throws(SetupError) -> BlockPipe {
    let pipe = BlockPipe()
    let stream = Handover(try inputs.stream(from: offset))
    let readsLines = readsAhead && inputs.format == .jsonLines
    _ = Worker(name: "reader") { pipe.fill(from: stream.value, readsLines: readsLines) }
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
  func next(reusing used: consuming Block = Block(), nanoseconds: Int64 = -1) -> Result {
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
    case block(Block)
    /// Nothing came in time.
    case later
    case end
  }

  /// Hands each block to `body` until the end, and then ends the reading.
  ///
  /// - Parameter shouldStop: Asked once a block, and five times a second while a pipe is silent.
  func forEachBlock(shouldStop: () -> Bool = { false }, _ body: (Block) throws -> Void) rethrows {
    defer { cancel() }
    var block = Block()
    while !shouldStop() {
      switch next(reusing: block, nanoseconds: Interval.second / 5) {
      case .end: return
      case .later: block = Block()
      case .block(let next):
        block = next
        try body(block)
      }
    }
  }

  /// Tells the reader to stop; it does when its present read returns.
  func cancel() {
    state.withLock { $0.isCancelled = true }
    hasRoom.signal()
  }

  private func fill(from stream: RecordStream, readsLines: Bool) {
    var scanner = LineScanner()
    while true {
      var block = state.withLock { $0.free.popLast() } ?? Block()
      // Taken out, not shared: what has two owners is copied when it is filled.
      var used: [UInt8] = []
      swap(&used, &block.bytes)
      guard let bytes = stream.next(reusing: used) else { break }
      block.bytes = bytes
      if readsLines { unsafe bytes.withUnsafeBytes { unsafe scanner.scan($0, into: &block.lines) } }
      let isCancelled = state.withLock { [fraction = stream.fraction, warnings = stream.warnings, block] state in
        state.filled.append(block)
        state.warnings = warnings
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
