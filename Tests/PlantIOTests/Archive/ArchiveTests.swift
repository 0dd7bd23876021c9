import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("An archive: segments by the hour, frames that are read alone, an index and a manifest")
struct ArchiveTests {
  private let bench = ArchiveBench()

  private func writer(_ change: (inout ArchiveOptions) -> Void = { _ in }) throws -> ArchiveWriter {
    var options = ArchiveOptions(folder: bench.folder)
    options.lifecycle.recompressAfter = nil
    options.lifecycle.keep = nil
    options.lifecycle.floor = 0
    change(&options)
    return try ArchiveWriter(options, configuration: ArchiveBench.configuration)
  }

  private func append(_ records: [UInt8], to writer: ArchiveWriter) {
    unsafe records.withUnsafeBytes { unsafe writer.append($0, records: 1, at: ArchiveBench.start) }
  }

  @Test("names say the hour in UTC and which of its files, and nothing else is taken for one")
  func names() {
    let name = SegmentName(of: ArchiveBench.start)
    #expect(name.path == "2026/11/28/22.capture.zst" && SegmentName(path: name.path) == name)
    let second = SegmentName(hour: name.hour, part: 3)
    #expect(second.path == "2026/11/28/22-3.capture.zst" && SegmentName(path: second.path) == second && name < second)
    for other in ["2026/11/28/24.capture.zst", "2026/02/30/01.capture.zst", "2026/11/28/22-0.capture.zst", "x", ""] {
      #expect(SegmentName(path: other) == nil, "\(other)")
    }
  }

  @Test("what a session brings is in the archive, hour by hour, and zstdcat reads it")
  func hours() throws {
    // Segments begin at the present hour at the earliest: the clock of the machine goes first.
    let now = SystemClock.wall()
    let archive = try writer()
    append(ArchiveBench.message(1, at: now), to: archive)
    append(ArchiveBench.message(2, at: SegmentName(of: now).end), to: archive)
    append(ArchiveBench.message(3, at: SegmentName(of: now).end + Interval.hour), to: archive)
    archive.close()
    let names = bench.folder.segments()
    #expect(names.count == 3 && names[0].end == names[1].start && names[1].end == names[2].start)
    #expect(try ArchiveBench.numbers(bench.read()) == [1, 2, 3])
    for (number, name) in names.enumerated() {
      let plain = bench.temporary.path("plain")
      #expect(unsafe system("zstdcat \(bench.folder.file(name)) > \(plain)") == 0)
      #expect(text(plain).hasPrefix("# segment ") && ArchiveBench.numbers(content(plain)) == [number + 1])
    }
    var status = stat()
    #expect(unsafe stat(bench.folder.file(names[0]), &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(unsafe stat(bench.folder.path, &status) == 0 && status.st_mode & 0o777 == 0o750)
  }

  @Test("a segment whose hour is over is finished: index and manifest, which sha256sum accepts")
  func finished() throws {
    let now = SystemClock.wall()
    let archive = try writer()
    append(ArchiveBench.message(1, at: now, value: 95), to: archive)
    append(ArchiveBench.message(2, at: now, device: "pump-1"), to: archive)
    append(ArchiveBench.message(3, at: SegmentName(of: now).end), to: archive)
    archive.flush()
    let name = SegmentName(of: now)
    #expect(eventually { bench.folder.checksums()[name.path] != nil })
    archive.close()
    let index = try #require(bench.folder.index(name))
    #expect(index.messages == 2 && index.readings == 2 && index.anomalies == 1 && index.frames.count == 1)
    #expect(index.devices.map(\.name) == ["press-07", "pump-1"] && index.devices.map(\.anomalies) == [1, 0])
    #expect(unsafe system("cd \(bench.folder.path) && sha256sum --quiet -c SHA256SUMS") == 0)
    // The next start finds what was left unfinished, and goes on in the last segment.
    #expect(bench.folder.checksums()[SegmentName(of: now).path] != nil)
  }

  @Test("stopped and started within an hour it goes on in the same segment; a finished one gets a second file")
  func goesOn() throws {
    let now = SystemClock.wall()
    for number in 1...2 {
      let archive = try writer()
      append(ArchiveBench.message(number, at: now), to: archive)
      archive.close()
    }
    #expect(bench.folder.segments().count == 1)
    try bench.seal(SegmentName(of: now))
    let archive = try writer()
    append(ArchiveBench.message(3, at: now), to: archive)
    archive.close()
    #expect(bench.folder.segments().map(\.part) == [0, 1])
    #expect(try ArchiveBench.numbers(bench.read()) == [1, 2, 3])
  }

  @Test("what is damaged or cut in the hour that goes on is told at the start")
  func damagedOpenHour() throws {
    let now = SystemClock.wall()
    let name = SegmentName(of: now)
    try bench.write((0..<5).map { ArchiveBench.message($0, at: now) }, name)
    var bytes = content(bench.folder.file(name))
    bytes[FrameNote.length + 20] ^= 0x55
    bench.temporary.write("archive/\(name.path)", Array(bytes.dropLast(10)))
    let archive = try writer()
    let told = archive.takeNotices()
    #expect(told.contains { $0.contains("that were no whole frame: cut off") }, "\(told)")
    #expect(told.contains { $0.contains("cannot be read: plantwatch archive verify") }, "\(told)")
    archive.close()
  }

  @Test("what a restart finds damaged in the open segment, and what it cuts off, is told")
  func restart() throws {
    let now = SystemClock.wall()
    let name = SegmentName(of: now)
    func notices() throws -> [String] {
      let archive = try writer()
      archive.close()
      return archive.takeNotices()
    }
    try bench.write((0..<6).map { ArchiveBench.message($0, at: now) }, name)
    let whole = content(bench.folder.file(name))
    #expect(try notices() == [])
    var changed = whole
    // In a frame, not in the note before it.
    changed[whole.count / 2 + 30] ^= 0x55
    bench.temporary.write("archive/\(name.path)", changed)
    let segment = try OpenSegment(bench.folder, name)
    #expect(segment.damagedBytes > 0 && segment.cutBytes == 0 && segment.length == whole.count)
    let damage = "\(segment.damagedBytes) bytes in \(name.path) cannot be read: plantwatch archive verify says"
    let told = try notices()
    #expect(told.count == 1 && told[0].hasPrefix(damage), "\(told)")
    // Both at once: what is damaged stays, what is cut goes and is told once.
    bench.temporary.write("archive/\(name.path)", changed + [1, 2, 3])
    let both = try notices()
    #expect(both.count == 2 && both[1].hasPrefix(damage), "\(both)")
    #expect(both.first == "\(name.path) ended in 3 bytes that were no whole frame: cut off")
    #expect(content(bench.folder.file(name)) == changed)
    #expect(try notices().count == 1 && ArchiveBench.numbers(bench.read()).count == 5)
  }

  @Test("a stretch of time reads the segments and frames it needs, and says so when there are none")
  func range() throws {
    let start = ArchiveBench.start
    for hour in 0..<4 {
      let from = start + Int64(hour) * Interval.hour
      let frames = (0..<60).map { minute in
        ArchiveBench.message(hour * 60 + minute, at: from + Int64(minute) * Interval.minute)
      }
      try bench.write(frames, SegmentName(of: from))
      try bench.seal(SegmentName(of: from), frameBytes: 1000)
    }
    #expect(try ArchiveBench.numbers(bench.read("2026-11-28T23:10Z/23:20Z")) == Array(70...80))
    // An hour of the evening and one of the next morning.
    #expect(try ArchiveBench.numbers(bench.read("2026-11-28T23:50Z/01:05Z")) == Array(110...185))
    #expect(try ArchiveBench.numbers(bench.read("")) == Array(0..<240))
    let stream = try ArchiveStream(bench.folder, try ArchiveRange.parse("archive:2026-11-28T23:50Z/23:55Z"))
    #expect(stream.size == bench.folder.size(SegmentName(of: start + Interval.hour)))
    // What is missing in the middle is said.
    _ = unsafe unlink(bench.folder.file(SegmentName(of: start + Interval.hour)))
    let cut = SegmentName(of: start + 2 * Interval.hour)
    bench.temporary.write("archive/\(cut.path)", Array(content(bench.folder.file(cut)).dropLast(40)))
    let holed = try HeadlessRun.run(
      Inputs(["archive:"], archive: bench.folder), configuration: ArchiveBench.configuration)
    #expect(holed.warnings.contains { $0.contains("23.capture.zst: is in the manifest and not there") })
    #expect(holed.warnings.contains { $0.contains("2026/11/29/00.capture.zst: ends in") }, "\(holed.warnings)")
    #expect(throws: SetupError.self) { try bench.read("2026-11-27T00:00Z/01:00Z") }
    for wrong in ["yesterday", "2026-11-28T10:00Z/2026-11-28T09:00Z", "1/2/3"] {
      #expect(throws: SetupError.self, "\(wrong)") { try ArchiveRange.parse("archive:" + wrong) }
    }
  }

  @Test("of the hour that is being written only those frames are read that a range needs")
  func openHour() throws {
    let start = ArchiveBench.start
    let name = SegmentName(of: start)
    let frames = (0..<50).map { ArchiveBench.message($0, at: start + Int64($0) * Interval.minute) }
    try bench.write(frames)
    #expect(try ArchiveBench.numbers(bench.read("2026-11-28T22:40Z/22:45Z")) == Array(40...45))
    // What stands before is not even looked into.
    var bytes = content(bench.folder.file(name))
    bytes[FrameNote.length + 20] ^= 0x55
    bench.temporary.write("archive/\(name.path)", bytes)
    let stream = try ArchiveStream(bench.folder, try ArchiveRange.parse("archive:2026-11-28T22:40Z/22:45Z"))
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while unsafe room.withUnsafeMutableBytes({ unsafe stream.read(into: $0) }) > 0 {}
    #expect(stream.warnings.isEmpty && bench.verify().lostMessages == 1)
  }

  @Test("a segment that is being written is read as a file, too; a stretch is read alone, and its end is known")
  func asFiles() throws {
    try bench.write((0..<20).map { ArchiveBench.message($0, at: ArchiveBench.start + Int64($0) * Interval.minute) })
    let file = bench.folder.file(SegmentName(of: ArchiveBench.start))
    let stream = try Inputs([file]).stream()
    var all: [UInt8] = []
    while let block = stream.next() { all += block }
    #expect(ArchiveBench.numbers(all) == Array(0..<20))
    for paths in [["archive:", file], ["archive:2026-11-28T22:00Z/22:05Z", "archive:2026-11-28T22:10Z/22:15Z"]] {
      let refusal = #expect(throws: SetupError.self) { try Inputs(paths, archive: bench.folder) }
      #expect(refusal?.problem == "is read alone")
    }
    try bench.seal()
    let last = ArchiveBench.start + 19 * Interval.minute
    #expect(try Inputs(["archive:"], archive: bench.folder).lastTimeAtTail() == last)
    let early = try Inputs(["archive:2026-11-28T22:00Z/22:05Z"], archive: bench.folder)
    #expect(early.lastTimeAtTail() == ArchiveBench.start + 5 * Interval.minute)
  }

  @Test("one writer at a time; whoever comes second is told who the first is, and a dead one's lock is free")
  func lock() throws {
    let archive = try writer()
    let refusal = #expect(throws: SetupError.self) { try writer() }
    #expect(refusal?.problem.contains("plantwatch collect (pid \(getpid())") == true, "\(String(describing: refusal))")
    #expect(ArchiveLock.holder(bench.folder)?.text.contains("collect") == true)
    archive.close()
  }

  @Test("what is taken away under its writer is made anew: nothing is lost, and nobody else gets in")
  func takenAway() throws {
    let archive = try writer()
    append(ArchiveBench.message(1, at: SystemClock.wall()), to: archive)
    archive.flush()
    #expect(eventually { ArchiveBench.numbers((try? bench.read()) ?? []) == [1] })
    // The lock's file alone: the folder is locked as well.
    #expect(unsafe unlink(bench.folder.lockFile) == 0)
    #expect(throws: SetupError.self) { try writer() }
    archive.flush()
    #expect(eventually { ArchiveLock.holder(bench.folder)?.purpose == "collect" })
    // What is cut off its file cannot be made anew, and is told.
    let name = try #require(bench.folder.segments().last)
    append(ArchiveBench.message(9, at: SystemClock.wall()), to: archive)
    archive.flush()
    #expect(eventually { ArchiveBench.numbers((try? bench.read()) ?? []) == [1, 9] })
    #expect(unsafe truncate(bench.folder.file(name), bench.folder.size(name) - 10) == 0)
    archive.flush()
    var cut: [String] = []
    #expect(
      eventually {
        cut += archive.takeNotices()
        return cut.contains { $0.hasPrefix("10 bytes were cut off the file of \(name.path)") }
      })
    // The segment, then all there is.
    #expect(unsafe unlink(bench.folder.file(name)) == 0)
    append(ArchiveBench.message(2, at: SystemClock.wall()), to: archive)
    archive.flush()
    #expect(eventually { ArchiveBench.numbers((try? bench.read()) ?? []) == [1, 2] })
    run("/bin/rm", "-rf", bench.folder.path)
    append(ArchiveBench.message(3, at: SystemClock.wall()), to: archive)
    archive.flush()
    #expect(eventually { ArchiveBench.numbers((try? bench.read()) ?? []) == [1, 2, 3] })
    #expect(throws: SetupError.self) { try writer() }
    let told = cut + archive.takeNotices()
    #expect(told.filter { $0 == "the archive's lock was taken away, and is held again" }.count == 2, "\(told)")
    #expect(
      told.contains { $0.hasPrefix("the file of \(name.path) was taken away: all it held was written") }, "\(told)")
    archive.close()
    #expect(bench.folder.segments().allSatisfy { name in bench.verify(name).problems.count == 1 })
  }

  @Test("a finished segment that is taken away is told for as long as the manifest has it")
  func lacking() throws {
    for hour in 0..<3 {
      let from = ArchiveBench.start + Int64(hour) * Interval.hour
      try bench.write([ArchiveBench.message(hour, at: from)], SegmentName(of: from))
      try bench.seal(SegmentName(of: from))
    }
    for hour in 0..<2 {
      #expect(unsafe unlink(bench.folder.file(SegmentName(of: ArchiveBench.start + Int64(hour) * Interval.hour))) == 0)
    }
    func says(_ text: String) throws -> Bool {
      let archive = try writer()
      defer { archive.close() }
      return eventually { archive.lacking == text }
    }
    #expect(try says("2026/11/28/22.capture.zst and 1 more: plantwatch archive verify says what is lost"))
    for name in bench.folder.missing() { #expect(try ArchiveCheck.forget(name, bench.folder) == 1) }
    #expect(try says(""))
  }

  @Test("a manifest that is taken away or changed under the writer is written anew as it was")
  func manifest() throws {
    let names = (0..<3).map { SegmentName(of: ArchiveBench.start + Int64($0) * Interval.hour) }
    for name in names { try bench.write([ArchiveBench.message(1, at: name.start)], name) }
    for name in names[..<2] { try bench.seal(name) }
    #expect(unsafe unlink(bench.folder.file(names[0])) == 0)
    var options = ArchiveOptions(folder: bench.folder)
    (options.lifecycle.recompressAfter, options.lifecycle.keep, options.lifecycle.floor) = (nil, nil, 0)
    let keeper = ArchiveKeeper(options, configuration: ArchiveBench.configuration)
    #expect(eventually { !keeper.lacking.isEmpty })
    usleep(100_000)
    #expect(unsafe unlink(bench.folder.manifest) == 0)
    keeper.finish(names[2])
    #expect(eventually { bench.folder.checksums().count == 6 }, "\(bench.folder.checksums())")
    #expect(keeper.takeNotices() == ["\(bench.folder.manifest) was taken away or changed: written anew as it was"])
    #expect(keeper.lacking.hasPrefix(names[0].path))
    keeper.end()
  }

  @Test("a disk that takes nothing is told, and what waited is stored when it does again")
  func refused() throws {
    let archive = try writer { $0.segmentBytes = 1 }
    let now = SystemClock.wall()
    append(ArchiveBench.message(1, at: now), to: archive)
    archive.flush()
    #expect(eventually { ArchiveBench.numbers((try? bench.read()) ?? []) == [1] })
    // Root may write anywhere: a file where the day's folder belongs stops everybody.
    let day = "\(bench.folder.path)/\(SegmentName(of: now).folder)"
    #expect(unsafe rename(day, day + ".away") == 0)
    _ = bench.temporary.file("archive/\(SegmentName(of: now).folder)", "in the way")
    append(ArchiveBench.message(2, at: now), to: archive)
    archive.flush()
    #expect(eventually { if case .failed = archive.status { true } else { false } })
    #expect(unsafe unlink(day) == 0 && rename(day + ".away", day) == 0)
    #expect(eventually { if case .on = archive.status { true } else { false } })
    archive.close()
    #expect(try ArchiveBench.numbers(bench.read()) == [1, 2])
  }

  @Test("what a disk that takes nothing to the end has cost is counted, every record")
  func lostRecords() throws {
    let archive = try ArchiveWriter(
      ArchiveOptions(folder: bench.folder), configuration: ArchiveBench.configuration, bufferBytes: 4096)
    run("/bin/rm", "-rf", bench.folder.path)
    _ = bench.temporary.file("archive", "in the way")
    for number in 0..<100 {
      append(ArchiveBench.message(number, at: ArchiveBench.start), to: archive)
      // As fast as a plant, so that the thread has had some of them already.
      if number % 10 == 0 { archive.flush() }
      usleep(500)
    }
    archive.close()
    #expect(archive.lost == 100)
  }
}
