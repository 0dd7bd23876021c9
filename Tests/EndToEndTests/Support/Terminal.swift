import Glibc
import Testing

/// A terminal of its own with an interactive shell in it: a private tmux server, gone with the test.
final class Terminal {
  private let server: String
  private let folder: Folder
  /// The shell's process id.
  private var shellID: Int32 = 0

  init(columns: Int = 120, rows: Int = 40, environment: [String: String] = [:]) async throws {
    folder = try Folder()
    server = "plantwatch-e2e-" + folder.path.suffix(6)
    let variables = Surroundings.plain.merging(environment) { $1 }.map { "\($0)=\($1)" }
    // The status line would take a row; tmux 3.3 does not survive `window-size manual` before the first window.
    try tmux(
      ["new-session", "-d", "-x", String(columns), "-y", String(rows), "env"] + variables + ["/bin/sh", "-i"]
        + [";", "set", "-g", "status", "off", ";", "set", "-g", "escape-time", "0", ";", "resize-window"]
        + ["-x", String(columns), "-y", String(rows)])
    shellID = Int32(try tmux(["display-message", "-p", "#{pane_pid}"]).filter(\.isNumber)) ?? 0
    await expect("the shell's prompt") { $0.contains("pw>") }
  }

  deinit {
    _ = try? tmux(["kill-server"])
    unsafe unlink("/tmp/tmux-\(geteuid())/\(server)")
  }

  // MARK: What it shows

  /// Every row, trailing blanks taken off.
  var screen: [String] {
    let text = (try? tmux(["capture-pane", "-p"])) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// Waits until the screen satisfies `condition`; shows the screen when it does not in time.
  @discardableResult
  func expect(
    _ what: String, within seconds: Double = 10, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: (Screen) -> Bool
  ) async -> Screen {
    var last = Screen(rows: [])
    let isThere = await eventually(seconds, every: .milliseconds(60)) {
      last = Screen(rows: screen)
      return condition(last)
    }
    #expect(isThere, "no \(what) within \(seconds) s; the screen:\n\(last)", sourceLocation: sourceLocation)
    return last
  }

  /// The screen with its escape sequences for colours and attributes.
  var screenWithAttributes: String { (try? tmux(["capture-pane", "-p", "-e"])) ?? "" }

  /// A fact tmux knows, such as `alternate_on`.
  func fact(_ name: String) -> String {
    ((try? tmux(["display-message", "-p", "#{\(name)}"])) ?? "").filter { $0 != "\n" }
  }

  // MARK: What an operator does

  /// Types a command line and Enter.
  func run(_ line: String) throws {
    try tmux(["send-keys", "-l", line])
    try tmux(["send-keys", "Enter"])
  }

  /// Presses keys by tmux's names.
  func press(_ keys: String...) throws { try tmux(["send-keys"] + keys) }

  /// Presses and releases the left button over a cell, as xterm tells it.
  func click(column: Int, row: Int) throws {
    for end in ["M", "m"] {
      try tmux(["send-keys", "-H"] + "\u{1B}[<0;\(column + 1);\(row + 1)\(end)".utf8.map { String($0, radix: 16) })
    }
  }

  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-x", String(columns), "-y", String(rows)])
  }

  /// The process ids of the shell's children.
  var children: [Int32] { Processes.children(of: shellID) }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    let output = folder.path("tmux"), error = folder.path("tmux-error")
    let code = try Child(["tmux", "-u", "-L", server, "-f", "/dev/null"] + arguments, output: output, error: error)
      .wait()
    guard code == 0 else { throw Failure("tmux \(arguments.first ?? ""): code \(code) \(text(of: error))") }
    return text(of: output)
  }
}

/// The rows of a terminal at one moment.
struct Screen: CustomStringConvertible {
  var rows: [String]

  var description: String { rows.map { "|" + $0 }.joined(separator: "\n") }
  var header: String { rows.first ?? "" }
  var hints: String { rows.last ?? "" }

  func contains(_ text: String) -> Bool { rows.contains { $0.contains(text) } }

  /// Rows with something in them.
  var filled: [String] { rows.filter { !$0.allSatisfy { $0 == " " } } }
}

/// The kernel's list of processes.
enum Processes {
  /// All processes a process started, whichever of its threads did.
  static func children(of parent: Int32) -> [Int32] {
    names(in: "/proc").compactMap(Int32.init).filter { child in
      // pid (name) state parent …; the name may hold anything, so look behind its last parenthesis.
      let line = text(of: "/proc/\(child)/stat")
      guard let end = line.lastIndex(of: ")") else { return false }
      let words = line[line.index(after: end)...].split(separator: " ")
      return words.count > 1 && Int32(words[1]) == parent
    }
  }

  static func name(_ process: Int32) -> String { text(of: "/proc/\(process)/comm").filter { $0 != "\n" } }

  /// Whether it still runs; one that only waits to be collected does not.
  static func isAlive(_ process: Int32) -> Bool {
    let line = text(of: "/proc/\(process)/stat")
    guard let end = line.lastIndex(of: ")") else { return false }
    return line[line.index(after: end)...].split(separator: " ").first != "Z"
  }

  private static func names(in folder: String) -> [String] {
    guard let handle = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(handle) }
    var found: [String] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      found.append(name)
    }
    return found
  }
}
