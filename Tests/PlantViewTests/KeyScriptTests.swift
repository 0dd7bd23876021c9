import PlantCore
import PlantView
import Testing

/// What an operator types, and what is then on the screen.
@Suite struct KeyScriptTests {
  @Test func theCursorStartsOnTheWorstDevice() {
    let person = Operator(Plant.incident())
    #expect(person.cursorLine?.contains("press-02") == true)
  }

  @Test(arguments: [[Key.down, .down], [.character("j"), .character("j")]]) func movesDown(keys: [Key]) {
    var person = Operator(Plant.incident())
    for key in keys { person.press(key) }
    #expect(person.cursorLine?.contains("saw-02") == true)
  }

  @Test func theCursorStaysOnItsDeviceWhenRowsReSort() {
    var person = Operator(Plant.incident())
    person.press(.down)
    #expect(person.cursorLine?.contains("pump-03") == true)
    person.press(.character("s"))
    #expect(person.sees("by name"))
    #expect(person.cursorLine?.contains("pump-03") == true)
    person.plant.devices.rows.reverse()
    person.press(.character("r"))
    #expect(person.cursorLine?.contains("pump-03") == true)
  }

  @Test func theLastDeviceCanBeReachedOnASmallScreen() {
    var person = Operator(Plant.incident(), columns: 40, rows: 12)
    person.press(.character("G"))
    #expect(person.cursorLine?.contains("saw-04") == true)
    person.press(.character("g"))
    #expect(person.cursorLine?.contains("press-02") == true)
  }

  @Test func pagesAreAsLongAsThePane() {
    var person = Operator(Plant.healthy(), columns: 80, rows: 24)
    person.press(.pageDown)
    #expect(person.cursorLine?.contains("oven-02") == true)
    person.press(.pageUp)
    #expect(person.cursorLine?.contains("press-01") == true)
  }

  @Test func enterOpensADeviceAndEscapeLeavesIt() {
    var person = Operator(Plant.incident())
    person.press(.down, .enter)
    #expect(person.sees("Devices ► pump-03"))
    #expect(person.sees("Its anomalies"))
    person.press(.escape)
    #expect(person.sees("Devices 24"))
    #expect(person.cursorLine?.contains("pump-03") == true)
  }

  @Test func tabAndDigitsGoFromPaneToPane() {
    var person = Operator(Plant.incident())
    person.press(.tab)
    #expect(person.cursorLine?.contains("14:02:11") == true)
    person.press(.character("3"))
    #expect(person.sees("/ search"))
    person.press(.backTab, .down, .enter)
    #expect(person.sees("Devices ► pump-03"))
  }

  @Test func oneLetterAsksBeforeItQuits() {
    var person = Operator(Plant.incident())
    person.press(.character("q"))
    #expect(person.sees("Leave plantwatch?"))
    person.press(.character("n"))
    #expect(!person.sees("Leave plantwatch?"))
    #expect(!person.effects.contains(.quit))
    person.press(.character("q"), .character("y"))
    #expect(person.effects.contains(.quit))
  }

  @Test func escapeNeverLeavesTheProgram() {
    var person = Operator(Plant.incident())
    for _ in 0..<5 { person.press(.escape) }
    #expect(!person.effects.contains(.quit))
    #expect(!person.sees("Leave plantwatch?"))
  }

  @Test func ctrlCLeavesFromEverywhere() {
    for keys: [Key] in [[], [.character("?")], [.character("/")], [.character("q")], [.enter]] {
      var person = Operator(Plant.incident())
      for key in keys { person.press(key) }
      person.press(.control("c"), .control("c"))
      #expect(person.effects.contains(.interrupt))
    }
  }

  @Test func aFilterActsWhileItIsTyped() {
    var person = Operator(Plant.incident())
    person.press(.character("/"))
    person.type("pump")
    #expect(person.sees("filter devices: pump"))
    #expect(person.sees("4 of 24 devices"))
    #expect(person.sees("Devices 4"))
    person.press(.enter)
    #expect(person.sees("Devices 4 of 24 \"pump\""))
    person.press(.escape)
    #expect(person.sees("Devices 24"))
  }

  @Test func aCancelledFilterIsAsBefore() {
    var person = Operator(Plant.incident())
    person.press(.character("/"))
    person.type("!pump")
    #expect(person.sees("Devices 20"))
    person.press(.escape)
    #expect(person.sees("Devices 24"))
  }

  @Test func aKeyThatDoesNothingHereSaysSo() {
    var person = Operator(Plant.incident())
    person.press(.character("]"))
    #expect(person.lines[39].contains("] does nothing here: it is a key of a replay"))
    person.press(.character("&"))
    #expect(person.lines[39].contains("& does nothing here: it is a key of the messages (3)"))
    person.press(.function(9))
    #expect(person.lines[39].contains("F9 does nothing; ? shows all keys"))
    person.press(.down)
    #expect(person.lines[39].contains("Enter open"))
  }

  @Test("what says which key opens help knows the key that does so now")
  func helpIsNamedByItsKey() {
    var person = Operator(Plant.incident())
    person.state.keymap = Keymap.standard.without(.character("?"))
    person.press(.function(9))
    #expect(person.lines[39].contains("F9 does nothing; F1 shows all keys"))
    #expect(person.lines[39].contains("F1 help"))
    person.state.keymap = person.state.keymap.without(.function(1))
    person.press(.function(9))
    #expect(person.lines[39].contains("F9 does nothing") && !person.lines[39].contains("help"))
  }

  @Test func lettersAreTextInAPromptAndPasteIsTextOnlyThere() {
    var person = Operator(Plant.incident())
    person.press(.pasted("q"), .pasted("y"))
    #expect(!person.effects.contains(.quit))
    person.press(.character("/"), .character("q"), .pasted("u"), .pasted("y"))
    #expect(person.sees("filter devices: quy"))
    person.press(.control("u"))
    person.type("x")
    person.press(.backspace)
    #expect(person.sees("24 of 24"))
  }

  @Test func fullScreenGivesOnePaneTheWholeBody() {
    var person = Operator(Plant.incident())
    person.press(.character("3"), .character("f"))
    #expect(!person.sees("Devices 24"))
    #expect(person.sees("Messages"))
    person.press(.character("q"))
    #expect(person.sees("Devices 24"))
  }

  @Test func nextAlarmGoesThroughTheOpenOnes() {
    var person = Operator(Plant.incident())
    person.press(.character("e"))
    #expect(person.cursorLine?.contains("press-02") == true)
    person.press(.character("e"))
    #expect(person.cursorLine?.contains("pump-03") == true)
    person.press(.character("E"))
    #expect(person.cursorLine?.contains("press-02") == true)
  }

  @Test func themesAreCycled() {
    var person = Operator(Plant.incident())
    person.press(.character("T"))
    #expect(person.state.theme == "mono")
    person.press(.character("T"))
    #expect(person.state.theme == "quiet-dark")
  }

  @Test func onlyWhatIsVisibleIsAskedFor() {
    var person = Operator(Plant.incident(), columns: 80, rows: 24)
    let overview = person.state.query(for: person.state.size)
    #expect(overview.rowCount == 10)
    #expect(overview.trendSlots == 0)
    #expect(overview.focus == nil)
    person.press(.enter)
    let device = person.state.query(for: person.state.size)
    #expect(device.rowCount == 0)
    #expect(device.focus == 6)
  }
}
