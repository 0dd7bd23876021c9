/// A growing row of plain values in one piece of memory, without reference counts.
///
/// The engine keeps its state in slabs: an element is reached by index and changed in place, and the whole
/// slab is saved by copying its bytes. An index outside `0..<count` is our own mistake and traps.
@safe struct Slab<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count: Int

  init(capacity: Int = 0) {
    self.capacity = max(capacity, 1)
    unsafe base = UnsafeMutablePointer<Element>.allocate(capacity: max(capacity, 1))
    count = 0
  }

  init(repeating element: Element, count: Int) {
    self.init(capacity: count)
    unsafe base.initialize(repeating: element, count: count)
    self.count = count
  }

  deinit { unsafe base.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress {
      precondition(index >= 0 && index < count, "slab index out of range")
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always) unsafeMutableAddress {
      precondition(index >= 0 && index < count, "slab index out of range")
      return unsafe base + index
    }
  }

  var isEmpty: Bool { count == 0 }

  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    unsafe (base + count).initialize(to: element)
    count += 1
  }

  @discardableResult
  mutating func removeLast() -> Element {
    precondition(count > 0, "slab is empty")
    count -= 1
    return unsafe base[count]
  }

  /// Forgets all elements and keeps the memory.
  mutating func removeAll() { count = 0 }

  /// Forgets the first `amount` elements.
  mutating func removeFirst(_ amount: Int) {
    precondition(amount <= count, "slab is too short")
    count -= amount
    unsafe base.update(from: base + amount, count: count)
  }

  /// Appends a copy of `source`.
  mutating func append(contentsOf source: UnsafeBufferPointer<Element>) {
    guard let from = source.baseAddress else { return }
    if count + source.count > capacity { grow(to: count + source.count) }
    unsafe (base + count).update(from: from, count: source.count)
    count += source.count
  }

  /// Sets every element to `element`.
  mutating func fill(_ element: Element) { unsafe base.update(repeating: element, count: count) }

  /// Lends all elements for the length of a call.
  func withElements<Result: ~Copyable>(_ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    unsafe body(UnsafeBufferPointer(start: base, count: count))
  }

  private mutating func grow(to needed: Int) {
    let newCapacity = max(needed, capacity + capacity / 2 + 8)
    let newBase = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    unsafe newBase.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = newBase
    capacity = newCapacity
  }
}

/// A growing row of large plain values in pieces that never move, so that growing neither copies nor doubles.
@safe struct ChunkedSlab<Element: BitwiseCopyable>: ~Copyable {
  private static var chunkSize: Int { 64 }
  private var chunks: [UnsafeMutablePointer<Element>] = unsafe []
  private(set) var count = 0

  init() {}

  deinit { unsafe chunks.forEach { unsafe $0.deallocate() } }

  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress {
      precondition(index >= 0 && index < count, "slab index out of range")
      return unsafe UnsafePointer(chunks[index / Self.chunkSize] + index % Self.chunkSize)
    }
    @inline(__always) unsafeMutableAddress {
      precondition(index >= 0 && index < count, "slab index out of range")
      return unsafe chunks[index / Self.chunkSize] + index % Self.chunkSize
    }
  }

  mutating func append(_ element: Element) {
    if unsafe count == chunks.count * Self.chunkSize {
      unsafe chunks.append(UnsafeMutablePointer<Element>.allocate(capacity: Self.chunkSize))
    }
    count += 1
    unsafe (chunks[(count - 1) / Self.chunkSize] + (count - 1) % Self.chunkSize).initialize(to: element)
  }

  mutating func removeAll() {
    unsafe chunks.forEach { unsafe $0.deallocate() }
    unsafe chunks = []
    count = 0
  }
}
