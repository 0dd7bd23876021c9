import Glibc
import PlantCore

/// How long segments are kept, and how large an archive may grow.
public struct Lifecycle: Sendable, Hashable {
  /// Older segments are compressed harder; nil never.
  public var recompressAfter: Int64? = 30 * Interval.day
  /// Older segments leave; nil keeps them for ever.
  public var keep: Int64? = 90 * Interval.day
  /// Where they go; nil deletes them.
  public var coldFolder: String?
  /// Bytes that segments may take in all; nil is no limit.
  public var budget: Int?
  /// Bytes that shall stay free on the disk.
  public var floor = 1 << 30

  /// Bytes without which nothing can be recorded.
  static let leastFloor = 64 << 20

  public init() {}
}

/// One thing the lifecycle does to a segment.
public struct LifecycleStep: Sendable, Hashable {
  public enum Action: Sendable, Hashable {
    case recompress
    case move(to: String)
    case delete
  }

  public var segment: SegmentName
  public var action: Action
  /// Such as `older than 90 d`.
  public var why: String
}

extension Lifecycle {
  /// What is due, the oldest first.
  ///
  /// - Parameters:
  ///   - free: Bytes free on the disk; nil while that is unknown.
  public func steps(_ folder: ArchiveFolder, now: Stamp, free: Int?) -> [LifecycleStep] {
    let finished = folder.checksums()
    let segments = folder.segments().filter { finished[$0.path] != nil }
    var steps: [LifecycleStep] = []
    var left: [(name: SegmentName, size: Int)] = []
    for name in segments {
      if let keep, now - name.end > keep {
        let why = "older than \(spanText(keep))"
        steps.append(LifecycleStep(segment: name, action: coldFolder.map { .move(to: $0) } ?? .delete, why: why))
      } else {
        left.append((name, folder.size(name)))
      }
    }
    var total = left.reduce(0) { $0 + $1.size }
    var missing = free.map { max(0, floor - $0) } ?? 0
    // Somebody else fills that disk: all of the archive would not be enough, and only what is needed to go on leaves.
    if missing > total { missing = free.map { max(0, min(floor, Self.leastFloor) - $0) } ?? 0 }
    while let oldest = left.first, missing > 0 || total > budget ?? .max {
      let why = missing > 0 ? "less than \(sizeText(floor)) free" : "more than \(sizeText(budget ?? 0)) in all"
      steps.append(LifecycleStep(segment: oldest.name, action: .delete, why: why))
      total -= oldest.size
      missing = max(0, missing - oldest.size)
      left.removeFirst()
    }
    guard let recompressAfter else { return steps }
    for (name, _) in left where now - name.end > recompressAfter {
      guard let index = folder.index(name), index.level < SegmentSealer.highLevel else { continue }
      steps.append(
        LifecycleStep(segment: name, action: .recompress, why: "older than \(spanText(recompressAfter))"))
    }
    return steps
  }

  /// Bytes free where an archive is; nil when that cannot be told.
  public static func free(_ folder: ArchiveFolder) -> Int? { free(at: folder.path) }

  /// Bytes that are free where `path` is.
  static func free(at path: String) -> Int? {
    var status = statvfs()
    guard unsafe statvfs(path, &status) == 0 else { return nil }
    return Int(status.f_bavail) * Int(status.f_frsize)
  }

  /// Does one step; the manifest says so before the file goes.
  ///
  /// - Returns: What was done, in words; nil when it was stopped.
  public static func carryOut(
    _ step: LifecycleStep, _ folder: ArchiveFolder, configuration: EngineConfiguration,
    shouldStop: () -> Bool = { false }
  ) throws(SetupError) -> String? {
    let (name, before) = (step.segment, folder.size(step.segment))
    switch step.action {
    case .recompress:
      let sealer = SegmentSealer(
        folder: folder, configuration: configuration, frameBytes: 8 << 20, frameSpan: 15 * Interval.minute)
      guard try sealer.seal(name, level: SegmentSealer.highLevel, shouldStop: shouldStop) != nil else { return nil }
      return "\(name.path) compressed harder, \(sizeText(before)) to \(sizeText(folder.size(name))): \(step.why)"
    case .move(let cold):
      let target = ArchiveFolder(cold)
      try WholeFile.makeFolder("\(cold)/\(name.folder)")
      for path in [name.path, name.indexPath] {
        guard let bytes = WholeFile.bytes("\(folder.path)/\(path)") else { continue }
        try WholeFile.replace("\(cold)/\(path)", by: bytes)
      }
      try SegmentSealer(folder: target, configuration: configuration).enter(name)
      try remove(name, from: folder)
      return "\(name.path) moved to \(cold): \(step.why)"
    case .delete:
      try remove(name, from: folder)
      return "\(name.path) deleted, \(sizeText(before)): \(step.why)"
    }
  }

  private static func remove(_ name: SegmentName, from folder: ArchiveFolder) throws(SetupError) {
    for path in [folder.file(name), folder.indexFile(name)] where unsafe unlink(path) != 0 && errno != ENOENT {
      throw SetupError(path, "cannot be deleted: \(errorText(errno))")
    }
    try folder.strike(name)
    // Empty folders of days, months and years go with the last segment.
    var path = name.folder
    while unsafe rmdir("\(folder.path)/\(path)") == 0, let slash = path.lastIndex(of: "/") {
      path = String(path[..<slash])
    }
  }
}

/// `12.3 MB`, in powers of ten as disks are sold.
public func sizeText(_ bytes: Int) -> String {
  var (value, unit) = (Double(bytes), 0)
  let units = ["B", "kB", "MB", "GB", "TB"]
  while value >= 999.5, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
  if unit == 0 || value >= 99.95 { return "\(Int(value.rounded())) \(units[unit])" }
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10) \(units[unit])"
}
