import Glibc
import PlantCore

/// A folder of segments: `2026/11/28/23.capture.zst`, each finished one with an index beside it and a line in the
/// manifest `SHA256SUMS`, which `sha256sum -c` reads.
///
/// Names and files only; one process at a time may change it, see `ArchiveLock`. Any thread.
public struct ArchiveFolder: Sendable {
  public let path: String
  /// A second folder, to which old segments are moved; nil for none.
  public var cold: String?

  public init(_ path: String, cold: String? = nil) { (self.path, self.cold) = (path, cold) }

  /// This folder, and the one for old segments.
  public var tiers: [ArchiveFolder] { [ArchiveFolder(path)] + (cold.map { [ArchiveFolder($0)] } ?? []) }

  func file(_ name: SegmentName) -> String { "\(path)/\(name.path)" }
  func indexFile(_ name: SegmentName) -> String { "\(path)/\(name.indexPath)" }
  var manifest: String { path + "/SHA256SUMS" }
  var lockFile: String { path + "/lock" }
  /// Where bytes go that cannot be read.
  var quarantine: String { path + "/quarantine" }

  /// Refuses folders that are there and may not be read: they would look like empty ones.
  ///
  /// - Throws: `SetupError` that says who may.
  public func requireReadable() throws(SetupError) { for tier in tiers { try WholeFile.requireReadable(tier.path) } }

  /// All segments in the order of time.
  public func segments() -> [SegmentName] {
    var found: [SegmentName] = []
    for year in WholeFile.names(path) where Int(year) != nil {
      for month in WholeFile.names("\(path)/\(year)") {
        for day in WholeFile.names("\(path)/\(year)/\(month)") {
          for file in WholeFile.names("\(path)/\(year)/\(month)/\(day)") {
            if let name = SegmentName(path: "\(year)/\(month)/\(day)/\(file)") { found.append(name) }
          }
        }
      }
    }
    return found.sorted()
  }

  /// Folders of years, months and days that may not be read: what they hold is not among the segments.
  public func unreadable() -> [String] {
    var found: [String] = []
    func look(_ folder: String, _ depth: Int) {
      guard unsafe access("\(path)/\(folder)", R_OK | X_OK) == 0 else { return found.append(folder) }
      guard depth < 3 else { return }
      for name in WholeFile.names("\(path)/\(folder)") where Int(name) != nil { look("\(folder)/\(name)", depth + 1) }
    }
    for year in WholeFile.names(path) where Int(year) != nil { look(year, 1) }
    return found.sorted()
  }

  /// Refuses an archive of which a part may not be read: for what needs all of it.
  ///
  /// - Throws: `SetupError` that names the first such folder.
  public func requireAllReadable() throws(SetupError) {
    for tier in tiers {
      if let closed = tier.unreadable().first { try WholeFile.requireReadable("\(tier.path)/\(closed)") }
    }
  }

  /// The segments of both folders in the order of time, each with the one it lies in.
  public func segmentsOfAllTiers() -> [(folder: ArchiveFolder, name: SegmentName)] {
    tiers.flatMap { tier in tier.segments().map { (folder: tier, name: $0) } }.sorted { $0.name < $1.name }
  }

  /// The time of the last record of a range, as the index says it, or the present where that is still being written;
  /// unknown where nothing lies there.
  func end(of range: ClosedRange<Stamp>?) -> Stamp {
    let latest = range?.upperBound ?? Stamp(nanoseconds: .max)
    let last = segmentsOfAllTiers().last { $0.name.start <= latest }
    guard let last else { return .unknown }
    return last.folder.index(last.name)?.last ?? min(last.name.end, SystemClock.wall())
  }

  /// Where something goes that cannot be read, under a name that says where it stood.
  func quarantined(_ path: String) -> String { "\(quarantine)/\(String(path.map { $0 == "/" ? "-" : $0 }))" }

  /// Takes a segment and its index out of the manifest.
  func strike(_ name: SegmentName) throws(SetupError) {
    var sums = checksums()
    for path in [name.path, name.indexPath] { sums[path] = nil }
    try write(checksums: sums)
  }

  /// Segments that the manifest has and the folder has not, in the order of time.
  public func missing() -> [SegmentName] {
    let there = Set(segments())
    let closed = unreadable()
    return checksums().keys.compactMap { SegmentName(path: $0) }.filter { name in
      !there.contains(name) && !closed.contains { name.path.hasPrefix($0 + "/") }
    }.sorted()
  }

  /// Whether somebody has written here, even if no segment is left.
  public var hasJournal: Bool { unsafe access(path + "/audit", F_OK) == 0 }

  /// Messages of each segment that had gone when the archive was repaired, as its index in quarantine tells.
  public func forgotten() -> [Int] {
    WholeFile.names(quarantine).filter { $0.hasSuffix(SegmentName.indexSuffix) }.compactMap { name in
      WholeFile.bytes("\(quarantine)/\(name)").flatMap { SegmentIndex($0)?.messages }
    }
  }

  /// The index of a finished segment; nil when there is none that can be read.
  public func index(_ name: SegmentName) -> SegmentIndex? {
    WholeFile.bytes(indexFile(name)).flatMap { SegmentIndex($0) }
  }

  /// Bytes of a segment on disk.
  public func size(_ name: SegmentName) -> Int { WholeFile.size(file(name)) ?? 0 }

  /// The checksums of the manifest by path; empty when there is none.
  public func checksums() -> [String: String] {
    var sums: [String: String] = [:]
    let text = String(decoding: WholeFile.bytes(manifest) ?? [], as: UTF8.self)
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      if parts.count == 2, parts[0].utf8.count == 64 { sums[String(parts[1].drop { $0 == " " })] = String(parts[0]) }
    }
    return sums
  }

  /// Replaces the manifest.
  func write(checksums: [String: String]) throws(SetupError) {
    let lines = checksums.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }
    try WholeFile.replace(manifest, by: Array(lines.joined().utf8))
  }
}
