import Foundation
import Testing

@testable import PlantView

/// The claims of the shipped themes, computed; and what a wrong file is told.
@Suite struct ThemeTests {
  private static let names = ThemeLibrary.builtIn.names

  private func linear(_ rgb: UInt32) -> [Double] {
    [16, 8, 0].map { shift in
      let share = Double(rgb >> shift & 255) / 255
      return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
  }

  /// Relative luminance as WCAG 2 defines it.
  private func luminance(_ rgb: UInt32) -> Double {
    let channels = linear(rgb)
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  private func contrast(_ left: UInt32, _ right: UInt32) -> Double {
    let (a, b) = (luminance(left), luminance(right))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  private func rgb(_ color: Color, _ standard: UInt32) -> UInt32 {
    switch color {
    case .standard: return standard
    case .rgb(let rgb): return rgb
    case .indexed(let index):
      if index >= 232 { return UInt32(8 + (Int(index) - 232) * 10) * 0x010101 }
      let steps: [UInt32] = [0, 95, 135, 175, 215, 255]
      let cube = Int(index) - 16
      guard cube >= 0 else { return standard }
      return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6]
    }
  }

  /// Lines and shading carry no text.
  private static let textRoles = Role.allCases.filter { ![.background, .frame, .band, .trend, .unacked].contains($0) }

  @Test(arguments: names, [ColorDepth.true24, .indexed256]) func contrastIsAsClaimed(name: String, depth: ColorDepth)
    throws
  {
    let theme = try ThemeLibrary.builtIn.theme(name)
    let ink: UInt32 = theme.isLight ? 0x000000 : 0xDDDDDD
    for role in Self.textRoles {
      let style = theme.style(of: role, at: depth)
      let found = contrast(rgb(style.foreground, ink), rgb(style.background, theme.ground))
      #expect(found >= theme.contrast, "\(role.name): \(found)")
      let selection = theme.style(of: .selection, at: depth)
      if style.background == .standard {
        let onSelection = contrast(rgb(style.foreground, ink), rgb(selection.background, theme.ground))
        #expect(onSelection >= 3, "\(role.name) on the selection: \(onSelection)")
      }
    }
  }

  @Test(arguments: names, ColorDepth.allCases) func alarmsShareTheirLookWithNothingElse(
    name: String, depth: ColorDepth
  ) throws {
    let theme = try ThemeLibrary.builtIn.theme(name)
    let alarms: [Role] = [.alarm1, .alarm2, .alarm3]
    let looks = alarms.map { theme.style(of: $0, at: depth) }
    #expect(Set(looks).count == 3)
    guard depth != .mono, name != "mono" else { return }
    for role in [Role.selection, .text, .muted, .hint, .trend, .value, .logTime, .logTopic, .logKey, .logMatch, .title]
    {
      let look = theme.style(of: role, at: depth)
      for alarm in looks {
        #expect(look.foreground != alarm.foreground || look.background != alarm.background, "\(role.name)")
      }
    }
  }

  @Test(arguments: names) func everyRoleIsSaidAtEveryDepth(name: String) throws {
    let theme = try ThemeLibrary.builtIn.theme(name)
    for role in Role.allCases {
      let look = try #require(theme.roles[role], "\(role.name)")
      #expect(look.indexed256 != nil && look.indexed16 != nil && look.mono != nil, "\(role.name)")
    }
  }

  @Test(arguments: names) func withoutColourPrioritiesDifferByAttribute(name: String) throws {
    let theme = try ThemeLibrary.builtIn.theme(name)
    #expect(theme.style(of: .alarm1, at: .mono).attributes.contains(.reverse))
    #expect(theme.style(of: .alarm2, at: .mono).attributes == .bold)
    #expect(theme.style(of: .alarm3, at: .mono).attributes == .underline)
  }

  /// Full colour-vision deficiencies after Machado, Oliveira and Fernandes (2009).
  private static let visions: [String: [[Double]]] = [
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
  ]

  /// CIELAB of a colour as somebody with this vision sees it.
  private func lab(_ rgb: UInt32, _ vision: [[Double]]) -> [Double] {
    let source = linear(rgb)
    let seen = vision.map { row in max(0, min(1, zip(row, source).reduce(0) { $0 + $1.0 * $1.1 })) }
    let x = (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505
    let y = 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]
    let z = (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089
    let f = [x, y, z].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16 / 116 }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  /// Every pair of alarm roles must differ for every eye a theme calls safe; with shape, digit and word beside it, a
  /// just clearly visible difference is enough.
  @Test(arguments: names.filter { $0 != "mono" }, [ColorDepth.true24, .indexed256])
  func alarmRolesDifferForEveryEyeItIsSaidToBeSafeFor(name: String, depth: ColorDepth) throws {
    let theme = try ThemeLibrary.builtIn.theme(name)
    let roles: [Role] = [.alarm1, .alarm2, .alarm3, .advisory, .stale, .shelved, .unacked, .text]
    // "mono" is a matter of attributes, and tested as such.
    for eye in theme.safe where eye != "mono" {
      let vision = try #require(Self.visions[eye])
      let fills = roles.map { role in
        let style = theme.style(of: role, at: depth)
        // What is filled is seen by its ground.
        return lab(rgb(style.background == .standard ? style.foreground : style.background, theme.ground), vision)
      }
      for left in roles.indices {
        for right in roles.indices.dropFirst(left + 1) {
          // White and the brightest text are told apart by the field alone.
          if roles[left] == .unacked, roles[right] == .text { continue }
          let distance = sqrt(zip(fills[left], fills[right]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
          #expect(distance > 10, "\(eye): \(roles[left].name) and \(roles[right].name) are \(distance) apart")
        }
      }
    }
  }

  @Test func noColorBeatsEverything() {
    #expect(ColorDepth.detect(colours: 256, hasDirectColour: true, noColor: "1") == .mono)
    #expect(ColorDepth.detect(colours: 256, hasDirectColour: true, noColor: "") == .true24)
    #expect(ColorDepth.detect(colours: 256, hasDirectColour: false, noColor: nil) == .indexed256)
    #expect(ColorDepth.detect(colours: 8, hasDirectColour: false, noColor: nil) == .indexed8)
    #expect(ColorDepth.detect(colours: 0, hasDirectColour: false, noColor: nil) == .mono)
  }

  /// Wrong files and what their author is told.
  @Test(arguments: [
    (
      "[meta]\nname = \"x\"\n[roles]\nalram1 = { fg = 1 }",
      "x.toml:4: unknown key alram1 in roles; did you mean alarm1?"
    ),
    ("[meta]\nname = \"x\"\n[roles]\ntext = { gf = 1 }", "x.toml:4: unknown key gf in text; did you mean fg?"),
    (
      "[meta]\nname = \"x\"\n[roles]\n\ntext = { fg = 300 }",
      "x.toml:5: colour 300 in text; a number is a palette index from 0 to 255"
    ),
    (
      "[meta]\nname = \"x\"\n[roles]\ntext = { fg = \"#12\" }",
      "x.toml:4: \"#12\" in text is no colour; use \"#rrggbb\", \"default\", 0 to 255, or a name such as \"bright-red\""
    ),
    ("[meta]\nname = \"x\"\nvariant = \"drak\"", "x.toml:3: variant is \"drak\"; it is dark, light or any"),
    ("[roles]", "x.toml:1: no [meta]; begin with [meta] and a name"),
    ("[meta]\nname = \"x\"\ninherits = \"nobody\"", "x.toml:3: there is no theme nobody"),
    ("[meta]\nname = \"x\"\n[colours]", "x.toml:3: unknown key colours; one of meta, roles"),
  ]) func aWrongFileIsToldWhereAndHow(text: String, message: String) {
    var library = ThemeLibrary.builtIn
    library.add(name: "x", file: "x.toml", text: text)
    let error = #expect(throws: ThemeError.self) { try library.theme("x") }
    #expect(error?.description == message)
  }

  @Test func brokenTOMLNamesItsLine() {
    var library = ThemeLibrary.builtIn
    library.add(name: "x", file: "x.toml", text: "[meta]\nname = \"x\"\n[roles\n")
    let error = #expect(throws: ThemeError.self) { try library.theme("x") }
    #expect(error?.line == 3)
  }

  @Test func aThemeInheritsWhatItDoesNotSay() throws {
    var library = ThemeLibrary.builtIn
    library.add(
      name: "mine", file: "mine.toml",
      text: "[meta]\nname = \"mine\"\ninherits = \"quiet-dark\"\n[roles]\ntext = { fg = \"#ffffff\" }")
    let mine = try library.theme("mine")
    let dark = try library.theme("quiet-dark")
    #expect(mine.style(of: .text, at: .true24).foreground == .rgb(0xFFFFFF))
    #expect(mine.style(of: .alarm1, at: .true24) == dark.style(of: .alarm1, at: .true24))
  }
}
