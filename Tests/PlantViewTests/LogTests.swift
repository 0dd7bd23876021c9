import PlantCore
import PlantView
import Testing

/// Following, scrolling back and pausing: nothing is lost, and a new message never moves what is being read.
@Suite struct LogTests {
  private func reader(rows: Int = 24) -> Operator {
    var person = Operator(Plant.healthy(), columns: 100, rows: rows)
    person.press(.character("3"))
    return person
  }

  /// The log's lines on screen.
  private func page(_ person: Operator) -> [String] {
    // Where the log stands still, its last row has a pointer.
    person.lines.filter { $0.dropFirst().hasPrefix("14:05:1") }.map { " " + $0.dropFirst() }
  }

  private func arrive(_ person: inout Operator, _ count: Int) {
    for _ in 0..<count {
      let number = person.plant.messages.held.upperBound
      var message = Plant.message(number, "press-01", 0)
      message.payload = "new \(number)"
      person.plant.messages.messages.append(message)
      person.plant.messages.held = person.plant.messages.held.lowerBound..<(number + 1)
    }
    person.look()
  }

  @Test func followsTheNewest() {
    var person = reader()
    #expect(person.sees("Messages · following"))
    arrive(&person, 1)
    #expect(page(person).last?.contains("new 1088640") == true)
  }

  @Test func scrollingUpStaysAndCountsWhatIsNew() {
    var person = reader()
    person.press(.up, .up)
    let before = page(person)
    arrive(&person, 12)
    #expect(page(person) == before)
    #expect(person.sees("paused · 12 new"))
  }

  @Test(arguments: [Key.end, .character("G")]) func theEndFollowsAgain(key: Key) {
    var person = reader()
    person.press(.pageUp)
    arrive(&person, 3)
    person.press(key)
    #expect(person.sees("Messages · following"))
    #expect(page(person).last?.contains("new 1088642") == true)
  }

  @Test func scrollingDownToTheEndFollowsAgain() {
    var person = reader()
    person.press(.up)
    person.press(.down)
    #expect(person.sees("Messages · following"))
  }

  @Test func aSearchGoesBackFromNowAndOnWithN() {
    var person = reader()
    person.press(.character("/"))
    person.type("oven-02")
    person.press(.enter)
    #expect(person.sees("search \"oven-02\""))
    #expect(person.state.messages.match == 1_088_634)
    person.press(.character("N"))
    #expect(person.state.messages.match == 1_088_610)
    person.press(.character("n"))
    #expect(person.state.messages.match == 1_088_634)
    person.press(.character("n"))
    #expect(person.sees("no other \"oven-02\" that way"))
  }

  @Test func aFilterShowsOnlyWhatContains() {
    var person = reader()
    person.press(.character("&"))
    person.type("fan-01")
    person.press(.enter)
    #expect(page(person).allSatisfy { $0.contains("fan-01") })
    #expect(person.sees("only \"fan-01\""))
  }

  @Test func longLinesAreScrolledSideways() {
    var person = reader()
    person.press(.character("l"))
    #expect(person.sees("from column 8"))
    #expect(page(person).first?.contains("Id\":") == true)
    person.press(.character("h"))
    #expect(!person.sees("from column"))
  }

  @Test func spaceFreezesThePanesAndNothingElse() {
    var person = reader()
    let before = page(person)
    person.press(.character(" "))
    #expect(person.lines[0].contains("PAUSED"))
    arrive(&person, 5)
    person.plant.breach(0, type: 0, value: 99, .high, priority: 2, seconds: 3)
    person.plant.session.now = Plant.now + 60 * Interval.second
    let worst = Plant.episode(
      9, 0, "press-01", type: 0, .highHigh, value: 99, limit: 90, opened: 3, count: 3)
    person.plant.episodes.worst = worst
    person.plant.episodes.open = 1
    person.look()
    // The header's clock and the alarms go on; the panes do not.
    #expect(person.lines[0].contains("14:06:12"))
    #expect(person.lines[1].contains("■1 press-01"))
    #expect(person.lines.filter { $0.contains("99.0") }.count == 1)
    #expect(page(person) == before)
    #expect(person.sees("paused · 5 new"))
    person.press(.character(" "))
    #expect(person.lines[0].contains("LIVE"))
    #expect(person.sees("Messages · following"))
    #expect(page(person).last?.contains("new") == true)
  }

  @Test func goingOnDoesNotFollowAReaderWhoHadScrolledBack() {
    var person = reader()
    person.press(.up, .up, .up)
    let before = page(person)
    person.press(.character(" "), .character(" "))
    #expect(page(person) == before)
  }

  @Test func aPausedPictureCanBeScrolledThroughToItsEnd() {
    var person = Operator(Plant.incident(), columns: 80, rows: 24)
    person.press(.character(" "))
    person.press(.character("G"))
    #expect(person.cursorLine?.contains("saw-04") == true)
    for _ in 0..<23 { person.press(.up) }
    #expect(person.cursorLine?.contains("press-02") == true)
  }

  @Test func whatWasInThePausedPictureNeverChanges() {
    var person = Operator(Plant.healthy(), columns: 80, rows: 24)
    person.press(.character(" "))
    person.plant.breach(0, type: 0, value: 99, .high, priority: 2, seconds: 3)
    person.plant.breach(20, type: 0, value: 98, .high, priority: 2, seconds: 3)
    person.plant.worstFirst()
    person.look()
    #expect(!person.sees("99.0"))
    person.press(.character("G"), .character("g"))
    #expect(!person.sees("99.0"))
    #expect(person.cursorLine?.contains("press-01") == true)
  }

  @Test func aPausedPictureCanBeSortedAndFiltered() {
    var person = Operator(Plant.incident(), columns: 100, rows: 30)
    person.press(.character(" "), .character("s"))
    #expect(person.lines.first { $0.contains("├") }?.contains("fan-01") == true)
    person.press(.character("/"))
    person.type("pump")
    person.press(.enter)
    #expect(person.lines.filter { $0.contains("├") }.count == 4)
    person.press(.escape)
    #expect(person.sees("Devices 24"))
  }
}
