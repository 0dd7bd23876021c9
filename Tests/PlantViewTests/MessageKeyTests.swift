import PlantCore
import Testing

@testable import PlantView

/// The message behind everything: the log's lowest level, and the way back from it.
@Suite struct MessageKeyTests {
  @Test func enterShowsTheNewestMessageInFullAndEscGoesOnFollowing() {
    var person = Operator(Plant.incident())
    person.press(.character("3"), .enter)
    #expect(person.sees("Messages ►"))
    #expect(person.sees("error: json"))
    #expect(person.sees("no reading: the payload is no valid JSON"))
    person.press(.escape)
    #expect(person.sees("following"))
  }

  @Test func upGoesToTheMessageBefore() {
    var person = Operator(Plant.incident())
    person.press(.character("3"), .enter, .up)
    #expect(person.sees("HIGH-HIGH: 95.2 > 90 °C"))
    #expect(person.sees("95.2 · the value"))
    person.press(.down)
    #expect(person.sees("no reading"))
    // At the end it stays with the message, whatever comes.
    person.press(.down)
    #expect(person.state.messages.last == 1_088_639)
  }

  @Test func enterAgainOpensItsDeviceAndEscComesBackToTheMessage() {
    var person = Operator(Plant.incident())
    person.press(.character("3"), .enter, .up, .enter)
    #expect(person.sees("Devices ► press-02"))
    person.press(.escape)
    #expect(person.sees("HIGH-HIGH: 95.2 > 90 °C"))
  }

  @Test func aLogThatStandsStillPointsAtWhatEnterOpens() throws {
    var person = Operator(Plant.incident())
    person.press(.character("3"), .up)
    #expect(try #require(person.cursorLine).contains("95.2"))
    person.press(.enter)
    #expect(person.sees("HIGH-HIGH: 95.2 > 90 °C"))
    person.press(.escape)
    #expect(person.sees("paused"))
  }

  @Test func fromAnAnomalyToItsMessageAndBack() {
    var person = Operator(Plant.incident())
    person.press(.character("2"), .character("m"))
    #expect(person.state.focus == .messages)
    person.press(.enter)
    #expect(person.sees("HIGH-HIGH: 95.2 > 90 °C"))
    person.press(.escape, .escape)
    #expect(person.state.focus == .anomalies)
    #expect(person.state.messages.isFollowing)
  }

  @Test func fromADeviceToItsMessagesAndBackToItsScreen() {
    var person = Operator(Plant.incident())
    person.press(.enter, .character("m"))
    #expect(person.state.messages.filter == "device=press-02")
    #expect(person.sees("only \"device=press-02\""))
    person.press(.escape)
    #expect(person.sees("Devices ► press-02"))
    #expect(person.state.messages.filter.isEmpty)
  }

  @Test(arguments: [(40, 12), (20, 5), (240, 67), (61, 20)]) func fitsAnyScreen(columns: Int, rows: Int) {
    var person = Operator(Plant.incident(), columns: columns, rows: rows, glyphs: .ascii)
    person.press(.character("3"), .enter)
    #expect(person.lines.allSatisfy { $0.count <= columns })
  }

  @Test func aLongTextIsWrappedBetweenWordsAndLongWordsAnywhere() {
    #expect(CleanText.wrapped("one two three", width: 7) == ["one two", "three"])
    #expect(CleanText.wrapped("abcdefghij k", width: 4) == ["abcd", "efgh", "ij k"])
    #expect(CleanText.wrapped("日本語", width: 4) == ["日本", "語"])
    #expect(CleanText.wrapped("", width: 4).isEmpty)
  }
}
