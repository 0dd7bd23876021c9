import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("Whatever a crash or a bad disk leaves of an archive, the rest of it can be read and what is lost is said")
struct ArchiveCrashTests {
  private let bench = ArchiveBench()

  @Test("a segment cut at every single byte is opened again, loses no whole frame, and takes more")
  func everyOffset() throws {
    let bench = ArchiveBench()
    let name = SegmentName(of: ArchiveBench.start)
    let records = ArchiveBench.messages(12)
    var ends = [0]
    for record in records {
      try bench.write([record])
      ends.append(bench.folder.size(name))
    }
    let whole = content(bench.folder.file(name))
    #expect(whole.count == ends.last && whole.count > 800)
    let more = ArchiveBench.message(99, at: ArchiveBench.start + Interval.minute)
    for cut in 0...whole.count {
      try #require(bench.temporary.write("archive/\(name.path)", Array(whole[..<cut])) == bench.folder.file(name))
      let frames = ends.lastIndex { $0 <= cut } ?? 0
      let segment = try OpenSegment(bench.folder, name)
      #expect(segment.length == ends[frames] && segment.cutBytes == cut - ends[frames], "cut at \(cut)")
      try bench.write([more])
      #expect(
        try ArchiveBench.numbers(bench.read()) == Array(0..<frames) + [99] && bench.verify().problems.isEmpty,
        "cut at \(cut)")
    }
  }

  @Test("a finished segment cut at every seventh byte: verify says to the message what is lost, repair makes it whole")
  func finishedCut() throws {
    let bench = ArchiveBench()
    let name = SegmentName(of: ArchiveBench.start)
    try bench.write(ArchiveBench.messages(60))
    try bench.seal(frameBytes: 500)
    let whole = content(bench.folder.file(name))
    let index = try #require(bench.folder.index(name))
    #expect(index.messages == 60 && index.frames.count > 10)
    for cut in stride(from: 0, through: whole.count, by: 7) {
      bench.temporary.write("archive/\(name.path)", Array(whole[..<cut]))
      let left = index.frames.enumerated().filter { number, _ in
        (number + 1 < index.frames.count ? index.frames[number + 1].offset : whole.count) <= cut
      }
      let kept = left.reduce(0) { $0 + $1.element.messages }
      let finding = bench.verify()
      #expect(finding.messages == kept && finding.lostMessages == 60 - kept && finding.isCounted, "cut at \(cut)")
      #expect(finding.problems.isEmpty == (cut == whole.count), "cut at \(cut)")
      _ = try ArchiveCheck.repair(finding, bench.folder, configuration: ArchiveBench.configuration)
      #expect(bench.verify().problems.isEmpty, "cut at \(cut): \(bench.verify().problems)")
      #expect(try ArchiveBench.numbers(bench.read()) == Array(0..<kept))
      // Back to how it was.
      bench.temporary.write("archive/\(name.path)", whole)
      try WholeFile.replace(bench.folder.indexFile(name), by: Array(index.text.utf8))
      try SegmentSealer(folder: bench.folder, configuration: ArchiveBench.configuration).enter(name)
    }
  }

  @Test("a byte changed anywhere loses its frame and no other, and the bytes are set aside")
  func everyFlip() throws {
    let bench = ArchiveBench()
    let name = SegmentName(of: ArchiveBench.start)
    try bench.write(ArchiveBench.messages(6))
    let whole = content(bench.folder.file(name))
    for place in 0..<whole.count {
      var changed = whole
      changed[place] ^= 0x55
      bench.temporary.write("archive/\(name.path)", changed)
      let numbers = try ArchiveBench.numbers(bench.read())
      #expect(numbers.count >= 5, "byte \(place): \(numbers)")
      #expect(numbers == numbers.sorted() && Set(numbers).isSubset(of: Set(0..<6)), "byte \(place)")
      // To the message, though there is no index yet.
      let finding = bench.verify()
      #expect(
        finding.isCounted && finding.lostMessages == 6 - numbers.count
          && (numbers.count == 6 || !finding.problems.isEmpty),
        "byte \(place): \(finding)")
    }
    // Junk at the end of a finished one costs nothing, and is known to.
    #expect(bench.folder.index(name)?.isCounted ?? true)
    var changed = whole
    // In a frame, not in the note before it.
    changed[whole.count / 2 + 30] ^= 0x55
    bench.temporary.write("archive/\(name.path)", changed)
    let told = try ArchiveCheck.repair(bench.verify(), bench.folder, configuration: ArchiveBench.configuration)
    #expect(told.count == 1 && told[0].contains("set aside as"), "\(told)")
    #expect(bench.verify().problems.isEmpty && bench.verify().messages == 5)
    #expect(bench.folder.index(name)?.lostMessages == 1)
    #expect(content(String(told[0].split(separator: " ").last ?? "")).count > 50)
  }

  @Test("a damaged index or manifest is found, and written anew")
  func index() throws {
    let bench = ArchiveBench()
    let name = SegmentName(of: ArchiveBench.start)
    try bench.write(ArchiveBench.messages(6))
    try bench.seal()
    let index = content(bench.folder.indexFile(name))
    for cut in 0..<index.count {
      try WholeFile.replace(bench.folder.indexFile(name), by: Array(index[..<cut]))
      #expect(
        bench.verify().problems == ["its index is missing, damaged, or not as the manifest has it"], "cut at \(cut)")
      #expect(try ArchiveBench.numbers(bench.read()) == Array(0..<6), "cut at \(cut)")
    }
    for place in index.indices {
      var changed = index
      changed[place] ^= 0x01
      try WholeFile.replace(bench.folder.indexFile(name), by: changed)
      #expect(!bench.verify().problems.isEmpty && bench.verify().messages == 6, "byte \(place)")
      #expect(try ArchiveBench.numbers(bench.read("2026-11-28T22:00Z/22:59Z")) == Array(0..<6), "byte \(place)")
    }
    for count in ["-5", "99999999999999999999", "9223372036854775807"] {
      let text = String(decoding: index, as: UTF8.self).replacing("\"messages\":6,", with: "\"messages\":\(count),")
      #expect(SegmentIndex(bytes(text)) == nil, "\(count)")
    }
    try WholeFile.replace(bench.folder.indexFile(name), by: index)
    try bench.folder.write(checksums: bench.folder.checksums().filter { $0.key == name.path })
    #expect(bench.verify().problems == ["its index is missing, damaged, or not as the manifest has it"])
    let told = try ArchiveCheck.repair(bench.verify(), bench.folder, configuration: ArchiveBench.configuration)
    #expect(told == ["index and checksums written anew"] && content(bench.folder.indexFile(name)) == index)
    #expect(bench.verify().problems.isEmpty)
    _ = unsafe unlink(bench.folder.manifest)
    #expect(!bench.verify().isFinished && bench.verify().problems == ["is not in the manifest"])
    _ = try ArchiveCheck.repair(bench.verify(), bench.folder, configuration: ArchiveBench.configuration)
    #expect(bench.verify().isFinished)
  }

  @Test("a finished hour of a small plant is cut into minutes: damage costs those, not the hour")
  func minutes() throws {
    let frames = (0..<60).map { ArchiveBench.message($0, at: ArchiveBench.start + Int64($0) * Interval.minute) }
    try bench.write(frames)
    try bench.seal()
    let index = try #require(bench.folder.index(SegmentName(of: ArchiveBench.start)))
    #expect(index.messages == 60 && index.frames.count == 10, "\(index.frames)")
  }

  @Test("killed after a segment was compressed harder and before its index was written: repair books no loss")
  func killedBetween() throws {
    let name = SegmentName(of: ArchiveBench.start)
    try bench.write(ArchiveBench.messages(60))
    try bench.seal(frameBytes: 500)
    let (index, manifest) = (content(bench.folder.indexFile(name)), content(bench.folder.manifest))
    let before = bench.folder.size(name)
    try bench.seal()
    #expect(bench.folder.size(name) < before)
    try WholeFile.replace(bench.folder.indexFile(name), by: index)
    try WholeFile.replace(bench.folder.manifest, by: manifest)
    #expect(bench.verify().problems == ["differs from the manifest"] && bench.verify().lostMessages == 0)
    _ = try ArchiveCheck.repair(bench.verify(), bench.folder, configuration: ArchiveBench.configuration)
    #expect(bench.verify().problems.isEmpty && bench.folder.index(name)?.lostMessages == 0)
    #expect(try !String(decoding: bench.read(), as: UTF8.self).contains("# gap"))
  }

  @Test("a segment with another's content, an index that tells of something else, and a segment that has gone")
  func wrongContent() throws {
    let start = ArchiveBench.start
    let names = try (0..<3).map { hour -> SegmentName in
      let from = start + Int64(hour) * Interval.hour
      let name = SegmentName(of: from)
      try bench.write(
        (0..<3 + hour).map { ArchiveBench.message($0, at: from + Int64($0) * Interval.minute) }, name)
      try bench.seal(name)
      return name
    }
    func problems(_ name: SegmentName) -> SegmentFinding {
      ArchiveCheck.verify(name, bench.folder, checksums: bench.folder.checksums(), isOpen: false)
    }
    #expect(names.allSatisfy { problems($0).problems.isEmpty })
    // An index that was changed says nothing about a segment whose checksum fits.
    let whole = content(bench.folder.indexFile(names[0]))
    let changed = String(decoding: whole, as: UTF8.self).replacing("\"messages\":3", with: "\"messages\":9")
    try WholeFile.replace(bench.folder.indexFile(names[0]), by: Array(changed.utf8))
    #expect(problems(names[0]).problems.count == 1 && problems(names[0]).lostMessages == 0)
    try WholeFile.replace(bench.folder.indexFile(names[0]), by: whole)
    // Without a manifest the index still knows what its segment holds.
    try WholeFile.replace(bench.folder.file(names[1]), by: content(bench.folder.file(names[0])))
    try WholeFile.replace(bench.folder.manifest, by: [])
    #expect(problems(names[1]).problems.contains("its index tells of 4 messages, and it holds 3"))
    for name in names where name != names[1] { try bench.seal(name) }
    run("/bin/rm", bench.folder.file(names[2]))
    #expect(try ArchiveCheck.forget(names[2], bench.folder) == 5)
    #expect(bench.folder.checksums().keys.filter { $0.hasPrefix(String(names[2].path.prefix(13))) }.isEmpty)
  }
}
