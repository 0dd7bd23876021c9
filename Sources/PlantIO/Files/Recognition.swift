import PlantCore

/// What an input's beginning looks like; recognised by content, never by name.
enum Recognition: Equatable {
  case format(InputFormat)
  /// Nothing but white space.
  case empty
  /// No record that is understood; says what was seen.
  case unknown(String)

  /// How much of the (decompressed) input is looked at.
  static let window = 64 << 10

  /// Looks for the first recognisable record among the lines of `bytes`; bad lines before it do not matter.
  static func of(_ bytes: [UInt8]) -> Recognition {
    unsafe bytes.withUnsafeBytes { buffer in
      var start = ByteOrderMark.length(in: bytes)
      var firstLine: Range<Int>?
      while start < buffer.count {
        var end = start
        while end < buffer.count, unsafe buffer[end] != 10 { end += 1 }
        if unsafe RecordHead.message(in: buffer, at: start, mayBeCut: true) != nil { return .format(.capture) }
        if unsafe RecordHead.own(in: buffer, at: start) != nil { return .format(.capture) }
        if unsafe isReading(buffer[start..<end]) { return .format(.jsonLines) }
        let isBlank = unsafe buffer[start..<end].allSatisfy { $0 == 32 || $0 == 9 || $0 == 13 }
        if firstLine == nil && !isBlank { firstLine = start..<end }
        start = end + 1
      }
      guard let firstLine else { return .empty }
      return unsafe .unknown(describe(buffer[firstLine]))
    }
  }

  /// An object with `value` and without `topic`.
  private static func isReading(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard let first = unsafe line.first(where: { $0 != 32 && $0 != 9 }), first == 0x7B else { return false }
    return unsafe contains(line, "\"value\"") && !contains(line, "\"topic\"")
  }

  private static func contains(_ line: Slice<UnsafeRawBufferPointer>, _ text: String) -> Bool {
    unsafe line.firstRange(of: Array(text.utf8)) != nil
  }

  private static func describe(_ line: Slice<UnsafeRawBufferPointer>) -> String {
    let unprintable = unsafe line.prefix(80).count { $0 < 32 && $0 != 9 && $0 != 13 }
    if unprintable > 0 { return "binary data" }
    let start = unsafe String(decoding: line.prefix(60), as: UTF8.self)
    let shown = String(start.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
    return "a first line that begins with '\(shown)'"
  }

  /// What would have been understood: the advice of every refusal.
  static let understood =
    "a capture (mosquitto_sub -F '%U\\t%q\\t%r\\t%l\\t%t\\t%p'), lines of JSON readings, mosquitto_sub -F %j, %J or -v, "
    + "or a table with named columns (--columns time=…,device=…,sensor=…,value=…), plain, gzip or zstd"
}

/// Three bytes that some editors and exports put before a file's text; they are no part of it.
enum ByteOrderMark {
  /// How many bytes to skip at the start of an input.
  static func length(in bytes: [UInt8]) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }
}
