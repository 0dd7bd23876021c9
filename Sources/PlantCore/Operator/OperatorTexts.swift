/// Names and reasons that operators gave, as small numbers, so that an alarm's record stays flat.
///
/// At most `limit` different ones are kept; whatever comes after reads as the last.
struct OperatorTexts: ~Copyable {
  static let limit = 4096
  private static let overflow = "(too many different texts)"
  private var names = NameTable()

  init() {}

  /// The number of `text` + 1, 0 for no text.
  mutating func number(_ text: String) -> UInt32 {
    guard !text.isEmpty else { return 0 }
    let known = find(text)
    guard known == 0 else { return known }
    return ByteSlice.over(names.count < Self.limit ? text : Self.overflow) { bytes in
      let hash = NameHash.of(bytes)
      return (names.find(bytes, hash: hash) ?? names.add(bytes, hash: hash)) + 1
    }
  }

  /// The number of a text that was given before + 1; else 0.
  func find(_ text: String) -> UInt32 {
    ByteSlice.over(text) { bytes in names.find(bytes, hash: NameHash.of(bytes)).map { $0 + 1 } ?? 0 }
  }

  func text(_ number: UInt32) -> String { number == 0 ? "" : names.text(number - 1) }

  /// Replaces texts, each of which keeps its number.
  mutating func replace(_ change: (UInt32, String) -> String) {
    var changed = OperatorTexts()
    for number in 0..<UInt32(names.count) {
      let text = change(number + 1, names.text(number))
      ByteSlice.over(text) { bytes in _ = changed.names.add(bytes, hash: NameHash.of(bytes)) }
    }
    self = changed
  }

  func write(to image: inout ImageWriter) { names.write(to: &image) }

  mutating func read(from image: inout ImageReader) -> Bool { names.read(from: &image) }
}
