/// A fixed-seed hash of a few bytes, for the name tables: the same in every run.
enum NameHash {
  @inline(__always) static func of(_ slice: ByteSlice) -> UInt32 {
    var hash = UInt64(truncatingIfNeeded: slice.count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index + 8 <= slice.count {
      hash = mix(hash ^ slice.word(index))
      index += 8
    }
    if index < slice.count {
      let remaining = slice.count - index
      var tail: UInt64 = 0
      if slice.canLoadWord(index) {
        tail = slice.word(index) & (~0 >> UInt64(64 - 8 * remaining))
      } else {
        for offset in 0..<remaining { tail |= UInt64(slice[index + offset]) << UInt64(8 * offset) }
      }
      hash = mix(hash ^ tail)
    }
    return UInt32(truncatingIfNeeded: hash >> 32)
  }

  /// Two numbers to one hash, for the sensor table.
  @inline(__always) static func of(_ first: UInt32, _ second: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: mix(UInt64(first) << 32 | UInt64(second)) >> 32)
  }

  @inline(__always) private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &* 0x9E37_79B9_7F4A_7C15
    mixed ^= mixed >> 29
    return mixed &* 0xBF58_476D_1CE4_E5B9
  }
}
