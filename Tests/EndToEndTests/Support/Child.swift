import Glibc
import Testing

/// A program that a test started, its streams in files; it does not outlive the test.
final class Child {
  let processID: pid_t
  private var status: Int32?

  /// Starts `arguments[0]`.
  ///
  /// - Throws: `Failure` when it cannot be executed.
  init(
    _ arguments: [String], environment: [String: String] = Surroundings.plain, input: String = "/dev/null",
    output: String = "/dev/null", error: String = "/dev/null"
  ) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let writing = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, writing, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, error, writing, 0o600)
    // Whoever runs the tests may ignore signals; what is tested shall not.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    var none = sigset_t()
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let words = CStrings(arguments)
    let variables = CStrings(environment.map { "\($0)=\($1)" })
    var number: pid_t = 0
    let problem = unsafe posix_spawnp(
      &number, arguments[0], &actions, &attributes, words.pointers, variables.pointers)
    guard problem == 0 else { throw Failure("\(arguments[0]) does not start: error \(problem)") }
    processID = number
  }

  deinit { end() }

  var isRunning: Bool {
    collect(options: WNOHANG)
    return status == nil
  }

  func signal(_ number: Int32) {
    if isRunning { kill(processID, number) }
  }

  /// Ends it at once and waits until it is gone.
  func end() {
    guard isRunning else { return }
    kill(processID, SIGKILL)
    collect(options: 0)
  }

  /// The exit code as a shell tells it, 128 and more for a signal; nil when it does not end in time.
  func exitCode(within seconds: Double = 15) async -> Int32? {
    guard await eventually(seconds, { !isRunning }) else { return nil }
    return code
  }

  /// Waits for a short tool, holding up the thread.
  func wait() -> Int32 {
    collect(options: 0)
    return code
  }

  private var code: Int32 {
    guard let status else { return -1 }
    let signal = status & 0x7F
    return signal != 0 ? 128 + signal : (status >> 8) & 0xFF
  }

  private func collect(options: Int32) {
    guard status == nil else { return }
    var word: Int32 = 0
    var result: pid_t
    repeat { result = unsafe waitpid(processID, &word, options) } while result < 0 && errno == EINTR
    if result == processID { status = word }
    if result < 0 { status = 0 }
  }
}

/// A list of texts as C wants it.
@safe private final class CStrings {
  let pointers: [UnsafeMutablePointer<CChar>?]

  init(_ texts: [String]) { unsafe pointers = texts.map { unsafe strdup($0) } + [nil] }

  deinit { unsafe pointers.forEach { unsafe free($0) } }
}

/// Something a test needs that did not work.
struct Failure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
