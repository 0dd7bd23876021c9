extension Engine {
  /// Takes one bare JSON line from the front of `bytes`.
  @inline(__always)
  mutating func takeLine(_ bytes: ByteSlice, isFinal: Bool, _ limit: Limit) -> Step {
    // A line that is one JSON text needs no look for its newline first: the walk over the text ends there.
    let end = scanner.scan(bytes, isLine: true)
    if end > 0, end < bytes.count, bytes[end] == Byte.newline, end <= Self.oversizeLimit, !scanner.hasNesting {
      return judgeLine(bytes.slice(0, end), scanned: end, length: end + 1, limit)
    }
    return takeAnyLine(bytes, isFinal: isFinal, limit)
  }

  @inline(never)
  private mutating func takeAnyLine(_ bytes: ByteSlice, isFinal: Bool, _ limit: Limit) -> Step {
    let newline = bytes.firstIndex(of: Byte.newline)
    if newline == nil, !isFinal {
      guard bytes.count > Self.oversizeLimit else { return .incomplete }
      framer.skipping = .line
    }
    let lineEnd = newline ?? bytes.count
    let length = newline.map { $0 + 1 } ?? bytes.count
    let line = bytes.slice(0, lineEnd)
    if line.count <= Self.oversizeLimit, JSONText.skipSpace(line, from: 0) == line.count { return .passed(length) }
    if line.count > Self.oversizeLimit {
      totals.records += 1
      finishError(.oversize, arrival: .unknown, topic: nil, payload: line, device: nil)
      return .took(length)
    }
    return judgeLine(line, scanned: scanner.scan(line, isLine: false), length: length, limit)
  }

  @inline(__always)
  private mutating func judgeLine(_ line: ByteSlice, scanned: Int, length: Int, _ limit: Limit) -> Step {
    if limit.until.nanoseconds != .max, scanner.error(in: line, scanned: scanned) == nil {
      let time = prospectiveTime()
      if time > limit.until {
        framer.heldBack = time
        return .held
      }
    }
    totals.records += 1
    judgePayload(line, scanned: scanned, arrival: .unknown, topic: nil, topicDevice: nil, isRetained: false)
    return .took(length)
  }
}
