/// Header of one capture record.
struct CaptureHeader {
  var arrival: Stamp
  var isRetained: Bool
  var payloadLength: Int
  /// Index of the topic's first byte.
  var topicStart: Int
}

extension Engine {
  /// Takes one capture record, or one line of our own, from the front of `bytes`.
  @inline(__always)
  mutating func takeCaptureRecord(_ bytes: ByteSlice, isFinal: Bool, _ limit: Limit) -> Step {
    let first = bytes[0]
    if Byte.isDigit(first) {
      if let header = Self.header(bytes) { return takeMessage(header, bytes, isFinal: isFinal, limit) }
      return takeBrokenHeader(bytes, isFinal)
    }
    if first == Byte.hash { return takeOwnLine(bytes, isFinal: isFinal, limit) }
    if Byte.isSpace(first), let step = passBlankLine(bytes, isFinal) { return step }
    return takeBrokenHeader(bytes, isFinal)
  }

  /// Reads `seconds.nanoseconds TAB qos TAB retain TAB length TAB`; nil when it is not complete or not one.
  @inline(__always)
  static func header(_ bytes: ByteSlice) -> CaptureHeader? {
    guard let (arrival, afterTime) = TimestampText.arrival(bytes, from: 0) else { return nil }
    var index = afterTime
    // "\t1\t0\t" and at least one digit of the length
    guard index + 6 <= bytes.count, bytes[index] == Byte.tab, bytes[index + 1] &- Byte.zero < 3,
      bytes[index + 2] == Byte.tab, bytes[index + 3] &- Byte.zero < 2, bytes[index + 4] == Byte.tab
    else { return nil }
    let isRetained = bytes[index + 3] == UInt8(ascii: "1")
    index += 5
    let firstDigit = index
    var length = 0
    while index < bytes.count, Byte.isDigit(bytes[index]), index - firstDigit < 10 {
      length = length * 10 + Int(bytes[index] &- Byte.zero)
      index += 1
    }
    guard index > firstDigit, index < bytes.count, bytes[index] == Byte.tab else { return nil }
    return CaptureHeader(
      arrival: arrival, isRetained: isRetained, payloadLength: length, topicStart: index + 1)
  }

  @inline(__always)
  private mutating func takeMessage(
    _ header: CaptureHeader, _ bytes: ByteSlice, isFinal: Bool, _ limit: Limit
  ) -> Step {
    if header.arrival > limit.until {
      framer.heldBack = header.arrival
      return .held
    }
    var topicEnd = header.topicStart
    while topicEnd < bytes.count, bytes[topicEnd] != Byte.tab, bytes[topicEnd] != Byte.newline { topicEnd += 1 }
    guard topicEnd < bytes.count, bytes[topicEnd] == Byte.tab else {
      return takeBrokenHeader(bytes, isFinal)
    }
    // MQTT topics are shorter; what is longer is damage, however the bytes were cut.
    if topicEnd - header.topicStart > 65_535 { return passDamage(bytes) }
    if header.payloadLength > Self.oversizeLimit {
      return takeOversize(header, topic: bytes.slice(header.topicStart, topicEnd), bytes)
    }
    let payloadEnd = topicEnd + 1 + header.payloadLength
    if let length = Self.recordLength(bytes, payloadEnd: payloadEnd, isFinal: isFinal) {
      judgeMessage(header, topicEnd: topicEnd, payloadEnd: payloadEnd, bytes)
      return .took(length)
    }
    return takeUnusualMessage(header, firstTab: topicEnd, bytes, isFinal: isFinal)
  }

  /// Length of the record whose payload ends at `payloadEnd`; nil when no newline stands there.
  @inline(__always)
  private static func recordLength(_ bytes: ByteSlice, payloadEnd: Int, isFinal: Bool) -> Int? {
    if payloadEnd < bytes.count {
      if bytes[payloadEnd] == Byte.newline { return payloadEnd + 1 }
      if bytes[payloadEnd] == Byte.carriageReturn, payloadEnd + 1 < bytes.count,
        bytes[payloadEnd + 1] == Byte.newline
      {
        return payloadEnd + 2
      }
    }
    return payloadEnd == bytes.count && isFinal ? payloadEnd : nil
  }

  private mutating func judgeMessage(_ header: CaptureHeader, topicEnd: Int, payloadEnd: Int, _ bytes: ByteSlice) {
    totals.records += 1
    arrive(header.arrival, isMessage: true)
    let topic = bytes.slice(header.topicStart, topicEnd)
    let payload = bytes.slice(topicEnd + 1, payloadEnd)
    var device: ByteSlice?
    switch topics.match(topic) {
    case .none:
      if header.isRetained {
        finishRetained(arrival: header.arrival, topic: topic, payload: payload, device: nil)
      } else {
        finishError(.topic, arrival: header.arrival, topic: topic, payload: payload, device: nil)
      }
      return
    case .matched: break
    case .device(let start, let end): if matchesIdentity { device = topic.slice(start, end) }
    }
    judgePayload(
      payload, scanned: payload.count > 0 ? scanner.scan(payload, isLine: false) : -1, arrival: header.arrival,
      topic: topic, topicDevice: device, isRetained: header.isRetained)
  }

  /// A record cut by the end of the bytes, a topic that holds a tab, or a damaged length.
  @inline(never)
  private mutating func takeUnusualMessage(
    _ header: CaptureHeader, firstTab: Int, _ bytes: ByteSlice, isFinal: Bool
  ) -> Step {
    // One byte more than the newline, in case it is CR and LF.
    if firstTab + 1 + header.payloadLength + 1 >= bytes.count, !isFinal { return .incomplete }
    var tab = firstTab
    while let next = bytes.firstIndex(of: Byte.tab, from: tab + 1), next - header.topicStart <= 65_535 {
      if bytes.slice(tab + 1, next).firstIndex(of: Byte.newline) != nil { break }
      tab = next
      let payloadEnd = tab + 1 + header.payloadLength
      if payloadEnd + 1 >= bytes.count, !isFinal { return .incomplete }
      if payloadEnd <= bytes.count, let length = Self.recordLength(bytes, payloadEnd: payloadEnd, isFinal: isFinal) {
        judgeMessage(header, topicEnd: tab, payloadEnd: payloadEnd, bytes)
        return .took(length)
      }
    }
    return passDamage(bytes)
  }

  private func passBlankLine(_ bytes: ByteSlice, _ isFinal: Bool) -> Step? {
    var index = 0
    while index < min(bytes.count, 4096), Byte.isSpace(bytes[index]) {
      if bytes[index] == Byte.newline { return .passed(index + 1) }
      index += 1
    }
    return index == bytes.count ? (isFinal ? .passed(index) : .incomplete) : nil
  }

  /// What begins like a record and is none, or is one whose header is still cut.
  @inline(never)
  private mutating func takeBrokenHeader(_ bytes: ByteSlice, _ isFinal: Bool) -> Step {
    if !isFinal, bytes.count < 70_000, bytes.firstIndex(of: Byte.newline) == nil { return .incomplete }
    return passDamage(bytes)
  }
}
