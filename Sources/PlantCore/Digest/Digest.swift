/// An order-sensitive 64-bit hash over everything the engine was told and decided.
struct Digest: BitwiseCopyable {
  private(set) var state: UInt64 = 0x706C_616E_7477_6174

  @inline(__always) mutating func fold(_ word: UInt64) {
    let mixed = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
    state = mixed ^ (mixed >> 32)
  }

  mutating func fold(_ text: String) { for byte in text.utf8 { fold(UInt64(byte)) } }

  @inline(__always) mutating func fold(_ word: Int64) { fold(UInt64(bitPattern: word)) }
}
