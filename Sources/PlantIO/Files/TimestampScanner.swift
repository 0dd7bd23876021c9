import CSystem
import PlantCore

/// Finds the `timestamp` of a JSON reading without parsing the rest: good enough to put lines in order.
enum TimestampScanner {
  private static let key: StaticString = "\"timestamp\""

  /// The time a line says; nil when it says none that is understood.
  static func stamp(in line: UnsafeRawBufferPointer) -> Stamp? {
    guard let base = line.baseAddress else { return nil }
    let found = unsafe plant_find(base, UInt(line.count), key.utf8Start, UInt(key.utf8CodeUnitCount))
    guard found >= 0 else { return nil }
    var cursor = unsafe ByteCursor(bytes: line, at: found + key.utf8CodeUnitCount)
    while cursor.peek == 32 || cursor.peek == 58 || cursor.peek == 9 { cursor.at += 1 }
    let isText = cursor.take(34)
    let start = cursor.at
    if !isText, let whole = cursor.wholeNumber() {
      if whole < 100_000_000_000 { return Stamp(seconds: whole) }
      return whole < 9_000_000_000_000 ? Stamp(nanoseconds: whole * Interval.millisecond) : nil
    }
    cursor.at = start
    while let byte = cursor.peek, byte != 34, byte != 44, byte != 125, byte > 32 { cursor.at += 1 }
    guard cursor.at > start else { return nil }
    let text = unsafe String(decoding: UnsafeRawBufferPointer(rebasing: line[start..<cursor.at]), as: UTF8.self)
    if isText { return TimeArgument.iso8601(text, defaultOffset: nil) }
    guard let number = Double(text), number.magnitude < 9e12 else { return nil }
    return Stamp(nanoseconds: Int64(number.magnitude < 1e11 ? number * 1e9 : number * 1e6))
  }
}

extension ByteCursor {
  /// A whole number of at most 15 digits that ends before a comma, a brace or white space; else nil.
  fileprivate mutating func wholeNumber() -> Int64? {
    var value: Int64 = 0
    let start = at
    while let byte = peek, byte >= 48, byte <= 57, at - start < 16 {
      value = value * 10 + Int64(byte - 48)
      at += 1
    }
    guard at > start, at - start <= 15, let end = peek, end == 44 || end == 125 || end <= 32 else { return nil }
    return value
  }
}
