import Glibc
import Testing

@Suite("The mouse and the screen's memory, in a real terminal", .seated, hasTmux)
struct MouseTests {
  @Test("M listens to the mouse, a click chooses a device, the next opens it, and the next run remembers")
  func clicks() async throws {
    let folder = try Folder()
    try folder.write("a.capture", Readings.capture(devices: 9))
    // On a busy machine the bytes of a click may come apart.
    let terminal = try await Terminal(
      environment: ["PLANTWATCH_STATE": "", "XDG_STATE_HOME": folder.path, "ESCDELAY": "2000"])
    let modes = terminal.modes
    try await terminal.startDashboard("--replay \(folder.path("a.capture")) --speed max")
    await terminal.expect("nine devices") { $0.contains("Devices 9") }
    #expect(terminal.fact("mouse_any_flag") == "0")

    try terminal.press("M")
    await terminal.expect("the word") { $0.hints.contains("mouse on") }
    #expect(terminal.fact("mouse_any_flag") == "1")
    let row = try #require(terminal.screen.firstIndex { $0.contains("device-005") })
    try terminal.click(column: 10, row: row)
    await terminal.expect("the cursor on it") { $0.rows[row].hasPrefix("▶") }
    try terminal.click(column: 10, row: row)
    await terminal.expect("its own screen") { $0.contains("Devices ► device-005") }
    try terminal.press("q", "q", "y")
    #expect(await terminal.exitCode() == 0)
    #expect(terminal.modes == modes)

    #expect(text(of: folder.path("plantwatch/screen.toml")).contains("mouse = true"))
    try terminal.run("clear")
    try await terminal.startDashboard("--replay \(folder.path("a.capture")) --speed max")
    #expect(terminal.fact("mouse_any_flag") == "1")
    // A crash gives the mouse back, too.
    try terminal.press("Escape")
    _ = try kill(terminal.program(), SIGSEGV)
    await terminal.expect("the shell") { $0.contains("code=139") }
    #expect(terminal.modes == modes)
  }

  @Test("keys typed ahead are taken for what the first of them shows")
  func typedAhead() async throws {
    let folder = try Folder()
    try folder.write("a.capture", Readings.capture(devices: 9))
    let terminal = try await Terminal()
    try await terminal.startDashboard("--replay \(folder.path("a.capture")) --speed max")
    await terminal.expect("nine devices") { $0.contains("Devices 9") }
    for _ in 0..<5 {
      // Away from the devices and back, down two rows, and into the third device, in one go.
      try terminal.press("7", "1", "g", "j", "j", "Enter")
      await terminal.expect("the third device") { $0.contains("Devices ► device-003") }
      try terminal.press("q", "7", "1", "g", "t", "7")
      await terminal.expect("its trend") { $0.contains("Trends 1") && $0.contains("device-001 temperature") }
      try terminal.press("t")
      await terminal.expect("none") { $0.contains("Trends 0") }
    }
  }

  @Test("a memory that cannot be read is begun anew")
  func damagedMemory() async throws {
    let folder = try Folder()
    try folder.write("a.capture", Readings.capture(devices: 2))
    unsafe mkdir(folder.path("plantwatch"), 0o700)
    try folder.write("plantwatch/screen.toml", "mouse = [")
    let terminal = try await Terminal(
      environment: ["PLANTWATCH_STATE": "", "XDG_STATE_HOME": folder.path])
    try await terminal.startDashboard("--replay \(folder.path("a.capture")) --speed max")
    await terminal.expect("two devices") { $0.contains("Devices 2") }
  }
}
