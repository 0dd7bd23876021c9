import PlantCore
import PlantView
import Testing

@Suite struct ReplayKeyTests {
  @Test(arguments: [
    (Key.left, SessionCommand.seekBy(-5 * Interval.second)),
    (.right, .seekBy(5 * Interval.second)),
    (.shiftRight, .seekBy(1080 * Interval.second)),
    (.character("["), .seekAnomaly(forward: false)),
    (.character("]"), .seekAnomaly(forward: true)),
    (.character("e"), .seekAlarm(forward: true)),
    (.character("E"), .seekAlarm(forward: false)),
    (.character(" "), .pause(true)),
    (.character("+"), .speed(16)),
    (.character("-"), .speed(4)),
  ]) func keysTravelInTime(key: Key, command: SessionCommand) {
    var person = Operator(Plant.replay())
    person.press(key)
    #expect(person.commands == [command])
  }

  @Test func steppingPausesFirst() {
    var person = Operator(Plant.replay())
    person.press(.character("."))
    #expect(person.commands == [.pause(true), .step(1)])
  }

  @Test func speedEndsAtMaxAndAtHalf() {
    var person = Operator(Plant.replay())
    person.plant.session.replay?.speed = 64
    person.press(.character("+"))
    #expect(person.commands == [.speed(.infinity)])
    person.plant.session.replay?.speed = .infinity
    person.press(.character("+"))
    #expect(person.commands.count == 1)
    #expect(person.sees("max"))
    person.plant.session.replay?.speed = 0.5
    person.press(.character("-"))
    #expect(person.commands.count == 1)
  }

  @Test func timeKeysMeanNothingLive() {
    var person = Operator(Plant.incident())
    person.press(.left, .right, .character("["), .character("]"), .character("+"), .character("."))
    #expect(person.commands.isEmpty)
  }

  @Test func theModeIsUnmistakable() {
    var person = Operator(Plant.replay())
    #expect(person.lines[0].hasPrefix(" REPLAY "))
    #expect(person.canvas.rolePlane.split(separator: "\n")[0].contains("R"))
    person.plant.session.replay?.isPaused = true
    person.look()
    #expect(person.lines[0].hasPrefix(" REPLAY PAUSED "))
    #expect(person.sees("paused"))
  }
}
