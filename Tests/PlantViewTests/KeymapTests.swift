import PlantCore
import Testing

@testable import PlantView

@Suite struct KeymapTests {
  @Test func noKeyMeansTwoThingsInOnePlace() {
    for context in KeyContext.allCases {
      let keys = Keymap.standard.bindings.filter { $0.context == context }.flatMap(\.keys)
      #expect(Set(keys).count == keys.count, "\(context)")
    }
  }

  @Test func everyKeyIsFoundByItsName() {
    for key in Keymap.standard.bindings.flatMap(\.keys) { #expect(Key(named: key.name) == key, "\(key.name)") }
    #expect(Key(named: "Strg-N") == nil)
  }

  @Test func aKeyCanDoWhatAnotherDoes() throws {
    let changed = try #require(Keymap.standard.letting(.control("n"), doWhat: .character("j")))
    #expect(changed.action(for: .control("n"), in: [.devices, .everywhere]) == .lines(1))
    #expect(changed.action(for: .character("j"), in: [.devices, .everywhere]) == .lines(1))
    let swapped = try #require(changed.letting(.character("s"), doWhat: .character("j")))
    #expect(swapped.action(for: .character("s"), in: [.devices, .everywhere]) == .lines(1))
    #expect(swapped.bindings.count == Keymap.standard.bindings.count)
    #expect(changed.without(.character("s")).action(for: .character("s"), in: [.devices, .everywhere]) == nil)
    #expect(Keymap.standard.letting(.control("n"), doWhat: .function(9)) == nil)
  }

  @Test func functionKeysAreNeverTheOnlyWay() {
    for binding in Keymap.standard.bindings {
      let isReachable = binding.keys.contains { key in
        if case .function = key { return false }
        return true
      }
      #expect(isReachable)
    }
  }

  @Test func helpNamesEveryKeyThatHasHelp() {
    var person = Operator(Plant.replay(), columns: 200, rows: 80)
    person.press(.character("?"))
    let help = person.lines.joined(separator: " ")
    for binding in Keymap.standard.bindings where !binding.help.isEmpty {
      guard binding.context != .help, binding.context != .question else { continue }
      for key in binding.keys { #expect(help.contains(key.name), "\(key.name)") }
    }
  }

  @Test func hintsAreKeysThatWorkHere() {
    for pane in ["1", "2", "3"] {
      var person = Operator(Plant.incident())
      person.press(.character(Character(pane)))
      let hints = person.lines.last { !$0.isEmpty } ?? ""
      for binding in Keymap.standard.bindings where !binding.hint.isEmpty {
        guard let key = binding.keys.first, hints.contains("\(key.name) \(binding.hint)") else { continue }
        #expect(person.state.action(for: key) == binding.action, "\(key.name) \(binding.hint)")
      }
    }
  }
}
