import PlantCore
import Testing

@testable import PlantView

@Suite("Keys of the screen itself: presets, time zone, leaving, a screen nobody sits at")
struct ScreenKeyTests {
  @Test("p goes from the overview to the wall, the alarms, the log alone, and back")
  func presets() {
    var person = Operator(Plant.incident())
    var seen: [String] = []
    for _ in 0..<5 {
      person.press(.character("p"))
      seen.append("\(person.state.focus.name)\(person.state.isFullScreen ? " alone" : "")")
    }
    #expect(seen == ["wall", "alarms", "messages alone", "devices", "wall"])
  }

  @Test("u shows every time in UTC, and says so")
  func zone() {
    var plant = Plant.incident()
    (plant.session.zoneOffsetSeconds, plant.session.zoneName) = (3600, "CET")
    var person = Operator(plant)
    #expect(person.sees("15:05:12 CET") && person.sees("since 15:02:11"))
    person.press(.character("u"))
    #expect(person.sees("14:05:12 UTC") && person.sees("since 14:02:11"))
    person.press(.character(" "))
    #expect(person.sees("PAUSED at 14:05:12"))
    person.press(.character("u"))
    #expect(person.sees("15:05:12 CET"))
  }

  @Test("with open alarms Ctrl-C asks for a second one; another key takes it back")
  func leaving() {
    var person = Operator(Plant.incident())
    person.press(.control("c"))
    #expect(!person.effects.contains(.interrupt) && person.sees("Ctrl-C once more leaves"))
    person.press(.down, .control("c"))
    #expect(!person.effects.contains(.interrupt))
    person.press(.control("c"))
    #expect(person.effects.contains(.interrupt))
  }

  @Test("on a quiet plant, and in a recording, it leaves at once")
  func leavingAtOnce() {
    for plant in [Plant.healthy(), Plant.replay()] {
      var person = Operator(plant)
      person.press(.control("c"))
      #expect(person.effects.contains(.interrupt))
    }
  }

  @Test("a screen nobody sits at has no key that acts, types a command or stops the program")
  func unattended() {
    var person = Operator(Plant.incident())
    person.state.keymap = Keymap.standard.unattended
    person.press(.character("a"), .character("x"), .character("o"), .character(":"), .character("A"), .control("z"))
    #expect(person.commands.isEmpty && person.state.prompt == nil && person.state.question == nil)
    #expect(!person.effects.contains(.suspend))
    person.press(.character("6"), .character("?"))
    #expect(!person.sees("acknowledge") && !person.sees("suspend"))
  }

  @Test("a pipeline alarm has a name at 40 columns, too")
  func pipelineAlarm() {
    let small = Operator(Plant.incident(), columns: 40, rows: 12)
    #expect(small.lines[1].contains("▲2 count"), "\(small.lines[1])")
  }

  @Test("w and W go through the open advisories")
  func advisories() {
    var plant = Plant.incident()
    var learned = Plant.episode(20, 3, "mixer-01", type: 0, .shift, value: 50, limit: .nan, opened: 60, count: 1)
    learned.episodeClass = .learned
    plant.episodes.episodes.append(learned)
    var person = Operator(plant)
    person.press(.character("w"))
    #expect(person.state.devices.selected == 3 && person.state.anomalies.selected == 20)
    person = Operator(Plant.incident())
    person.press(.character("w"))
    #expect(person.sees("none is open"))
  }

  @Test("a Ctrl-C that asked for a second one asks anew once that can no longer be read")
  func secondControlC() {
    var person = Operator(Plant.incident())
    person.press(.control("c"))
    #expect(person.sees("Ctrl-C once more leaves") && !person.effects.contains(.interrupt))
    for second in 1...8 {
      person.plant.session.now = Plant.now + Int64(second) * Interval.second
      person.look()
    }
    person.press(.control("c"))
    #expect(person.sees("Ctrl-C once more leaves") && !person.effects.contains(.interrupt))
    person.press(.control("c"))
    #expect(person.effects.contains(.interrupt))
  }

  @Test("a device opens at the sensor that was pointed at, else at its worst")
  func openedSensor() throws {
    var plant = Plant.incident()
    plant.breach(15, type: 1, value: 200, .high, priority: 2, seconds: 9)
    let name = try #require(plant.devices.rows.first { $0.id == 15 }).name
    var person = Operator(plant)
    person.command("device \(name)")
    #expect(person.state.opened == 15 && person.state.openedSensor == 1)
    // The same device's other sensor breaks its limit less.
    person.plant.breach(15, type: 0, value: 85, .high, priority: 3, seconds: 9)
    person.press(.escape, .character("2"))
    let episodes = person.plant.episodes.episodes
    let row = try #require(episodes.firstIndex { $0.sensorName == "vibration" && $0.episodeClass == .limit })
    for _ in 0..<row { person.press(.down) }
    person.press(.enter)
    #expect(person.state.opened == episodes[row].device && person.state.openedSensor == 2, "\(person)")
  }

  @Test("a command can be typed from help, the sheet and the lamp test, and is carried out")
  func commandFromOverlay() {
    var person = Operator(Plant.incident())
    for opened in ["help", "lamptest", "handover"] {
      person.command(opened)
      person.command("note pump hums")
    }
    #expect(person.commands.filter { $0 == .note("pump hums") }.count == 3)
  }

  @Test(":log shows what the program says of itself, newest first, and Esc leads back")
  func log() {
    var person = Operator(Plant.incident())
    person.command("log")
    #expect(person.state.query(for: person.state.size).wantsLog && person.sees("this run keeps none"))
    person.plant.log = (1...80).map {
      "2026-11-23T14:05:12.000Z level=\($0 == 80 ? "warning" : "info") msg=\"line \($0)\""
    }
    person.look()
    #expect(person.sees("line 80") && !person.sees("line 1\""))
    person.press(.character("G"))
    #expect(person.sees("line 1\""))
    person.press(.escape)
    #expect(!person.sees("line 1\"") && !person.state.query(for: person.state.size).wantsLog)
    person.press(.function(2))
    #expect(person.state.query(for: person.state.size).wantsLog)
    person.press(.function(2))
    #expect(!person.state.query(for: person.state.size).wantsLog)
  }
}
