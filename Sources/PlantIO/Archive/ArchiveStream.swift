import PlantCore

/// The segments of a stretch of time as one stream of plain bytes; only the frames that are needed are read.
///
/// What cannot be read is passed over and told. Confined to one thread at a time.
final class ArchiveStream {
  /// A segment and the index that says where to begin.
  private struct Source {
    var folder: ArchiveFolder
    var name: SegmentName
    var index: SegmentIndex?
  }

  /// Bytes of the segments on disk.
  let size: Int
  /// Bytes of them that were passed by so far.
  private(set) var position = 0
  private(set) var warnings: [String] = []
  private let range: ClosedRange<Stamp>
  private var sources: [Source]
  private var reader: FrameReader?
  private var content: [UInt8] = []
  private var taken = 0

  /// - Throws: `SetupError` when nothing of the archive lies in `range`.
  init(_ folder: ArchiveFolder, _ range: ClosedRange<Stamp>) throws(SetupError) {
    self.range = range
    try folder.requireReadable()
    let all = folder.segmentsOfAllTiers()
    warnings = folder.tiers.flatMap { $0.missing() }.filter {
      $0.end > range.lowerBound && $0.start <= range.upperBound
    }
    .map { "\($0.path): is in the manifest and not there" }
    warnings += folder.tiers.flatMap { tier in tier.unreadable().map { "\(tier.path)/\($0): cannot be read" } }
    sources = []
    for (tier, name) in all where name.end > range.lowerBound && name.start <= range.upperBound {
      let index = tier.index(name)
      if let index, index.first.isKnown, index.last < range.lowerBound || index.first > range.upperBound { continue }
      if index == nil, WholeFile.size(tier.indexFile(name)) != nil {
        warnings.append("\(name.path): its index is damaged: read without it")
      }
      do throws(SetupError) {
        try WholeFile.requireReadable(tier.file(name))
        sources.append(Source(folder: tier, name: name, index: index))
      } catch { warnings.append("\(name.path): \(error.problem)") }
    }
    guard !sources.isEmpty else {
      if let gone = warnings.first {
        throw SetupError(folder.path, "holds nothing of that time that can be read: \(gone)")
      }
      guard let first = all.first, let last = all.last else {
        throw SetupError(folder.path, "holds no segment", fix: "plantwatch collect fills it; --archive names another")
      }
      throw SetupError(
        folder.path, "holds nothing of that time",
        fix: "it spans \(first.name.start.iso8601) to \(last.name.end.iso8601)")
    }
    size = sources.reduce(0) { $0 + $1.folder.size($1.name) }
    // Where reading begins in the middle, the first line still says what the recording is of; a header would say that
    // somebody began to watch.
    let isMiddle = offset(in: sources[0]) > 0 || sources[0].index == nil && sources[0].name.start < range.lowerBound
    if isMiddle, let beginning = try? FrameReader(sources[0].folder.file(sources[0].name)),
      case .frame(_, let frame) = beginning.next(), let newline = frame.firstIndex(of: 10),
      let space = frame.dropFirst(2).firstIndex(of: 32), frame.first == 35, space < newline
    {
      content = Array("# segment".utf8) + frame[space...newline]
    }
  }

  /// Reads plain bytes; 0 at the end.
  func read(into output: UnsafeMutableRawBufferPointer) -> Int {
    while taken == content.count {
      guard let next = nextFrame() else { return 0 }
      (content, taken) = (next, 0)
    }
    let count = min(output.count, content.count - taken)
    unsafe output.copyBytes(from: content[taken..<taken + count])
    taken += count
    return count
  }

  private func nextFrame() -> [UInt8]? {
    while true {
      guard let reader else {
        if sources.isEmpty { return nil }
        open()
        continue
      }
      switch reader.next() {
      case .frame(let frame, let bytes):
        position += frame.count
        return bytes
      case .damaged(let range):
        position += range.count
        warnings.append("\(sources[0].name.path): \(range.count) bytes at \(range.lowerBound) cannot be read")
      case .cut(let range):
        // The last one may be on its way to the disk.
        if sources.count > 1 || sources[0].index != nil {
          warnings.append("\(sources[0].name.path): ends in \(range.count) bytes that cannot be read")
        }
        end()
      case .end:
        if let failure = reader.failure { warnings.append("\(sources[0].name.path): reading failed: \(failure)") }
        end()
      }
    }
  }

  private func end() {
    reader = nil
    sources.removeFirst()
  }

  /// Opens the next segment at the first frame that reaches into the range.
  private func open() {
    let source = sources[0]
    do throws(SetupError) {
      let reader = try FrameReader(source.folder.file(source.name), from: offset(in: source))
      // What is being written has no index, and a note before each frame.
      reader.skipsBefore = range.lowerBound.nanoseconds / Interval.millisecond
      self.reader = reader
    } catch {
      warnings.append(error.description)
      sources.removeFirst()
    }
  }

  private func offset(in source: Source) -> Int {
    let from = range.lowerBound.nanoseconds / Interval.millisecond
    return source.index?.frames.first { $0.last >= from }?.offset ?? 0
  }
}
