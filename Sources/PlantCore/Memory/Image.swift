/// Writes plain values and slabs one after the other: the engine's state as bytes.
struct ImageWriter: ~Copyable {
  private(set) var bytes: [UInt8] = []

  init() {}

  mutating func write<Value: BitwiseCopyable>(_ value: Value) {
    unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func write<Element: BitwiseCopyable>(_ slab: borrowing Slab<Element>) {
    write(slab.count)
    unsafe slab.withElements { unsafe bytes.append(contentsOf: UnsafeRawBufferPointer($0)) }
  }

  mutating func write<Element: BitwiseCopyable>(_ slab: borrowing ChunkedSlab<Element>) {
    write(slab.count)
    for index in 0..<slab.count { write(slab[index]) }
  }
}

/// Reads back what `ImageWriter` wrote; false or nil at the first thing that does not fit.
struct ImageReader: ~Copyable {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func read<Value: BitwiseCopyable>(_ type: Value.Type = Value.self) -> Value? {
    let size = MemoryLayout<Value>.size
    guard bytes.count - position >= size else { return nil }
    defer { position += size }
    return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: position, as: Value.self) }
  }

  mutating func read<Element: BitwiseCopyable>(into slab: inout Slab<Element>) -> Bool {
    guard let count = read(Int.self), count >= 0, count <= (bytes.count - position) / max(1, MemoryLayout<Element>.size)
    else { return false }
    slab.removeAll()
    let stride = MemoryLayout<Element>.stride
    guard bytes.count - position >= count * stride else { return false }
    unsafe bytes.withUnsafeBytes { raw in
      for index in 0..<count {
        unsafe slab.append(raw.loadUnaligned(fromByteOffset: position + index * stride, as: Element.self))
      }
    }
    position += count * stride
    return true
  }

  mutating func read<Element: BitwiseCopyable>(into slab: inout ChunkedSlab<Element>) -> Bool {
    guard let count = read(Int.self), count >= 0 else { return false }
    slab.removeAll()
    for _ in 0..<count {
      guard let element = read(Element.self) else { return false }
      slab.append(element)
    }
    return true
  }
}
