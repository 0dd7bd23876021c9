import Glibc
import PlantCore

/// One input as it was recognised.
public struct InputDescription: Sendable, Hashable {
  public var path: String
  public var compression: Compression
  /// Nothing but white space in it.
  public var isEmpty: Bool
  /// The recording's header line, if it has one.
  public var header: CaptureHeader?
  /// Bytes on disk; nil for a pipe.
  public var size: Int?
  /// Time of its first record that says one.
  public var firstTime: Stamp
}

/// The files of a replay or report: opened, recognised by content, ready to be read as one stream.
public struct Inputs: Sendable {
  public let descriptions: [InputDescription]
  public let format: InputFormat
  /// Sentences for standard error: empty files.
  public let warnings: [String]
  /// Only records of this range of time are read.
  public var range: ClosedRange<Stamp>?
  private let pipes: PipeSlot
  /// Where the archive is that is read; nil for files.
  let archive: ArchiveFolder?
  private let columns: ColumnNames

  /// Opens and recognises `paths`; `-` is standard input, `archive:…` a stretch of an archive.
  ///
  /// - Parameters:
  ///   - archive: Where that archive is.
  ///   - columns: What the columns of a table are called.
  /// - Throws: `SetupError` for what cannot be opened, is not understood, or does not fit together.
  public init(
    _ paths: [String], archive: ArchiveFolder? = nil, columns: ColumnNames = ColumnNames()
  ) throws(SetupError) {
    var descriptions: [InputDescription] = []
    var warnings: [String] = []
    var format: (InputFormat, String)?
    let pipes = PipeSlot()
    if paths.count(where: { $0 == "-" }) > 1 { throw SetupError("-", "standard input is named twice") }
    if paths.count > 1, let stretch = paths.first(where: { $0.hasPrefix(ArchiveRange.prefix) }) {
      throw SetupError(
        stretch, "is read alone", fix: "one stretch that spans both, or the segments' files by their names")
    }
    for path in paths {
      let source = try InputBeginning(path, archive: archive, columns: columns)
      if path.hasPrefix(ArchiveRange.prefix) { range = try ArchiveRange.parse(path) }
      switch source.recognition {
      case .empty:
        let name = path == "-" ? "standard input" : path
        let isCut = source.description.compression != .none && source.description.size != 0
        warnings.append(isCut ? "\(name): is cut: nothing of it can be decompressed" : "\(name): is empty")
      case .unknown(let seen):
        throw SetupError(
          path, "holds no record that is understood: \(seen)", fix: "understood are " + Recognition.understood)
      case .format(let own):
        if let format, format.0 != own {
          throw SetupError(
            path, "does not go together with \(format.1)", fix: "merge captures, or JSON lines, not both")
        }
        format = (own, path)
      }
      descriptions.append(source.description)
      if !source.reader.isRepeatable { pipes.put(source, at: path) }
    }
    self.descriptions = descriptions
    self.warnings = warnings
    self.format = format?.0 ?? .capture
    self.pipes = pipes
    self.archive = archive
    self.columns = columns
  }

  /// Opens a stretch of an archive.
  ///
  /// - Throws: `SetupError` when nothing of it lies there.
  public init(archive: ArchiveFolder, _ range: ClosedRange<Stamp>) throws(SetupError) {
    let (from, to) = (range.lowerBound.iso8601, range.upperBound.iso8601)
    try self.init(["\(ArchiveRange.prefix)\(from)/\(to)"], archive: archive)
    // The text says it to the millisecond.
    self.range = range
  }

  /// The first header among the inputs.
  public var header: CaptureHeader? { descriptions.lazy.compactMap(\.header).first }

  /// The earliest time at which an input begins; unknown when none says.
  public var firstTime: Stamp { descriptions.map(\.firstTime).filter(\.isKnown).min() ?? .unknown }

  /// Whether the same bytes can be read again: no pipe among them.
  public var isRepeatable: Bool { descriptions.allSatisfy { $0.size != nil } }

  /// The time of the last record, where it can be seen without reading everything; else unknown.
  public func lastTimeAtTail() -> Stamp {
    var latest = Stamp.unknown
    for input in descriptions where !input.isEmpty {
      if input.path.hasPrefix(ArchiveRange.prefix), let archive {
        latest = max(latest, archive.end(of: range))
        continue
      }
      guard input.compression == .none, let size = input.size, let reader = try? InputReader(input.path),
        reader.skip(to: max(0, size - Recognition.window))
      else { return .unknown }
      var tail = [UInt8](repeating: 0, count: Recognition.window)
      var count = 0
      while count < tail.count {
        let more = unsafe tail.withUnsafeMutableBytes {
          unsafe reader.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
        }
        if more == 0 { break }
        count += more
      }
      latest = max(latest, LineTimes.last(in: Array(tail[..<count]), format: format))
    }
    if let range { latest = min(latest, range.upperBound) }
    return latest
  }

  /// Opens the stream of all records. Pipes can be opened once.
  ///
  /// - Parameter offset: Bytes of the stream to leave out.
  /// - Throws: `SetupError` when a file has gone since.
  func stream(from offset: Int = 0) throws(SetupError) -> RecordStream {
    var sources: [InputBeginning] = []
    for input in descriptions where !input.isEmpty {
      if let pipe = pipes.take(input.path) {
        sources.append(pipe)
      } else {
        sources.append(try InputBeginning(input.path, archive: archive, columns: columns))
      }
    }
    return RecordStream(sources, format: format, range: range, offset: offset)
  }
}

/// Keeps opened pipes between recognition and reading: they cannot be opened twice.
///
/// `@unchecked Sendable`: a pipe is put by the thread that recognises and taken once, by the one that reads.
private final class PipeSlot: @unchecked Sendable {
  private var pipes: [String: InputBeginning] = [:]
  func put(_ source: InputBeginning, at path: String) { pipes[path] = source }
  func take(_ path: String) -> InputBeginning? { pipes.removeValue(forKey: path) }
}

/// An opened input and the bytes of it that were read to recognise it.
final class InputBeginning {
  let reader: InputReader
  private(set) var bytes: [UInt8] = []
  private(set) var recognition = Recognition.empty

  init(_ path: String, archive: ArchiveFolder?, columns: ColumnNames) throws(SetupError) {
    var stream: ArchiveStream?
    if path.hasPrefix(ArchiveRange.prefix) {
      guard let archive else {
        throw SetupError(path, "needs an archive", fix: "--archive FOLDER, or [archive] folder in the configuration")
      }
      stream = try ArchiveStream(archive, try ArchiveRange.parse(path))
    }
    reader = try InputReader(path, archive: stream)
    var block = [UInt8](repeating: 0, count: Recognition.window)
    // A pipe may bring little at a time: as soon as it is recognised, it is not kept waiting.
    while bytes.count < Recognition.window {
      let room = Recognition.window - bytes.count
      let count = unsafe block.withUnsafeMutableBytes {
        unsafe reader.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<room]))
      }
      if count == 0 { break }
      bytes += block[..<count]
      recognition = Recognition.of(bytes)
      if case .format = recognition { break }
      if case .unknown = recognition, let foreign = ForeignLines.translator(for: bytes, columns: columns) {
        translate(foreign)
        break
      }
    }
  }

  /// From here on the input is what its lines become.
  private func translate(_ foreign: any LineTranslator) {
    let translation = LineTranslation(foreign)
    translation.feed(bytes[...])
    reader.translation = translation
    recognition = .format(foreign.format)
    bytes = []
    var block = [UInt8](repeating: 0, count: Recognition.window)
    let count = unsafe block.withUnsafeMutableBytes { unsafe reader.read(into: $0) }
    bytes += block[..<count]
  }

  var description: InputDescription {
    let format: InputFormat = if case .format(let known) = recognition { known } else { .capture }
    let unmarked = Array(bytes.dropFirst(ByteOrderMark.length(in: bytes)))
    return InputDescription(
      path: reader.path, compression: reader.compression, isEmpty: recognition == .empty,
      header: format == .capture ? CaptureHeader(in: unmarked) : nil, size: reader.size,
      firstTime: LineTimes.first(in: unmarked, format: format))
  }
}

/// Times at the ends of a piece of an input.
enum LineTimes {
  static func first(in bytes: [UInt8], format: InputFormat) -> Stamp {
    bytes.split(separator: 10).lazy.map { time(of: Array($0), format: format) }.first(where: \.isKnown) ?? .unknown
  }

  static func last(in bytes: [UInt8], format: InputFormat) -> Stamp {
    bytes.split(separator: 10).lazy.map { time(of: Array($0), format: format) }.filter(\.isKnown).max() ?? .unknown
  }

  private static func time(of line: [UInt8], format: InputFormat) -> Stamp {
    unsafe line.withUnsafeBytes { bytes in
      switch format {
      case .capture:
        unsafe RecordHead.message(in: bytes, at: 0)?.time ?? RecordHead.own(in: bytes, at: 0)?.time ?? .unknown
      case .jsonLines: unsafe TimestampScanner.stamp(in: bytes) ?? .unknown
      }
    }
  }
}
