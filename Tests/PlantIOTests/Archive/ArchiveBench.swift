import Glibc
import PlantCore

@testable import PlantIO

/// An archive on the bench: records go in as a session would bring them.
struct ArchiveBench {
  let temporary = TemporaryFolder()
  var folder: ArchiveFolder { ArchiveFolder(temporary.path("archive")) }
  /// 28 November 2026, 22:00 UTC.
  static let start = Stamp(seconds: 1_795_903_200)
  static let configuration: EngineConfiguration = {
    var configuration = EngineConfiguration()
    configuration.topics = ["sensor/{device}/data"]
    return configuration
  }()

  /// A message's record.
  static func message(_ number: Int, at moment: Stamp, device: String = "press-07", value: Double = 20) -> [UInt8] {
    let payload = "{\"deviceId\":\"\(device)\",\"sensorType\":\"temperature\",\"value\":\(value),\"n\":\(number)}"
    return bytes("\(moment.decimalSeconds)\t1\t0\t\(payload.utf8.count)\tsensor/\(device)/data\t\(payload)\n")
  }

  /// `count` messages, one a second.
  static func messages(_ count: Int, from start: Stamp = Self.start, device: String = "press-07") -> [[UInt8]] {
    (0..<count).map { number in
      let (jitter, value) = (Int64(number * 7919 % 1_000_003) * 997, Double(number * number % 997) / 10)
      return message(number, at: start + Int64(number) * Interval.second + jitter, device: device, value: value)
    }
  }

  /// A segment of frames as the writer leaves one, each holding what it is given.
  func write(_ frames: [[UInt8]], _ name: SegmentName = SegmentName(of: Self.start)) throws {
    try ArchiveLockless.write(frames, folder, name)
  }

  func seal(_ name: SegmentName = SegmentName(of: Self.start), frameBytes: Int = 1 << 20) throws {
    _ = try SegmentSealer(folder: folder, configuration: Self.configuration, frameBytes: frameBytes).seal(name)
  }

  func verify(_ name: SegmentName = SegmentName(of: Self.start)) -> SegmentFinding {
    ArchiveCheck.verify(name, folder, checksums: folder.checksums(), isOpen: false)
  }

  /// The plain bytes that `archive:` reads.
  func read(_ range: String = "") throws -> [UInt8] {
    let inputs = try Inputs(["archive:" + range], archive: folder)
    let stream = try inputs.stream()
    var all: [UInt8] = []
    while let block = stream.next() { all += block }
    return all
  }

  /// The numbers of the messages in plain bytes.
  static func numbers(_ bytes: [UInt8]) -> [Int] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      line.split(separator: "\"n\":").dropFirst().first.flatMap { Int($0.dropLast()) }
    }
  }
}

private enum ArchiveLockless {
  static func write(_ frames: [[UInt8]], _ folder: ArchiveFolder, _ name: SegmentName) throws {
    let segment = try OpenSegment(folder, name)
    let compressor = ZstdFrameWriter(level: 3)
    for frame in frames {
      let made = unsafe frame.withUnsafeBytes { unsafe compressor.frame(of: $0) }
      precondition(segment.append(made, plain: frame.count, RecordTally.of(frame)) == nil)
    }
  }
}
