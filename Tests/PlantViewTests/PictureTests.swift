import PlantCore
import PlantView
import Testing

/// The screens as pictures, to be read as well as compared.
@Suite struct PictureTests {
  static let sizes = [(40, 12), (80, 24), (84, 50), (120, 40), (240, 67)]
  static let glyphs = [
    (Glyphs.unicode, "utf8"), (Glyphs.ascii, "ascii"), (Glyphs(isASCII: false, hasFaintLook: false), "utf8-mono"),
  ]

  /// Where nothing can be drawn faintly, shading is thinner: a picture of its own.
  private func check(_ name: String, _ canvas: Canvas) throws {
    let depths: [ColorDepth] =
      name.hasSuffix("-mono")
      ? [.mono] : name.hasSuffix("-utf8") ? [.indexed256, .indexed16] : [.indexed256, .indexed16, .mono]
    try PictureFile(name: name).check(canvas, depths: depths)
  }

  @Test(arguments: sizes, glyphs) func incident(size: (Int, Int), glyphs: (Glyphs, String)) throws {
    let person = Operator(Plant.incident(), columns: size.0, rows: size.1, glyphs: glyphs.0)
    try check("incident-\(size.0)x\(size.1)-\(glyphs.1)", person.canvas)
  }

  @Test(arguments: sizes) func healthy(size: (Int, Int)) throws {
    let person = Operator(Plant.healthy(), columns: size.0, rows: size.1)
    try PictureFile(name: "healthy-\(size.0)x\(size.1)-utf8").check(person.canvas)
  }

  @Test(arguments: sizes, glyphs) func device(size: (Int, Int), glyphs: (Glyphs, String)) throws {
    var person = Operator(Plant.incident(), columns: size.0, rows: size.1, glyphs: glyphs.0)
    person.press(.enter)
    try check("device-\(size.0)x\(size.1)-\(glyphs.1)", person.canvas)
  }

  @Test(arguments: sizes) func help(size: (Int, Int)) throws {
    var person = Operator(Plant.replay(), columns: size.0, rows: size.1)
    person.press(.character("?"))
    try PictureFile(name: "help-\(size.0)x\(size.1)-utf8").check(person.canvas)
  }

  @Test(arguments: sizes, glyphs) func replay(size: (Int, Int), glyphs: (Glyphs, String)) throws {
    let person = Operator(Plant.replay(), columns: size.0, rows: size.1, glyphs: glyphs.0)
    try check("replay-\(size.0)x\(size.1)-\(glyphs.1)", person.canvas)
  }

  @Test(arguments: sizes) func noConnection(size: (Int, Int)) throws {
    let person = Operator(Plant.disconnected(), columns: size.0, rows: size.1)
    try PictureFile(name: "no-connection-\(size.0)x\(size.1)-utf8").check(person.canvas)
  }

  @Test(arguments: sizes) func trends(size: (Int, Int)) throws {
    var person = Operator(Plant.incident(), columns: size.0, rows: size.1)
    person.press(.character("t"), .down, .character("t"), .character("7"), .left)
    try check("trends-\(size.0)x\(size.1)-utf8", person.canvas)
  }

  @Test(arguments: sizes) func message(size: (Int, Int)) throws {
    var person = Operator(Plant.incident(), columns: size.0, rows: size.1)
    person.press(.character("3"), .enter, .up)
    try check("message-\(size.0)x\(size.1)-utf8", person.canvas)
  }

  @Test func deviceInDots() throws {
    var glyphs = Glyphs.unicode
    glyphs.hasBraille = true
    var person = Operator(Plant.incident(), columns: 120, rows: 40, glyphs: glyphs)
    person.press(.enter)
    try PictureFile(name: "device-120x40-braille").check(person.canvas)
  }

  @Test func emptyPlant() throws {
    var plant = Snapshot()
    plant.session = Plant.session()
    plant.session.connection.stage = .subscribedSilent
    plant.session.connection.text = "subscribed"
    plant.session.connection.lastMessage = .unknown
    try PictureFile(name: "empty-80x24-utf8").check(Operator(plant, columns: 80, rows: 24).canvas)
  }

  @Test(arguments: [(19, 4), (12, 1), (60, 3), (5, 2)]) func oneLineWhenNothingElseFits(size: (Int, Int)) throws {
    let person = Operator(Plant.incident(), columns: size.0, rows: size.1)
    try PictureFile(name: "line-\(size.0)x\(size.1)-utf8").check(person.canvas)
  }
}
