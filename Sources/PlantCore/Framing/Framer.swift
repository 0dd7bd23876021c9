/// What is between two calls of `consume`: the beginning of a record whose end has not come.
struct Framer: ~Copyable {
  enum Skipping: UInt8, BitwiseCopyable {
    case nothing
    /// The rest of a line that has been counted already.
    case line
  }

  var carry = Slab<UInt8>()
  var skipping = Skipping.nothing
  /// Bytes still to come of a payload that was too long and has been counted: what does not parse in them is its own.
  var oversizeLeft = 0
  /// Nothing of the input has been taken yet: a byte order mark may come.
  var isAtStart = true
  /// Time of the record held back by a limit; unknown when none is.
  var heldBack = Stamp.unknown

  init() {}
}

/// How far one call of `consume` may go.
struct Limit {
  let until: Stamp
  let records: Int

  static var none: Limit { Limit(until: Stamp(nanoseconds: .max), records: .max) }
}

/// What became of the bytes at the front of a slice.
enum Step {
  /// A record (or a skipped piece) of this length was taken.
  case took(Int)
  /// White space or another piece that is no record.
  case passed(Int)
  /// The record's end has not come yet.
  case incomplete
  /// The record lies past the limit.
  case held
}

extension Engine {
  /// Payloads (and bare lines) longer than this are `oversize` errors.
  static var oversizeLimit: Int { 256 * 1024 }
  /// No line of ours is longer, and no header: what has no end within this is skipped.
  static var lineLimit: Int { 1024 * 1024 }

  mutating func take(_ bytes: ByteSlice, limit: Limit) -> Int {
    framer.heldBack = .unknown
    var records = limit.records
    var position = 0
    if !framer.carry.isEmpty {
      position = takeCarry(bytes, limit, &records)
      if framer.carry.isEmpty == false { return position }
    }
    while position < bytes.count, records > 0 {
      switch step(bytes.slice(position, bytes.count), isFinal: false, limit) {
      case .took(let length):
        position += length
        records -= 1
      case .passed(let length): position += length
      case .held: return position
      case .incomplete:
        let rest = bytes.slice(position, bytes.count)
        unsafe framer.carry.append(contentsOf: UnsafeBufferPointer(start: rest.base, count: rest.count))
        return bytes.count
      }
    }
    return position
  }

  /// Completes the carried record from the front of `bytes`; returns how many of them it took.
  private mutating func takeCarry(_ bytes: ByteSlice, _ limit: Limit, _ records: inout Int) -> Int {
    var fed = 0
    var growth = 256
    var carry = Slab<UInt8>()
    swap(&carry, &framer.carry)
    defer { swap(&carry, &framer.carry) }
    while records > 0 {
      var isHeld = false
      let before = carry.count - fed
      let taken = takeFront(carry, limit, &records, isFinal: false, &isHeld, stopAfter: before)
      // What was taken beyond the old carry was fed from `bytes`; the rest of them is read in place.
      if taken >= before, taken > 0 {
        carry.removeAll()
        return taken - before
      }
      if taken > 0 {
        carry.removeFirst(taken)
      }
      if isHeld || records == 0 || fed == bytes.count { return fed }
      let more = bytes.slice(fed, min(bytes.count, fed + growth))
      unsafe carry.append(contentsOf: UnsafeBufferPointer(start: more.base, count: more.count))
      fed += more.count
      growth *= 2
    }
    return fed
  }

  /// Takes records from the front of carried bytes until `stopAfter` bytes are taken or one is incomplete.
  private mutating func takeFront(
    _ carry: borrowing Slab<UInt8>, _ limit: Limit, _ records: inout Int, isFinal: Bool, _ isHeld: inout Bool,
    stopAfter: Int
  ) -> Int {
    let (start, count) = unsafe carry.withElements { ($0.baseAddress, $0.count) }
    guard let base = unsafe start else { return 0 }
    let bytes = unsafe ByteSlice(base: base, count: count, readable: count)
    var position = 0
    while position < count, records > 0, position < stopAfter || isFinal {
      switch step(bytes.slice(position, count), isFinal: isFinal, limit) {
      case .took(let length):
        position += length
        records -= 1
      case .passed(let length): position += length
      case .held:
        isHeld = true
        return position
      case .incomplete: return position
      }
    }
    return position
  }

  mutating func finishFraming() {
    var carry = Slab<UInt8>()
    swap(&carry, &framer.carry)
    var records = Int.max
    var isHeld = false
    _ = takeFront(carry, .none, &records, isFinal: true, &isHeld, stopAfter: .max)
  }

  /// Takes what lies at the front of `bytes`: a record, white space, or the rest of something being skipped.
  @inline(__always)
  mutating func step(_ bytes: ByteSlice, isFinal: Bool, _ limit: Limit) -> Step {
    if framer.oversizeLeft > 0 { return passOversize(bytes, isFinal, limit) }
    if framer.skipping == .line { return skipLine(bytes) }
    if framer.isAtStart {
      if let mark = takeByteOrderMark(bytes, isFinal) { return mark }
    }
    switch format {
    case .jsonLines: return takeLine(bytes, isFinal: isFinal, limit)
    case .capture: return takeCaptureRecord(bytes, isFinal: isFinal, limit)
    }
  }

  private mutating func takeByteOrderMark(_ bytes: ByteSlice, _ isFinal: Bool) -> Step? {
    for (index, byte) in [UInt8(0xEF), 0xBB, 0xBF].enumerated() {
      guard index < bytes.count else { return isFinal ? nil : .incomplete }
      guard bytes[index] == byte else {
        framer.isAtStart = false
        return nil
      }
    }
    framer.isAtStart = false
    return .passed(3)
  }

  mutating func skipLine(_ bytes: ByteSlice) -> Step {
    guard let newline = bytes.firstIndex(of: Byte.newline) else { return .passed(bytes.count) }
    framer.skipping = .nothing
    return .passed(newline + 1)
  }

  /// Counts an unreadable stretch and passes over the line it begins with; within a payload that was too long it has
  /// been counted already.
  mutating func passDamage(_ bytes: ByteSlice) -> Step {
    if framer.oversizeLeft > 0 { return skipOversizeLine(bytes) }
    totals.records += 1
    totals.damaged += 1
    hash.fold(0xDA3A_6ED0 as UInt64)
    guard let newline = bytes.firstIndex(of: Byte.newline) else {
      framer.skipping = .line
      return .took(bytes.count)
    }
    return .took(newline + 1)
  }
}
