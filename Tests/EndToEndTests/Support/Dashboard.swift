import Testing

extension Terminal {
  /// Starts the program on a broker and waits for its screen. The shell notes its exit code and the terminal's modes.
  func startDashboard(_ arguments: String, before: String = "") async throws {
    try run("\(before)\"$PW\" \(arguments); echo \"code=$?\"")
    // A notice may stand where the hints are.
    await expect("the dashboard") { $0.hints.contains("? help") && $0.header.hasPrefix(" ") }
  }

  /// Waits for the shell's line `code=…` and gives the code; the screen is then the shell's again.
  func exitCode(within seconds: Double = 10, sourceLocation: SourceLocation = #_sourceLocation) async -> Int? {
    var code: Int?
    await expect("exit code", within: seconds, sourceLocation: sourceLocation) { screen in
      code = screen.rows.compactMap { $0.hasPrefix("code=") ? Int($0.dropFirst(5)) : nil }.last
      return code != nil
    }
    return code
  }

  /// The running program's process id.
  func program(sourceLocation: SourceLocation = #_sourceLocation) throws -> Int32 {
    guard let found = children.first(where: { Processes.name($0) == "plantwatch" }) else {
      throw Failure("the shell runs no plantwatch; the screen:\n\(Screen(rows: screen))")
    }
    return found
  }

  /// What of the terminal's state a program may leave behind.
  var modes: [String] {
    [
      "alternate_on", "cursor_flag", "insert_flag", "keypad_cursor_flag", "keypad_flag", "mouse_any_flag",
      "origin_flag",
      "wrap_flag",
    ].map { "\($0)=\(fact($0))" }
  }
}
