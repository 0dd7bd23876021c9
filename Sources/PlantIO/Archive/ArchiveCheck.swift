import Glibc
import PlantCore

/// What is wrong with one segment, to the message where the index knows.
public struct SegmentFinding: Sendable, Hashable {
  public var segment: SegmentName
  /// Messages that can be read.
  public var messages = 0
  /// Bytes that cannot be read, and the messages known to be among them.
  public var damagedBytes = 0
  public var lostMessages = 0
  /// Whether the number of lost messages is known.
  public var isCounted = true
  /// Sentences for the operator; empty when all is well.
  public var problems: [String] = []
  /// Whether it is finished: in the manifest.
  public var isFinished = true
}

/// Reads an archive through and says what is lost.
public enum ArchiveCheck {
  /// Reads one segment, every frame against its checksum, the file and its index against the manifest.
  public static func verify(
    _ name: SegmentName, _ folder: ArchiveFolder, checksums: [String: String], isOpen: Bool
  ) -> SegmentFinding {
    var finding = SegmentFinding(segment: name)
    finding.isFinished = checksums[name.path] != nil
    let index = folder.index(name)
    var isIntact = false
    if let sum = checksums[name.path] {
      isIntact = WholeFile.checksum(folder.file(name)) == sum
      if !isIntact { finding.problems.append("differs from the manifest") }
    } else if index != nil, folder.checksums()[name.path] == nil {
      // Asked once more: it may have been finished meanwhile.
      finding.problems.append("is not in the manifest")
    }
    if finding.isFinished {
      let sum = checksums[name.indexPath]
      if index == nil || sum == nil || WholeFile.checksum(folder.indexFile(name)) != sum {
        finding.problems.append("its index is missing, damaged, or not as the manifest has it")
      }
    }
    var tally = RecordTally()
    // Notes stand only in what is not finished.
    var noted: Int? = finding.isFinished ? nil : 0
    func damage(_ bytes: Int, _ reader: FrameReader, _ problem: String) {
      finding.damagedBytes += bytes
      noted = noted.flatMap { known in reader.lostMessages.map { known + $0 } }
      finding.problems.append(problem)
    }
    do throws(SetupError) {
      let reader = try FrameReader(folder.file(name))
      reading: while true {
        switch reader.next() {
        case .frame(_, let content): tally.add(RecordTally.of(content))
        case .damaged(let range):
          damage(range.count, reader, "\(range.count) bytes at \(range.lowerBound) cannot be read")
        case .cut(let range):
          // Where it is being written, the last frame may be on its way.
          if isOpen { break }
          damage(range.count, reader, "ends in \(range.count) bytes that are no whole frame")
        case .end: break reading
        }
      }
      if let failure = reader.failure {
        finding.problems.append("cannot be read: \(failure)")
        noted = nil
      }
    } catch {
      finding.problems.append(error.problem)
      noted = nil
    }
    finding.messages = tally.messages
    if finding.damagedBytes == 0, let index, !index.describes(tally) {
      finding.problems.append("its index tells of \(index.messages) messages, and it holds \(tally.messages)")
    }
    // What its checksum fits has lost nothing, whatever an index says.
    if !finding.problems.isEmpty, !isIntact {
      finding.isCounted = index != nil || noted != nil
      finding.lostMessages = index.map { max(0, $0.messages - finding.messages) } ?? noted ?? 0
    }
    return finding
  }

  /// Hours between an archive's first and last of which it lacks something: without a segment, damaged, or mended before.
  ///
  /// A collector that did not run leaves such hours, too.
  static func gaps(_ folder: ArchiveFolder) -> [Range<Stamp>] {
    let all = folder.segmentsOfAllTiers()
    guard let first = all.first?.name.hour, let last = all.last?.name.hour else { return [] }
    let sums = Dictionary(folder.tiers.map { ($0.path, $0.checksums()) }) { $1 }
    var lacking = Set(first...last).subtracting(all.map(\.name.hour))
    lacking.formUnion(folder.tiers.flatMap { $0.missing() }.map(\.hour).filter { (first...last).contains($0) })
    for (tier, name) in all {
      let index = tier.index(name)
      let isDamaged = index.map { $0.damagedBytes > 0 || $0.lostMessages > 0 } ?? false
      if isDamaged || verify(name, tier, checksums: sums[tier.path] ?? [:], isOpen: index == nil).damagedBytes > 0 {
        lacking.insert(name.hour)
      }
    }
    return lacking.sorted().map { Stamp(seconds: $0 * 3600)..<Stamp(seconds: ($0 + 1) * 3600) }
  }

  /// What a segment without an index holds: read and judged, and not written down.
  ///
  /// - Throws: `SetupError` when it cannot be read.
  public static func count(
    _ name: SegmentName, _ folder: ArchiveFolder, configuration: EngineConfiguration
  ) throws(SetupError) -> SegmentIndex {
    let reader = try FrameReader(folder.file(name))
    var judging = SegmentEngine(configuration)
    var tally = RecordTally()
    var index = SegmentIndex()
    reading: while true {
      switch reader.next() {
      case .frame(_, let content):
        judging.take(content)
        tally.add(RecordTally.of(content))
        index.plainBytes += content.count
      case .damaged(let range): index.damagedBytes += range.count
      case .cut: continue
      case .end: break reading
      }
    }
    judging.finish(&index)
    (index.first, index.last) = (tally.first, tally.last)
    (index.records, index.messages) = (tally.records, tally.messages)
    return index
  }

  /// Messages of the frames that cannot be read, by where those begin, and of those the file ended too soon for, by its
  /// size; none without an index.
  static func lost(_ index: SegmentIndex?, in name: SegmentName, _ folder: ArchiveFolder) -> [Int: Int] {
    guard let index, let reader = try? FrameReader(folder.file(name)) else { return [:] }
    var damaged: [Range<Int>] = []
    reading: while true {
      switch reader.next() {
      case .frame: break
      case .damaged(let range), .cut(let range): damaged.append(range)
      case .end: break reading
      }
    }
    // What the file has lost from its end is in no range.
    let size = folder.size(name)
    damaged.append(size..<max(size, Int.max))
    var lost: [Int: Int] = [:]
    for range in damaged {
      lost[range.lowerBound] = index.frames.filter { range.contains($0.offset) }.reduce(0) { $0 + $1.messages }
    }
    return lost
  }

  /// Takes a segment whose file has gone out of the manifest, for good; its index goes into quarantine.
  ///
  /// - Returns: How many messages were lost; nil where nobody knows.
  public static func forget(_ name: SegmentName, _ folder: ArchiveFolder) throws(SetupError) -> Int? {
    let index = folder.index(name)
    try folder.strike(name)
    if let bytes = WholeFile.bytes(folder.indexFile(name)) {
      try WholeFile.makeFolder(folder.quarantine)
      try WholeFile.replace(folder.quarantined(name.indexPath), by: bytes)
      _ = unsafe unlink(folder.indexFile(name))
    }
    return index?.messages
  }

  /// Makes a segment readable from end to end: what cannot be read is set aside, a `# gap` stands in its place.
  ///
  /// - Returns: What was done, in sentences; empty when nothing was to be done.
  public static func repair(
    _ finding: SegmentFinding, _ folder: ArchiveFolder, configuration: EngineConfiguration
  ) throws(SetupError) -> [String] {
    let name = finding.segment
    if finding.problems.isEmpty && finding.isFinished { return [] }
    // An index that is older than its segment, because the program was killed between the two, knows other places.
    let missing = finding.lostMessages > 0 ? lost(folder.index(name), in: name, folder) : [:]
    let sealer = SegmentSealer(folder: folder, configuration: configuration)
    guard let outcome = try sealer.seal(name, missing: missing, isCounted: finding.isCounted) else { return [] }
    var told = outcome.damage.map { "\($0.range.count) bytes at \($0.range.lowerBound) set aside as \($0.file)" }
    if outcome.damage.isEmpty { told.append(finding.isFinished ? "index and checksums written anew" : "finished") }
    return told
  }
}
