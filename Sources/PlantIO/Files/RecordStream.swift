import CSystem
import PlantCore

/// All inputs as one stream of blocks that end between records, or within one longer than a block. Confined to one thread at a time.
///
/// One file is passed on as it is; several are merged by time (ties: order on the command line; a record without a
/// time follows its predecessor).
final class RecordStream {
  static let blockBytes = 256 << 10
  /// Room for a block, to be appended as a whole.
  private static let room = [UInt8](repeating: 0, count: blockBytes)
  private let format: InputFormat
  private let range: ClosedRange<Stamp>?
  private let readers: [InputReader]
  private var beginning: [UInt8]
  private var splitters: [RecordSplitter] = []
  /// The input whose present record has been passed on in part.
  private var unfinished: RecordSplitter?
  private var rest: [UInt8] = []
  private var isAtEnd = false
  private var skip: Int

  init(_ sources: [InputBeginning], format: InputFormat, range: ClosedRange<Stamp>?, offset: Int) {
    self.format = format
    self.range = range
    readers = sources.map(\.reader)
    skip = offset
    if sources.count == 1 && range == nil {
      beginning = sources[0].bytes
      if offset > 0 && readers[0].skip(to: offset) {
        beginning = []
        skip = 0
      }
    } else {
      beginning = []
      splitters = sources.map { RecordSplitter($0.reader, format: format, beginning: $0.bytes) }
    }
    isAtEnd = sources.isEmpty
  }

  /// What was wrong with an input's end.
  var warnings: [String] { readers.flatMap(\.warnings) }

  /// How much of the inputs' bytes on disk has been read, 0 to 1; 0 where a pipe has no size.
  var fraction: Double {
    let total = readers.reduce(0) { $0 + ($1.size ?? 0) }
    return total == 0 ? 0 : min(1, Double(readers.reduce(0) { $0 + $1.position }) / Double(total))
  }

  /// The next bytes; nil at the end. `block` is a buffer to reuse.
  func next(reusing block: consuming [UInt8] = []) -> [UInt8]? {
    var block = block
    while true {
      block.removeAll(keepingCapacity: true)
      if !(splitters.isEmpty ? nextPlain(&block) : nextMerged(&block)) { return nil }
      if skip == 0 { return block }
      let dropped = min(skip, block.count)
      skip -= dropped
      block.removeFirst(dropped)
      if !block.isEmpty { return block }
    }
  }

  /// One file: blocks as they come, cut after the last newline.
  private func nextPlain(_ block: inout [UInt8]) -> Bool {
    guard !isAtEnd else { return false }
    block.append(contentsOf: rest)
    rest.removeAll(keepingCapacity: true)
    if !beginning.isEmpty {
      block.append(contentsOf: beginning)
      beginning = []
    }
    let used = block.count
    block.append(contentsOf: Self.room)
    let count = unsafe block.withUnsafeMutableBytes {
      unsafe readers[0].read(into: UnsafeMutableRawBufferPointer(rebasing: $0[used...]))
    }
    block.removeLast(Self.blockBytes - count)
    if count == 0 {
      isAtEnd = true
      return !block.isEmpty
    }
    // A record longer than a block is passed on in pieces.
    let end = unsafe block.withUnsafeBytes { unsafe plant_last_byte($0.baseAddress, 10, UInt($0.count)) } + 1
    if end > 0 && end < block.count {
      rest.append(contentsOf: block[end...])
      block.removeLast(block.count - end)
    }
    return true
  }

  /// Several files, or a range of time.
  private func nextMerged(_ block: inout [UInt8]) -> Bool {
    while block.count < Self.blockBytes {
      // Of equal times `min` keeps the first: the order of the command line.
      let earliest = splitters.lazy.filter({ $0.record != nil }).min { $0.time < $1.time }
      guard let best = unfinished ?? earliest else { break }
      if let range {
        // Captures are in order of arrival: what comes after the range's end is not read.
        if format == .capture && best.time > range.upperBound { break }
        if range.contains(best.time) { best.append(to: &block) }
      } else {
        best.append(to: &block)
      }
      best.advance()
      unfinished = best.record != nil && best.isContinuation ? best : nil
    }
    return !block.isEmpty
  }
}
