import PlantCore

/// Lines of others' recordings, turned one by one into what this program reads. Confined to one thread at a time.
protocol LineTranslator {
  /// What the lines become.
  var format: InputFormat { get }
  /// Appends what `line` becomes, newline included; a line that is not understood goes on as it is and is counted there.
  mutating func translate(_ line: ArraySlice<UInt8>, into output: inout [UInt8])
}

/// Recognises others' recordings by their first lines.
enum ForeignLines {
  /// The translator for an input that begins with `bytes`; nil when nothing in it is understood.
  static func translator(for bytes: [UInt8], columns: ColumnNames) -> (any LineTranslator)? {
    let lines = bytes.split(separator: 10, maxSplits: 200).prefix(200)
    for line in lines where !line.isEmpty {
      if MosquittoJSON.record(line) != nil { return MosquittoJSON() }
      if MosquittoVerbose.payload(line) != nil { return MosquittoVerbose() }
    }
    guard let header = lines.first(where: { !$0.allSatisfy { $0 == 32 || $0 == 13 } }) else { return nil }
    return ReadingTable(header: header, columns: columns)
  }
}

/// Cuts bytes into lines and translates each of them. Confined to one thread at a time.
final class LineTranslation {
  /// A longer line is passed on as it is, in pieces.
  static let longestLine = 2 << 20
  private var translator: any LineTranslator
  private var begun: [UInt8] = []
  private var output: [UInt8] = []
  private var taken = 0

  init(_ translator: any LineTranslator) { self.translator = translator }

  var format: InputFormat { translator.format }

  /// Takes more bytes of the input.
  func feed(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while let newline = rest.firstIndex(of: 10) {
      if begun.isEmpty {
        translator.translate(Self.bare(rest[..<newline]), into: &output)
      } else {
        begun += rest[..<newline]
        translator.translate(Self.bare(begun[...]), into: &output)
        begun = []
      }
      rest = rest[(newline + 1)...]
    }
    begun += rest
    if begun.count > Self.longestLine {
      output += begun
      begun = []
    }
  }

  /// The input is over: its last line may have no newline.
  func finish() {
    guard !begun.isEmpty else { return }
    translator.translate(Self.bare(begun[...]), into: &output)
    begun = []
  }

  /// Takes translated bytes; 0 when there are none yet.
  func take(into target: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(target.count, output.count - taken)
    unsafe target.copyBytes(from: output[taken..<taken + count])
    taken += count
    if taken == output.count {
      output.removeAll(keepingCapacity: true)
      taken = 0
    }
    return count
  }

  private static func bare(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    line.last == 13 ? line.dropLast() : line
  }
}
