import PlantCore

/// Finds the `timestamp` of a JSON reading without parsing the rest: good enough to put lines in order.
enum TimestampScanner {
  private static let key = Array("\"timestamp\"".utf8)

  /// The time a line says; nil when it says none that is understood.
  static func stamp(in line: UnsafeRawBufferPointer) -> Stamp? {
    guard let found = unsafe line.firstRange(of: key) else { return nil }
    var at = found.upperBound
    while at < line.count, unsafe line[at] == 32 || line[at] == 58 || line[at] == 9 { at += 1 }
    guard at < line.count else { return nil }
    let isText = unsafe line[at] == 34
    if isText { at += 1 }
    var end = at
    while end < line.count, unsafe line[end] != 34 && line[end] != 44 && line[end] != 125 && line[end] > 32 { end += 1 }
    let text = unsafe String(decoding: UnsafeRawBufferPointer(rebasing: line[at..<end]), as: UTF8.self)
    if isText { return TimeArgument.iso8601(text, defaultOffset: nil) }
    if let whole = Int64(text) {
      if whole.magnitude < 100_000_000_000 { return Stamp(seconds: whole) }
      return whole.magnitude < 9_000_000_000_000 ? Stamp(nanoseconds: whole * Interval.millisecond) : nil
    }
    guard let number = Double(text), number.magnitude < 9e12 else { return nil }
    return Stamp(nanoseconds: Int64(number.magnitude < 1e11 ? number * 1e9 : number * 1e6))
  }
}
