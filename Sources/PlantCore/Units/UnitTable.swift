/// Units as they are written, each with a small number, so that a reading's unit costs one look-up and no text.
struct UnitTable: ~Copyable {
  /// The number of a unit: a `PhysicalUnit`'s raw value, or a name's from 64 on; 0 is no unit.
  typealias Number = UInt16

  /// A name past the table's room; equal to nothing.
  private static let crowded = Number.max
  private static let firstName: Number = 64
  /// At most this many spellings are remembered; a plant has a dozen.
  private static let capacity = 256
  /// A longer text, in bytes, is no unit.
  private static let longest = 32

  private var spellings = NameTable()
  private var numbers = Slab<Number>()
  /// Names without case that are no physical unit, in order of their numbers.
  private var names: [String] = []

  init() {}

  /// The number of a unit that the configuration names.
  mutating func number(_ text: String) -> Number {
    text.isEmpty ? 0 : ByteSlice.over(text) { slice in number(slice) }
  }

  /// The number of a unit; allocates only for a spelling that is new.
  mutating func number(_ text: ByteSlice) -> Number {
    guard text.count > 0 else { return 0 }
    guard text.count <= Self.longest else { return Self.crowded }
    let hash = NameHash.of(text)
    if let known = spellings.find(text, hash: hash) { return numbers[Int(known)] }
    let new = newNumber(text.text)
    if spellings.count < Self.capacity {
      _ = spellings.add(text, hash: hash)
      numbers.append(new)
    }
    return new
  }

  private mutating func newNumber(_ text: String) -> Number {
    if let unit = PhysicalUnit(text) { return Number(unit.rawValue) }
    let name = text.lowercased()
    if let known = names.firstIndex(of: name) { return Self.firstName + Number(known) }
    guard names.count < Self.capacity else { return Self.crowded }
    names.append(name)
    return Self.firstName + Number(names.count - 1)
  }

  /// Whether two numbers mean one unit.
  static func isSame(_ first: Number, _ second: Number) -> Bool { first == second && first != crowded }

  /// The physical unit behind a number; nil for mere names.
  static func physical(_ number: Number) -> PhysicalUnit? {
    number > 0 && number < firstName ? PhysicalUnit(rawValue: UInt8(number)) : nil
  }
}
