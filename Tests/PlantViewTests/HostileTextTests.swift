import PlantCore
import PlantView
import Testing

/// Text from the wire can neither move the cursor, nor turn the line, nor hide.
@Suite struct HostileTextTests {
  private func drawn(_ text: String, columns: Int = 20, isASCII: Bool = false) -> String {
    var canvas = Canvas(size: Size(columns: columns, rows: 1), isASCII: isASCII)
    canvas.write(text, x: 0, y: 0)
    return String(canvas.textPlane.dropLast())
  }

  @Test(arguments: [
    ("a\u{1B}[2Jb", "a·[2Jb"), ("a\rb\nc\td\u{7F}e", "a·b·c·d·e"), ("a\u{9B}31mb", "a·31mb"), ("\u{0}\u{7}", "··"),
    ("a\u{202E}gpj.exe", "a·gpj.exe"), ("\u{2066}x\u{2069}", "·x·"), ("\u{200E}\u{200F}\u{61C}", "···"),
    ("pump\u{200B}-1\u{FEFF}", "pump·-1·"), ("a\u{2060}b\u{200D}c", "a·b·c"), ("x\u{FE0F}", "x·"),
    ("\u{E000}\u{378}", "··"), ("\u{2028}\u{2029}", "··"), ("a\u{3164}b\u{115F}", "a·b·"),
  ]) func isShownAsADot(text: String, expected: String) {
    #expect(drawn(text) == expected)
  }

  @Test func combiningMarksAreLimited() {
    let zalgo = "e" + String(repeating: "\u{301}", count: 40) + "f"
    #expect(drawn(zalgo) == "e\u{301}\u{301}f")
    #expect(drawn("\u{301}a") == "a")
  }

  @Test func wideCharactersTakeTwoCellsAndAreNeverHalved() {
    #expect(drawn("温度", columns: 4) == "温度")
    #expect(drawn("温度", columns: 3) == "温")
    var canvas = Canvas(size: Size(columns: 4, rows: 1))
    canvas.write("温度", x: 0, y: 0)
    canvas.write("x", x: 1, y: 0)
    #expect(canvas.textPlane == " x度\n")
    canvas.write("y", x: 2, y: 0)
    #expect(canvas.textPlane == " xy\n")
  }

  @Test func aLocaleWithoutUTF8GetsASCII() {
    #expect(drawn("温 °C é", isASCII: true) == "? ?C ?")
  }

  @Test(arguments: ["\u{1B}]0;owned\u{7}", "\u{202E}evil", "a\nb", "ｗｉｄｅ-name-that-is-far-too-long-for-its-column"])
  func anEvilDeviceNameLeavesTheScreenInShape(name: String) {
    var plant = Plant.incident()
    plant.change(plant.devices.order[0]) { $0.name = name }
    plant.episodes.worst?.deviceName = name
    plant.episodes.episodes[0].deviceName = name
    plant.messages.messages[39].topic = name
    plant.messages.messages[39].payload = name
    plant.session.plant = name
    plant.session.source = name
    for size in [(40, 12), (80, 24), (120, 40)] {
      let canvas = Operator(plant, columns: size.0, rows: size.1).canvas
      for y in 0..<size.1 {
        let widths = (0..<size.0).reduce(0) { $0 + Int(canvas[$1, y].width) }
        #expect(widths == size.0)
      }
      let harmful = canvas.textPlane.unicodeScalars.filter { $0 != "\n" && ($0.value < 32 || $0.value == 0x202E) }
      #expect(harmful.isEmpty)
    }
  }
}
