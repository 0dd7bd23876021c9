import PlantCore
import PlantView
import Testing

/// Colour means abnormal: on a healthy plant there is none.
@Suite struct QuietTests {
  static let sizes = [(40, 12), (80, 24), (120, 40), (200, 60), (300, 100)]

  private func isGrey(_ color: Color) -> Bool {
    switch color {
    case .standard: true
    case .indexed(let index): [0, 7, 8, 15, 16, 59, 102, 145, 188, 231].contains(index) || index >= 232
    case .rgb(let rgb): rgb >> 16 & 255 == rgb >> 8 & 255 && rgb >> 8 & 255 == rgb & 255
    }
  }

  @Test(arguments: sizes, [[], [Key.enter], [.character("?")], [.character("3")], [.character("/")]])
  func aHealthyScreenHasNoAbnormalCell(size: (Int, Int), keys: [Key]) {
    var person = Operator(Plant.healthy(), columns: size.0, rows: size.1)
    for key in keys { person.press(key) }
    let abnormal = person.canvas.cells.filter { $0.role.isAbnormal }
    #expect(abnormal.isEmpty)
  }

  @Test(arguments: ThemeLibrary.builtIn.names, ColorDepth.allCases)
  func aHealthyScreenIsGrey(theme: String, depth: ColorDepth) throws {
    let palette = Palette(try ThemeLibrary.builtIn.theme(theme), depth: depth)
    let person = Operator(Plant.healthy())
    for cell in person.canvas.cells {
      let style = palette.style(of: cell)
      #expect(isGrey(style.foreground) && isGrey(style.background), "\(cell.role)")
    }
  }

  @Test func oneAbnormalRowIsTheOnlyColour() {
    var plant = Plant.healthy()
    plant.breach(4, type: 0, value: 95, .high, priority: 2, seconds: 3)
    let person = Operator(plant)
    let rows = Set(
      (0..<person.canvas.size.rows).filter { y in
        (0..<person.canvas.size.columns).contains { person.canvas[$0, y].role.isAbnormal }
      })
    #expect(rows.count == 1)
  }

  @Test func withoutAConnectionNothingLooksHealthy() {
    let person = Operator(Plant.disconnected())
    #expect(person.sees("NO CONNECTION: connection refused, retry in 7 s, last message 14:05:01"))
    #expect(!person.canvas.cells.contains { $0.role == .value })
    #expect(person.cursorLine?.contains("?") == true)
    #expect(!person.lines[0].contains("msg/s") && !person.lines[0].contains("lag"), "the last minute's rate is no life")
  }

  @Test("connected again, values stay doubtful until something is heard, and nobody is asked after topics")
  func connectedAgain() {
    var plant = Plant.disconnected()
    plant.session.connection.stage = .subscribedSilent
    let person = Operator(plant)
    #expect(person.sees("CONNECTED AGAIN, no message yet, last message 14:05:01: every value below may be old"))
    #expect(!person.canvas.cells.contains { $0.role == .value } && person.cursorLine?.contains("?") == true)
    plant.session.connection.lastMessage = .unknown
    #expect(Operator(plant).sees("subscribed, no message yet: do the topics match"))
  }

  @Test("where room is short the reason of a lost connection outlasts when it is tried again")
  func theReasonOutlastsTheRest() {
    let small = Operator(Plant.disconnected(), columns: 40, rows: 12)
    #expect(small.sees("NO CONNECTION: connection refused") && !small.sees("ret"))
  }

  @Test func aStandstillOfTheEngineIsSaid() {
    var plant = Plant.healthy()
    plant.session.engineStalled = 12 * Interval.second
    let person = Operator(plant)
    #expect(person.sees("ENGINE STANDS STILL for 12 s"))
    #expect(!person.canvas.cells.contains { $0.role == .value })
  }
}
