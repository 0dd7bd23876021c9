/// Names kept for good, one behind the other.
struct ByteArena: ~Copyable {
  /// Where one name lies.
  struct Name: BitwiseCopyable {
    var offset: UInt32
    var length: UInt32
  }

  var bytes = Slab<UInt8>(capacity: 4096)

  init() {}

  mutating func add(_ slice: ByteSlice) -> Name {
    let name = Name(offset: UInt32(bytes.count), length: UInt32(slice.count))
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: slice.base, count: slice.count))
    return name
  }

  @inline(__always) func holds(_ slice: ByteSlice, at name: Name) -> Bool {
    guard Int(name.length) == slice.count else { return false }
    return unsafe bytes.withElements { all in
      guard let base = all.baseAddress else { return slice.count == 0 }
      let offset = Int(name.offset)
      return unsafe ByteSlice(base: base + offset, count: slice.count, readable: all.count - offset).equals(slice)
    }
  }

  func text(_ name: Name) -> String {
    unsafe bytes.withElements { all in
      unsafe String(
        decoding: UnsafeBufferPointer(rebasing: all[Int(name.offset)..<Int(name.offset) + Int(name.length)]),
        as: UTF8.self)
    }
  }
}
