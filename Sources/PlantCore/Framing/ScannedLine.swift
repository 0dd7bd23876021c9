/// One bare JSON line read ahead of its judgement: where its names lie, and its numbers.
///
/// Reading a line needs nothing of the engine's state, so another thread can do it. Only the plain kind is read ahead;
/// whatever is unusual about a line is left to the engine, which reads it as if nobody had looked.
public struct ScannedLine: Sendable, BitwiseCopyable {
  /// Offset of the line in its block, and its length with the newline.
  var start: UInt32
  var length: UInt32
  /// Offsets within the line.
  var deviceStart: UInt32
  var deviceEnd: UInt32
  var typeStart: UInt32
  var typeEnd: UInt32
  var value: Double
  /// Unknown when the line says no time.
  var time: Stamp
}

/// Reads the plain lines of blocks ahead of the engine. Confined to one thread.
public struct LineScanner: ~Copyable {
  private var scanner = PayloadScanner()

  public init() {}

  /// Replaces `lines` by the plain lines of `block`, in order; the others are missing.
  public mutating func scan(_ block: UnsafeRawBufferPointer, into lines: inout [ScannedLine]) {
    lines.removeAll(keepingCapacity: true)
    guard let base = block.baseAddress else { return }
    let bytes = unsafe ByteSlice(
      base: base.assumingMemoryBound(to: UInt8.self), count: block.count, readable: block.count)
    var position = 0
    while position < bytes.count {
      let rest = bytes.slice(position, bytes.count)
      let end = scanner.scan(rest, isLine: true)
      if end > 0, end < rest.count, rest[end] == Byte.newline, end <= Engine.oversizeLimit,
        let line = scanner.plainLine(in: rest.slice(0, end), scanned: end, start: position)
      {
        lines.append(line)
        position += end + 1
      } else {
        guard let newline = rest.firstIndex(of: Byte.newline) else { return }
        position += newline + 1
      }
    }
  }
}

extension PayloadScanner {
  /// The line just read, when it is a reading without anything unusual: else nil.
  @inline(__always)
  fileprivate mutating func plainLine(in line: ByteSlice, scanned: Int, start: Int) -> ScannedLine? {
    guard !hasNesting, !hasUnit, !hasNonASCII, !device.hasEscape, !type.hasEscape,
      error(in: line, scanned: scanned) == nil,
      case .finite(let value) = value
    else { return nil }
    let stamp: Stamp
    switch time {
    case .absent: stamp = .unknown
    case .known(let known): stamp = known
    case .unreadable: return nil
    }
    return ScannedLine(
      start: UInt32(start), length: UInt32(line.count + 1), deviceStart: UInt32(device.start),
      deviceEnd: UInt32(device.end), typeStart: UInt32(type.start), typeEnd: UInt32(type.end), value: value,
      time: stamp)
  }
}

extension Engine {
  /// Judges a block whose plain lines were read ahead; the same conclusions as `consume` comes to.
  ///
  /// - Parameter lines: What `LineScanner.scan` made of these bytes.
  public mutating func consume(_ block: UnsafeRawBufferPointer, scanned lines: [ScannedLine]) {
    guard format == .jsonLines, !messages.isEnabled, let base = block.baseAddress else {
      _ = unsafe consume(block)
      return
    }
    let bytes = unsafe ByteSlice(
      base: base.assumingMemoryBound(to: UInt8.self), count: block.count, readable: block.count)
    var position = 0
    if !framer.carry.isEmpty || framer.skipping != .nothing || framer.isAtStart {
      // The block begins in the middle of something: what was read ahead of its first line is worth nothing.
      position = bytes.firstIndex(of: Byte.newline).map { $0 + 1 } ?? bytes.count
      _ = take(bytes.slice(0, position), limit: .none)
    }
    for line in lines where Int(line.start) >= position {
      let start = Int(line.start)
      if start > position { _ = take(bytes.slice(position, start), limit: .none) }
      let whole = bytes.slice(start, start + Int(line.length))
      if !judgeScanned(line, whole) { _ = take(whole, limit: .none) }
      position = start + Int(line.length)
    }
    if position < bytes.count { _ = take(bytes.slice(position, bytes.count), limit: .none) }
    totals.bytes += UInt64(bytes.count)
  }
}
