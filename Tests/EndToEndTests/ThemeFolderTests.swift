import Testing

@Suite("The user's own themes and keys", .seated)
struct ThemeFolderTests {
  private static let good = "[meta]\nname = \"mine\"\ninherits = \"quiet-dark\"\n"

  @Test("are found by their names, followed while they are edited, and a broken one leaves the look as it was")
  func edited() async throws {
    let folder = try Folder()
    _ = try await shell("mkdir -p \(folder.path("home/plantwatch/themes"))")
    let file = try folder.write("home/plantwatch/themes/mine.toml", Self.good)
    let listed = try await shell("XDG_CONFIG_HOME=\(folder.path("home")) \"$PW\" themes")
    #expect(listed.output.contains("mine") && listed.output.contains("quiet-dark"), "\(listed.told)")
    let terminal = try await Terminal(columns: 200)
    try await terminal.startDashboard("--demo --theme mine", before: "XDG_CONFIG_HOME=\(folder.path("home")) ")
    _ = try folder.write("home/plantwatch/themes/mine.toml", Self.good + "[roles]\nalrm1 = { fg = \"red\" }\n")
    await terminal.expect("what is wrong, and where") {
      $0.hints.contains("the look stays: \(file):5") && $0.hints.contains("alarm1")
    }
    _ = try folder.write("home/plantwatch/themes/other.toml", "[meta]\nname = \"other\"\ninherits = \"mono\"\n")
    _ = try folder.write("home/plantwatch/themes/mine.toml", Self.good)
    await terminal.expect("the new theme is known") { screen in
      if screen.hints.contains(", other") { return true }
      try? terminal.press(":")
      try? terminal.press("-l", "theme ?")
      try? terminal.press("Enter")
      return false
    }
    try terminal.press("C-c")
  }

  @Test("keys follow the user file while it is edited, and a broken one leaves them as they were", hasTmux)
  func keys() async throws {
    let folder = try Folder()
    _ = try await shell("mkdir -p \(folder.path("plantwatch"))")
    try folder.write("a.capture", Readings.capture(devices: 9))
    let terminal = try await Terminal(environment: ["XDG_CONFIG_HOME": folder.path])
    try await terminal.startDashboard("--replay \(folder.path("a.capture")) --speed max")
    await terminal.expect("nine devices") { $0.contains("Devices 9") }
    let file = try folder.write("plantwatch/user.toml", "[keys]\n\"n\" = \"j\"\n")
    await terminal.expect("the word") { $0.hints.contains("keys and theme follow") }
    try terminal.press("n")
    await terminal.expect("the cursor a row lower") { $0.rows.contains { $0.hasPrefix("▶   device-002") } }
    try folder.write("plantwatch/user.toml", "[keys]\n\"n\" = \"j\"\n\"F77\" = \"j\"\n")
    await terminal.expect("what is wrong, and where") { $0.contains("the keys stay: \(file):3") }
    try terminal.press("n")
    await terminal.expect("the cursor a row lower") { $0.rows.contains { $0.hasPrefix("▶   device-003") } }
  }
}
