/// Moments of stream time at which something must be looked at again, earliest first.
///
/// A binary heap; entries that no longer matter are recognised when they come up. Equal moments come in order
/// of kind and index, so the order never depends on how the heap was filled.
struct TimerHeap: ~Copyable {
  enum Kind: UInt8, BitwiseCopyable { case clearing, silence, opening, alarm, maintenance }

  struct Entry: BitwiseCopyable {
    var deadline: Int64
    var kind: Kind
    var index: UInt32
    /// The episode's number for `clearing`, the side for `opening`; unused for `silence`.
    var tag: UInt64 = 0

    @inline(__always) func isBefore(_ other: Entry) -> Bool {
      if deadline != other.deadline { return deadline < other.deadline }
      if kind != other.kind { return kind.rawValue < other.kind.rawValue }
      return index < other.index
    }
  }

  var entries = Slab<Entry>()
  /// Deadline of the earliest entry; `Int64.max` when there is none.
  private(set) var earliest = Int64.max

  init() {}

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].isBefore(entries[parent]) else { break }
      swapEntries(child, parent)
      child = parent
    }
    earliest = entries[0].deadline
  }

  mutating func pop() -> Entry {
    let first = entries[0]
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink(0)
    }
    earliest = entries.isEmpty ? .max : entries[0].deadline
    return first
  }

  /// Moves every deadline by `delta`; the order stays.
  mutating func shift(by delta: Int64) {
    for index in 0..<entries.count { entries[index].deadline &+= delta }
    earliest = entries.isEmpty ? .max : entries[0].deadline
  }

  mutating func read(from image: inout ImageReader) -> Bool {
    guard image.read(into: &entries) else { return false }
    earliest = entries.isEmpty ? .max : entries[0].deadline
    return true
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while 2 * parent + 1 < entries.count {
      var smallest = parent
      let (left, right) = (2 * parent + 1, 2 * parent + 2)
      if left < entries.count, entries[left].isBefore(entries[smallest]) { smallest = left }
      if right < entries.count, entries[right].isBefore(entries[smallest]) { smallest = right }
      if smallest == parent { return }
      swapEntries(smallest, parent)
      parent = smallest
    }
  }

  @inline(__always) private mutating func swapEntries(_ first: Int, _ second: Int) {
    let entry = entries[first]
    entries[first] = entries[second]
    entries[second] = entry
  }
}
