import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("The lifecycle of an archive: compressed harder, moved or deleted, the oldest first, never silently")
struct LifecycleTests {
  private let bench = ArchiveBench()

  /// One finished segment a day.
  private func days(_ count: Int) throws -> [SegmentName] {
    try (0..<count).map { day in
      let from = ArchiveBench.start + Int64(day) * Interval.day
      let name = SegmentName(of: from)
      try bench.write([ArchiveBench.messages(3000, from: from).flatMap { $0 }], name)
      try bench.seal(name)
      return name
    }
  }

  private func steps(_ lifecycle: Lifecycle, day: Int, free: Int? = nil) -> [LifecycleStep] {
    lifecycle.steps(bench.folder, now: ArchiveBench.start + Int64(day) * Interval.day + Interval.hour + 1, free: free)
  }

  private func carryOut(_ steps: [LifecycleStep]) throws -> [String] {
    try steps.compactMap {
      try Lifecycle.carryOut($0, bench.folder, configuration: ArchiveBench.configuration)
    }
  }

  @Test("after 30 days a segment is compressed harder, once, and says the same")
  func recompressed() throws {
    let names = try days(2)
    let due = steps(Lifecycle(), day: 30)
    #expect(due.map(\.segment) == [names[0]] && due.map(\.action) == [.recompress])
    let (before, text) = (bench.folder.size(names[0]), try bench.read())
    let told = try carryOut(due)
    #expect(told.count == 1 && told[0].contains("compressed harder"), "\(told)")
    #expect(bench.folder.size(names[0]) < before)
    #expect(try bench.read() == text && bench.verify(names[0]).problems.isEmpty)
    #expect(steps(Lifecycle(), day: 30).isEmpty)
  }

  @Test("after 90 days it is deleted, or moved where it is told to go, with its line of the manifest")
  func ended() throws {
    let names = try days(3)
    var lifecycle = Lifecycle()
    lifecycle.recompressAfter = nil
    #expect(try carryOut(steps(lifecycle, day: 90)).count == 1)
    #expect(bench.folder.segments() == Array(names[1...]) && bench.folder.checksums().count == 4)
    lifecycle.coldFolder = bench.temporary.path("cold")
    #expect(try carryOut(steps(lifecycle, day: 91)).count == 1)
    let cold = ArchiveFolder(bench.temporary.path("cold"))
    #expect(bench.folder.segments() == [names[2]] && cold.segments() == [names[1]])
    #expect(unsafe system("cd \(cold.path) && sha256sum --quiet -c SHA256SUMS") == 0)
    // Who asks for a time that lies there gets it, in one stream with the rest.
    let both = ArchiveFolder(bench.folder.path, cold: cold.path)
    let stream = try ArchiveStream(both, ArchiveRange.parse(""))
    var plain = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe plain.withUnsafeMutableBytes { bytes in
      var count = 0
      while true {
        let read = unsafe stream.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[count...]))
        if read == 0 { return count }
        count += read
      }
    }
    let numbers = ArchiveBench.numbers(Array(plain[..<count])).count
    let there = ArchiveCheck.verify(names[1], cold, checksums: cold.checksums(), isOpen: false).messages
    #expect(there > 0 && numbers == there + bench.verify(names[2]).messages && stream.warnings.isEmpty)
  }

  @Test("a budget and a floor of free space take the oldest; what is being written is never touched")
  func budget() throws {
    let names = try days(4)
    try bench.write(
      [ArchiveBench.message(1, at: ArchiveBench.start + -Interval.day)], SegmentName(hour: names[0].hour - 24))
    var lifecycle = Lifecycle()
    lifecycle.floor = 1000
    lifecycle.budget = names.dropFirst(2).reduce(0) { $0 + bench.folder.size($1) }
    #expect(steps(lifecycle, day: 4).map(\.segment) == Array(names[..<2]))
    lifecycle.budget = nil
    #expect(steps(lifecycle, day: 4, free: 1000).isEmpty)
    let due = steps(lifecycle, day: 4, free: 999)
    #expect(due.map(\.segment) == [names[0]] && due[0].why == "less than 1.0 kB free", "\(due)")
  }
}
