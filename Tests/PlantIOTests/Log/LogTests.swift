import Glibc
import PlantCore
import Testing

@testable import PlantIO

@Suite("The program's own log: a file a day, a week of them, structured lines")
struct LogTests {
  private let temporary = TemporaryFolder()
  private var folder: String { temporary.path("log") }
  private var place: StateFolder { StateFolder(base: temporary.path, folder: "log") }
  private var today: String { "\(folder)/\(LogFiles.name(of: SystemClock.wall()))" }

  @Test("a line has its time, its level, what it is about, and nothing raw")
  func lines() {
    let log = ProgramLog(folder: place, run: "live")
    log.add("the store cannot be written: \u{1B}[31mno space\n", isWarning: true, ["kind": "STORE", "file": "a b"])
    log.add("begins")
    log.close()
    let written = text(today).split(separator: "\n").map(String.init)
    #expect(written.count == 2 && written == log.lines)
    #expect(written[0].contains(" level=warning file=\"a b\" kind=STORE pid=\(getpid()) run=live msg=\"the store"))
    #expect(written[0].contains("\\u001b[31mno space\\n\"") && !text(today).contains("\u{1B}"), "\(written[0])")
    #expect(written[1].contains(" level=info pid=") && written[1].hasSuffix("msg=\"begins\""))
  }

  @Test("files of more than a week ago go, and nothing else does; several runs share a day's file")
  func rotation() throws {
    let now = SystemClock.wall()
    try WholeFile.makeFolder(folder)
    for day in [3, 6, 7, 30] {
      temporary.write("log/\(LogFiles.name(of: now + -Int64(day) * Interval.day))", Array("old\n".utf8))
    }
    temporary.write("log/plantwatch-notes.log", Array("mine\n".utf8))
    let (first, second) = (ProgramLog(folder: place, run: "live"), ProgramLog(folder: place, run: "collect"))
    for number in 0..<200 { (number % 2 == 0 ? first : second).add("line \(number)") }
    first.close()
    second.close()
    #expect(text(today).split(separator: "\n").count == 200)
    let left = WholeFile.names(folder).sorted()
    #expect(left.count == 4 && left.contains("plantwatch-notes.log"), "\(left)")
  }

  @Test("a folder that cannot be written costs the files, and nobody waits; the newest lines are held")
  func refused() {
    let log = ProgramLog(folder: StateFolder(base: temporary.file("in-the-way"), folder: "log"), run: "live")
    let before = SystemClock.sinceBoot()
    for number in 0..<5000 { log.add("line \(number)") }
    #expect(SystemClock.sinceBoot() - before < Interval.second)
    #expect(log.lines.count == 500 && log.lines.last?.contains("line 4999") == true)
    log.close()
  }
}
