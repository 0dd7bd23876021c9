/// Names to small numbers in first-seen order: open addressing with a fixed-seed hash.
struct NameTable: ~Copyable {
  private var slots: Slab<UInt32>  // number + 1, or 0
  private var hashes = Slab<UInt32>()
  private var names = Slab<ByteArena.Name>()
  private var arena = ByteArena()

  init() { slots = Slab(repeating: 0, count: 256) }

  var count: Int { names.count }

  /// The number of `name`, or nil when it was never added.
  @inline(__always)
  func find(_ name: ByteSlice, hash: UInt32) -> UInt32? {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return nil }
      let number = entry - 1
      if hashes[Int(number)] == hash, arena.holds(name, at: names[Int(number)]) { return number }
      slot = (slot + 1) & mask
    }
  }

  /// Adds a name that is not in the table and returns its number.
  mutating func add(_ name: ByteSlice, hash: UInt32) -> UInt32 {
    if (names.count + 1) * 2 > slots.count { grow() }
    let number = UInt32(names.count)
    names.append(arena.add(name))
    hashes.append(hash)
    place(number, hash: hash)
    return number
  }

  func text(_ number: UInt32) -> String { arena.text(names[Int(number)]) }

  private mutating func place(_ number: UInt32, hash: UInt32) {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = number + 1
  }

  private mutating func grow() {
    slots = Slab(repeating: 0, count: slots.count * 2)
    for number in 0..<names.count { place(UInt32(number), hash: hashes[number]) }
  }

  func write(to image: inout ImageWriter) {
    image.write(hashes)
    image.write(names)
    image.write(arena.bytes)
  }

  mutating func read(from image: inout ImageReader) -> Bool {
    guard image.read(into: &hashes), image.read(into: &names), image.read(into: &arena.bytes),
      hashes.count == names.count
    else { return false }
    var size = 256
    while names.count * 2 > size { size *= 2 }
    slots = Slab(repeating: 0, count: size)
    for number in 0..<names.count { place(UInt32(number), hash: hashes[number]) }
    return true
  }
}

/// (device, sensor type) to sensor number: open addressing over integer pairs.
struct PairTable: ~Copyable {
  struct Slot: BitwiseCopyable {
    var first: UInt32 = 0
    var second: UInt32 = 0
    var entry: UInt32 = 0  // number + 1, or 0
  }

  private var slots: Slab<Slot>
  private var count = 0

  init() { slots = Slab(repeating: Slot(), count: 256) }

  @inline(__always)
  func find(_ first: UInt32, _ second: UInt32) -> UInt32? {
    let mask = slots.count - 1
    var index = Int(NameHash.of(first, second)) & mask
    while true {
      let slot = slots[index]
      if slot.entry == 0 { return nil }
      if slot.first == first, slot.second == second { return slot.entry - 1 }
      index = (index + 1) & mask
    }
  }

  mutating func add(_ first: UInt32, _ second: UInt32, number: UInt32) {
    if (count + 1) * 2 > slots.count { grow() }
    count += 1
    place(Slot(first: first, second: second, entry: number + 1))
  }

  mutating func removeAll() {
    slots = Slab(repeating: Slot(), count: 256)
    count = 0
  }

  private mutating func place(_ slot: Slot) {
    let mask = slots.count - 1
    var index = Int(NameHash.of(slot.first, slot.second)) & mask
    while slots[index].entry != 0 { index = (index + 1) & mask }
    slots[index] = slot
  }

  private mutating func grow() {
    var larger = Slab(repeating: Slot(), count: slots.count * 2)
    swap(&larger, &slots)
    for index in 0..<larger.count where larger[index].entry != 0 { place(larger[index]) }
  }
}
