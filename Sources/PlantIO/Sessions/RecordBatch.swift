/// Whole records on their way to the engine and the recorder. Confined to the engine's thread.
@safe struct RecordBatch: ~Copyable {
  private let storage: UnsafeMutableRawBufferPointer
  private(set) var count = 0
  private(set) var records = 0

  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    unsafe storage = .allocate(byteCount: capacity, alignment: 64)
  }

  deinit { unsafe storage.deallocate() }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    precondition(count + bytes.count <= capacity, "a record larger than the batch has room for")
    guard let from = bytes.baseAddress, let to = unsafe storage.baseAddress else { return }
    unsafe (to + count).copyMemory(from: from, byteCount: bytes.count)
    count += bytes.count
    records += 1
  }

  mutating func append(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { bytes in unsafe append(bytes) }
  }

  mutating func clear() {
    count = 0
    records = 0
  }

  func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    unsafe body(UnsafeRawBufferPointer(rebasing: storage[..<count]))
  }
}
