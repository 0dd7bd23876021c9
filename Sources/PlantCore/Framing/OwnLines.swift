extension Engine {
  /// Takes one of plantwatch's own lines: `# word TIME {…}`. Words that are not known are passed over.
  mutating func takeOwnLine(_ bytes: ByteSlice, isFinal: Bool, _ limit: Limit) -> Step {
    let newline = bytes.firstIndex(of: Byte.newline)
    if newline == nil, !isFinal {
      if bytes.count < Self.lineLimit { return .incomplete }
      framer.skipping = .line
      return .passed(bytes.count)
    }
    let length = newline.map { $0 + 1 } ?? bytes.count
    let line = bytes.slice(0, newline ?? bytes.count)
    if line.count >= Self.lineLimit { return .passed(length) }
    var cursor = JSONText.skipSpace(line, from: 1)
    let wordStart = cursor
    while cursor < line.count, !Byte.isSpace(line[cursor]) { cursor += 1 }
    let word = line.slice(wordStart, cursor)
    guard let kind = OwnLine(word) else { return .passed(length) }
    cursor = JSONText.skipSpace(line, from: cursor)
    guard let (stamp, afterTime) = TimestampText.arrival(line, from: cursor) else { return passDamage(bytes) }
    if stamp > limit.until {
      framer.heldBack = stamp
      return .held
    }
    let rest = line.slice(JSONText.skipSpace(line, from: afterTime), line.count)
    if newline == nil, !isComplete(rest) { return passDamage(bytes) }
    totals.records += 1
    judgeOwnLine(kind, stamp, rest)
    return .took(length)
  }

  /// Whether a last line without a newline still holds its whole object (or none).
  private func isComplete(_ rest: ByteSlice) -> Bool {
    if rest.count == 0 { return true }
    var findings = JSONText.Findings()
    return JSONText.endOfValue(rest, from: 0, depth: 0, &findings) > 0
  }

  private mutating func judgeOwnLine(_ kind: OwnLine, _ stamp: Stamp, _ rest: ByteSlice) {
    switch kind {
    case .header:
      // A session begins: what was before it is no silence of the feed.
      feed.connection = .pending
      arrive(stamp, isMessage: false)
      feed.lastMessage = clock.now
      beginSession(configuration: OwnLine.text(rest, "config") ?? "")
    case .tick:
      arrive(stamp, isMessage: false)
      let lag = OwnLine.number(rest, "lag").flatMap { $0.integer(shiftedBy: 0) } ?? -1
      if lag >= 0 {
        seconds.state.open.lag = max(seconds.state.open.lag, lag)
        clock.lag = lag
      }
      hash.fold(stamp.nanoseconds)
      hash.fold(lag)
    case .connected, .disconnected:
      arrive(stamp, isMessage: false)
      let isUp = kind == .connected
      setConnection(isUp ? .connected : .disconnected, why: OwnLine.text(rest, "why") ?? "")
    case .gap:
      arrive(stamp, isMessage: false)
      lose(OwnLine.number(rest, "lost").flatMap { $0.integer(shiftedBy: 0) } ?? 0)
      if let seconds = OwnLine.number(rest, "unwatched").flatMap({ $0.integer(shiftedBy: 0) }), seconds > 0 {
        let length = min(seconds, Int64(Int32.max)) * Interval.second
        note(.lost, "not watching for \(spanText(length)): the program stood still")
      }
    case .oversize:
      arrive(stamp, isMessage: true)
      judgeOversizeLine(stamp, rest)
    case .clock:
      arrive(stamp, isMessage: false)
      let step = Double(OwnLine.number(rest, "step").flatMap { $0.integer(shiftedBy: 3) } ?? 0) / 1000
      note(.clock, "this computer's clock was set \(step < 0 ? "back" : "ahead") by \(numberText(abs(step))) s")
    case .state: takeState(stamp, rest)
    case .health:
      arrive(stamp, isMessage: false)
      takeHealth(
        troubles: OwnLine.number(rest, "troubles").flatMap { $0.integer(shiftedBy: 0) } ?? 0,
        OwnLine.text(rest, "why") ?? "")
    case .action:
      arrive(stamp, isMessage: false)
      hash.fold(0xAC710 as UInt64)
      if let action = ActionLine.action(rest) {
        operate(action, OperatorNote(by: OwnLine.text(rest, "by") ?? "", why: OwnLine.text(rest, "why") ?? ""))
      }
    }
  }

  /// Says that somebody began to watch, and by which configuration.
  private mutating func beginSession(configuration: String) {
    var fingerprint = Digest()
    fingerprint.fold(configuration)
    // What is wrong with this run it will say.
    health = OwnHealth()
    let hasChanged = clock.configuration != 0 && clock.configuration != fingerprint.state
    clock.configuration = fingerprint.state
    let named = configuration.isEmpty ? "" : ", configuration \(configuration)"
    note(.session, "watching begins\(named)\(hasChanged ? ": changed since the last session" : "")")
  }

  private mutating func judgeOversizeLine(_ stamp: Stamp, _ rest: ByteSlice) {
    let topic = OwnLine.text(rest, "topic") ?? ""
    ByteSlice.over(topic) { bytes in
      var device: ByteSlice?
      if case .device(let start, let end) = topics.match(bytes) { device = bytes.slice(start, end) }
      if OwnLine.number(rest, "retain")?.mantissa == 1 {
        finishRetained(arrival: stamp, topic: bytes, payload: bytes.slice(0, 0), device: nil)
      } else {
        finishError(.oversize, arrival: stamp, topic: bytes, payload: bytes.slice(0, 0), device: device)
      }
    }
  }

  /// Messages that had to be refused.
  private mutating func lose(_ count: Int64) {
    guard count > 0 else { return }
    // Nobody refuses more in a second than this: a damaged number must not become an overflow.
    let count = UInt32(clamping: min(count, 1 << 30))
    totals.lost &+= UInt64(count)
    seconds.state.open.lost = min(1 << 31, seconds.state.open.lost &+ count)
    note(.lost, "\(count) messages were refused: the buffer was full")
  }
}

/// The words of plantwatch's own lines that change what the engine decides.
enum OwnLine {
  case header, tick, connected, disconnected, gap, oversize, clock, action, state, health

  init?(_ word: ByteSlice) {
    if word.equals("tick") {
      self = .tick
    } else if word.equals("plantwatch") {
      self = .header
    } else if word.equals("connected") {
      self = .connected
    } else if word.equals("disconnected") {
      self = .disconnected
    } else if word.equals("gap") {
      self = .gap
    } else if word.equals("oversize") {
      self = .oversize
    } else if word.equals("clock") {
      self = .clock
    } else if word.equals("action") {
      self = .action
    } else if word.equals("state") {
      self = .state
    } else if word.equals("health") {
      self = .health
    } else {
      return nil
    }
  }

  /// A number member of a flat object.
  static func number(_ object: ByteSlice, _ key: StaticString) -> DecimalNumber? {
    guard let start = member(object, key) else { return nil }
    return DecimalNumber.scan(object, from: start)?.number
  }

  /// A string member of a flat object, decoded.
  static func text(_ object: ByteSlice, _ key: StaticString) -> String? {
    guard let start = member(object, key), object[start] == Byte.quote else { return nil }
    var findings = JSONText.Findings()
    let end = JSONText.endOfString(object, from: start + 1, &findings)
    guard end >= 0 else { return nil }
    var decoded = Slab<UInt8>()
    JSONText.decode(object.slice(start + 1, end), into: &decoded, limit: 65_535)
    return unsafe decoded.withElements { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The inside of a string member that holds no escapes.
  static func raw(_ object: ByteSlice, _ key: StaticString) -> ByteSlice? {
    guard let start = member(object, key), object[start] == Byte.quote,
      let end = object.firstIndex(of: Byte.quote, from: start + 1)
    else { return nil }
    return object.slice(start + 1, end)
  }

  /// Index of the first byte of a member's value.
  private static func member(_ object: ByteSlice, _ key: StaticString) -> Int? {
    var index = JSONText.skipSpace(object, from: 0)
    guard index < object.count, object[index] == Byte.openBrace else { return nil }
    var findings = JSONText.Findings()
    index = JSONText.skipSpace(object, from: index + 1)
    while index < object.count, object[index] == Byte.quote {
      let keyEnd = JSONText.endOfString(object, from: index + 1, &findings)
      guard keyEnd >= 0 else { return nil }
      let colon = JSONText.skipSpace(object, from: keyEnd + 1)
      guard colon < object.count, object[colon] == Byte.colon else { return nil }
      let value = JSONText.skipSpace(object, from: colon + 1)
      guard value < object.count else { return nil }
      if object.slice(index + 1, keyEnd).equals(key) { return value }
      let end = JSONText.endOfValue(object, from: value, depth: 1, &findings)
      guard end >= 0 else { return nil }
      index = JSONText.skipSpace(object, from: end)
      guard index < object.count, object[index] == Byte.comma else { return nil }
      index = JSONText.skipSpace(object, from: index + 1)
    }
    return nil
  }
}
