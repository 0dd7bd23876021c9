import PlantCore
import Testing

@testable import PlantView

/// Sizes, names and plants that nobody plans for.
@Suite struct LimitsOfTheScreenTests {
  /// Every screen there is, by the keys that lead to it.
  private static let screens: [[Key]] = [
    [], [.enter], [.character("2")], [.character("3")], [.character("3"), .enter], [.character("4")],
    [.character("4"), .enter], [.character("5")], [.character("6")], [.character("t"), .character("7")],
    [.character("?")], [.character(":")], [.character("q")], [.character(" ")], [.character("/"), .character("x")],
  ]

  /// A screen that is drawn has exactly its size, and no half of a wide character.
  private func check(_ person: Operator) {
    let canvas = person.canvas
    #expect(canvas.size == person.state.size)
    for y in 0..<canvas.size.rows {
      var x = 0
      while x < canvas.size.columns {
        let width = Int(canvas[x, y].width)
        #expect(width > 0, "half a character at \(x), \(y)\n\(canvas.textPlane)")
        x += max(1, width)
      }
      #expect(x == canvas.size.columns)
    }
  }

  @Test(arguments: [false, true]) func everySizeFrom1x1To500x200(isReplay: Bool) {
    var random = SplitMix(seed: 4)
    var sizes = [(1, 1), (1, 200), (500, 1), (500, 200), (2, 2), (19, 4), (20, 5), (21, 6), (59, 16), (60, 15)]
    for _ in 0..<40 { sizes.append((1 + random.below(500), 1 + random.below(200))) }
    for keys in Self.screens {
      var person = Operator(isReplay ? Plant.replay() : Plant.incident())
      person.press(.character("M"))
      for key in keys { person.press(key) }
      for (columns, rows) in sizes.shuffled(by: &random).prefix(14) {
        person.resize(columns: columns, rows: rows)
        check(person)
      }
    }
  }

  /// A storm of sizes with keys in between.
  @Test(arguments: [1, 2, 3] as [UInt64]) func resizesAndKeysInAnyOrder(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var person = Operator(Plant.incident())
    let keys: [Key] = [
      .up, .down, .left, .right, .enter, .escape, .tab, .pageUp, .pageDown, .home, .end, .character("1"),
      .character("2"), .character("3"), .character("4"), .character("5"), .character("6"), .character("7"),
      .character("f"), .character("s"), .character("r"), .character("p"), .character("t"), .character("z"),
      .character("m"), .character("d"), .character("n"), .character("<"), .character(">"), .character("u"),
      .character(" "), .character("?"), .character("T"), .character("e"), .character("w"), .backTab,
    ]
    for _ in 0..<400 {
      if random.below(3) == 0 {
        person.resize(columns: 1 + random.below(300), rows: 1 + random.below(100))
      } else {
        person.press(keys[random.below(keys.count)])
      }
      if random.below(10) == 0 { check(person) }
    }
  }

  private static let names: [String] = [
    String(repeating: "x", count: 300), String(repeating: "機械", count: 150), "مضخة-٣", "\u{202E}03-pmup",
    "🏭🔥👩‍🏭", "e\u{301}e\u{301}e\u{301}", String(repeating: "a\u{301}\u{302}\u{303}\u{304}", count: 80),
    "\u{1B}[2J\u{1B}]0;owned\u{07}", "a\r\nb\tc\u{0}", "\u{FEFF}\u{200B}\u{2060}", "", " ", "ﷺ", "\u{0E33}\u{0E48}",
    "👨‍👩‍👧‍👦", "🇩🇪🇫🇷", "a\u{FE0F}\u{20E3}",
  ]

  @Test(arguments: names, [(120, 40), (40, 12), (20, 5), (9, 2)]) func anyName(name: String, size: (Int, Int)) {
    var plant = Plant.incident()
    for index in plant.devices.rows.indices { plant.devices.rows[index].name = name + String(index) }
    for index in plant.episodes.episodes.indices {
      plant.episodes.episodes[index].deviceName = name
      plant.episodes.episodes[index].sensorName = name
    }
    plant.episodes.worst = plant.episodes.episodes.first
    for index in plant.messages.messages.indices {
      plant.messages.messages[index].topic = "sensor/\(name)/data"
      plant.messages.messages[index].payload = name
    }
    (plant.session.plant, plant.session.source) = (name, name)
    for glyphs in [Glyphs.unicode, .ascii] {
      for keys in Self.screens {
        var person = Operator(plant, columns: size.0, rows: size.1, glyphs: glyphs)
        for key in keys { person.press(key) }
        check(person)
        for cell in person.canvas.cells {
          #expect(cell.base >= 0x20 && cell.base != 0x7F && !(0x80..<0xA0).contains(cell.base))
          #expect(!(0x202A...0x202E).contains(cell.base) && !(0x2066...0x2069).contains(cell.base))
          if glyphs.isASCII { #expect(cell.base < 0x7F) }
        }
      }
    }
  }

  @Test func aHundredThousandDevicesAreOneScreen() {
    var plant = Snapshot()
    plant.streamTime = Plant.now
    plant.session = Plant.session()
    plant.types = Plant.types
    plant.devices.order = (0..<100_000).map { DeviceID($0) }
    plant.devices.rows = (0..<200).map { Plant.device(DeviceID($0), "device-\(padded($0, 6))") }
    plant.wall.count = 100_000
    plant.wall.tiles = plant.devices.rows
    plant.wall.isWorstFirst = true
    plant.wall.groups = [WallGroup(name: "", count: 100_000, abnormal: 3)]
    for (columns, rows) in [(80, 24), (240, 67), (40, 12)] {
      var state = UIState(size: Size(columns: columns, rows: rows))
      _ = reduce(&state, .observe, plant, drawn: plant)
      // What is asked of the engine is a page, however many there are.
      #expect(state.query(for: state.size).rowCount <= rows)
      var canvas = Canvas(size: state.size)
      Dashboard.draw(state, plant, into: &canvas)
      #expect(canvas.textPlane.contains("100000"))
      _ = reduce(&state, .last, plant, drawn: plant)
      #expect(state.devices.selected == 99_999)
      _ = reduce(&state, .pane(.wall), plant, drawn: plant)
      Dashboard.draw(state, plant, into: &canvas)
      #expect(canvas.textPlane.contains("Plant 100000"))
    }
  }
}

/// A small generator whose numbers are the same everywhere (Steele, Lea and Flood, 2014).
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

extension Array {
  fileprivate func shuffled(by random: inout SplitMix) -> [Element] { shuffled(using: &random) }
}
