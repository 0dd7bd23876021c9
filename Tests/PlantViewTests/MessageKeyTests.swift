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

  @Test("a value of another unit says what it was judged as")
  func convertedValue() {
    let look = Look(glyphs: .unicode, snapshot: Plant.incident(), isBlind: false)
    let field = MessageField(name: "value", text: "5", meaning: .value)
    var detail = MessageDetail(message: Plant.incident().messages.messages[0], fields: [field])
    detail.value = 72.5189
    #expect(
      MessageWords.note(field, detail, look) == " · the value, judged as 72.52 in the configured unit")
    detail.value = 5
    #expect(MessageWords.note(field, detail, look) == " · the value")
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

  @Test func pausingAndGoingOnKeepsTheOpenMessage() {
    var person = Operator(Plant.incident())
    person.press(.character("3"), .character(" "), .enter, .up, .character(" "))
    #expect(person.sees("HIGH-HIGH: 95.2 > 90 °C"))
    person.press(.escape)
    #expect(person.state.messages.isFollowing)
    // And the other way round.
    person.press(.enter, .character(" "), .escape, .character(" "))
    #expect(person.state.messages.isFollowing)
  }

  @Test func everyWayOutOfAMessageLeavesTheLogAsALog() {
    for keys: [Key] in [[.character("1")], [.tab], [.character("p")], [.enter, .character("m")]] {
      var person = Operator(Plant.incident())
      person.press(.character("3"), .enter, .up)
      for key in keys { person.press(key) }
      person.press(.character("3"))
      #expect(!person.state.messages.isOpen && !person.sees("as it came"), "\(keys)")
    }
    var person = Operator(Plant.incident())
    person.press(.character("3"), .enter)
    person.command("device press-02")
    #expect(person.sees("Devices ► press-02") && !person.state.messages.isOpen)
  }

  @Test func enterOpensWhatIsPointedAtAndNoMatchFarAway() {
    var person = Operator(Plant.incident(), columns: 120, rows: 24)
    person.press(.character("3"), .character("/"))
    person.type("95.2")
    person.press(.enter)
    for _ in 0..<20 { person.press(.up) }
    let pointed = person.cursorLine ?? ""
    person.press(.enter)
    #expect(!person.sees("HIGH-HIGH: 95.2"))
    let time = pointed.dropFirst().prefix(12)
    #expect(person.sees("Messages ► \(time)"))
  }

  @Test func theWayBackRestoresTheLogsOwnFilter() {
    var person = Operator(Plant.incident())
    person.press(.character("3"), .character("&"))
    person.type("temperature")
    person.press(.enter, .character("1"), .character("m"), .escape)
    #expect(person.state.focus == .devices && person.state.messages.filter == "temperature")
  }

  @Test func membersWithoutTextHaveARowAndWhatHasNoRoomIsCounted() {
    var plant = Plant.incident()
    var detail = MessageDetail(
      message: plant.messages.messages[0],
      fields: [
        MessageField(name: "comment", text: "", meaning: nil), MessageField(name: "line", text: "4", meaning: nil),
      ])
    detail.message.payload = "{\"comment\":\"\",\"line\":\"4\"}"
    detail.message.payloadBytes = detail.message.payload.utf8.count
    let look = Look(glyphs: .unicode, snapshot: plant, isBlind: false)
    var canvas = Canvas(size: Size(columns: 80, rows: 20))
    MessageScreen(detail: detail, types: plant.types, look: look).draw(into: &canvas, area: canvas.bounds)
    let lines = canvas.textPlane.split(separator: "\n").map { $0.trimmingPrefix(while: { $0 == " " }) }
    #expect(lines.contains("comment") && lines.contains { $0.hasPrefix("line  ") })
    canvas.clear(size: Size(columns: 80, rows: 9))
    MessageScreen(detail: detail, types: plant.types, look: look).draw(into: &canvas, area: canvas.bounds)
    #expect(canvas.textPlane.contains("more rows"))
    // A payload of which the log holds a part is not called broken.
    detail.brokenAt = 12
    detail.message.payloadBytes = 9000
    canvas.clear(size: Size(columns: 80, rows: 20))
    MessageScreen(detail: detail, types: plant.types, look: look).draw(into: &canvas, area: canvas.bounds)
    #expect(canvas.textPlane.contains("here ends what is held") && !canvas.textPlane.contains("stops being JSON"))
    plant.messages.held = 0..<0
  }

  @Test func escOnTheAlarmsTouchesNoOtherPanesFilter() {
    var person = Operator(Plant.incident())
    person.press(.character("/"))
    person.type("press")
    person.press(.enter, .character("4"), .escape)
    #expect(person.state.focus == .devices && person.state.devices.filter == "press")
  }
}
