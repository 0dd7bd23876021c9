import CSystem
import Glibc
import PlantCore

/// Runs the operator's own program for a notification: arguments as they are, never a shell; an environment of its own;
/// the notification as JSON on standard input; a limit on its time.
enum HookCommand {
  /// What a program finds in its environment besides the notification.
  private static let surroundings = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]

  /// Runs a program to its end. Blocks for `limit` nanoseconds at most, and a moment to end it.
  ///
  /// - Returns: What went wrong, in words; nil when it ended with 0.
  static func run(
    _ arguments: [String], _ variables: [String: String], input: String, limit: Int64, stop: StopFlag
  ) -> String? {
    let file = unsafe plant_memory_file("plantwatch-notification")
    guard file >= 0 else { return "no memory for its input" }
    defer { close(file) }
    _ = Descriptor.write(Array(input.utf8), to: file)
    _ = lseek(file, 0, SEEK_SET)
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, file, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // A connection to the broker that it held open would keep the broker from telling that this program has ended.
    _ = unsafe plant_spawn_close_from(&actions, 3)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var (all, none) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
    let environment = surroundings.merging(variables) { $1 }.map { "\($0)=\($1)" }.sorted()
    var child: pid_t = 0
    let failure = unsafe withCStrings(arguments) { words in
      unsafe withCStrings(environment) { unsafe posix_spawn(&child, arguments[0], &actions, &attributes, words, $0) }
    }
    if failure != 0 { return errorText(failure).lowercased() }
    return wait(for: child, limit: limit, stop: stop)
  }

  private static func wait(for child: pid_t, limit: Int64, stop: StopFlag) -> String? {
    let deadline = SystemClock.sinceBoot() + limit
    var status: Int32 = 0
    var isTooLong = false
    while unsafe waitpid(child, &status, WNOHANG) == 0 {
      if SystemClock.sinceBoot() > deadline || stop.isRaised {
        isTooLong = true
        // All of its process group: a program that waits for another leaves that one otherwise.
        kill(-child, SIGKILL)
        _ = unsafe waitpid(child, &status, 0)
        break
      }
      Worker.rest(nanoseconds: 10 * Interval.millisecond)
    }
    if isTooLong { return "took longer than \(spanText(limit)) and was ended" }
    let signal = status & 0x7F
    if signal != 0 { return "was ended by signal \(signal)" }
    let code = (status >> 8) & 0xFF
    return code == 0 ? nil : "ended with code \(code)"
  }

  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = unsafe texts.map { unsafe strdup($0) }
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe body(pointers + [nil])
  }
}
