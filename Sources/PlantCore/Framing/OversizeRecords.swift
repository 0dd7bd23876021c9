/// Payloads that are too long to be judged: one error each, whatever they hold and however they are cut.
extension Engine {
  /// Counts a record whose payload is too long, and begins to pass over it.
  mutating func takeOversize(_ header: CaptureHeader, topic: ByteSlice, _ bytes: ByteSlice) -> Step {
    totals.records += 1
    arrive(header.arrival, isMessage: true)
    let tail = header.topicStart + topic.count + 1
    if header.isRetained {
      finishRetained(arrival: header.arrival, topic: topic, payload: bytes.slice(tail, tail), device: nil)
    } else {
      var device: ByteSlice?
      if matchesIdentity, case .device(let start, let end) = topics.match(topic) { device = topic.slice(start, end) }
      finishError(
        .oversize, arrival: header.arrival, topic: topic, payload: bytes.slice(tail, min(tail + 256, bytes.count)),
        device: device)
    }
    framer.skipping = .line
    framer.oversizeLeft = header.payloadLength
    return .took(tail)
  }

  /// Passes over the payload's lines up to its end, or to the first that parses: the length may be what is damaged,
  /// and that must not cost the neighbours.
  @inline(never)
  mutating func passOversize(_ bytes: ByteSlice, _ isFinal: Bool, _ limit: Limit) -> Step {
    let mayBeRecord = framer.skipping == .nothing && (Byte.isDigit(bytes[0]) || bytes[0] == Byte.hash)
    let step = mayBeRecord ? takeCaptureRecord(bytes, isFinal: isFinal, limit) : skipOversizeLine(bytes)
    switch step {
    case .passed(let length): framer.oversizeLeft = max(0, framer.oversizeLeft - length)
    // Reading has resumed, unless with another payload that is too long.
    case .took: if framer.skipping == .nothing { framer.oversizeLeft = 0 }
    case .incomplete, .held: break
    }
    return step
  }

  /// The rest of a line of such a payload; it may be cut anywhere.
  mutating func skipOversizeLine(_ bytes: ByteSlice) -> Step {
    framer.skipping = .line
    return skipLine(bytes)
  }
}
