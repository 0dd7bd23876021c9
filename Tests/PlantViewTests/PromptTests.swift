import PlantCore
import Testing

@testable import PlantView

/// Lines that are typed: completed, taken again, and shown while they are wrong.
@Suite struct PromptTests {
  private func typing(_ text: String, _ keys: Key..., on plant: Snapshot = Plant.incident()) -> Operator {
    var person = Operator(plant)
    person.press(.character(":"))
    for character in text { person.press(.character(character)) }
    for key in keys { person.press(key) }
    return person
  }

  @Test func tabCompletesCommandsAndGoesRound() {
    #expect(typing("ha", .tab).state.prompt?.text == "handover ")
    #expect(typing("s", .tab).state.prompt?.text == "speed ")
    #expect(typing("s", .tab, .tab).state.prompt?.text == "shelve ")
    #expect(typing("s", .tab, .tab, .tab).state.prompt?.text == "speed ")
    #expect(typing("s", .backTab).state.prompt?.text == "shelve ")
    #expect(typing("zz", .tab).state.prompt?.text == "zz")
  }

  @Test func tabCompletesWhatACommandTakes() {
    #expect(typing("device pump-0", .tab).state.prompt?.text == "device pump-01")
    #expect(typing("device PUMP-0", .tab, .tab).state.prompt?.text == "device pump-02")
    #expect(typing("limit temp", .tab).state.prompt?.text == "limit temperature")
    #expect(typing("limit temperature hi", .tab, .tab).state.prompt?.text == "limit temperature high")
    #expect(typing("theme m", .tab).state.prompt?.text == "theme mono")
    #expect(typing("maintenance press-02 4", .tab).state.prompt?.text == "maintenance press-02 4h")
  }

  @Test func whatIsTypedAfterACompletionIsCompletedAnew() {
    #expect(
      typing("ha", .tab, .backspace, .backspace, .backspace, .tab).state.prompt?.text == "handover ")
  }

  @Test func upBringsBackWhatWasTypedAndDownTheDraft() {
    var person = typing("handover 06:00", .enter)
    person.press(.escape, .character(":"))
    for character in "note x" { person.press(.character(character)) }
    person.press(.enter, .character(":"), .character("g"), .up)
    #expect(person.state.prompt?.text == "note x")
    person.press(.up)
    #expect(person.state.prompt?.text == "handover 06:00")
    person.press(.up)
    #expect(person.state.prompt?.text == "handover 06:00")
    person.press(.down, .down)
    #expect(person.state.prompt?.text == "g")
  }

  @Test func eachPurposeHasItsOwnLines() {
    var person = typing("note x", .enter)
    person.press(.character("/"), .up)
    #expect(person.state.prompt?.text == "")
  }

  @Test func helpShowsOnlyWhatIsLookedFor() {
    var person = Operator(Plant.incident(), columns: 120, rows: 40)
    person.press(.character("?"), .character("/"))
    for character in "shelve" { person.press(.character(character)) }
    #expect(person.sees("shelve, or unshelve") && person.sees(":shelve 2h reason") && !person.sees("acknowledge"))
    person.press(.enter, .escape, .character("?"))
    #expect(person.sees("acknowledge the alarm"))
  }

  @Test func aFilterThatIsNotUnderstoodSaysSo() {
    var person = Operator(Plant.incident(), columns: 120, rows: 40)
    person.press(.character("/"))
    for character in "value>warm" { person.press(.character(character)) }
    #expect(person.sees("value> wants a number"))
    person.press(.enter)
    #expect(person.state.prompt?.text == "value>warm" && person.sees("value> wants a number"))
    person.press(.escape)
    #expect(person.state.prompt == nil && person.state.devices.filter.isEmpty)
    for character in ":filter value>warm" { person.press(.character(character)) }
    person.press(.enter)
    #expect(person.sees("value> wants a number") && person.state.devices.filter.isEmpty)
    let wrong = typing("handover 25:99", .enter)
    #expect(wrong.commands.isEmpty && wrong.sees("who takes over"))
  }

  @Test(arguments: ["state=bogus", "foo=bar", "value>4 | state=stale", "device~\"press"])
  func aFilterThatWouldHideAllForNothingKeepsItsLineOpen(filter: String) {
    var person = Operator(Plant.incident())
    person.press(.character("/"))
    person.type(filter)
    person.press(.enter)
    #expect(person.state.prompt?.text == filter && person.lines[39].count > filter.count + 30, "\(person)")
    person.press(.escape)
    #expect(person.state.devices.filter.isEmpty)
  }

  @Test func anAnswerThatIsTooLongForOneRowIsSaidInFull() {
    var person = Operator(Plant.incident(), columns: 60, rows: 24)
    let words =
      "not exported: a folder with quite a long name cannot be made: it is there; :export NAME takes another one"
    person.state.remark = words
    #expect(person.lines.suffix(4).joined(separator: " ").split(separator: " ").joined(separator: " ").contains(words))
    // The next key gives the rows back.
    person.press(.down)
    #expect(person.lines[22].contains("fan-9") && person.lines[23].contains("? help"))
  }

  @Test func aFieldThatIsNoneIsNamedAndHidesNothing() {
    #expect(FilterExpression("sensr=temperature").problem == "no sensr; did you mean sensor?")
    #expect(FilterExpression("temperature=20").problem == nil)
    #expect(FilterExpression("{\"value\":3}").problem == nil)
    #expect(FilterExpression("devce=x").isEmpty)
  }

  @Test(arguments: ["0m", "5x", "30"]) func aLengthOfTimeThatIsNoneIsNoName(word: String) {
    var person = Operator(Plant.incident())
    person.command("export \(word)")
    #expect(person.sees("\(word) is no length of time") && person.commands.isEmpty)
  }

  @Test func aFilterGoesBeforeThePaneThatHasTheScreen() {
    var person = Operator(Plant.incident())
    person.press(.character("5"), .character("/"))
    person.type("ALARM")
    person.press(.enter, .escape)
    #expect(person.state.focus == .journal && person.state.journal.filter.isEmpty)
    person.press(.escape)
    #expect(person.state.focus == .devices)
  }

  @Test func aSitesBannerStandsInTheHeader() {
    var person = Operator(Plant.incident())
    person.state.banner = "TEST PLANT"
    #expect(person.lines[0].contains("TEST PLANT"))
  }

  @Test func filterAndAckCanBeTyped() {
    var person = Operator(Plant.incident())
    person.command("filter pump")
    #expect(person.state.devices.filter == "pump" && person.sees("Devices 4 of 24"))
    person.command("filter")
    #expect(person.sees("Devices 24"))
    person.press(.character("5"))
    person.command("filter ALARM")
    #expect(person.state.journal.filter == "ALARM")
    person.press(.character("7"))
    person.command("filter x")
    #expect(person.sees("nothing to filter here"))
    person.command("ack")
    #expect(person.sees("choose an alarm first") && person.operations.isEmpty)
  }
}

@Suite("The lamp test")
struct LampTestTests {
  @Test("it rings, shows every look that means something, and asks the session to tell everybody it is a test")
  func live() {
    var person = Operator(Plant.healthy())
    person.command("lamptest")
    #expect(person.effects.contains(.bell) && person.commands == [.lampTest])
    let roles = Set(person.canvas.rolePlane)
    #expect("123A?HU".allSatisfy { roles.contains($0) } && person.sees("Lamp test"), "\(person)")
    person.press(.escape)
    #expect(!person.sees("Lamp test"))
    person.press(.character("?"))
    #expect(!person.sees("Lamp test"))
  }

  @Test("a replay tells nobody anything")
  func replay() {
    var person = Operator(Plant.replay())
    person.command("lamptest")
    #expect(!person.effects.contains(.bell) && person.commands.isEmpty && person.sees("a replay tells nobody anything"))
  }
}
