import PlantCore
import PlantView
import Testing

/// What an operator learns of one alarm: its card, its trend at the trip, and the message behind it.
@Suite struct AlarmCardTests {
  @Test func theCardShowsTheTrendAtTheMomentOfTheTrip() {
    var row = Plant.alarmRow(Plant.pressAlarm, .unacknowledged, priority: 1)
    var person = Operator(Plant.incident(alarms: [row]))
    person.press(.character("4"), .enter)
    #expect(person.sees("H 80") && person.sees("┃"))
    row.since = Plant.ago(4000)
    person.plant = Plant.incident(alarms: [row])
    person.look()
    #expect(person.sees("it tripped more than an hour ago") && !person.sees("┃"))
  }

  @Test func theMessageBehindAnAlarmIsShownInTheLog() throws {
    var person = Operator(Plant.incident(alarms: [Plant.alarmRow(Plant.pressAlarm, .unacknowledged, priority: 1)]))
    let number = try #require(person.plant.messages.messages.last { $0.verdict == .judged(.highHigh) }?.number)
    person.press(.character("4"), .enter, .character("m"))
    #expect(person.state.focus == .messages && person.state.card == nil)
    #expect(person.state.messages.match == number && !person.state.isFollowingLog)
    #expect(person.sees(#""sensorType":"temperature","value":95.2"#))
  }

  @Test func aReplayGoesBackToAMessageItHasNotPlayed() {
    var plant = Plant.replay()
    plant.operatorAlarms.rows = [Plant.alarmRow(Plant.pressAlarm, .unacknowledged, priority: 1)]
    let moment = plant.operatorAlarms.rows[0].since
    let played = plant.messages.messages
    for index in played.indices { plant.messages.messages[index].verdict = .judged(.normal) }
    var person = Operator(plant)
    person.press(.character("4"), .character("m"))
    #expect(person.commands == [.pause(true), .seek(moment)])
    #expect(person.sees("going back to the moment"))
    person.plant.messages.messages = played
    person.plant.streamTime = moment
    person.look()
    #expect(person.state.messages.match == played.last { $0.verdict == .judged(.highHigh) }?.number)
    #expect(person.commands.count == 2)
  }

  @Test func whatHasNoMessageSaysSo() {
    var person = Operator(
      Plant.incident(alarms: [Plant.alarmRow(.pipeline("anomaly-count"), .unacknowledged, priority: 2)]))
    person.plant.operatorAlarms.rows[0].sensor = nil
    person.look()
    person.press(.character("4"), .character("m"))
    #expect(person.sees("no single message is behind this") && person.state.focus == .alarms)
  }

  @Test("the card of a pipeline alarm offers no device, for it has none")
  func thePipelinesCardOffersNoDevice() {
    for (subject, offers) in [(AlarmSubject.pipeline("anomaly-count"), false), (Plant.pressAlarm, true)] {
      var person = Operator(Plant.incident(alarms: [Plant.alarmRow(subject, .unacknowledged, priority: 2)]))
      person.press(.character("4"), .enter)
      #expect(person.state.card == subject && person.lines[39].contains("Enter device") == offers)
    }
  }

  @Test func aMessageThatIsNoLongerHeldSaysSo() {
    var bare = Plant.incident(alarms: [Plant.alarmRow(Plant.pressAlarm, .unacknowledged, priority: 1)])
    for index in bare.messages.messages.indices { bare.messages.messages[index].verdict = .judged(.normal) }
    var person = Operator(bare)
    person.press(.character("4"), .character("m"))
    #expect(person.sees("the log no longer holds that message"))
  }
}
