import Testing

/// The program without a terminal: what it printed, and how it ended.
final class PlainProgram {
  let folder: Folder
  private let child: Child

  /// Starts `plantwatch arguments…`; the surroundings are bare but for `adding`.
  init(_ arguments: [String], adding: [String: String] = [:]) throws {
    folder = try Folder()
    child = try Child(
      [Surroundings.program] + arguments, environment: Surroundings.plain.merging(adding) { $1 },
      output: folder.path("output"), error: folder.path("error"))
  }

  var processID: Int32 { child.processID }
  var output: String { folder.read("output") }
  var error: String { folder.read("error") }
  var lines: [Substring] { output.split(separator: "\n") }

  func signal(_ number: Int32) { child.signal(number) }

  /// How it ended, as a shell says it; nil when it does not in time.
  func code(within seconds: Double = 15) async -> Int32? { await child.exitCode(within: seconds) }

  /// Waits until its output satisfies `condition`; both streams are in the message when it does not.
  func expect(
    _ what: String, within seconds: Double = 10, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: (String) -> Bool
  ) async {
    let isThere = await eventually(seconds, every: .milliseconds(50)) { condition(output) }
    #expect(isThere, "no \(what) in \(seconds) s; \(told)", sourceLocation: sourceLocation)
  }

  /// Both streams, for a failure's message.
  var told: String { "output:\n\(output)\nerror:\n\(error)" }

  /// The last line, when it is a digest.
  var digest: String? { Self.digest(output) }

  /// The digest that `output` ends with.
  static func digest(_ output: String) -> String? {
    guard let last = output.split(whereSeparator: \.isNewline).last(where: { !$0.allSatisfy(\.isWhitespace) }),
      last.hasPrefix("digest "), last.count == 23,
      last.dropFirst(7).allSatisfy({ $0.isHexDigit && !$0.isUppercase })
    else { return nil }
    return String(last)
  }
}

/// What a finished run came to.
struct Outcome {
  var code: Int32?
  var output: String
  var error: String

  var digest: String? { PlainProgram.digest(output) }
  var told: String { "code \(code.map(String.init) ?? "none")\noutput:\n\(output)\nerror:\n\(error)" }
}

/// Runs `plantwatch arguments…` to its end.
func plantwatch(_ arguments: String..., within seconds: Double = 20) async throws -> Outcome {
  let program = try PlainProgram(arguments)
  let code = await program.code(within: seconds)
  return Outcome(code: code, output: program.output, error: program.error)
}

/// Runs a shell command line to its end; `$PW` is the program.
func shell(_ line: String, within seconds: Double = 20) async throws -> Outcome {
  let folder = try Folder()
  let child = try Child(["sh", "-c", line], output: folder.path("output"), error: folder.path("error"))
  let code = await child.exitCode(within: seconds)
  return Outcome(code: code, output: folder.read("output"), error: folder.read("error"))
}
